"""Files that only Python 2 can read, and what its names and its text did."""
