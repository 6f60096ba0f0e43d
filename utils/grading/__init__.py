"""Notebooks that a class handed in, to points and feedback."""
