"""Charts of an LSTM: its kernel in four blocks of columns, and its gates over time."""

import numpy as np

from utils.arguments import require_count, require_numbers
from utils.figures.drawing.chart_parts import add_axes, kernel_figure, name_lines
from utils.figures.drawing.chart_texts import first_that_fits, lines_text, rows_text
from utils.figures.picture import (
    BLUE,
    FAINT,
    GREEN,
    INK,
    INPUT,
    LABEL_SIZE,
    MARGIN,
    OUTPUT,
    PALE,
    PURPLE,
    SMALL_SIZE,
    STATE,
    VERMILION,
    Picture,
    house_style,
    new_figure,
    text_width,
    tint,
)
from utils.text import number_text

BLOCKS = {"i": "input gate", "j": "candidate", "f": "forget gate", "o": "output gate"}
LARGEST_KERNEL = 64  # rows, and columns
MOST_STEPS, MOST_BARS, MOST_VALUES = 100, 4, 3
LARGEST_VALUE = 1.1  # so that the axis of c and h is the same for all gates
BAR_COLORS, LINE_COLORS = (INPUT, STATE, OUTPUT, PURPLE), (VERMILION, BLUE, GREEN)
DASHES, MARKERS = ("-", "--", ":"), "os^"
BAR_HEIGHT, GAP, LINES_HEIGHT = 0.5, 0.12, 1.3  # inches


@house_style
def gate_kernel_heatmap(kernel, input_size, title=None):
    """Draw the kernel of an LSTM as a heat map, with its blocks W, U and i, j, f, o. Lesson 06.

    Arguments:
        kernel: array [input_size + num_units, 4 * num_units], at most [64, 64].
        input_size: the number of rows that multiply the input, an integer.
        title: a sentence that states the finding. The default one explains the columns.

    Returns:
        A `Picture`.

    Raises:
        ValueError: the kernel does not fit `input_size`, is too large, or has a value that is
            not finite.
    """
    kernel = require_numbers("kernel", kernel, rank=2)
    rows, columns = kernel.shape
    require_count("input_size", input_size)
    num_units = rows - input_size
    if num_units < 1 or columns != 4 * num_units or max(rows, columns) > LARGEST_KERNEL:
        raise ValueError(
            "kernel must be [input_size + num_units, 4 * num_units] with "
            f"input_size = {input_size}, at most {LARGEST_KERNEL} by {LARGEST_KERNEL}, "
            f"got shape {list(kernel.shape)}"
        )
    title = title or f"The kernel of an LSTM is four blocks of {num_units} columns: i, j, f, o"
    figure, axes = kernel_figure(kernel, input_size, title, above=0.45, widest=6.4)
    axes.set_xlabel("column")
    inches = axes.get_window_extent().height / figure.dpi
    place = {"transform": axes.get_xaxis_transform(), "clip_on": False}
    block_width = axes.get_window_extent().width / figure.dpi / 4
    for number, (name, meaning) in enumerate(BLOCKS.items()):
        first, end = number * num_units - 0.5, (number + 1) * num_units - 0.5
        if number:
            axes.axvline(first, color=INK, linewidth=1.5)
        bar = {"color": FAINT, "linewidth": 4, "solid_capstyle": "butt"}
        axes.plot([first + 0.15, end - 0.15], [1 + 0.08 / inches] * 2, **bar, **place)
        text = f"{name}: {meaning}"
        if text_width(text, SMALL_SIZE) > block_width - 0.05:
            text = name
        style = {"ha": "center", "va": "bottom", "size": SMALL_SIZE, "color": INK}
        axes.text((first + end) / 2, 1 + 0.16 / inches, text, **style, **place)
    return Picture(figure, _kernel_text(kernel, input_size))


