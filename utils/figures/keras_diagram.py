"""A diagram of the weights of an LSTM in TensorFlow 1 and in Keras."""

from utils.figures.drawing.boxes import arrow, box, canvas, words
from utils.figures.picture import (
    BLUE,
    GREEN,
    LABEL_SIZE,
    ORANGE,
    PURPLE,
    Picture,
    house_style,
)

TITLE = "Keras keeps W and U apart, and the blocks j and f are swapped"
DESCRIPTION = (
    "Left, TensorFlow 1: a kernel with the rows of W above the rows of U, and a bias. Both have "
    "the blocks i, j, f, o. Right, Keras: the kernel W, the recurrent kernel U and the bias are "
    "three arrays. All have the blocks i, f, j, o, and 1 is added to block f of the bias."
)
COLORS = {"i": BLUE, "j": PURPLE, "f": ORANGE, "o": GREEN}  # as in the picture of the cell

# In inches: where both sides begin, the size of a block, and the rows from the top downwards.
LEFT, RIGHT, BLOCK = 1.5, 5.15, 0.6
W_ROW, U_ROW, BIAS_ROW = 0.6, 0.8, 0.34
TOP, GAP, BIAS_GAP = 2.95, 0.16, 0.3


@house_style
def lstm_weights_in_keras(title=TITLE):
    """Draw the weights of an LSTM in the layouts of TensorFlow 1 and of Keras. Lesson 19.

    Arguments:
        title: a sentence that states the finding.

    Returns:
        A `Picture`.
    """
    figure, axes = canvas(9.2, TOP + 0.4, title)
    end_of_blocks = 4 * BLOCK

    def rows(left, top, height, order, text):
        """Draw one row of four blocks. The text of a block comes from `text`."""
        for column, gate in enumerate(order):
            x = left + (column + 0.5) * BLOCK
            box(axes, x, top - height / 2, BLOCK, height, COLORS[gate])
            words(axes, x, top - height / 2, text(gate), LABEL_SIZE)

    for left, order, heading, gap in (
        (LEFT, "ijfo", "TensorFlow 1", 0),
        (RIGHT, "ifjo", "Keras", GAP),
    ):
        is_keras = gap > 0
        words(axes, left + end_of_blocks / 2, TOP + 0.2, heading, LABEL_SIZE)
        rows(left, TOP, W_ROW, order, lambda gate: f"$W_{gate}$")
        u_top = TOP - W_ROW - gap
        rows(left, u_top, U_ROW, order, lambda gate: f"$U_{gate}$")
        bias_top = TOP - W_ROW - U_ROW - BIAS_GAP - GAP
        added = {"f": "$b_f + 1$"} if is_keras else {}
        rows(
            left,
            bias_top,
            BIAS_ROW,
            order,
            lambda gate, added=added: added.get(gate, f"$b_{gate}$"),
        )
        if is_keras:
            x, side = left + end_of_blocks + 0.1, "left"
            words(axes, x, TOP - W_ROW / 2, "kernel", ha=side)
            words(axes, x, u_top - U_ROW / 2, "recurrent kernel", ha=side)
        else:
            x, side = left - 0.1, "right"
            words(axes, x, TOP - (W_ROW + U_ROW) / 2, "kernel", ha=side)
        words(axes, x, bias_top - BIAS_ROW / 2, "bias", ha=side)

    start, end = LEFT + end_of_blocks + 0.3, RIGHT - 0.3
    for y in (TOP - (W_ROW + GAP + U_ROW) / 2, TOP - W_ROW - U_ROW - BIAS_GAP - GAP - BIAS_ROW / 2):
        arrow(axes, [(start, y), (end, y)])
    note = "W has one row per input value, and U one row per unit. A block has one column per unit."
    words(axes, 4.6, 0.3, note)
    return Picture(figure, DESCRIPTION)
