"""Names that NumPy has dropped."""

import pickle
import sys

import numpy as np

from utils.revive.notes import note
from utils.revive.reading.owner import asks_for_owner

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
    "recfromcsv": (
        'np.genfromtxt(path, delimiter=",", names=True).view(np.recarray)',
        lambda path, **settings: _records(path, **{"names": True, "delimiter": ","} | settings),
    ),
    "recfromtxt": (
        "np.genfromtxt(path).view(np.recarray)",
        lambda path, **settings: _records(path, **settings),
    ),
    "msort": ("np.sort(array, axis=0)", lambda array: np.sort(array, axis=0)),
}
IS_NUMPY_1 = np.__version__.startswith("1.")
if IS_NUMPY_1:  # NumPy 2 has both again
    NAMES |= {"bool": ("bool", bool), "long": ("int", int)}


def _records(path, **settings):
    """The rows of a text file as an array of records, whose fields are attributes too."""
    return np.genfromtxt(path, **{"dtype": None, "encoding": None} | settings).view(np.recarray)


def put_in_place():
    """Give the owner's code the old names, and let numbers be printed as they were."""
    look_up = np.__getattr__

    def with_old_names(name):
        if name in NAMES and asks_for_owner(sys._getframe(1)):
            today, value = NAMES[name]
            note(f"np.{name}", today)
            return value
        return look_up(name)

    np.__getattr__ = with_old_names
    if not hasattr(np.lib, "pad"):
        np.lib.pad = np.pad
    if not IS_NUMPY_1:
        np.set_printoptions(legacy="1.25")  # a list of numbers is printed as [1, 2], as in NumPy 1