@house_style
def gates_over_time(gates, values, title, labels=None, marked=None, x_label="step", alt=None):
    """Draw gates as bars over the time steps, and below them values as lines. Lesson 06.

    Arguments:
        gates: dict from 1 to 4 names to values [num_steps], from 0 (closed) to 1 (open).
        values: dict from 1 to 3 names to values [num_steps], such as c and h of the same unit.
        title: a sentence that states the finding.
        labels: None for the numbers of the time steps, or a short string for each time step, such
            as the characters of a text.
        marked: None, or a tuple of a name and booleans [num_steps], the time steps to shade.
        x_label: the label of the horizontal axis.
        alt: the text alternative. Give one if the numbers differ between computers.

    Returns:
        A `Picture`.

    Raises:
        ValueError: there are too many gates or values, or more than 100 time steps. Or lengths
            differ, a gate is not from 0 to 1, or a number is not finite.
    """
    gates = _require_series("gates", gates, MOST_BARS)
    values = _require_series("values", values, MOST_VALUES)
    num_steps = len(next(iter(gates.values())))
    require_count("num_steps", num_steps, most=MOST_STEPS)
    for name, series in (gates | values).items():
        if series.size != num_steps:
            raise ValueError(f"{name!r} must have {num_steps} values, got {series.size}")
    for name, gate in gates.items():
        if gate.min() < 0 or gate.max() > 1:
            outside = gate[(gate < 0) | (gate > 1)][0]
            raise ValueError(f"gate {name!r} must lie from 0 to 1, got {outside:g}")
    if labels is not None and len(labels) != num_steps:
        raise ValueError(f"labels must be {num_steps} strings, got {len(labels)}")
    shaded = None if marked is None else np.asarray(marked[1], bool)
    if shaded is not None and shaded.shape != (num_steps,):
        raise ValueError(f"marked must be {num_steps} booleans, got shape {list(shaded.shape)}")

    before = max(text_width(name, LABEL_SIZE) for name in gates) + 0.5
    after = max(text_width(name, LABEL_SIZE) for name in values) + 0.5
    width = min(11, max(7.5, before + after + 0.12 * num_steps))
    map_width = width - before - after
    bottom = 0.6
    height = bottom + LINES_HEIGHT + len(gates) * (BAR_HEIGHT + GAP) + 0.1
    height += 0.3 * (marked is not None)
    figure = new_figure(width, height, title)

    lines = add_axes(figure, before, bottom, map_width, LINES_HEIGHT, x_label, "")
    for place, series in enumerate(values.values()):
        style = {"color": LINE_COLORS[place], "linestyle": DASHES[place], "linewidth": 1.8}
        lines.plot(series, marker=MARKERS[place], markersize=3, **style)
    lines.axhline(0, color=FAINT, linewidth=0.8)
    lines.spines[["top", "right"]].set_visible(False)
    all_axes = [lines]
    for place, (name, gate) in enumerate(reversed(gates.items())):
        low = bottom + LINES_HEIGHT + GAP + place * (BAR_HEIGHT + GAP)
        axes = add_axes(figure, before, low, map_width, BAR_HEIGHT, "", "")
        axes.bar(range(num_steps), gate, width=0.8, color=BAR_COLORS[len(gates) - 1 - place])
        axes.set(ylim=(0, 1), yticks=[])
        axes.tick_params(axis="x", length=0, labelbottom=False)
        axes.set_ylabel(name, rotation=0, ha="right", va="center", size=LABEL_SIZE, color=INK)
        axes.spines[:].set_color(PALE)
        all_axes.append(axes)
    for axes in all_axes:
        axes.set_xlim(-0.6, num_steps - 0.4)
        for step in () if shaded is None else np.flatnonzero(shaded):
            axes.axvspan(step - 0.5, step + 0.5, color=tint(INK, 0.14), linewidth=0, zorder=0)
    _label_steps(lines, labels, num_steps)
    if marked is not None:
        top = bottom + LINES_HEIGHT + len(gates) * (BAR_HEIGHT + GAP) + 0.1
        _name_shading(figure, before, top, marked[0])
    ends = {name: (num_steps - 1, series[-1]) for name, series in values.items()}
    name_lines(lines, ends, LINE_COLORS)
    return Picture(figure, alt or _gates_text(title, gates | values))


