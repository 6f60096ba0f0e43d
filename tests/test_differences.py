import numpy as np
import pytest

from utils.differences import (
    finite_differences_of_each,
    largest_difference,
    show_bound,
    show_difference,
)


@pytest.mark.parametrize(
    ("first", "second", "verdict"),
    [
        (np.ones(3), np.ones(3) + 1e-7, "below 1e-6"),
        (np.zeros([2, 2]), np.eye(2) * 0.123, "0.12"),
        ([np.ones(2), np.zeros([2, 1])], [np.ones(2), np.full([2, 1], -0.5)], "0.5"),
        ([1.0, 2.0], [1.0, 2.25], "0.25"),
    ],
)
def test_the_largest_difference_is_printed(capsys, first, second, verdict):
    show_difference("name", first, second)
    assert capsys.readouterr().out == f"{'name':34} largest difference {verdict}\n"


def test_what_counts_as_small_can_be_said(capsys):
    show_difference("name", np.ones(3), np.ones(3) + 5e-5, limit=1e-4)
    assert capsys.readouterr().out.endswith(" largest difference below 1e-4\n")


@pytest.mark.parametrize(
    ("value", "bounds", "verdict"),
    [
        (0.31, {"above": 0.3}, "above 0.3"),
        (0.3, {"above": 0.3}, "0.3"),
        (79.96, {"below": 80, "unit": "%"}, "below 80 %"),
        (80.04, {"below": 80, "unit": "%"}, "80 %"),
        (np.float32(0.5), {"above": 0, "below": 1}, "above 0 and below 1"),
        (-0.1234, {"above": 0, "below": 1}, "-0.123"),
        (-5, {"above": -20, "below": 80}, "above -20 and below 80"),
        (np.nan, {"below": 1}, "nan"),
    ],
)
def test_a_bound_is_printed_if_the_number_keeps_to_it(capsys, value, bounds, verdict):
    show_bound("name", value, **bounds)
    assert capsys.readouterr().out == f"{'name':34} {verdict}\n"


@pytest.mark.parametrize(
    ("first", "second"),
    [(np.ones(3), np.ones([3, 1])), ([np.ones(2)], [np.ones(2), np.ones(2)])],
)
def test_other_shapes_are_refused(first, second):
    with pytest.raises(ValueError):
        show_difference("name", first, second)


def test_the_largest_of_several_differences_is_returned():
    first, second = [np.ones(2), np.zeros([2, 1])], [np.ones(2), np.array([[0.25], [-0.5]])]
    assert largest_difference(first, second) == 0.5
    assert largest_difference(np.ones(3), np.ones(3)) == 0


def test_an_error_names_the_results():
    with pytest.raises(
        ValueError, match=r"^the results must have one shape, got \(3,\) and \(2,\)$"
    ):
        largest_difference(np.ones(3), np.ones(2))
    with pytest.raises(ValueError, match=r"^the kernel must"):
        show_difference("the kernel", np.ones(3), np.ones(2))


def test_each_array_gets_its_own_gradient_and_stays_as_it_is():
    arrays = [np.array([[1.0, 2.0]]), np.array(3.0), np.array([4.0, 5.0])]
    before = [array.copy() for array in arrays]

    def function(arrays):
        first, second, third = arrays
        return np.sum(first**2) * second + np.sum(third**3)

    found = finite_differences_of_each(function, arrays)
    expected = [np.array([[6.0, 12.0]]), np.array(5.0), np.array([48.0, 75.0])]
    assert largest_difference(found, expected) < 1e-6
    assert largest_difference(arrays, before) == 0


def test_a_bound_must_be_given():
    with pytest.raises(ValueError, match="a bound is missing"):
        show_bound("accuracy", 0.5)
