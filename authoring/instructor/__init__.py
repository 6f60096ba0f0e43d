"""The pages for an instructor, made from the lessons and from the catalogues of their checks."""
