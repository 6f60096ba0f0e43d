"""Where an answer differs from what was wanted, in one sentence."""

from numbers import Integral, Real

import numpy as np

LONGEST_OUTLINE = 3
MOST_VALUES = 6  # of an array that is shown by its values
LONGEST_GIVEN = 60  # characters
TENSORS = ("Tensor", "SymbolicTensor", "Variable", "Array")
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
        if value.ndim == 0:  # a shape without axes says nothing
            return f"{value.dtype} {_literal(value[()])}"
        kind = "array" if type(value) is np.ndarray else type(value).__name__
        return f"{value.dtype} {kind} of shape {list(value.shape)}"
    if is_sequence(value):
        name = type(value).__name__
        return f"{'an' if name.startswith('LSTM') else 'a'} {name} of {len(value)}"
    if type(value) in (str, bool, int, float) or isinstance(value, np.generic):
        return f"{type(value).__name__} {_literal(value)}"
    return f"a value of type {shorten(type(value).__name__)}"


def outline(value, depth=2):
    """Say what a value is: of a tuple or list also its first parts, of a short array its values.

    Arguments:
        value: anything.
        depth: of tuples in tuples, how many levels are opened.

    Returns:
        A string such as `a tuple of 2 (float64 array of shape [4, 2], None)`.
    """
    if type(value) is np.ndarray and value.ndim and 0 < value.size <= MOST_VALUES:
        return f"{describe(value)}, {short_value(value.tolist())}"
    if not depth or not is_sequence(value) or not value:
        return describe(value)
    parts = [outline(part, depth - 1) for part in value[:LONGEST_OUTLINE]]
    parts += ["…"] * (len(value) > LONGEST_OUTLINE)
    return f"{describe(value)} ({', '.join(parts)})"


def given_text(name, value):
    """Say what an argument was: its value where that is short, else its shape or its length.

    Arguments:
        name: of the argument.
        value: anything.

    Returns:
        A string such as "`inputs` [3, 4]", "`lengths` = [5, 2]" or "`state` ([2, 4], [2, 4])".
    """
    if isinstance(value, np.ndarray):
        if value.dtype.kind in "biu" and value.ndim <= 1 and value.size <= MOST_VALUES:
            return f"`{name}` = {short_value(value.tolist())}"
        return f"`{name}` {list(value.shape)}"
    if is_sequence(value):
        shown = _shapes(value)
        if len(shown) > LONGEST_GIVEN:
            return f"{len(value)} `{name}`"
        return f"`{name}` {shown}" if _has_array(value) else f"`{name}` = {shown}"
    return f"`{name}` = {value}"


def short_value(values):
    """Return nested lists of values as text, rounded as a sentence needs them."""
    if isinstance(values, list):
        return f"[{', '.join(map(short_value, values))}]"
    return _literal(values)


def _shapes(value):
    """A tuple or list as Python writes it, with the shape of each array in its place."""
    if isinstance(value, np.ndarray):
        return str(list(value.shape))
    if not is_sequence(value):
        return repr(value)
    inside = ", ".join(_shapes(part) for part in value)
    return f"[{inside}]" if isinstance(value, list) else f"({inside})"


def _has_array(value):
    if is_sequence(value):
        return any(_has_array(part) for part in value)
    return isinstance(value, np.ndarray)


def shorten(text, longest=80):
    """Return a text on one line, and cut where it is too long to be read in a sentence."""
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[:longest]}…"


def is_sequence(value):
    """Say whether a value is a tuple, a named tuple or a list.

    Another subclass could answer as it likes.
    """
    kind = type(value)
    if issubclass(kind, tuple) and hasattr(kind, "_fields"):
        ways = "__len__", "__iter__", "__getitem__"
        return all(getattr(kind, way) is getattr(tuple, way) for way in ways)
    return kind in (tuple, list)


def is_tensor(value):
    """Say whether a value is a tensor, of a library that need not be imported for this."""
    return any(
        kind.__name__ in TENSORS and str(kind.__module__).startswith(TENSOR_LIBRARIES)
        for kind in type(value).__mro__
    )


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
    sentence = f"expected {wanted} for {place}, got {describe(got)}"
    if got is None:
        return f"{sentence}, which a function without `return` gives"
    return f"{sentence}: `session.run` fetches it" if is_tensor(got) else sentence


def _sequence_difference(expected, got, tolerance, place):
    wanted = describe(expected)
    if not is_sequence(got) or len(got) != len(expected):
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
        return f"expected shape {list(expected.shape)} for {place}, got {list(got.shape)}"
    if got.dtype != expected.dtype:
        return f"expected dtype {expected.dtype} for {place}, got {got.dtype}"
    if expected.dtype.kind != "f":
        return _first_place(expected, got, got != expected, place)
    finite = np.isfinite(got)
    if not finite.all():
        index = _first_index(~finite)
        return f"expected a finite number for {place}{_subscript(index)}, got {got[index]}"
    return _first_place(expected, got, np.abs(got - expected) > tolerance, place)


def _first_place(expected, got, differs, place):
    if not differs.any():
        return None
    index = _first_index(differs)
    count = f" ({differs.sum()} of {differs.size} values differ)" if differs.size > 1 else ""
    return (
        f"expected {_literal(expected[index])} for {place}{_subscript(index)}, "
        f"got {_literal(got[index])}{count}"
    )


def _scalar_difference(expected, got, tolerance, place):
    wanted = "a number" if isinstance(expected, Real) else f"a {type(expected).__name__}"
    if isinstance(expected, (bool, np.bool_)):
        wanted, agrees = "True or False", type(got) in (bool, np.bool_)
    elif isinstance(expected, Integral):
        wanted, agrees = "an integer", type(got) is int or isinstance(got, np.integer)
    elif isinstance(expected, Real):
        agrees = type(got) in (int, float) or isinstance(got, (np.integer, np.floating))
    else:
        agrees = type(got) is type(expected)
    if not agrees:
        return _kind_difference(wanted, got, place)
    inexact = isinstance(expected, Real) and not isinstance(expected, (Integral, np.bool_))
    if inexact and not np.isfinite(got):
        return f"expected a finite number for {place}, got {got}"
    equal = abs(got - expected) <= tolerance if inexact else got == expected
    return None if equal else f"expected {_literal(expected)} for {place}, got {_literal(got)}"


def _first_index(mask):
    return tuple(int(axis[0]) for axis in np.nonzero(mask)) if mask.ndim else ()


def _subscript(index):
    return str(list(index)) if index else ""


def _literal(value):
    if isinstance(value, str):
        return shorten(repr(value))
    if isinstance(value, int) and value.bit_length() > 200:
        return "a number with dozens of digits"
    if isinstance(value, (float, np.floating)):
        return f"{value:.6g}"
    return shorten(str(value))
