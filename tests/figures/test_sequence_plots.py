import re

import numpy as np
import pytest
from figure_text import assert_readable

from utils.figures import sequence_plots

FEW = [([3, 1], 4), ([2], 2)]


def drawn(ways=None, **settings):
    return sequence_plots.padding_maps(ways or {"a way": FEW}, "A finding", **settings)


def random_batches(rows, steps, batch_size=30):
    lengths = np.random.default_rng(0).integers(0, steps, size=rows, endpoint=True)
    return [(lengths[start : start + batch_size], steps) for start in range(0, rows, batch_size)]


@pytest.mark.parametrize(
    "ways",
    [
        {"a way": FEW},
        {"one": [([1], 1)], "two": FEW},
        {"shuffled": random_batches(400, 60), "sorted": random_batches(7, 3, 2), "third": FEW},
        {"a name that is too long to stand in one line above so small a map": FEW, "b": FEW},
    ],
)
def test_maps_of_any_size_can_be_read(ways):
    assert_readable(drawn(ways))


def test_each_position_is_a_frame_padding_or_nothing():
    axes = drawn().figure.axes[0]
    np.testing.assert_array_equal(
        axes.images[0].get_array(), [[2, 2, 2, 1], [2, 1, 1, 1], [2, 2, 0, 0]]
    )
    assert [line.get_ydata()[0] for line in axes.lines] == [1.5]


def test_maps_side_by_side_have_the_same_scale():
    first, second = drawn({"one": FEW, "two": [([5, 5], 6)]}).figure.axes[:2]
    assert first.get_xlim() == second.get_xlim() == (-0.5, 5.5)


def test_the_positions_and_the_part_that_is_padding_are_said_or_what_the_caller_says():
    assert drawn({"one": FEW, "two": [([0], 2)]}).alt == (
        "Batches as maps, a row per sequence, a column per time step: "
        "one: 10 positions, 40 % padding; two: 2 positions, 100 % padding."
    )
    assert drawn(alt="Much is padding.").alt == "Much is padding."


@pytest.mark.parametrize(
    ("ways", "message"),
    [
        ({name: FEW for name in "abcd"}, "ways must hold 1 to 3, got 4"),
        ({"a": []}, "batches of 'a' must be 1 or more, got 0"),
        ({"a": [([3], 2)]}, "lengths of 'a' must be integers, 0 to 2, got 3"),
        ({"a": [([-1], 2)]}, "lengths of 'a' must be integers, 0 to 2, got -1"),
        ({"a": [([1.5], 2)]}, "lengths of 'a' must be integers, 0 to 2, got 1.5"),
        ({"a": [([], 2)]}, "lengths of 'a' must be finite numbers on 1 axes, got shape [0]"),
        ({"a": [([1], 61)]}, "steps of 'a' must be an integer, 1 to 60, got 61"),
        ({"a": [([1], 0)]}, "steps of 'a' must be an integer, 1 to 60, got 0"),
        ({"a": [(np.ones(401), 2)]}, "rows of 'a' must be an integer, 1 to 400, got 401"),
    ],
)
def test_batches_that_cannot_be_drawn_are_named(ways, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        drawn(ways)


def test_no_ways_at_all_are_named():
    with pytest.raises(ValueError, match="ways must hold 1 to 3, got 0"):
        sequence_plots.padding_maps({}, "A finding")


def test_the_accuracies_by_padding_are_drawn_and_described_in_words():
    accuracies = {"A, with lengths": [97.0, 97, 97], "C, without": [98.0, 86, 43]}
    picture = sequence_plots.accuracy_by_padding([29, 45, 90], accuracies)
    assert_readable(picture)
    axes = picture.figure.axes[0]
    np.testing.assert_array_equal(axes.lines[1].get_xdata(), [29, 45, 90])
    np.testing.assert_array_equal(axes.lines[1].get_ydata(), [98, 86, 43])
    assert "falls below 80 %" in picture.alt
