"""Fields of numbers in summaries and examples, which took an array of one number too."""

from functools import wraps

import numpy as np

from utils.revive.notes import note
from utils.tf1 import tf


def put_in_place():
    """Let `tf.Summary.Value` and the lists of a `tf.train.Feature` take such arrays."""
    several, value = type(tf.Summary().value), tf.Summary.Value
    several.add = _converting(several.add, _number)
    value.__init__ = _converting(value.__init__, _number)
    value.__setattr__ = _changing(value.__setattr__)
    for kind in (tf.train.FloatList, tf.train.Int64List):
        kind.__init__ = _converting(kind.__init__, _numbers)


def _converting(today, convert):
    @wraps(today)
    def function(message, **fields):
        return today(message, **{name: convert(value) for name, value in fields.items()})

    return function


def _changing(today):
    @wraps(today)
    def change(message, name, value):
        today(message, name, _number(value))

    return change


def _number(value):
    if not isinstance(value, np.ndarray) or value.size != 1:
        return value
    note("an array in a field of numbers", "array.item()")
    return value.item()


def _numbers(values):
    return [_number(one) for one in values]
