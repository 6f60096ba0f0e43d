import re

import pytest
from figure_text import assert_readable
from matplotlib.colors import to_rgb

from utils.figures.loop_diagram import loop_iteration
from utils.figures.picture import OUTPUT, tint


def written_positions(picture):
    """How many positions of the outputs arrays, before and after, hold a value."""
    patches = picture.figure.axes[0].patches
    return sum(to_rgb(patch.get_facecolor()) == to_rgb(tint(OUTPUT, 0.3)) for patch in patches)


@pytest.mark.parametrize(("num_steps", "step"), [(2, 0), (5, 2), (6, 0), (6, 5)])
def test_an_iteration_can_be_read(num_steps, step):
    assert_readable(loop_iteration(num_steps, step, "A finding about the loop"))


@pytest.mark.parametrize(("num_steps", "step"), [(2, 0), (5, 2), (6, 5)])
def test_an_iteration_writes_one_position(num_steps, step):
    assert written_positions(loop_iteration(num_steps, step, "A finding")) == step + (step + 1)


def test_an_iteration_is_described():
    alt = loop_iteration(5, 2, "A finding").alt
    assert alt.startswith("Iteration 3 of a while_loop over 5 time steps.")
    assert "step = 2, the state, and the outputs array (positions written: 0 to 1)" in alt
    assert "returns step = 3" in alt


@pytest.mark.parametrize(
    ("num_steps", "step", "message"),
    [(7, 0, "num_steps must be"), (1, 0, "num_steps must be"), (5, 5, "step must be")],
)
def test_an_iteration_that_does_not_exist_is_named(num_steps, step, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        loop_iteration(num_steps, step, "A finding")
