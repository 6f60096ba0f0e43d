from typing import NamedTuple

import numpy as np
import pytest

from utils.checks.engine.compare import (
    describe,
    difference,
    given_text,
    is_sequence,
    is_tensor,
    outline,
    shorten,
)

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
        (None, "for the answer, got None, which a function without"),
        ([[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]], "a list of 2"),
        ("text", "str 'text'"),
        (np.ma.masked_all_like(EXPECTED), "MaskedArray"),
        (EXPECTED.view(np.recarray), "recarray"),
        (EXPECTED[np.newaxis], "expected shape [2, 3] for the answer, got [1, 2, 3]"),
        (EXPECTED[:1], "expected shape [2, 3] for the answer, got [1, 3]"),
        (np.zeros([3, 3]), "expected shape [2, 3] for the answer, got [3, 3]"),
        (EXPECTED.astype(np.float32), "expected dtype float64 for the answer, got float32"),
        (EXPECTED.astype(object), "expected dtype float64 for the answer, got object"),
        (changed((1, 2), np.nan), "expected a finite number for the answer[1, 2], got nan"),
        (changed((0, 1), np.inf), "expected a finite number for the answer[0, 1], got inf"),
        (changed((1, 0), 7.0), "expected 3 for the answer[1, 0], got 7 (1 of 6 values differ)"),
        (changed((0, 0), 1e-5), "expected 0 for the answer[0, 0], got 1e-05"),
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
    assert difference(0.5, 0.5 + 1e-7, 1e-6) is None
    assert difference([EXPECTED], (EXPECTED,), 1e-6) is None
    assert difference((EXPECTED,), [EXPECTED], 1e-6) is None


@pytest.mark.parametrize(
    ("expected", "got", "words"),
    [
        (3, 4, "expected 3 for the answer, got 4"),
        (3, 3.0, "expected an integer for the answer"),
        (1, True, "expected an integer for the answer"),
        (True, 1, "expected True or False for the answer"),
        (0.5, float("nan"), "expected a finite number for the answer, got nan"),
        (0.5, "0.5", "expected a number for the answer"),
        ("kernel", "bias", "expected 'kernel' for the answer, got 'bias'"),
        ("kernel", 3, "expected a str for the answer"),
        (3, 10**100, "expected 3 for the answer, got a number with dozens of digits"),
        (3, AlwaysEqual(3), "expected an integer for the answer"),
        (
            (1, 2),
            LyingTuple((1, 2)),
            "expected a tuple of 2 for the answer, got a value of type LyingTuple",
        ),
        ("kernel", "b" * 1000, "expected 'kernel' for the answer, got 'bbb"),
        ("kernel", "two\nlines", "got 'two\\nlines'"),
        ((1, 2), [1], "expected a tuple of 2 for the answer, got a list of 1"),
        ((1, 2), (1, 2, 3), "expected a tuple of 2 for the answer, got a tuple of 3"),
        ((1, 2), (1, 3), "expected 2 for the answer[1], got 3"),
        ((1, (2, 3)), (1, (2, 4)), "expected 3 for the answer[1][1], got 4"),
    ],
)
def test_a_wrong_number_string_or_tuple_is_described(expected, got, words):
    assert words in difference(expected, got, tolerance=1e-6)


def test_values_are_described_in_a_few_words():
    assert describe(EXPECTED) == "float64 array of shape [2, 3]"
    assert describe((1, 2)) == "a tuple of 2"
    assert describe(None) == "None"
    assert describe(object()) == "a value of type object"


def test_an_outline_looks_into_tuples_and_tuples_in_them():
    itself = [1]
    itself.append(itself)
    large = np.zeros([4, 3])
    assert outline((large, None)) == "a tuple of 2 (float64 array of shape [4, 3], None)"
    assert outline([1, 2, 3, 4]) == "a list of 4 (int 1, int 2, int 3, …)"
    assert outline(itself) == "a list of 2 (int 1, a list of 2 (int 1, a list of 2))"
    assert outline((large, (1, (2, 3)))) == (
        "a tuple of 2 (float64 array of shape [4, 3], a tuple of 2 (int 1, a tuple of 2))"
    )
    assert outline(()) == "a tuple of 0"
    assert outline((1, 2, 3)) == "a tuple of 3 (int 1, int 2, int 3)"
    assert outline(3) == "int 3"


