"""`tf.estimator`, and `tf.contrib.learn` before it."""
