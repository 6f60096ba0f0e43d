"""Diagrams of networks: one time step of a cell, an unrolled network, and shapes of tensors."""

from matplotlib.colors import to_rgba
from matplotlib.patches import Rectangle

from utils.arguments import require_count
from utils.figures.drawing.blocks import AXES, draw_stage, reach, read_stage, unit_for
from utils.figures.drawing.boxes import WORDS, arrow, box, canvas, words
from utils.figures.picture import (
    BIAS,
    FAINT,
    INK,
    INPUT,
    LABEL_SIZE,
    MARGIN,
    OUTPUT,
    PAPER,
    STATE,
    VERMILION,
    Picture,
    house_style,
)
from utils.text import shape_text

MOST_STEPS = 8  # of the network unrolled
MOST_STAGES = 5


@house_style
def cell_step(batch_size, input_size, num_units):
    """Draw a diagram of one time step of `BasicRNNCell`, with the shape of each tensor. Lesson 02.

    Arguments:
        batch_size, input_size, num_units: integers, 1 or more.

    Returns:
        A `Picture` of what `tf.nn.rnn_cell.BasicRNNCell.call` does.

    Raises:
        ValueError: an argument is not an integer of at least 1.
    """
    _require_counts(batch_size=batch_size, input_size=input_size, num_units=num_units)
    wide = input_size + num_units
    inputs, state = shape_text((batch_size, input_size)), shape_text((batch_size, num_units))
    joined, kernel = shape_text((batch_size, wide)), shape_text((wide, num_units))
    bias = shape_text((num_units,))
    title = "The cell returns $h_t$ twice: as output and as new state"
    figure, axes = canvas(9, 3.3, title)
    middle, above, below = 1.2, 1.75, 0.65

    _tensor(axes, 0.7, above, "$x_t$", inputs, INPUT)
    _tensor(axes, 0.7, below, "$h_{t-1}$", state, STATE)
    arrow(axes, [(1.23, above), (1.85, above), (1.85, middle + 0.21)])
    arrow(axes, [(1.23, below), (1.85, below), (1.85, middle - 0.21)])
    names = ((1.85, "concat"), (4.35, "MatMul"), (5.65, "BiasAdd"), (6.7, "Tanh"))
    for x, name in names:  # as TensorFlow calls these operations
        box(axes, x, middle, 0.72, 0.42, INK, "round", strength=0)
        words(axes, x, middle, name)

    arrow(axes, [(2.21, middle), (2.5, middle)])
    for x, name, color in ((2.8, "$x_t$", INPUT), (3.4, "$h_{t-1}$", STATE)):
        box(axes, x, middle, 0.6, 0.42, color)
        words(axes, x, middle, name, LABEL_SIZE)
    words(axes, 3.1, middle - 0.36, joined)
    arrow(axes, [(3.7, middle), (3.99, middle)])

    words(axes, 4.35, 2.92, f"kernel {kernel}")
    for y, name, rows, color in ((2.5, "$W$", input_size, INPUT), (2.0, "$U$", num_units, STATE)):
        box(axes, 4.35, y, 1.15, 0.5, color)
        words(axes, 4.35, y, f"{name} {shape_text((rows, num_units))}")
    arrow(axes, [(4.35, 1.75), (4.35, middle + 0.21)])
    words(axes, 5.65, 2.5, "bias")
    _tensor(axes, 5.65, 2.05, "$b$", bias, BIAS, width=0.75)
    arrow(axes, [(5.65, 1.75), (5.65, middle + 0.21)])

    arrow(axes, [(4.71, middle), (5.29, middle)])
    words(axes, 5.0, middle - 0.36, state)
    arrow(axes, [(6.01, middle), (6.34, middle)])
    for y, name, color in ((above, "output", OUTPUT), (below, "new state", STATE)):
        arrow(axes, [(7.06, middle), (7.3, middle), (7.3, y), (7.6, y)])
        _tensor(axes, 8.2, y, f"{name} $h_t$", state, color, width=1.2)
    return Picture(
        figure,
        f"One step: inputs x_t {inputs} and state h_(t-1) {state} are joined to {joined}; times "
        f"the kernel {kernel} (W: {input_size} rows, U: {num_units} rows), plus the bias {bias}, "
        f"gives {state}; tanh of it is h_t {state}, returned twice, as output and as new state.",
    )


def readme_picture():
    """Draw the picture at the top of the README, and return it as a `Picture`."""
    return unrolled(num_steps=4, batch_size=3, input_size=8, num_units=6)


