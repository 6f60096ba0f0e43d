"""A diagram of one iteration of a loop in the graph."""

from utils.arguments import require_count
from utils.figures.drawing.boxes import BEHIND, arrow, box, canvas, words
from utils.figures.picture import (
    FAINT,
    INPUT,
    LABEL_SIZE,
    ORANGE,
    OUTPUT,
    PAPER,
    STATE,
    Picture,
    house_style,
)

MOST_STEPS = 6

# Places in inches: the columns from left to right, the rows from the top downward.
BEFORE, CONDITION, BODY, AFTER = 0.98, 2.62, 5.0, 7.42
BODY_LEFT, BODY_RIGHT = 3.65, 6.35
BACK, COUNTER, OUTPUTS, CELL, INPUTS = 4.5, 3.5, 2.65, 1.8, 0.35
TOP, BOTTOM = 4.05, 1.12  # of the condition and the body
HEADING, MIDDLE, BEND = TOP - 0.16, (TOP + BOTTOM) / 2, 0.8
HALF, SLOT = 0.62, 0.24  # half the width of a loop variable, and the width of a position


@house_style
def loop_iteration(num_steps, step, title):
    """Draw a diagram of an iteration of the `while_loop` that runs a cell. Lesson 10.

    Arguments:
        num_steps: the number of time steps, an integer from 2 to 6.
        step: the counter at the beginning of the iteration, an integer from 0 to `num_steps` - 1.
        title: a sentence that states the finding.

    Returns:
        A `Picture`. Positions of the arrays that already have a value are filled.

    Raises:
        ValueError: an argument is not an integer in its range.
    """
    require_count("num_steps", num_steps, least=2, most=MOST_STEPS)
    require_count("step", step, least=0, most=num_steps - 1)
    figure, axes = canvas(8.4, BACK + 0.35, title)
    _frames(axes, num_steps, step)
    for x, counter, name in ((BEFORE, step, "state"), (AFTER, step + 1, "new state")):
        box(axes, x, COUNTER, 2 * HALF, 0.42, FAINT, strength=0.08)
        words(axes, x, COUNTER, f"step = {counter}", LABEL_SIZE)
        box(axes, x, CELL, 2 * HALF, 0.42, STATE)
        words(axes, x, CELL, name, LABEL_SIZE)
        _slots(axes, x, OUTPUTS, num_steps, range(counter), OUTPUT)
        words(axes, x, OUTPUTS + 0.27, "outputs array")
    _slots(axes, BODY, INPUTS, num_steps, range(num_steps), INPUT, marked=step)
    words(axes, BODY + num_steps * SLOT / 2 + 0.12, INPUTS, "inputs array", ha="left")

    for y, left, right in ((COUNTER, 4.6, 5.4), (OUTPUTS, 4.48, 5.52), (CELL, 4.65, 5.35)):
        edge = num_steps * SLOT / 2 if y == OUTPUTS else HALF
        arrow(axes, [(BEFORE + edge, y), (CONDITION - 0.45, y)], head=False)
        arrow(axes, [(CONDITION + 0.45, y), (left, y)])
        arrow(axes, [(right, y), (AFTER - edge, y)])
    for y, width, name in ((COUNTER, 0.8, "+ 1"), (OUTPUTS, 1.04, f"write({step}, …)")):
        box(axes, BODY, y, width, 0.4, FAINT, "round", strength=0)
        words(axes, BODY, y, name)
    box(axes, BODY, CELL, 0.7, 0.46, FAINT, strength=0.15)
    words(axes, BODY, CELL, "cell", LABEL_SIZE)
    arrow(axes, [(BODY, CELL + 0.23), (BODY, OUTPUTS - 0.2)])
    words(axes, BODY + 0.08, (CELL + OUTPUTS) / 2, "output", ha="left")
    read = BODY + (step - (num_steps - 1) / 2) * SLOT
    bend = [] if read == BODY else [(read, BEND), (BODY, BEND)]
    arrow(axes, [(read, INPUTS + 0.13), *bend, (BODY, CELL - 0.23)])
    words(axes, BODY + 0.08, 1.34, f"read({step})", ha="left")

    rim = [(AFTER, COUNTER + 0.21), (AFTER, BACK), (BEFORE, BACK), (BEFORE, COUNTER + 0.21)]
    arrow(axes, rim, ORANGE, 2)
    words(axes, BODY, BACK, "all three come back for the next iteration", halo=True)
    return Picture(figure, _described(num_steps, step))


def _frames(axes, num_steps, step):
    """Draw the condition and the body of the loop, and the arrow to its end."""
    height = TOP - BOTTOM
    box(axes, (BODY_LEFT + BODY_RIGHT) / 2, MIDDLE, BODY_RIGHT - BODY_LEFT, height, FAINT)
    axes.patches[-1].set(zorder=BEHIND, facecolor=PAPER, linestyle=(0, (4, 3)))
    words(axes, BODY, HEADING, "body", LABEL_SIZE)
    box(axes, CONDITION, MIDDLE, 0.9, height, ORANGE, strength=0.2)
    words(axes, CONDITION, HEADING, "condition", LABEL_SIZE)
    words(axes, CONDITION, MIDDLE, f"step < {num_steps}?\n\n{step} < {num_steps}\nyes")
    arrow(axes, [(CONDITION, BOTTOM), (CONDITION, INPUTS + 0.3)], FAINT)
    words(axes, CONDITION, INPUTS, f"no, at step = {num_steps}:\nthe loop ends")


def _slots(axes, x, y, count, filled, color, marked=None):
    """Draw an array as a row of numbered positions."""
    for position in range(count):
        strong = 0.6 if position == marked else 0.3
        place = x + (position - (count - 1) / 2) * SLOT
        box(axes, place, y, SLOT, 0.26, color, strength=strong if position in filled else 0)
        words(axes, place, y, str(position))


def _described(num_steps, step):
    written = f"0 to {step - 1}" if step > 1 else "0 only" if step else "none"
    return (
        f"Iteration {step + 1} of a while_loop over {num_steps} time steps. Its loop variables are "
        f"step = {step}, the state, and the outputs array (positions written: {written}). "
        f"The condition step < {num_steps} holds, so the body runs. It reads position {step} of "
        f"the inputs array, calls the cell, and writes the output to position {step}. "
        f"It returns step = {step + 1}, the new state and the new array for the next iteration."
    )
