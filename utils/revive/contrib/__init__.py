"""Parts of `tf.contrib`, written anew."""