def test_an_array_shows_its_values_where_its_shape_says_nothing():
    assert describe(np.float32(0.25)[()]) == "float32 0.25"
    assert describe(np.array(0.25)) == "float64 0.25"
    assert outline([np.array(0.25), np.array(3)]) == "a list of 2 (float64 0.25, int64 3)"
    assert outline(np.array([1.0, 1 / 3])) == "float64 array of shape [2], [1, 0.333333]"
    assert outline(np.array([[1, 2], [3, 4]])) == "int64 array of shape [2, 2], [[1, 2], [3, 4]]"
    assert outline(np.array(["a", "b"])) == "<U1 array of shape [2], ['a', 'b']"
    assert outline(np.array([0.5])) == "float64 array of shape [1], [0.5]"
    assert outline(np.arange(6)) == "int64 array of shape [6], [0, 1, 2, 3, 4, 5]"
    assert outline(np.zeros(7)) == "float64 array of shape [7]"
    assert outline(np.zeros([0, 2])) == "float64 array of shape [0, 2]"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (np.zeros([3, 4]), "`a` [3, 4]"),
        (np.array([5, 2]), "`a` = [5, 2]"),
        (np.array(5), "`a` = 5"),
        (np.ones([2, 2], int), "`a` [2, 2]"),
        (np.arange(6), "`a` = [0, 1, 2, 3, 4, 5]"),
        (["x" * 56], f"`a` = ['{'x' * 56}']"),
        (["x" * 57], "1 `a`"),
        (np.array([True, False]), "`a` = [True, False]"),
        (np.arange(44), "`a` [44]"),
        (np.zeros(2), "`a` [2]"),
        (0.5, "`a` = 0.5"),
        ((3, 2), "`a` = (3, 2)"),
        ([[3], "x"], "`a` = [[3], 'x']"),
        ((np.zeros([2, 4]), np.zeros([2, 4])), "`a` ([2, 4], [2, 4])"),
        ([np.zeros(2), (1, np.zeros(3))], "`a` [[2], (1, [3])]"),
        (list(range(44)), "44 `a`"),
    ],
)
def test_what_was_given_is_shown_by_its_value_where_that_is_short(value, text):
    assert given_text("a", value) == text


def test_a_named_tuple_is_as_good_as_a_tuple_unless_it_has_ways_of_its_own():
    assert difference((1.0, 2.0), Pair(1.0, 2.0), 0) is None
    assert "Pair of 2" in difference((1.0, 2.0, 3.0), Pair(1.0, 2.0), 0)
    assert "LyingPair" in difference((0.0, 0.0), LyingPair(1.0, 2.0), 0)


@pytest.mark.parametrize(
    ("expected", "got", "sentence"),
    [
        ([1, 2], [1, 2], None),
        ([1, 2], [1, 3], "expected 2 for the answer[1], got 3 (1 of 2 values differ)"),
        ([1, 2], [1, 1], "expected 2 for the answer[1], got 1 (1 of 2 values differ)"),
        ([1, 2, 3], [1, 0, 0], "expected 2 for the answer[1], got 0 (2 of 3 values differ)"),
        ([4], [5], "expected 4 for the answer[0], got 5"),
        (
            [True, False],
            [True, True],
            "expected False for the answer[1], got True (1 of 2 values differ)",
        ),
    ],
)
def test_integers_and_booleans_are_equal_or_not_whatever_the_tolerance(expected, got, sentence):
    assert difference(np.array(expected), np.array(got), tolerance=2) == sentence


def test_a_number_of_numpy_is_as_good_as_an_array_without_axes():
    assert difference(np.array(2.0), np.float64(2.0), 1e-6) is None
    assert difference(np.array([2.0]), np.float64(2.0), 1e-6) == (
        "expected float64 array of shape [1] for the answer, got float64 2"
    )
    assert difference(np.array(2.0), 2.0, 1e-6) == (
        "expected float64 2 for the answer, got float 2"
    )


def test_a_text_of_80_characters_is_whole():
    assert shorten("x" * 80) == "x" * 80
    assert shorten("x" * 81) == "x" * 80 + "…"


def test_an_integer_is_shown_up_to_200_bits():
    assert describe(2**199) == f"int {2**199}"
    assert describe(2**200) == "int a number with dozens of digits"


def test_only_tuples_lists_and_plain_named_tuples_are_sequences():
    assert is_sequence(Pair(1.0, 2.0))
    assert not is_sequence(type("Subclass", (tuple,), {})((1, 2)))
    assert not is_sequence(type("NoTuple", (), {"_fields": ()})())


def test_a_tensor_is_known_by_its_class_and_its_library():
    tensor, thing, own = (
        type(name, (), {"__module__": module})()
        for name, module in [("Tensor", "torch"), ("Thing", "torch"), ("Tensor", "mine")]
    )
    assert [is_tensor(value) for value in (tensor, thing, own)] == [True, False, False]
    assert difference(3, tensor, 0) == (
        "expected an integer for the answer, got a TensorFlow tensor: `session.run` fetches it"
    )
    assert difference(3, own, 0) == (
        "expected an integer for the answer, got a value of type Tensor"
    )