@house_style
def unrolled(num_steps, batch_size, input_size, num_units):
    """Draw a diagram of an unrolled network. All time steps use one kernel. Lessons 02 and 04.

    Arguments:
        num_steps: an integer from 2 to 8.
        batch_size, input_size, num_units: integers, 1 or more.

    Returns:
        A `Picture` of what `tf.nn.static_rnn` builds from a `BasicRNNCell`.

    Raises:
        ValueError: an argument is not an integer in its range.
    """
    require_count("num_steps", num_steps, least=2, most=MOST_STEPS)
    _require_counts(batch_size=batch_size, input_size=input_size, num_units=num_units)
    inputs, state = shape_text((batch_size, input_size)), shape_text((batch_size, num_units))
    kernel, bias = shape_text((input_size + num_units, num_units)), shape_text((num_units,))
    pitch = max(0.78, min(1.3, 4 / num_steps))
    left, side = 1.5, pitch / 2
    width = max(7, 2 * left + num_steps * pitch)
    last = left + num_steps * pitch
    figure, axes = canvas(width, 3.4, f"All {num_steps} steps use the same kernel and bias")
    top, middle, rail, bottom = 3.0, 2.15, 1.35, 0.35

    words(axes, 0.72, top, f"outputs\neach {state}")
    words(axes, 0.72, bottom, f"inputs\neach {inputs}")
    _tensor(axes, 0.72, middle, "initial state $h_0$", state, STATE, width=1.25)
    _tensor(axes, last + 0.78, middle, f"final state $h_{num_steps}$", state, STATE, width=1.25)
    for x, y, size, name, color in (
        (0.51, rail + 0.15, (0.82, 0.3), "$W$", INPUT),
        (0.51, rail - 0.15, (0.82, 0.3), "$U$", STATE),
        (1.14, rail, (0.41, 0.6), "$b$", BIAS),
    ):
        box(axes, x, y, *size, color)
        words(axes, x, y, name, LABEL_SIZE)
    words(axes, 0.72, rail - 0.52, f"kernel {kernel}\nand bias {bias}")
    arrow(axes, [(1.345, rail), (last - side + 0.12, rail)], head=False)
    arrow(axes, [(1.35, middle), (left + side - 0.25, middle)])
    for step in range(1, num_steps + 1):
        x = left + (step - 0.5) * pitch
        box(axes, x, middle, 0.5, 0.5, FAINT, strength=0.08)
        words(axes, x, middle, "cell")
        arrow(axes, [(x + 0.12, rail), (x + 0.12, middle - 0.25)])
        # The line of the inputs passes over that of the kernel.
        arrow(axes, [(x - 0.12, rail - 0.08), (x - 0.12, rail + 0.08)], PAPER, 6, head=False)
        arrow(axes, [(x - 0.12, bottom + 0.2), (x - 0.12, middle - 0.25)])
        arrow(axes, [(x, middle + 0.25), (x, top - 0.2)])
        end = x + pitch - 0.25 if step < num_steps else last + 0.155
        arrow(axes, [(x + 0.25, middle), (end, middle)])
        if step < num_steps:
            words(axes, x + pitch / 2, middle + 0.16, f"$h_{step}$")
        box(axes, x, bottom, 0.6, 0.4, INPUT)
        words(axes, x, bottom, f"$x_{step}$", LABEL_SIZE)
        box(axes, x, top, 0.66, 0.4, OUTPUT)
        words(axes, x, top, f"output$_{step}$")
    return Picture(
        figure,
        f"The network unrolled over {num_steps} steps: step t takes x_t {inputs} and the state "
        f"before it {state}, and gives output_t {state}, which is also the next state. All steps "
        f"use one kernel {kernel} and one bias {bias}. "
        f"The final state h_{num_steps} is output_{num_steps}.",
    )


