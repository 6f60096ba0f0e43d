"""Calls of NumPy that it no longer takes: rows of unequal length, generators, old keywords."""

import sys
from collections.abc import Iterator
from functools import wraps
from inspect import signature
from types import GeneratorType

import numpy as np

from utils.revive.notes import note
from utils.revive.reading.owner import asks_for_owner, frame_outside

IS_NUMPY_1 = np.__version__.startswith("1.")
RAGGED = "Rows of unequal length gave an array of objects by themselves."
BINARY = "What is not text was copied from its bytes by the same function."
OF_ROWS = ("append", "array_split", "delete", "savez", "savez_compressed", "split", "take")
STACKS = ("column_stack", "dstack", "hstack", "stack", "vstack")
# function: {its old keyword: the new one}
KEYWORDS = {
    "histogram": {"normed": "density"},
    "percentile": {"interpolation": "method"},
    "reshape": {"newshape": "shape"},
}


def put_in_place():
    """Let the owner's code call these functions as before."""
    for name in ("array", "asarray"):
        setattr(np, name, without_copy(ragged(getattr(np, name), of_objects(getattr(np, name)))))
    np.save = ragged(np.save, save_of(np.save))
    for room, names in ((np, OF_ROWS), (np.random, ("choice", "permutation"))):
        for name in names:
            today = getattr(room, name)
            setattr(room, name, ragged(today, with_rows_as_objects(today)))
    np.fromstring = of_bytes(np.fromstring)
    np.load = with_pickles(np.load)
    np.sum = sum_of(np.sum)
    for name in STACKS:
        setattr(np, name, with_list(getattr(np, name)))
    for name, keywords in KEYWORDS.items():
        today = getattr(np, name)
        # `np.reshape` has its new keyword since NumPy 2.1.
        if {*keywords.values()} <= signature(today).parameters.keys():
            setattr(np, name, with_keywords(today, keywords))
    np.loadtxt = with_no_comments(np.loadtxt)
    np.set_printoptions = with_whole_arrays(np.set_printoptions)
    np.linspace = with_whole_number(np.linspace)


def of_objects(make):
    """A function that makes an array of objects, then one of the type that is asked for."""

    def array(rows, dtype=None, **settings):
        objects = make(rows, **settings, dtype=object)
        return objects if dtype is None else objects.astype(dtype)

    return array


def save_of(save):
    """`np.save` of rows of unequal length."""
    return lambda path, rows, *others: save(path, np.array(rows, dtype=object), *others)


def with_rows_as_objects(function):
    """A function with an array of objects in place of each list of rows of unequal length."""

    def call(*arguments, **settings):
        settings = {name: _rows(value) for name, value in settings.items()}
        return function(*map(_rows, arguments), **settings)

    return call


def _rows(value):
    is_list = isinstance(value, list | tuple)
    return np.array(value, dtype=object) if is_list and _is_ragged(value) else value


def _is_ragged(rows):
    return len({len(one) if hasattr(one, "__len__") else -1 for one in rows}) > 1


def ragged(today, of_unequal_rows):
    """A function that asks another one where rows have unequal length."""

    @wraps(today)
    def function(*arguments, **settings):
        try:
            return today(*arguments, **settings)
        except ValueError as error:
            if "inhomogeneous" not in str(error) or not asks_for_owner(frame_outside(__file__)):
                raise
        note(f"np.{today.__name__}(rows)", "np.array(rows, dtype=object)", RAGGED)
        return of_unequal_rows(*arguments, **settings)

    return function


def without_copy(today):
    """`np.array(values, copy=False)`, which copied where it had to."""

    @wraps(today)
    def array(*arguments, **settings):
        if (
            settings.get("copy") is False
            and not IS_NUMPY_1
            and asks_for_owner(frame_outside(__file__))
        ):
            note("copy=False", "np.asarray(values)", "Today it means: never copy, and else fail.")
            settings["copy"] = None
        return today(*arguments, **settings)

    return array


def of_bytes(today):
    """`np.fromstring` of bytes that are no text."""

    @wraps(today)
    def fromstring(string, dtype=float, count=-1, sep="", **settings):
        if sep or not asks_for_owner(frame_outside(__file__)):
            return today(string, dtype, count, sep=sep, **settings)
        note("np.fromstring(bytes)", "np.frombuffer(bytes, dtype).copy()", BINARY)
        return np.frombuffer(string, dtype, count).copy()

    return fromstring


def with_pickles(load):
    """`np.load` that reads pickles, and those of Python 2."""

    @wraps(load)
    def load_array(*arguments, **settings):
        if len(arguments) < 3 and asks_for_owner(frame_outside(__file__)):
            settings.setdefault("encoding", "latin1")  # as Python 2 wrote them
            settings.setdefault("allow_pickle", True)
            array = load(*arguments, **settings)
            if getattr(getattr(array, "dtype", None), "hasobject", False):
                note("np.load(file)", "np.load(file, allow_pickle=True)", "Pickles may run code.")
            return array
        return load(*arguments, **settings)

    return load_array


def sum_of(today):
    """`np.sum` of a generator, which Python's own `sum` walks through."""

    @wraps(today)
    def function(values, *arguments, **settings):
        if isinstance(values, GeneratorType):
            note("np.sum(generator)", "sum(generator)")
            return sum(values)
        return today(values, *arguments, **settings)

    return function


def with_list(today):
    """A function of a list that takes an iterator too."""

    @wraps(today)
    def function(values, *arguments, **settings):
        if isinstance(values, Iterator):
            note(f"np.{today.__name__}(iterator)", f"np.{today.__name__}(list(iterator))")
            values = list(values)
        return today(values, *arguments, **settings)

    return function


def with_no_comments(loadtxt):
    """`np.loadtxt`, with an empty text for the mark of comments that are not there."""

    @wraps(loadtxt)
    def loadtxt_old(*arguments, **settings):
        if settings.get("comments") == "":
            note('np.loadtxt(comments="")', "comments=None")
            settings["comments"] = None
        return loadtxt(*arguments, **settings)

    return loadtxt_old


def with_whole_arrays(set_printoptions):
    """`np.set_printoptions`, with NaN or text for a threshold that no array comes to."""

    @wraps(set_printoptions)
    def set_old(*arguments, **settings):
        threshold = settings.get("threshold")
        if isinstance(threshold, str) or threshold != threshold:
            note("np.set_printoptions(threshold=nan)", "threshold=sys.maxsize")
            settings["threshold"] = sys.maxsize
        return set_printoptions(*arguments, **settings)

    return set_old


def with_keywords(today, keywords):
    """A function that takes its old keywords too."""

    @wraps(today)
    def function(*arguments, **settings):
        for old in keywords.keys() & settings.keys():
            note(f"np.{today.__name__}({old}=)", f"{keywords[old]}=")
            settings[keywords[old]] = settings.pop(old)
        return today(*arguments, **settings)

    return function


def with_whole_number(linspace):
    """`np.linspace` of as many numbers as a float says, such as 1e3."""

    @wraps(linspace)
    def numbers(start, stop, num=50, **settings):
        if isinstance(num, float):
            note("np.linspace(start, stop, float)", "np.linspace(start, stop, int(number))")
            num = int(num)
        return linspace(start, stop, num, **settings)

    return numbers
