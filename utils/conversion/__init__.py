"""From cells of TensorFlow 1 to layers of Keras 3: what `utils.convert` is made of."""
