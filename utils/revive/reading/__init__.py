"""The program of the owner: which files belong to it, and how they are read and imported."""
