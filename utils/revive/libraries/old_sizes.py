"""Sizes that are floats: up to 1.15 a shape took `256.0`, which `512 / 2` is in Python 3."""

from functools import wraps
from importlib import import_module

from utils.revive.notes import note

MEANING = "A size took a float that is an integer, such as 256.0."


def put_in_place():
    """Let each size of a shape be a float without a remainder."""
    dimension = import_module("tensorflow.python.framework.tensor_shape").Dimension
    dimension.__init__ = _taking_floats(dimension.__init__)


def _taking_floats(today):
    @wraps(today)
    def start(dimension, value):
        if isinstance(value, float) and value.is_integer():
            note("a size with /", "//", MEANING)
            value = int(value)
        today(dimension, value)

    return start
