"""The cells of TensorFlow 1, and the functions that run them over time."""
