"""Where an answer differs from what was wanted, in one sentence."""

from numbers import Integral, Real

import numpy as np

LONGEST_OUTLINE = 3
TENSOR_LIBRARIES = ("tensorflow", "tf_keras", "keras", "torch", "jax")


def describe(value):
    """Say in a few words what a value is: its kind, its dtype and its shape.

    Arguments:
        value: anything.

    Returns:
        A string such as `float64 array of shape [4, 3]`, `None` or `a tuple of 2`.
    """
    if value is None:
        return "None"
    if is_tensor(value):
        return "a TensorFlow tensor"
    if isinstance(value, np.ndarray):
        kind = "array" if type(value) is np.ndarray else type(value).__name__
        return f"{value.dtype} {kind} of shape {list(value.shape)}"
    if isinstance(value, (tuple, list)):
        return f"a {type(value).__name__} of {len(value)}"
    if isinstance(value, (str, bool, Real, np.generic)):
        return f"{type(value).__name__} {value!s}"
    return f"a value of type {type(value).__name__}"


def outline(value):
    """Say what a value is, and of a tuple or list what its first parts are.

    Arguments:
        value: anything.

    Returns:
        A string such as `a tuple of 2 (float64 array of shape [4, 2], None)`.
    """
    if not isinstance(value, (tuple, list)) or not value:
        return describe(value)
    parts = [describe(part) for part in value[:LONGEST_OUTLINE]]
    parts += ["…"] * (len(value) > LONGEST_OUTLINE)
    return f"{describe(value)} ({', '.join(parts)})"


def is_tensor(value):
    """Say whether a value belongs to a library of tensors, which need not be imported for this."""
    return type(value).__module__.partition(".")[0] in TENSOR_LIBRARIES


def difference(expected, got, tolerance, place="the answer"):
    """Say in one sentence where two values differ: kind, shape, dtype, finiteness, then value.

    Arguments:
        expected: an array, a number, a string, or a tuple or list of these, nested at will;
            a tuple and a list are as good as each other.
        got: anything; nothing is broadcast or converted to make it fit.
        tolerance: the largest absolute difference between floating-point values that still
            counts as equal; integers, booleans and strings must be equal.
        place: what `got` is called in the sentence.

    Returns:
        None where they agree, else the sentence.
    """
    if isinstance(expected, (tuple, list)):
        return _sequence_difference(expected, got, tolerance, place)
    if isinstance(expected, np.ndarray):
        return _array_difference(expected, got, tolerance, place)
    return _scalar_difference(expected, got, tolerance, place)


def _kind_difference(wanted, got, place):
    if got is None:
        return f"{place} is None, which a function without `return` gives, where {wanted} is wanted"
    if is_tensor(got):
        return f"{place} is a TensorFlow tensor where {wanted} is wanted: `session.run` fetches it"
    return f"{place} is {describe(got)} where {wanted} is wanted"


def _sequence_difference(expected, got, tolerance, place):
    wanted = describe(expected)
    if not isinstance(got, (tuple, list)) or len(got) != len(expected):
        return _kind_difference(wanted, got, place)
    for position, (wanted_part, part) in enumerate(zip(expected, got, strict=True)):
        found = difference(wanted_part, part, tolerance, f"{place}[{position}]")
        if found:
            return found
    return None


def _array_difference(expected, got, tolerance, place):
    # A subclass such as a masked array or a matrix compares by rules of its own.
    if type(got) is not np.ndarray and not (isinstance(got, np.generic) and expected.ndim == 0):
        return _kind_difference(describe(expected), got, place)
    got = np.asarray(got)
    if got.shape != expected.shape:
        return f"{place} has shape {list(got.shape)} where {list(expected.shape)} is wanted"
    if got.dtype != expected.dtype:
        return f"{place} has dtype {got.dtype} where {expected.dtype} is wanted"
    if expected.dtype.kind != "f":
        return _first_place(expected, got, got != expected, place)
    finite = np.isfinite(got)
    if not finite.all():
        index = _first_index(~finite)
        return f"{place}{_subscript(index)} is {got[index]}, which is not a finite number"
    return _first_place(expected, got, np.abs(got - expected) > tolerance, place)


def _first_place(expected, got, differs, place):
    if not differs.any():
        return None
    index = _first_index(differs)
    count = f"; {differs.sum()} of {differs.size} values differ" if differs.size > 1 else ""
    return (
        f"{place}{_subscript(index)} is {_number(got[index])} "
        f"where {_number(expected[index])} is wanted{count}"
    )


def _scalar_difference(expected, got, tolerance, place):
    wanted = "a number" if isinstance(expected, Real) else f"a {type(expected).__name__}"
    if isinstance(expected, (bool, np.bool_)):
        wanted, agrees = "True or False", isinstance(got, (bool, np.bool_))
    elif isinstance(expected, Integral):
        wanted, agrees = "a whole number", isinstance(got, Integral) and not isinstance(got, bool)
    elif isinstance(expected, Real):
        agrees = isinstance(got, Real) and not isinstance(got, bool)
    else:
        agrees = isinstance(got, type(expected))
    if not agrees:
        return _kind_difference(wanted, got, place)
    inexact = isinstance(expected, Real) and not isinstance(expected, (Integral, np.bool_))
    if inexact and not np.isfinite(got):
        return f"{place} is {got}, which is not a finite number"
    equal = abs(got - expected) <= tolerance if inexact else got == expected
    return None if equal else f"{place} is {_number(got)} where {_number(expected)} is wanted"


def _first_index(mask):
    return tuple(int(axis[0]) for axis in np.nonzero(mask)) if mask.ndim else ()


def _subscript(index):
    return str(list(index)) if index else ""


def _number(value):
    if isinstance(value, str):
        return repr(value)
    return f"{value:.6g}" if isinstance(value, (float, np.floating)) else str(value)