@house_style
def memory_over_time(candidate, cell_states, hidden_states, title):
    """Draw the candidate as bars, and c and h as lines, on a fixed axis. Lesson 06.

    Arguments:
        candidate, cell_states, hidden_states: the values of one unit, [num_steps], from -1.1 to
            1.1.
        title: a sentence that states the finding.

    Returns:
        A `Picture`, small enough for `moving`, which draws it for each position of a slider.

    Raises:
        ValueError: lengths differ, there are more than 100 time steps, or a value is too large.
    """
    given = {"candidate j": candidate, "cell state c": cell_states, "hidden state h": hidden_states}
    series = _require_series("series", given, MOST_VALUES)
    num_steps = series["candidate j"].size
    require_count("num_steps", num_steps, most=MOST_STEPS)
    for name, values in series.items():
        if values.size != num_steps:
            raise ValueError(f"{name!r} must have {num_steps} values, got {values.size}")
        if np.abs(values).max() > LARGEST_VALUE:
            largest = values[np.abs(values).argmax()]
            raise ValueError(f"{name!r} must be within {LARGEST_VALUE} of 0, got {largest:g}")
    figure = new_figure(7, 2.4, title)
    axes = add_axes(figure, 0.6, 0.55, 4.9, 1.75, "time step", "")
    added = np.flatnonzero(series["candidate j"])  # a bar takes time, even one of no height
    axes.bar(added, series["candidate j"][added], width=0.8, color=tint(PURPLE, 0.6))
    colors = (PURPLE, *LINE_COLORS)
    for place, name in enumerate(("cell state c", "hidden state h")):
        style = {"color": LINE_COLORS[place], "linestyle": DASHES[place], "linewidth": 1.8}
        axes.plot(series[name], **style)
    axes.axhline(0, color=FAINT, linewidth=0.8)
    axes.set(xlim=(-0.6, num_steps - 0.4), ylim=(-LARGEST_VALUE, LARGEST_VALUE))
    axes.spines[["top", "right"]].set_visible(False)
    _label_steps(axes, None, num_steps)
    ends = {name: (num_steps - 1, values[-1]) for name, values in series.items()}
    name_lines(axes, ends, colors)
    return Picture(figure, _gates_text(title, series))


def _require_series(name, series, most):
    if not 1 <= len(series) <= most:
        raise ValueError(f"{name} must hold 1 to {most} series, got {len(series)}")
    return {key: require_numbers(f"{name} {key!r}", value, 1) for key, value in series.items()}


def _label_steps(axes, labels, num_steps):
    if labels is None:
        every = 1 if num_steps <= 20 else 5
        axes.set_xticks(range(0, num_steps, every))
    else:
        shown = [str(label).replace("\n", "↵") for label in labels]
        axes.set_xticks(range(num_steps), shown, parse_math=False)
        axes.tick_params(axis="x", length=0)


def _name_shading(figure, left, bottom, name):
    width, _ = figure.get_size_inches()
    axes = add_axes(figure, left, bottom, width - left - MARGIN, 0.2, "", "")
    axes.set(xlim=(0, width - left - MARGIN), ylim=(0, 1))
    axes.axvspan(0, 0.25, color=tint(INK, 0.14), linewidth=0)
    axes.text(0.33, 0.5, name, va="center", size=SMALL_SIZE, color=INK)
    axes.set_axis_off()


def _kernel_text(kernel, input_size):
    num_units = kernel.shape[1] // 4
    start = f"LSTM kernel {list(kernel.shape)}: {rows_text(input_size, len(kernel))}; "
    names, ranges = [], []
    for number, (name, meaning) in enumerate(BLOCKS.items()):
        first, end = number * num_units, (number + 1) * num_units
        block = kernel[:, first:end]
        which = f"columns {first} to {end - 1}" if num_units > 1 else f"column {first}"
        names.append(f"{which}: {name}, {meaning}")
        limits = f"{number_text(block.min(), 2)} to {number_text(block.max(), 2)}"
        ranges.append(f"{which}: {name}, {meaning}, from {limits}")
    return first_that_fits(start, ranges, names)


def _gates_text(title, series):
    along = np.arange(len(next(iter(series.values()))))
    curves = {name: (along, values) for name, values in series.items()}
    return lines_text(f"{title}. By step:", curves, lambda value: number_text(value, 2))
