"""What NumPy, pandas, SciPy, Keras and Python's own library had when the scripts were written."""
