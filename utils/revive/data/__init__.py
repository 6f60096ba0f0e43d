"""The data that the tutorials of TensorFlow 1 read, and addresses of data that are gone."""
