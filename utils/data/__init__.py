"""The data sets of the lessons: loaders, and the files with their checksums."""
