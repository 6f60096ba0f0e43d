import re

import numpy as np
import pytest
from figure_text import assert_readable

from utils.figures.attention_plots import attention_map

WEIGHTS = np.array([[0.1, 0.9, 0.0], [1.0, 0.0, 0.0]])


def drawn(weights=WEIGHTS, source="abc", target="xy", **settings):
    return attention_map(weights, list(source), list(target), "A finding", **settings)


@pytest.mark.parametrize(
    ("source", "target"),
    [("abc", "xy"), ("$", "_"), ("W" * 30, "W" * 16), (["END", "END"], ["END"])],
)
def test_a_map_can_be_read(source, target):
    assert_readable(drawn(np.zeros([len(target), len(source)]), source, target))


def test_each_cell_shows_its_weight():
    picture = drawn()
    axes, scale = picture.figure.axes
    np.testing.assert_array_equal(axes.images[0].get_array(), WEIGHTS)
    assert axes.images[0].get_clim() == scale.get_ylim() == (0, 1)
    assert scale.get_ylabel() == "attention weight"


def test_it_says_where_each_output_looks_or_only_the_ends_where_that_is_too_long():
    assert drawn().alt == (
        "Written characters in rows, read ones in columns: abc. "
        "'x' looks at 'b' (1), 0.9; 'y' looks at 'a' (0), 1.0."
    )
    said = drawn(np.eye(16), "a" * 16, "b" * 16).alt
    assert said.count("looks at") == 2
    assert drawn(alt="A sentence.").alt == "A sentence."


@pytest.mark.parametrize(
    ("weights", "source", "target", "message"),
    [
        (WEIGHTS, "", "xy", "the number of source steps must be an integer, 1 to 30, got 0"),
        (WEIGHTS, "abc", "x" * 17, "target steps must be an integer, 1 to 16, got 17"),
        (WEIGHTS, "ab", "xy", "weights must have shape [2, 2], got [2, 3]"),
        (2 * WEIGHTS, "abc", "xy", "weights must be from 0 to 1"),
        (WEIGHTS * np.nan, "abc", "xy", "weights must be from 0 to 1"),
    ],
)
def test_what_cannot_be_drawn_is_named(weights, source, target, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        drawn(weights, source, target)
