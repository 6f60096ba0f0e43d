"""`TensorArray.pack` and `unpack`, as `stack` and `unstack` were called up to TensorFlow 0.12."""

from utils.revive.notes import note
from utils.tf1 import tf

TODAY = {"pack": "stack", "unpack": "unstack"}


def put_in_place():
    """Give a `TensorArray` the names of its methods."""
    for old, today in TODAY.items():
        setattr(tf.TensorArray, old, _another_word(old, today))


def _another_word(old, today):
    def method(array, *arguments, **settings):
        note(f"TensorArray.{old}", f"TensorArray.{today}")
        return getattr(array, today)(*arguments, **settings)

    return method
