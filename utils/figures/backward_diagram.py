"""A diagram of the forward and the backward pass of an unrolled network."""

from utils.arguments import require_count
from utils.figures.drawing.boxes import arrow, box, canvas, words
from utils.figures.picture import (
    FAINT,
    INPUT,
    LABEL_SIZE,
    PURPLE,
    STATE,
    VERMILION,
    Picture,
    house_style,
)

MOST_STEPS = 6
GRAY = "#8c8c8c"  # the forward pass
BACK = VERMILION

# Places in inches.
PITCH, FIRST = 1.5, 2.55  # between two states, and the first of them
LOSS, STATES, INPUTS, KERNEL = 3.25, 2.2, 1.35, 0.45
APART = 0.08  # half of what is between an arrow and the one that goes the other way


@house_style
def backward_pass(num_steps, loss_at, title, window=None):
    """Draw a diagram of the forward and backward pass of an unrolled RNN. Lesson 08.

    Arguments:
        num_steps: the number of time steps, an integer from 2 to 6.
        loss_at: list of the time steps, counted from 1, whose output is part of the loss.
        title: a sentence that states the finding.
        window: None, or the number of time steps in a window of truncated backpropagation. The
            state is passed to the next window as a value, so no gradient comes back from there.

    Returns:
        A `Picture`.

    Raises:
        ValueError: `num_steps`, `loss_at` or `window` is outside of its range.
    """
    require_count("num_steps", num_steps, least=2, most=MOST_STEPS)
    loss_at = sorted(set(loss_at))
    if not loss_at or not set(loss_at) <= set(range(1, num_steps + 1)):
        raise ValueError(f"loss_at must be of 1 to {num_steps}, got {loss_at}")
    if window is not None:
        require_count("window", window, least=1, most=num_steps)
    cuts = list(range(window, num_steps, window)) if window else []
    places = [FIRST + PITCH * step for step in range(num_steps)]
    figure, axes = canvas(max(7, places[-1] + 0.75), LOSS + 0.35, title)

    _legend(axes)
    box(axes, 1.0, STATES, 0.62, 0.44, STATE)
    words(axes, 1.0, STATES, "$h_0$", LABEL_SIZE + 1)
    for step, x in enumerate(places, start=1):
        box(axes, x, STATES, 0.84, 0.44, STATE)
        words(axes, x, STATES, f"$h_{step}$", LABEL_SIZE + 1)
        box(axes, x - 0.2, INPUTS, 0.44, 0.36, INPUT)
        words(axes, x - 0.2, INPUTS, f"$x_{step}$", LABEL_SIZE)
        before = 1.31 if step == 1 else x - PITCH + 0.42
        _there(axes, (before, STATES + APART), (x - 0.42, STATES + APART))
        if step - 1 in cuts:
            cut = x - PITCH / 2
            arrow(axes, [(cut, 0.08), (cut, LOSS + 0.2)], FAINT, 1.2, head=False, style=(0, (4, 3)))
        else:
            _back(axes, (x - 0.42, STATES - APART), (before, STATES - APART))
        _there(axes, (x - 0.2 - APART, INPUTS + 0.18), (x - 0.2 - APART, STATES - 0.22))
        _back(axes, (x - 0.2 + APART, STATES - 0.22), (x - 0.2 + APART, INPUTS + 0.18))
        _there(axes, (x + 0.24 - APART, KERNEL + 0.2), (x + 0.24 - APART, STATES - 0.22))
        _back(axes, (x + 0.24 + APART, STATES - 0.22), (x + 0.24 + APART, KERNEL + 0.2))
        if step in loss_at:
            _there(axes, (x - APART, STATES + 0.22), (x - APART, LOSS - 0.19))
            _back(axes, (x + APART, LOSS - 0.19), (x + APART, STATES + 0.22))

    _bar(axes, places[loss_at[0] - 1], places[loss_at[-1] - 1], LOSS, 0.38, PURPLE)
    middle = (places[loss_at[0] - 1] + places[loss_at[-1] - 1]) / 2
    words(axes, middle, LOSS, "loss $L$", LABEL_SIZE)
    _bar(axes, places[0], places[-1], KERNEL, 0.4, INPUT)
    words(axes, 1.05, KERNEL, "gradient of\nkernel and bias  =")
    for step, x in enumerate(places, start=1):
        words(axes, x + 0.2, KERNEL, f"share {step}")
        if step < num_steps:
            words(axes, x + 0.2 + PITCH / 2, KERNEL, "+", LABEL_SIZE)
    return Picture(figure, _described(num_steps, loss_at, cuts))


def _there(axes, start, end):
    arrow(axes, [start, end], GRAY, 1.2)


def _back(axes, start, end):
    arrow(axes, [start, end], BACK, 2)


def _bar(axes, first, last, y, height, color):
    box(axes, (first + last) / 2, y, last - first + 1.1, height, color, strength=0.15)


def _legend(axes):
    for y, name, color, line in (
        (LOSS + 0.1, "forward pass", GRAY, 1.2),
        (LOSS - 0.15, "backward pass", BACK, 2),
    ):
        ends = [(0.2, y), (0.6, y)]
        arrow(axes, ends if color == GRAY else ends[::-1], color, line)
        words(axes, 0.7, y, name, ha="left")


def _described(num_steps, loss_at, cuts):
    outputs = ", ".join(f"h_{step}" for step in loss_at)
    text = (
        f"An RNN unrolled over {num_steps} time steps. The loss reads {outputs}. From the loss "
        "and from each state, an arrow of the backward pass leads to everything that it was "
        "computed from: the state before, the input, and the kernel with the bias, whose gradient "
        f"is the sum of {num_steps} shares."
    )
    if cuts:
        crossings = " and ".join(f"h_{step} to h_{step + 1}" for step in cuts)
        text += f" From {crossings}, only the forward pass crosses the cut."
    return text
