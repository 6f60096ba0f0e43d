"""Parts of `tf.contrib` that have vanished."""