@house_style
def shape_steps(stages, title=None):
    """Draw how the shape of a tensor changes in several stages. Lessons 04 and 07.

    Arguments:
        stages: list of 2 to 5 tuples (name, shape) or (name, shape, dtype). The axes of a shape
            are batch, num_steps and size, or batch and num_steps for ids, or batch and size. A
            list of equal shapes stands for a list of tensors.
        title: a sentence that states the finding, by default with the first and last shape.

    Returns:
        A `Picture` with at most 8 values along an axis, and at most 5 tensors of a list.

    Raises ValueError if the stages, or one of their shapes, are not of this form.
    """
    if not 2 <= len(stages) <= MOST_STAGES:
        raise ValueError(f"stages must be 2 to {MOST_STAGES}, got {len(stages)}")
    stages = [read_stage(*stage) for stage in stages]
    unit = unit_for(stages, 1.2)
    lefts, rights, heights = zip(*(reach(stage, unit) for stage in stages), strict=True)
    room, head = max(heights), max(heights) + 1.26
    free = 7 - sum(lefts) - sum(rights) - 2 * MARGIN
    gap = max(0.42, free / len(stages))
    if title is None:
        title = f"From {stages[0]} to a {stages[-1]}".replace("a [", "[")
    width = sum(lefts) + sum(rights) + gap * (len(stages) - 1) + 2 * MARGIN
    figure, axes = canvas(max(7, width), room + 1.6, title)
    x = (max(7, width) - width) / 2 + MARGIN - gap
    for stage, left, right in zip(stages, lefts, rights, strict=True):
        if stage is not stages[0]:
            arrow(axes, [(x + gap / 2 - 0.2, head + 0.05), (x + gap / 2 + 0.2, head + 0.05)])
        x += gap + left
        words(axes, x, head, stage.name, LABEL_SIZE, va="baseline")
        words(axes, x, head - 0.2, stage.dtype, color=FAINT)
        draw_stage(axes, x, 0.7, stage, unit)
        words(axes, x, 0.25, str(stage))
        x += right
    named = "; ".join(f"{stage.name}: {stage.dtype} {stage}".replace("  ", " ") for stage in stages)
    sizes = {axis: size for stage in reversed(stages) for axis, size in stage.sizes.items()}
    meaning = ", ".join(f"{axis} {sizes[axis]}" for axis in AXES if axis in sizes)
    return Picture(figure, f"Shapes of {named}. Axes: {meaning}.")


@house_style
def last_outputs(batch_size, num_steps):
    """Draw the outputs of a batch, and those that two different indices select. Lesson 07.

    Arguments:
        batch_size, num_steps: integers from 2 to 6, and from 8 to 30.

    Returns:
        A `Picture` of `outputs` of `tf.nn.dynamic_rnn`, with frames around `outputs[-1]` and
        `outputs[:, -1]`. A row is a digit, and a column is a time step.

    Raises:
        ValueError: an argument is not an integer in its range.
    """
    require_count("batch_size", batch_size, least=2, most=6)
    require_count("num_steps", num_steps, least=8, most=30)
    wide, high, left, bottom = 5.0 / num_steps, 0.36, 0.85, 0.2
    right, top = left + num_steps * wide, bottom + batch_size * high
    title = "outputs[:, -1] is the last time step, and outputs[-1] is the last digit"
    _, axes = canvas(right + 1.15, top + 0.7, title)
    for digit in range(batch_size):
        y = top - (digit + 0.5) * high
        words(axes, left - 0.12, y, f"digit {digit}", ha="right")
        for step in range(num_steps):
            box(axes, left + (step + 0.5) * wide, y, wide, high, FAINT, strength=0.08, line=0.6)
    column, row = (right - wide, wide, top - bottom), (left, right - left, high)
    for color, (x, width, height) in ((STATE, column), (VERMILION, row)):
        style = {"facecolor": to_rgba(color, 0.3), "edgecolor": color, "linewidth": 2.2}
        axes.add_patch(Rectangle((x, bottom), width, height, zorder=WORDS, **style))
    words(axes, left, top + 0.14, "time step 0", ha="left")
    words(axes, right, top + 0.14, f"time step {num_steps - 1}", ha="right")
    words(axes, right, top + 0.42, "outputs[:, -1]", LABEL_SIZE, STATE, ha="right")
    words(axes, right + 0.12, bottom + high / 2, "outputs[-1]", LABEL_SIZE, VERMILION, ha="left")
    alt = f"The outputs of {batch_size} digits as rows of {num_steps} fields, one for each time "
    alt += "step. outputs[:, -1] is the last column, with one field of each digit. outputs[-1] is "
    alt += "the last row, with all fields of the last digit. They have one field in common."
    return Picture(axes.figure, alt)


def _require_counts(**counts):
    for name, value in counts.items():
        require_count(name, value)


def _tensor(axes, x, y, name, shape, color, width=1.06):
    box(axes, x, y, width, 0.6, color)
    words(axes, x, y + 0.13, name)
    words(axes, x, y - 0.13, shape)
