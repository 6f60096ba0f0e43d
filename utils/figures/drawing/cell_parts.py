"""The parts of a recurrent cell: its states, its functions, and where it multiplies and adds."""

from matplotlib.patches import Circle

from utils.figures.drawing.boxes import BOXES, box, words
from utils.figures.picture import FAINT, INK, LABEL_SIZE, tint

GREY = "#8c8c8c"  # what an earlier picture has shown
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
    """Draw an operation on each element, such as an addition, as a circle with its sign."""
    style = {"facecolor": tint(color, _strength(color)), "edgecolor": color, "linewidth": 1.4}
    axes.add_patch(Circle((x, y), HALF, zorder=BOXES, **style))
    words(axes, x, y, text, LABEL_SIZE + 2, color=ink(color))


def ink(color):
    """Return the colour of the words on a part of this colour."""
    return FAINT if color == GREY else INK


def _strength(color):
    return 0.12 if color == GREY else 0.35
