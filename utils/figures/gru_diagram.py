"""A diagram of a GRU cell, in the style of the LSTM cell."""

from utils.figures.drawing.boxes import arrow, words
from utils.figures.drawing.cell_parts import (
    GRAY,
    HALF,
    cell_with_one_state,
    function,
    ink,
    sign,
    state,
)
from utils.figures.picture import (
    BLUE,
    FAINT,
    GREEN,
    LABEL_SIZE,
    PURPLE,
    Picture,
    house_style,
)

TITLE = "A GRU has one state: the reset gate hides it, the update gate keeps it"
DESCRIPTION = (
    "A GRU cell. The hidden state is a line from h_(t-1) to h_t. On it, h_(t-1) is multiplied by "
    "the update gate u, and then the candidate times 1 - u is added, which gives h_t. The input "
    "x_t and h_(t-1) go to the reset gate r (sigmoid) and the update gate u (sigmoid). The "
    "candidate (tanh) reads x_t and h_(t-1) times r."
)

# Places in inches: what stands above what, from left to right and from the top downwards.
LEFT, TAPPED, JOINED, RIGHT = 0.45, 1.02, 1.3, 8.75
RESET, UPDATE, CANDIDATE = 2.35, 3.9, 6.3
STATE_LINE, REST_LINE, RESET_LINE, FUNCTIONS, READ_LINE, INPUT_LINE = 3.85, 3.2, 2.6, 1.8, 0.95, 0.3
HIDDEN, MEETING = 5.55, 1.25  # where the reset state comes down, and where it meets the input


@house_style
def gru_cell_diagram(title=TITLE):
    """Draw a diagram of a GRU cell with its two gates. Lesson 13.

    Arguments:
        title: a sentence that states the finding.

    Returns:
        A `Picture`.
    """
    figure, axes = cell_with_one_state(title, LEFT, RIGHT, STATE_LINE)

    # What the gates read, and what the candidate reads.
    tapped = [(TAPPED, STATE_LINE), (TAPPED, READ_LINE), (UPDATE, READ_LINE)]
    arrow(axes, tapped, GRAY, head=False)
    arrow(axes, [(JOINED, INPUT_LINE), (JOINED, READ_LINE)], GRAY, head=False)
    words(axes, 1.85, READ_LINE + 0.2, "$[x_t, h_{t-1}]$", color=FAINT)
    way = [(JOINED, INPUT_LINE), (CANDIDATE, INPUT_LINE), (CANDIDATE, FUNCTIONS - HALF)]
    arrow(axes, way, GRAY)
    state(axes, JOINED, INPUT_LINE, "$x_t$", GRAY)

    _gate(axes, RESET, "reset gate $r$", [(RESET, RESET_LINE - HALF)], GREEN)
    arrow(axes, [(TAPPED, RESET_LINE), (RESET - HALF, RESET_LINE)], GRAY)
    way = [(HIDDEN, RESET_LINE), (HIDDEN, MEETING), (CANDIDATE, MEETING)]
    arrow(axes, [(RESET + HALF, RESET_LINE), *way], GREEN, 2, head=False)
    words(axes, 3.15, RESET_LINE + 0.19, r"$r\,h_{t-1}$")
    sign(axes, RESET, RESET_LINE, r"$\times$", GREEN)

    _gate(axes, UPDATE, "update gate $u$", [(UPDATE, STATE_LINE - HALF)], BLUE)
    arrow(axes, [(UPDATE, REST_LINE), (CANDIDATE - HALF, REST_LINE)], BLUE, 2)
    function(axes, 5.1, REST_LINE, r"$1 - u$", BLUE)
    sign(axes, UPDATE, STATE_LINE, r"$\times$", BLUE)

    way = [(CANDIDATE, FUNCTIONS + HALF), (CANDIDATE, STATE_LINE - HALF)]
    arrow(axes, way, PURPLE, 2)
    function(axes, CANDIDATE, FUNCTIONS, "tanh", PURPLE)
    words(axes, CANDIDATE + 0.42, FUNCTIONS, r"candidate $\tilde h_t$", ha="left")
    words(
        axes, CANDIDATE + 0.09, FUNCTIONS - 0.36, r"$[x_t,\, r\,h_{t-1}]$", color=FAINT, ha="left"
    )
    sign(axes, CANDIDATE, REST_LINE, r"$\times$", PURPLE)
    sign(axes, CANDIDATE, STATE_LINE, "+", PURPLE)

    formula = r"$h_t = u\,h_{t-1} + (1 - u)\,\tilde h_t$"
    words(axes, 7.75, INPUT_LINE, formula, LABEL_SIZE + 1)
    return Picture(figure, DESCRIPTION)


def _gate(axes, x, name, way, color):
    """Draw a gate that reads the input and the old state, and the arrow of its result."""
    arrow(axes, [(x, READ_LINE), (x, FUNCTIONS - HALF)], color, 2)
    arrow(axes, [(x, FUNCTIONS + HALF), *way], color, 2)
    function(axes, x, FUNCTIONS, r"$\sigma$", color)
    words(axes, x + 0.09, FUNCTIONS - 0.38, name, color=ink(color), ha="left")
