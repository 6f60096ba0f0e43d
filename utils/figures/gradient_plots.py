"""Charts of gradients: their norms by time steps back, and by the number of layers."""

import numpy as np

from utils.arguments import require_count, require_numbers
from utils.figures.drawing.chart_parts import add_axes
from utils.figures.picture import (
    BLUE,
    FAINT,
    LABEL_SIZE,
    PALE,
    VERMILION,
    Picture,
    house_style,
    new_figure,
)
from utils.figures.plots import lines

MOST_STEPS = 200
LEAST_SHOWN, MOST_SHOWN = 1e-6, 1e6  # so that the axis is the same for all weights
LITTLE = 0.01  # a gradient has vanished below 1 % of the norm at the loss


@house_style
def gradient_reach(norms, name):
    """Draw the norm of a gradient by time steps back, on a fixed axis. Lesson 09.

    Arguments:
        norms: the norm of dL/dh_t at each time step, from the first to the last, [num_steps]. All
            norms are positive. They are shown relative to the last one.
        name: the name of the network, with which the title begins.

    Returns:
        A `Picture`, small enough for `moving`, which draws it for each position of a slider. Its
        title says after how many time steps the norm is below 1 %. If this never happens, it says
        by which factor the norm has grown or shrunk at the first time step.

    Raises:
        ValueError: there are fewer than 2 norms or more than 200, or one is not positive.
    """
    norms = require_numbers("norms", norms, rank=1)
    require_count("num_steps", norms.size, least=2, most=MOST_STEPS)
    if norms.min() <= 0:
        raise ValueError(f"norms must be positive, got {norms.min():g}")
    parts = norms[::-1] / norms[-1]
    title = f"{name}: {_finding(parts)}"
    figure = new_figure(7, 2.6, title)
    axes = add_axes(figure, 0.85, 0.55, 4.9, 1.95, "steps back from the loss", "part of the norm")
    axes.set_yscale("log")
    axes.plot(parts, color=BLUE, linewidth=2)
    for level, label in ((1, "as at the loss"), (LITTLE, "1 %")):
        axes.axhline(level, color=FAINT, linestyle=":", linewidth=1.2)
        place = {"xy": (1, level), "xycoords": axes.get_yaxis_transform()}
        offset = {"xytext": (6, 0), "textcoords": "offset points", "va": "center"}
        axes.annotate(label, **place, **offset, size=LABEL_SIZE, color=FAINT)
    axes.set(xlim=(0, norms.size - 1), ylim=(LEAST_SHOWN, MOST_SHOWN))
    axes.set_yticks([1e-6, 1e-4, 1e-2, 1, 1e2, 1e4, 1e6])
    axes.minorticks_off()
    axes.grid(color=PALE)
    axes.spines[["top", "right"]].set_visible(False)
    return Picture(figure, f"{title}. Norm of the gradient by steps back, on a logarithmic axis.")


@house_style
def cliff(biases, losses, start):
    """Draw the loss as a function of the bias, for the RNN with one unit of lesson 09.

    Arguments:
        biases: numbers [number].
        losses: the loss of each bias, numbers [number].
        start: the bias before the first training step, a number.

    Returns:
        A `Picture`. Its text alternative describes the result of the lesson's network.

    Raises:
        ValueError: lengths differ, or a number is not finite.
    """
    picture = lines(
        {"loss": losses},
        x=biases,
        x_label="bias b",
        y_label="loss",
        title="A small change of the bias moves the loss down a cliff",
        markers=False,
        alt="Loss by bias b, from -0.1 to 0.4: it falls slowly from 1.9 to 1.7 at b = 0.1, then "
        "like a wall to nearly 0 at b = 0.165, rises to 0.17 at b = 0.2, and stays near 0.2. "
        f"Marked on the wall: the start of the training, b = {start:g}.",
    )
    axes = picture.figure.axes[0]
    height = np.interp(start, biases, losses)
    axes.plot(start, height, "o", color=VERMILION, zorder=3)
    place = {"xytext": (9, 7), "textcoords": "offset points", "va": "center"}
    label = f"start of the training, b = {start:g}"
    axes.annotate(label, (start, height), **place, size=LABEL_SIZE, color=VERMILION)
    return picture


def norm_by_depth(depths, norms):
    """Draw the norm of the gradient for the inputs, by the number of layers. Lesson 13.

    Arguments:
        depths: the numbers of layers, integers [number].
        norms: dict from the name of a kind of network to its norms, positive numbers [number].

    Returns:
        A `Picture`. Its text alternative describes the result of the lesson's networks.

    Raises:
        ValueError: lengths differ, or a norm is not positive.
    """
    return lines(
        norms,
        x=depths,
        x_label="number of layers",
        y_label="norm of the gradient at the inputs",
        title="With residual connections, the gradient reaches the bottom layer",
        log_y=True,
        alt="Norm of the gradient at the inputs of a new network, by the number of layers, on a "
        "logarithmic axis. With residual connections it is near 1 for 1 to 8 layers. Without them "
        "it is about 0.2 after one layer and falls on a straight line to a few millionths after 8.",
    )


def _finding(parts):
    """Describe in words how the gradient grows or shrinks, relative to its norm at the loss."""
    vanished = np.flatnonzero(parts < LITTLE)
    if vanished.size and vanished[-1] == parts.size - 1:
        lasting = np.flatnonzero(parts >= LITTLE)[-1] + 1
        steps = "step" if lasting == 1 else "steps"
        return f"less than 1 % of the norm is left after {lasting} {steps} back"
    if parts[-1] >= MOST_SHOWN:
        return "the gradient grows more than a million times"
    if parts[-1] >= 2:
        return f"the gradient grows {parts[-1]:,.0f} times"
    return f"the gradient reaches the first time step ({100 * parts[-1]:.0f} % of its norm)"
