import numpy as np
import pytest

from utils.differences import show_difference


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
    ("first", "second"),
    [(np.ones(3), np.ones([3, 1])), ([np.ones(2)], [np.ones(2), np.ones(2)])],
)
def test_other_shapes_are_refused(first, second):
    with pytest.raises(ValueError):
        show_difference("name", first, second)
