"""A diagram of one time step of a decoder with attention, in the style of the other cells."""

from utils.figures.drawing.boxes import BEHIND, arrow, box, canvas, words
from utils.figures.drawing.cell_parts import GRAY, HALF, dot, ink
from utils.figures.picture import (
    BLUE,
    FAINT,
    GREEN,
    LABEL_SIZE,
    PURPLE,
    VERMILION,
    Picture,
    house_style,
)

TITLE = "The decoder looks at the memory, and passes what it finds to the next time step"
DESCRIPTION = (
    "One time step of the attention cell. A GRU reads the character, the last attention vector and "
    "the old h, and gives h. A matrix turns h into the query q. Its products with the positions "
    "m_j of the memory are the scores, and softmax turns them into the attention weights w_j. The "
    "sum of w_j m_j is the context. A matrix turns h and the context into the attention vector."
)

# Places in inches, from left to right and from the top downwards.
LEFT, GRU, TAPPED, SCORES, SOFTMAX, MEAN, RIGHT = 0.75, 2.05, 3.05, 4.3, 5.65, 7.05, 8.7
MEMORY_LINE, LOOKING, ATTENTION_LINE, STATE_LINE, INPUT_LINE = 4.05, 3.05, 1.9, 1.1, 0.3
WIDE, NARROW, POSITION = 1.2, 0.84, 0.5  # of a vector, of a function, of a position of the memory


@house_style
def attention_cell_diagram(title=TITLE):
    """Draw a diagram of one time step of a decoder with attention. Lesson 17.

    Arguments:
        title: a sentence that states the finding.

    Returns:
        A `Picture`.
    """
    figure, axes = canvas(RIGHT + WIDE / 2 + 0.15, MEMORY_LINE + 0.5, title)
    bottom, top = 0.6, LOOKING + 0.5
    middle, width = (LEFT + RIGHT) / 2, RIGHT - LEFT - WIDE
    box(axes, middle, (bottom + top) / 2, width, top - bottom, FAINT, strength=0.05, line=0.8)
    axes.patches[-1].set_zorder(BEHIND)

    # The GRU reads three vectors, and gives the new h.
    inside, outside = LEFT + WIDE / 2, RIGHT - WIDE / 2
    arrow(axes, [(GRU, INPUT_LINE), (GRU, STATE_LINE - HALF)], GRAY)
    arrow(axes, [(inside, STATE_LINE), (GRU - NARROW / 2, STATE_LINE)], VERMILION, 5)
    arrow(axes, [(GRU + NARROW / 2, STATE_LINE), (outside, STATE_LINE)], VERMILION, 5)
    way = [(inside, ATTENTION_LINE), (GRU, ATTENTION_LINE), (GRU, STATE_LINE + HALF)]
    arrow(axes, way, PURPLE, 2)
    _vector(axes, GRU, INPUT_LINE, "character", GRAY)
    _vector(axes, LEFT, STATE_LINE, "old $h$", VERMILION)
    _vector(axes, RIGHT, STATE_LINE, "$h$", VERMILION)
    _vector(axes, LEFT, ATTENTION_LINE, "last attention\nvector", PURPLE)
    _function(axes, GRU, STATE_LINE, "GRU", GRAY)

    # The memory goes to two places: to the scores and to the weighted mean.
    positions = ("$m_0$", "$m_1$", "…", "$m_n$")
    first = (SCORES + MEAN - POSITION * len(positions)) / 2  # the left end of the memory
    last = first + POSITION * len(positions)
    for end, x in ((first, SCORES), (last, MEAN)):
        arrow(axes, [(end, MEMORY_LINE), (x, MEMORY_LINE), (x, LOOKING + HALF)], GREEN, 2)
    for place, text in enumerate(positions):
        x = first + POSITION * (place + 0.5)
        box(axes, x, MEMORY_LINE, POSITION, 0.4, GREEN, strength=0.35)
        words(axes, x, MEMORY_LINE, text, LABEL_SIZE)
    words(axes, (first + last) / 2, MEMORY_LINE + 0.34, "memory: the outputs of the encoder")

    # From h to the context, and from both to the attention vector.
    way = [(TAPPED, STATE_LINE), (TAPPED, LOOKING), (SCORES - NARROW / 2, LOOKING)]
    arrow(axes, way, BLUE, 2)
    arrow(axes, [(SCORES, LOOKING), (SOFTMAX - NARROW / 2, LOOKING)], BLUE, 2)
    arrow(axes, [(SOFTMAX, LOOKING), (MEAN - NARROW / 2, LOOKING)], BLUE, 2)
    arrow(axes, [(MEAN, LOOKING), (MEAN, ATTENTION_LINE + HALF)], GREEN, 2)
    arrow(axes, [(MEAN, STATE_LINE), (MEAN, ATTENTION_LINE - HALF)], VERMILION, 2)
    arrow(axes, [(MEAN, ATTENTION_LINE), (outside, ATTENTION_LINE)], PURPLE, 2)
    _function(axes, TAPPED, ATTENTION_LINE, "matrix", BLUE)
    _function(axes, SCORES, LOOKING, r"$q \cdot m_j$", BLUE)
    _function(axes, SOFTMAX, LOOKING, "softmax", BLUE)
    _function(axes, MEAN, LOOKING, r"$\Sigma\, w_j\, m_j$", GREEN)
    _function(axes, MEAN, ATTENTION_LINE, "matrix", PURPLE)
    _vector(axes, RIGHT, ATTENTION_LINE, "attention\nvector", PURPLE)
    between = (SCORES + SOFTMAX) / 2, (SOFTMAX + MEAN) / 2
    words(axes, (TAPPED + SCORES - NARROW / 2) / 2, LOOKING + 0.2, "query $q$")
    words(axes, between[0], LOOKING + 0.2, "scores")
    words(axes, between[1], LOOKING - 0.33, "attention\nweights $w_j$")
    words(axes, MEAN + 0.09, (LOOKING + ATTENTION_LINE) / 2, "context", ha="left")
    words(axes, TAPPED + 0.09, (STATE_LINE + ATTENTION_LINE) / 2, "$h$", ha="left")
    words(axes, MEAN + 0.09, (STATE_LINE + ATTENTION_LINE) / 2, "$h$", ha="left")

    for x in (TAPPED, MEAN):
        dot(axes, x, STATE_LINE, VERMILION)
    return Picture(figure, DESCRIPTION)


def _vector(axes, x, y, text, color):
    _part(axes, x, y, text, color, WIDE, 0.46)


def _function(axes, x, y, text, color):
    _part(axes, x, y, text, color, NARROW, 2 * HALF)


def _part(axes, x, y, text, color, width, height):
    box(axes, x, y, width, height, color, strength=0.12 if color == GRAY else 0.35)
    words(axes, x, y, text, LABEL_SIZE, color=ink(color))
