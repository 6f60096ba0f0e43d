"""The data of the lessons: loaders, and the files with their sums."""
