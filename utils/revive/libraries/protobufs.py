"""Fields of numbers in summaries and examples, which took more than numbers.

They took an array of one number, and those of integers took truth values, as Python's `int` does.
"""

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
    for kind, convert in ((tf.train.FloatList, _numbers), (tf.train.Int64List, _integers)):
        kind.__init__ = _converting(kind.__init__, convert)
    several = type(tf.train.Int64List().value)
    several.extend = _trying_again(several.extend)
    several.append = wraps(several.append)(lambda numbers, value: numbers.extend([value]))


def _converting(today, convert):
    @wraps(today)
    def function(message, **fields):
        return today(message, **{name: convert(value) for name, value in fields.items()})

    return function


def _trying_again(extend):
    """`extend` of a list of any kind of field, which takes truth values if nothing else will do."""

    @wraps(extend)
    def extend_old(numbers, values):
        values, length = list(values), len(numbers)
        try:
            extend(numbers, values)
        except TypeError:
            del numbers[length:]
            extend(numbers, _integers(values))

    return extend_old


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


def _integers(values):
    return [_integer(one) for one in _numbers(values)]


def _integer(value):
    if not isinstance(value, bool | np.bool_):
        return value
    note("a truth value in a field of integers", "int(value)")
    return int(value)
