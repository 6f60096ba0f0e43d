"""A diagram of an LSTM cell, to which gates are added one by one."""

from utils.figures.drawing.boxes import BEHIND, arrow, box, canvas, words
from utils.figures.drawing.cell_parts import GRAY, HALF, function, ink, sign, state
from utils.figures.picture import (
    BLUE,
    FAINT,
    GREEN,
    LABEL_SIZE,
    ORANGE,
    PURPLE,
    VERMILION,
    Picture,
    house_style,
)

LETTERS = {"forget": "f", "input": "i", "output": "o"}
COLORS = {"forget": ORANGE, "input": BLUE, "output": GREEN}  # as gates over time
TITLES = {
    "candidate": "The cell state is a straight line, and each step adds a candidate",
    "forget": "The forget gate controls how much of the old cell state is kept",
    "input": "The input gate controls how much of the candidate is added",
    "output": "The output gate controls how much of the cell state is shown",
}

# Places in inches: what stands above what, from left to right and from the top downwards.
LEFT, JOINED, SHOWN, RIGHT = 0.45, 1.3, 7.45, 8.75
COLUMNS = {"forget": 2.35, "input": 3.7, "candidate": 5.0, "output": 6.3}
ADDED = COLUMNS["candidate"]
CELL_LINE, SHOWN_TANH, MEETING, SHOWN_GATE, FUNCTIONS, HIDDEN_LINE = 3.5, 3.1, 2.65, 2.45, 1.8, 0.95
INPUT_LINE = 0.3


@house_style
def lstm_cell_diagram(gates, title=None):
    """Draw a diagram of an LSTM cell with some of its gates. Lessons 06 and 13.

    Arguments:
        gates: list of "forget", "input" and "output", each at most once. The last gate has a
            color, and all other parts are gray. If the list is empty, the cell state and the
            candidate have colors.
        title: a sentence that states the finding. The default one says what the colored part does.

    Returns:
        A `Picture`. A part has the same position in all these pictures.

    Raises:
        ValueError: a gate has another name, or is in the list twice.
    """
    gates = list(gates)
    if not set(gates) <= set(LETTERS) or len(set(gates)) < len(gates):
        raise ValueError(f"gates must be of {', '.join(LETTERS)}, each once, got {gates}")
    new = gates[-1] if gates else "candidate"
    memory, candidate = (GRAY, GRAY) if gates else (VERMILION, PURPLE)
    figure, axes = canvas(RIGHT + 0.45, CELL_LINE + 0.6, title or TITLES[new])
    width = RIGHT - LEFT - 0.64
    box(axes, (LEFT + RIGHT) / 2, 2.25, width, 3.4, FAINT, strength=0.05, line=0.8)
    axes.patches[-1].set_zorder(BEHIND)

    arrow(axes, [(LEFT + 0.32, CELL_LINE), (RIGHT - 0.32, CELL_LINE)], memory, 5)
    state(axes, LEFT, CELL_LINE, "$c_{t-1}$", memory)
    state(axes, RIGHT, CELL_LINE, "$c_t$", memory)
    words(axes, 6.2, CELL_LINE + 0.22, "cell state", color=ink(memory))

    reached = max(COLUMNS[name] for name in (*gates, "candidate"))
    arrow(axes, [(LEFT + 0.32, HIDDEN_LINE), (reached, HIDDEN_LINE)], GRAY, head=False)
    arrow(axes, [(JOINED, INPUT_LINE + 0.2), (JOINED, HIDDEN_LINE)], GRAY, head=False)
    state(axes, LEFT, HIDDEN_LINE, "$h_{t-1}$", GRAY)
    state(axes, JOINED, INPUT_LINE, "$x_t$", GRAY)
    words(axes, 1.75, HIDDEN_LINE + 0.2, "$[x_t, h_{t-1}]$", color=FAINT)

    shown = [(SHOWN, CELL_LINE), (SHOWN, HIDDEN_LINE), (RIGHT - 0.32, HIDDEN_LINE)]
    arrow(axes, shown, GRAY)
    state(axes, RIGHT, HIDDEN_LINE, "$h_t$", GRAY)
    function(axes, SHOWN, SHOWN_TANH, "tanh", GRAY)

    _branch(axes, ADDED, "candidate $j$", "tanh", [(ADDED, CELL_LINE - HALF)], candidate)
    sign(axes, ADDED, CELL_LINE, "+", candidate)
    for gate in gates:
        color = COLORS[gate] if gate == new else GRAY
        x = COLUMNS[gate]
        way, place = {
            "forget": ([(x, CELL_LINE - HALF)], (x, CELL_LINE)),
            "input": ([(x, MEETING), (ADDED - HALF, MEETING)], (ADDED, MEETING)),
            "output": ([(x, SHOWN_GATE), (SHOWN - HALF, SHOWN_GATE)], (SHOWN, SHOWN_GATE)),
        }[gate]
        _branch(axes, x, f"{gate} gate ${LETTERS[gate]}$", r"$\sigma$", way, color)
        sign(axes, *place, r"$\times$", color)

    formulas = [r"$c_t = f\,c_{t-1} + i\,j$", r"$h_t = o\,\tanh(c_t)$"]
    for gate in set(LETTERS) - set(gates):
        formulas = [formula.replace(rf"{LETTERS[gate]}\,", "") for formula in formulas]
    for x, formula in zip((ADDED, SHOWN), formulas, strict=True):
        words(axes, x, INPUT_LINE, formula, LABEL_SIZE + 1)
    return Picture(figure, _described(gates))


def _branch(axes, x, name, squash, way, color):
    """Draw a function that reads the input and the old state, and the arrow of its result."""
    line = 1.2 if color == GRAY else 2
    arrow(axes, [(x, HIDDEN_LINE), (x, FUNCTIONS - HALF)], color, line)
    arrow(axes, [(x, FUNCTIONS + HALF), *way], color, line)
    function(axes, x, FUNCTIONS, squash, color)
    # Above the function, as the letter is its result.
    words(axes, x + 0.09, FUNCTIONS + 0.36, name, color=ink(color), ha="left")


def _described(gates):
    old, added = "c_(t-1)", "The candidate j"
    if "forget" in gates:
        old += " times the forget gate f"
    if "input" in gates:
        added += " times the input gate i"
    shown = "tanh of c_t"
    if "output" in gates:
        shown += " times the output gate o"
    readers = ["the candidate (tanh)", *(f"the {gate} gate (sigmoid)" for gate in gates)]
    joined = ", ".join(readers[:-1]) + " and " * (len(readers) > 1) + readers[-1]
    new = f"the {gates[-1]} gate" if gates else "the cell state and the candidate"
    return (
        f"An LSTM cell. The cell state is a straight line from c_(t-1) to c_t. {added} is added "
        f"to {old}, which gives c_t. h_t is {shown}. The input x_t and h_(t-1) go to {joined}. "
        f"In color: {new}."
    )
