"""Names that NumPy has dropped, and what it no longer does by itself."""

import pickle
import sys

import numpy as np

from utils.revive.notes import note
from utils.revive.owner import asks_for_owner

# name: (what to write today, the value)
NAMES = {
    "int": ("int", int),
    "float": ("float", float),
    "complex": ("complex", complex),
    "object": ("object", object),
    "str": ("str", str),
    "unicode": ("str", str),
    "float_": ("np.float64", np.float64),
    "complex_": ("np.complex128", np.complex128),
    "unicode_": ("np.str_", np.str_),
    "string_": ("np.bytes_", np.bytes_),
    "Inf": ("np.inf", np.inf),
    "Infinity": ("np.inf", np.inf),
    "infty": ("np.inf", np.inf),
    "NaN": ("np.nan", np.nan),
    "NAN": ("np.nan", np.nan),
    "product": ("np.prod", np.prod),
    "cumproduct": ("np.cumprod", np.cumprod),
    "sometrue": ("np.any", np.any),
    "alltrue": ("np.all", np.all),
    "row_stack": ("np.vstack", np.vstack),
    "in1d": ("np.isin", np.isin),
    "trapz": ("np.trapezoid", getattr(np, "trapezoid", None)),  # NumPy 1 has trapz itself
    "round_": ("np.round", np.round),
    "asscalar": ("array.item()", lambda array: array.item()),
    "mat": ("np.asmatrix", np.asmatrix),
    "asfarray": (
        "np.asarray(values, float)",
        lambda values, dtype=np.float64: np.asarray(values, dtype),
    ),
    "rank": ("np.ndim", np.ndim),
    "alen": ("len", len),
    "loads": ("pickle.loads", pickle.loads),
    "bool8": ("np.bool_", np.bool_),
    "int0": ("np.intp", np.intp),
    "longfloat": ("np.longdouble", np.longdouble),
    "cfloat": ("np.complex128", np.complex128),
    "PINF": ("np.inf", np.inf),
    "NINF": ("-np.inf", -np.inf),
    "PZERO": ("0.0", 0.0),
    "NZERO": ("-0.0", -0.0),
    "find_common_type": (
        "np.result_type(*types)",
        lambda arrays, scalars: np.result_type(*arrays, *scalars),
    ),
    "msort": ("np.sort(array, axis=0)", lambda array: np.sort(array, axis=0)),
}
IS_NUMPY_1 = np.__version__.startswith("1.")
if IS_NUMPY_1:  # NumPy 2 has both again
    NAMES |= {"bool": ("bool", bool), "long": ("int", int)}
RAGGED = "Rows of unequal length gave an array of objects by themselves."
BINARY = "What is not text was copied from its bytes by the same function."


def put_in_place():
    """Give the owner's code the old names, arrays of rows of unequal length, and plain numbers."""
    look_up = np.__getattr__

    def with_old_names(name):
        if name in NAMES and asks_for_owner(sys._getframe(1)):
            today, value = NAMES[name]
            note(f"np.{name}", today)
            return value
        return look_up(name)

    np.__getattr__ = with_old_names
    for name in ("array", "asarray"):
        setattr(np, name, _ragged(getattr(np, name), _of_objects(getattr(np, name))))
    np.save = _ragged(np.save, _save_of(np.save))
    np.fromstring = _of_bytes(np.fromstring)
    np.load = _with_pickles(np.load)
    if not IS_NUMPY_1:
        np.set_printoptions(legacy="1.25")  # a list of numbers is printed as [1, 2], as in NumPy 1


def _of_objects(make):
    return lambda *arguments, **settings: make(*arguments, **settings, dtype=object)


def _save_of(save):
    return lambda path, rows, *others: save(path, np.array(rows, dtype=object), *others)


def _ragged(today, of_objects):
    def array(*arguments, **settings):
        try:
            return today(*arguments, **settings)
        except ValueError as error:
            is_ragged = "inhomogeneous" in str(error) and "dtype" not in settings
            if not is_ragged or not asks_for_owner(sys._getframe(1)):
                raise
        note(f"np.{today.__name__}(rows)", "np.array(rows, dtype=object)", RAGGED)
        return of_objects(*arguments, **settings)

    array.__name__, array.__doc__ = today.__name__, today.__doc__
    return array


def _of_bytes(today):
    def fromstring(string, dtype=float, count=-1, sep="", **settings):
        if sep or not asks_for_owner(sys._getframe(1)):
            return today(string, dtype, count, sep=sep, **settings)
        note("np.fromstring(bytes)", "np.frombuffer(bytes, dtype).copy()", BINARY)
        return np.frombuffer(string, dtype, count).copy()

    fromstring.__doc__ = today.__doc__
    return fromstring


def _with_pickles(load):
    def load_array(*arguments, **settings):
        if len(arguments) < 3 and asks_for_owner(sys._getframe(1)):
            settings.setdefault("encoding", "latin1")  # as Python 2 wrote them
            settings.setdefault("allow_pickle", True)
        return load(*arguments, **settings)

    load_array.__doc__ = load.__doc__
    return load_array
