"""A diagram of the cell of a minimal gated unit, in the style of the GRU cell."""

from utils.figures.drawing.boxes import arrow, words
from utils.figures.drawing.cell_parts import (
    GRAY,
    HALF,
    cell_with_one_state,
    dot,
    function,
    ink,
    sign,
    state,
)
from utils.figures.picture import (
    BLUE,
    FAINT,
    PURPLE,
    Picture,
    house_style,
)

TITLE = "A minimal gated unit has one gate, which controls how much of the state is replaced"
DESCRIPTION = (
    "The cell of a minimal gated unit. The hidden state is a line from h_(t-1) to h_t. The input "
    "x_t and h_(t-1) go to the gate f (sigmoid). On the line of the state, h_(t-1) is multiplied "
    "by 1 - f, and then the candidate times f is added, which gives h_t. The candidate (tanh) "
    "reads x_t and h_(t-1) times f."
)

# Places in inches, from left to right and from the top downwards.
LEFT, TAPPED, JOINED, RIGHT = 0.45, 1.02, 1.3, 8.75
GATE, BRANCH, CANDIDATE = 2.45, 4.0, 6.3
STATE_LINE, REST, SHARE_LINE, FUNCTIONS, READ_LINE, INPUT_LINE = 3.85, 3.2, 2.55, 1.8, 0.9, 0.3


@house_style
def mgu_cell_diagram(title=TITLE):
    """Draw a diagram of the cell of a minimal gated unit. Lesson 16.

    Arguments:
        title: a sentence that states the finding.

    Returns:
        A `Picture`.
    """
    figure, axes = cell_with_one_state(title, LEFT, RIGHT, STATE_LINE)

    # What the gate and the candidate read.
    tapped = [(TAPPED, STATE_LINE), (TAPPED, READ_LINE), (CANDIDATE, READ_LINE)]
    arrow(axes, tapped, GRAY, head=False)
    way = [(JOINED, INPUT_LINE), (CANDIDATE, INPUT_LINE), (CANDIDATE, FUNCTIONS - HALF)]
    arrow(axes, way, GRAY)
    arrow(axes, [(GATE, INPUT_LINE), (GATE, FUNCTIONS - HALF)], GRAY)
    state(axes, JOINED, INPUT_LINE, "$x_t$", GRAY)
    words(axes, GATE + 0.09, 1.2, "$[x_t, h_{t-1}]$", color=FAINT, ha="left")
    words(axes, CANDIDATE + 0.09, 1.2, r"$[x_t,\, f\,h_{t-1}]$", color=FAINT, ha="left")

    # The gate goes to three places: down to the candidate, right, and up as 1 - f.
    arrow(axes, [(GATE + HALF, FUNCTIONS), (BRANCH, FUNCTIONS)], BLUE, 2, head=False)
    arrow(axes, [(BRANCH, FUNCTIONS), (BRANCH, READ_LINE + HALF)], BLUE, 2)
    arrow(axes, [(BRANCH, FUNCTIONS), (BRANCH, STATE_LINE - HALF)], BLUE, 2)
    arrow(axes, [(BRANCH, SHARE_LINE), (CANDIDATE - HALF, SHARE_LINE)], BLUE, 2)
    function(axes, GATE, FUNCTIONS, r"$\sigma$", BLUE)
    words(axes, GATE, FUNCTIONS + 0.38, "gate $f$", color=ink(BLUE))
    words(axes, 5.1, SHARE_LINE + 0.19, "$f$", color=ink(BLUE))
    function(axes, BRANCH, REST, "$1 - f$", BLUE)
    sign(axes, BRANCH, READ_LINE, r"$\times$", BLUE)
    sign(axes, BRANCH, STATE_LINE, r"$\times$", BLUE)

    way = [(CANDIDATE, FUNCTIONS + HALF), (CANDIDATE, STATE_LINE - HALF)]
    arrow(axes, way, PURPLE, 2)
    function(axes, CANDIDATE, FUNCTIONS, "tanh", PURPLE)
    words(axes, CANDIDATE + 0.42, FUNCTIONS, r"candidate $\tilde h_t$", ha="left")
    sign(axes, CANDIDATE, SHARE_LINE, r"$\times$", PURPLE)
    sign(axes, CANDIDATE, STATE_LINE, "+", PURPLE)

    joins = [(TAPPED, STATE_LINE), (GATE, INPUT_LINE), (GATE, READ_LINE), (CANDIDATE, READ_LINE)]
    for x, y in joins:
        dot(axes, x, y, GRAY)
    for height in (FUNCTIONS, SHARE_LINE):
        dot(axes, BRANCH, height, BLUE)
    return Picture(figure, DESCRIPTION)
