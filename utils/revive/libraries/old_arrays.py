"""What arrays of NumPy could do: be a number if they hold one, and methods that are gone."""

import ctypes
from contextlib import contextmanager

import numpy as np

from utils.revive.notes import note

ONE_NUMBER = "An array of one number was a number where one is needed, whatever its dimensions."
CANNOT_BE_CHANGED = 1 << 8  # the flag Py_TPFLAGS_IMMUTABLETYPE
PLACE_OF_FLAGS = 21  # of tp_flags in a PyTypeObject, counted in pointers
# method: (what to write today, the method)
METHODS = {
    "itemset": ("array[place] = value", lambda array, *given: _set_item(array, *given)),
    "newbyteorder": (
        "array.view(array.dtype.newbyteorder(order))",
        lambda array, order="S": array.view(array.dtype.newbyteorder(order)),
    ),
    "ptp": ("np.ptp(array)", lambda array, *axis, **settings: np.ptp(array, *axis, **settings)),
    "tostring": ("array.tobytes()", lambda array, *order: array.tobytes(*order)),
}


def put_in_place():
    """Let `float`, `int`, `%f`, `math` and what is written in C take an array of one number."""
    methods = {name: _noted(name, *one) for name, one in METHODS.items()}
    for name in ("__complex__", "__float__", "__int__"):
        methods[name] = _of_one_number(getattr(np.ndarray, name))
    with _can_be_changed(np.ndarray) as is_possible:
        for name, method in methods.items() if is_possible else ():
            if name.startswith("__") or not hasattr(np.ndarray, name):
                setattr(np.ndarray, name, method)
    with _can_be_changed(np.generic) as is_possible:
        if is_possible and not hasattr(np.generic, "tostring"):
            np.generic.tostring = methods["tostring"]


@contextmanager
def _can_be_changed(kind):
    """Allow to set attributes of a type of a library; Python forbids it for types written in C.

    No other place reaches `float(array)`, as both types are written in C. If the type has another
    layout in this Python, the flags that are found there differ, and nothing is done.
    """
    place = id(kind) + PLACE_OF_FLAGS * ctypes.sizeof(ctypes.c_void_p)
    flags = ctypes.c_ulong.from_address(place)
    if flags.value != kind.__flags__:
        yield False
        return
    flags.value &= ~CANNOT_BE_CHANGED
    try:
        yield True
    finally:
        flags.value |= CANNOT_BE_CHANGED


def _of_one_number(today):
    def number(array):
        if array.ndim and array.size == 1:
            note("an array of one number", "array.item()", ONE_NUMBER)
            array = np.asarray(array).reshape(())
        return today(array)

    return number


def _noted(name, today, written):
    def method(array, *arguments, **settings):
        note(f"array.{name}", today)
        return written(array, *arguments, **settings)

    method.__name__ = name
    return method


def _set_item(array, *given):
    *place, value = given
    if not place:
        array[...] = value
    elif isinstance(place[0], tuple):
        array[place[0]] = value
    else:
        array.flat[place[0]] = value
