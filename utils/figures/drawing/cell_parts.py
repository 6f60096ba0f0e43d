"""The parts of a diagram of a cell: its states, its functions, and the signs of its operations."""

from matplotlib.patches import Circle

from utils.figures.drawing.boxes import BEHIND, BOXES, arrow, box, canvas, words
from utils.figures.picture import FAINT, INK, LABEL_SIZE, VERMILION, tint

GRAY = "#8c8c8c"  # for the parts that an earlier picture has shown
HALF = 0.17  # inches, of the height of a function and of a sign


def state(axes, x, y, text, color):
    """Draw a vector, such as a state, as a box with its letter."""
    box(axes, x, y, 0.64, 0.4, color, strength=_strength(color))
    words(axes, x, y, text, LABEL_SIZE + 1, color=ink(color))


def function(axes, x, y, text, color):
    """Draw a function, such as tanh, as a box with its name."""
    box(axes, x, y, 0.62, 2 * HALF, color, strength=_strength(color))
    words(axes, x, y, text, LABEL_SIZE, color=ink(color))


def sign(axes, x, y, text, color):
    """Draw a sign for elementwise arithmetic, such as +, in a circle."""
    style = {"facecolor": tint(color, _strength(color)), "edgecolor": color, "linewidth": 1.4}
    axes.add_patch(Circle((x, y), HALF, zorder=BOXES, **style))
    words(axes, x, y, text, LABEL_SIZE + 2, color=ink(color))


def dot(axes, x, y, color):
    """Draw a dot where lines join. Lines that cross without a dot do not join."""
    axes.add_patch(Circle((x, y), 0.06, facecolor=color, edgecolor="none", zorder=BOXES))


def ink(color):
    """Return the color of the text on a part of this color."""
    return FAINT if color == GRAY else INK


def _strength(color):
    return 0.12 if color == GRAY else 0.35


def cell_with_one_state(title, left, right, height):
    """Return a canvas with the frame of a cell, and a line from left to right for its state.

    Arguments:
        title: the title of the figure, a string.
        left, right, height: the begin, the end and the height of the line, in inches.

    Returns:
        (figure, axes).
    """
    figure, axes = canvas(right + 0.45, height + 0.6, title)
    bottom, top = 0.6, height + 0.45
    middle, width = (left + right) / 2, right - left - 0.64
    box(axes, middle, (bottom + top) / 2, width, top - bottom, FAINT, strength=0.05, line=0.8)
    axes.patches[-1].set_zorder(BEHIND)
    arrow(axes, [(left + 0.32, height), (right - 0.32, height)], VERMILION, 5)
    state(axes, left, height, "$h_{t-1}$", VERMILION)
    state(axes, right, height, "$h_t$", VERMILION)
    words(axes, 7.4, height + 0.22, "hidden state")
    return figure, axes
