from typing import NamedTuple

import numpy as np
import pytest

from utils.compare import describe, difference, outline

EXPECTED = np.arange(6, dtype=np.float64).reshape(2, 3)


class AlwaysEqual(int):
    def __eq__(self, other):
        return True

    __hash__ = int.__hash__


class LyingTuple(tuple):
    def __iter__(self):
        raise ValueError

    def __len__(self):
        return 2


class Pair(NamedTuple):
    first: float
    second: float


class LyingPair(Pair):
    def __getitem__(self, index):
        return 0.0


def changed(index, value):
    array = EXPECTED.copy()
    array[index] = value
    return array


@pytest.mark.parametrize(
    ("got", "words"),
    [
        (None, "is None"),
        ([[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]], "a list of 2"),
        ("text", "str 'text'"),
        (np.ma.masked_all_like(EXPECTED), "MaskedArray"),
        (EXPECTED.view(np.recarray), "recarray"),
        (EXPECTED[np.newaxis], "has shape [1, 2, 3] where [2, 3] is wanted"),
        (EXPECTED[:1], "has shape [1, 3] where [2, 3] is wanted"),
        (EXPECTED.astype(np.float32), "has dtype float32 where float64 is wanted"),
        (EXPECTED.astype(object), "has dtype object where float64 is wanted"),
        (changed((1, 2), np.nan), "the answer[1, 2] is nan, which is not a finite number"),
        (changed((0, 1), np.inf), "the answer[0, 1] is inf, which is not a finite number"),
        (changed((1, 0), 7.0), "the answer[1, 0] is 7 where 3 is wanted; 1 of 6 values differ"),
        (changed((0, 0), 1e-5), "the answer[0, 0] is 1e-05 where 0 is wanted"),
    ],
)
def test_a_wrong_array_is_described_by_the_first_thing_that_is_wrong(got, words):
    assert words in difference(EXPECTED, got, tolerance=1e-6)


def test_shape_comes_before_dtype_before_finiteness_before_value():
    wrong = np.full((1, 3), np.nan, np.float32)
    assert "shape" in difference(EXPECTED, wrong, 1e-6)
    wrong = np.full((2, 3), np.nan, np.float32)
    assert "dtype" in difference(EXPECTED, wrong, 1e-6)
    wrong = changed((0, 0), 9.0)
    wrong[1, 1] = np.nan
    assert "finite" in difference(EXPECTED, wrong, 1e-6)


def test_what_agrees_within_the_tolerance_has_no_difference():
    assert difference(EXPECTED, EXPECTED + 9e-7, 1e-6) is None
    assert difference((EXPECTED, 3), (EXPECTED, np.int64(3)), 1e-6) is None
    assert difference([EXPECTED], (EXPECTED,), 1e-6) is None
    assert difference((EXPECTED,), [EXPECTED], 1e-6) is None


@pytest.mark.parametrize(
    ("expected", "got", "words"),
    [
        (3, 4, "is 4 where 3 is wanted"),
        (3, 3.0, "where a whole number is wanted"),
        (1, True, "where a whole number is wanted"),
        (True, 1, "where True or False is wanted"),
        (0.5, float("nan"), "not a finite number"),
        (0.5, "0.5", "where a number is wanted"),
        ("kernel", "bias", "is 'bias' where 'kernel' is wanted"),
        ("kernel", 3, "where a str is wanted"),
        (3, 10**100, "is with dozens of digits where 3 is wanted"),
        (3, AlwaysEqual(3), "where a whole number is wanted"),
        ((1, 2), LyingTuple((1, 2)), "a value of type LyingTuple where a tuple of 2 is wanted"),
        ("kernel", "b" * 1000, "bbb… where 'kernel' is wanted"),
        ("kernel", "two\nlines", "is 'two\\nlines' where"),
        ((1, 2), [1], "a list of 1 where a tuple of 2 is wanted"),
        ((1, 2), (1, 2, 3), "a tuple of 3 where a tuple of 2 is wanted"),
        ((1, 2), (1, 3), "the answer[1] is 3 where 2 is wanted"),
        ((1, (2, 3)), (1, (2, 4)), "the answer[1][1] is 4"),
    ],
)
def test_a_wrong_number_string_or_tuple_is_described(expected, got, words):
    assert words in difference(expected, got, tolerance=1e-6)


def test_values_are_described_in_a_few_words():
    assert describe(EXPECTED) == "float64 array of shape [2, 3]"
    assert describe((1, 2)) == "a tuple of 2"
    assert describe(None) == "None"
    assert describe(object()) == "a value of type object"


def test_an_outline_looks_into_tuples_one_level_deep():
    itself = [1]
    itself.append(itself)
    assert outline((EXPECTED, None)) == "a tuple of 2 (float64 array of shape [2, 3], None)"
    assert outline([1, 2, 3, 4]) == "a list of 4 (int 1, int 2, int 3, …)"
    assert outline(itself) == "a list of 2 (int 1, a list of 2)"
    assert outline(()) == "a tuple of 0"
    assert outline(3) == "int 3"


def test_a_named_tuple_is_as_good_as_a_tuple_unless_it_has_ways_of_its_own():
    assert difference((1.0, 2.0), Pair(1.0, 2.0), 0) is None
    assert "Pair of 2" in difference((1.0, 2.0, 3.0), Pair(1.0, 2.0), 0)
    assert "LyingPair" in difference((0.0, 0.0), LyingPair(1.0, 2.0), 0)
