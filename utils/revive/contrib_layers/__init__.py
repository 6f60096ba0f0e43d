"""`tf.contrib.layers`, and what its layers share."""
