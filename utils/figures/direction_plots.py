"""The inputs that each output of a recurrent network depends on, and its prediction error."""

import numpy as np

from utils.arguments import require_count
from utils.figures.drawing.chart_parts import add_axes
from utils.figures.drawing.chart_texts import first_that_fits
from utils.figures.picture import (
    BLUE,
    INK,
    LABEL_SIZE,
    MARGIN,
    PALE,
    SMALL_SIZE,
    Picture,
    house_style,
    new_figure,
    text_width,
)
from utils.figures.plots import lines

MOST_READINGS, MOST_STEPS = 3, 12
CELL, SMALLEST, GAP = 0.24, 1.6, 0.3  # inches: of a step, of a chart, between charts


@house_style
def what_was_seen(seen, steps, title, alt=None):
    """Draw for each output (row) the time steps whose input it depends on (columns). Lesson 14.

    Arguments:
        seen: dict from 1 to 3 names to booleans [num_steps, num_steps], output by input.
        steps: list of 1 to 12 short strings, the input of each time step.
        title: a sentence that states the finding.
        alt: the text alternative. The default one counts the inputs of the first and last output.

    Returns:
        A `Picture`.

    Raises:
        ValueError: there are too many names or time steps, or an array has another shape or dtype.
    """
    if not 1 <= len(seen) <= MOST_READINGS:
        raise ValueError(f"seen must hold 1 to {MOST_READINGS} readings, got {len(seen)}")
    num_steps = len(steps)
    require_count("the number of steps", num_steps, most=MOST_STEPS)
    for name, reading in seen.items():
        array = np.asarray(reading)
        if array.dtype != bool or array.shape != (num_steps, num_steps):
            raise ValueError(
                f"seen {name!r} must be booleans of shape {[num_steps, num_steps]}, "
                f"got {array.dtype} of shape {list(array.shape)}"
            )

    side = max(num_steps * CELL, SMALLEST)
    before, below, above = 0.65, 0.55, 0.3
    room = max([side, *(text_width(name, LABEL_SIZE) for name in seen)]) + GAP
    width = max(7, before + len(seen) * room + MARGIN)
    before = (width - len(seen) * room + before + GAP - MARGIN) / 2
    figure = new_figure(width, below + side + above, title)
    for place, (name, reading) in enumerate(seen.items()):
        left = before + place * room + (room - GAP - side) / 2
        y_label = "output of time step" if place == 0 else ""
        axes = add_axes(figure, left, below, side, side, "input of time step", y_label)
        rows, columns = np.nonzero(reading)
        axes.set(xlim=(-0.5, num_steps - 0.5), ylim=(num_steps - 0.5, -0.5))
        axes.bar(columns, np.full(rows.size, 0.8), 0.8, bottom=rows - 0.4, color=BLUE)
        between = np.arange(num_steps - 1) + 0.5
        axes.set_xticks(between, minor=True)
        axes.set_yticks(between, minor=True)
        axes.grid(which="minor", color=PALE)
        axes.set_xticks(range(num_steps), steps, parse_math=False)
        axes.set_yticks(range(num_steps), steps if place == 0 else [], parse_math=False)
        axes.tick_params(which="both", length=0, labelsize=SMALL_SIZE)
        style = {"ha": "center", "va": "bottom", "size": LABEL_SIZE, "color": INK}
        axes.text(0.5, 1 + 0.06 / side, name, transform=axes.transAxes, **style)
    return Picture(figure, alt or _seen_text(seen, steps))


def bits_by_training_step(history):
    """Draw the bits per letter of lesson 14's four networks during training.

    Arguments:
        history: a `History` of `training.train` that has measured the bits of each network.

    Returns:
        A `Picture`. Its text alternative describes the result of the lesson's networks.

    Raises:
        ValueError: nothing was measured.
    """
    return lines(
        history.measured,
        x=history.measured_after,
        x_label="training step",
        y_label="bits per letter, validation set",
        title="Both layers guess better than one, but without the shift they read the answer",
        markers=True,
        alt="Bits per letter on the validation set, by training step. All four begin near 5.75. "
        "Forward alone and backward alone end between 3.5 and 4.2, forward below backward; both "
        "end below 3.8; both, not shifted, drop to almost 0 within 40 training steps.",
    )


def _seen_text(seen, steps):
    last = len(steps) - 1
    start = f"Outputs in rows, inputs in columns, for {' '.join(steps)}; filled: was seen. "

    def said(reading, places):
        return ", ".join(f"output {place} has seen {_which(reading[place])}" for place in places)

    every = [f"{name}: {said(reading, range(last + 1))}" for name, reading in seen.items()]
    ends = [f"{name}: {said(reading, sorted({0, last}))}" for name, reading in seen.items()]
    return first_that_fits(start, every, ends)


def _which(row):
    places = np.flatnonzero(row)
    if not places.size:
        return "none"
    first, last = places[0], places[-1]
    if places.size == last - first + 1 > 2:
        return f"{first} to {last}"
    return " and ".join(map(str, places)) if places.size < 3 else f"{places.size} inputs"
