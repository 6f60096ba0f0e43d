import re

import numpy as np
import pytest
from figure_text import assert_readable

from utils.figures import gradient_plots


def reach(factor, num_steps=60):
    """The figure of a gradient that one step back multiplies by `factor`."""
    steps_back = np.arange(num_steps)[::-1]
    return gradient_plots.gradient_reach(3.0 * factor**steps_back, "Some network")


@pytest.mark.parametrize("num_steps", [2, 60, 200])
@pytest.mark.parametrize("factor", [0.1, 0.9, 1.0, 1.2, 1.5])
def test_a_gradient_that_reaches_so_far_can_be_read(factor, num_steps):
    assert_readable(reach(factor, num_steps))


def test_the_axis_never_moves():
    limits = {reach(factor).figure.axes[0].get_ylim() for factor in (0.5, 1.0, 2.0)}
    assert len(limits) == 1


@pytest.mark.parametrize(
    ("factor", "finding"),
    [
        (0.8, "less than 1 % of the norm is left after 21 steps back"),  # 0.8 ** 21 = 0.009
        (0.001, "less than 1 % of the norm is left after 1 step back"),
        (0.97, "the gradient reaches the first time step (17 % of its norm)"),  # 0.97 ** 59
        (1.0, "the gradient reaches the first time step (100 % of its norm)"),
        (1.1, "the gradient grows 277 times"),  # 1.1 ** 59
        (1.5, "the gradient grows more than a million times"),
    ],
)
def test_the_title_says_how_far_it_reaches(factor, finding):
    assert reach(factor).alt == (
        f"Some network: {finding}. Norm of the gradient by steps back, on a logarithmic axis."
    )


@pytest.mark.parametrize(
    ("norms", "message"),
    [
        ([1.0], "num_steps must be an integer, 2 to 200, got 1"),
        ([1.0] * 201, "num_steps must be an integer, 2 to 200, got 201"),
        ([1.0, 0.0, 1.0], "norms must be positive, got 0"),
        ([1.0, np.nan], "norms must be finite numbers on 1 axes"),
    ],
)
def test_norms_that_cannot_be_drawn_are_named(norms, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        gradient_plots.gradient_reach(norms, "Some network")


def test_the_cliff_of_lesson_09_is_where_its_description_says():
    biases = np.linspace(-0.1, 0.4, 101)
    h = np.zeros(101)
    for x in [-0.5] + [0] * 9:
        h = np.tanh(x + 1.5 * h + biases)
    losses = (h - 0.5) ** 2
    picture = gradient_plots.cliff(biases, losses, start=0.156)
    assert_readable(picture)
    line, *_, start = picture.figure.axes[0].lines
    assert start.get_xdata() == [0.156] and 0.19 < start.get_ydata()[0] < 0.58
    assert "start of the training, b = 0.156" in picture.alt
    x, y = line.get_data()
    np.testing.assert_array_equal(y, losses)
    assert x[y.argmin()] == pytest.approx(0.165) and y.min() < 0.01
    assert np.interp([-0.1, 0.1, 0.2], x, y).round(2).tolist() == [1.94, 1.66, 0.17]


def test_the_norms_are_drawn_by_the_number_of_layers():
    norms = {"with residual connections": [1.0, 1.1, 1.2], "without": [0.2, 0.04, 6e-6]}
    picture = gradient_plots.norm_by_depth([1, 2, 8], norms)
    assert_readable(picture)
    axes = picture.figure.axes[0]
    assert axes.get_yscale() == "log"
    np.testing.assert_array_equal(axes.lines[1].get_xdata(), [1, 2, 8])
    np.testing.assert_array_equal(axes.lines[1].get_ydata(), [0.2, 0.04, 6e-6])
    assert "a few millionths" in picture.alt
