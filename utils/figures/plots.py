"""Charts of data: a kernel, one row of a digit, and named lines."""

import numpy as np
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator, StrMethodFormatter

from utils.arguments import require_count, require_numbers
from utils.figures.drawing.chart_parts import add_axes, kernel_figure, name_lines
from utils.figures.drawing.chart_texts import (
    digit_text,
    kernel_text,
    lines_text,
    rows_text,
)
from utils.figures.picture import (
    FAINT,
    LABEL_SIZE,
    PALE,
    SERIES,
    VERMILION,
    Picture,
    house_style,
    new_figure,
    text_width,
)
from utils.text import number_text

LARGEST_KERNEL = 64  # rows, and columns
MOST_SERIES, MOST_BARS, MOST_MARKED = 6, 20, 40
LEAST_IN_FULL, MOST_IN_FULL = 1e-3, 1e4  # beyond these, a logarithmic axis shows powers of 10
MARKERS = "osD^vP"
DASHES = ("-", "--", "-.", ":", (0, (6, 2, 1, 2, 1, 2)), (0, (10, 4)))  # points on, points off


@house_style
def kernel_heatmap(kernel, input_size, title=None, row_labels=None):
    """Draw the kernel of a `BasicRNNCell` as a heat map, with its blocks W and U. Lesson 03.

    Arguments:
        kernel: array [input_size + num_units, num_units], at most 64 rows.
        input_size: the number of rows that multiply the input, an integer.
        title: a sentence that states the finding. The default one explains the rows.
        row_labels: None for the numbers of the rows, or a list with a string for each row.

    Returns:
        A `Picture`.

    Raises:
        ValueError: the kernel does not fit `input_size` or `row_labels`, is too large, or has a
            value that is not finite.
    """
    kernel = require_numbers("kernel", kernel, rank=2)
    rows, num_units = kernel.shape
    require_count("input_size", input_size)
    if rows != input_size + num_units or rows > LARGEST_KERNEL:
        raise ValueError(
            f"kernel must have input_size + num_units = {input_size} + {num_units} rows, "
            f"at most {LARGEST_KERNEL}, got shape {list(kernel.shape)}"
        )
    if row_labels is not None and len(row_labels) != rows:
        raise ValueError(f"row_labels must be {rows} strings, got {len(row_labels)}")
    if title is None:
        title = f"Kernel: {rows_text(input_size, rows)}"
    figure, _ = kernel_figure(kernel, input_size, title, row_labels)
    return Picture(figure, kernel_text(kernel, input_size))


@house_style
def digit_rows(image, row, label):
    """Draw a digit, and the values of one of its rows: the input of one time step. Lesson 02.

    Arguments:
        image: array [rows, columns], from 0 to 255 or from 0 to 1, such as an image of MNIST.
        row: the index of the row, an integer from 0.
        label: the digit that the image shows, an integer from 0 to 9.

    Returns:
        A `Picture`.

    Raises:
        ValueError: the image does not have two axes or this row, or the label is not a digit.
    """
    require_count("label", label, least=0, most=9)
    pixels = require_numbers("image", image, rank=2)
    require_count("row", row, least=0, most=len(pixels) - 1)
    values = pixels[row]
    title = f"Row {row} of this {label} is the input of one time step: {values.size} values"
    figure = new_figure(8, 3.25, title)
    digit = add_axes(figure, 0.65, 0.6, 2.5, 2.5, "column (pixel)", "row (pixel)")
    digit.imshow(pixels, cmap="gray_r", vmin=0, aspect="auto")
    mark = (-0.5, row - 0.5), values.size, 1
    digit.add_patch(Rectangle(*mark, fill=False, color=VERMILION, linewidth=2, clip_on=False))
    bars = add_axes(figure, 4.1, 0.6, 3.7, 2.5, f"column of row {row} (pixel)", "pixel value")
    bars.bar(range(values.size), values, color=VERMILION, width=0.85)
    bars.set(xlim=(-0.7, values.size - 0.3), ylim=(0, 255 if pixels.max() > 1 else 1))
    bars.grid(axis="y", color=PALE)
    return Picture(figure, digit_text(pixels, row, label))


@house_style
def lines(
    series,
    x_label,
    y_label,
    title,
    x=None,
    log_y=False,
    markers=None,
    levels=None,
    decimals=3,
    alt=None,
):
    """Draw several series as lines, each with its name at its end.

    Arguments:
        series: dict from 1 to 6 names to values, all of the same length.
        x_label, y_label: the labels of the axes, with units.
        title: a sentence that states the finding.
        x: the values along the horizontal axis for all series, by default 0, 1, 2, …
        log_y: True for a logarithmic vertical axis. Then all values must be positive.
        markers: whether each value has a marker. By default it has one if there are at most 40.
        levels: dict from up to 6 names to numbers, such as the loss of a baseline. Each one is a
            dotted line across the chart.
        decimals: the number of decimals in the text alternative. With `log_y`, its numbers have
            two significant digits.
        alt: the text alternative. Give one if the numbers differ between computers.

    Returns:
        A `Picture`.

    Raises:
        ValueError: there are no series or too many, lengths differ, or a value cannot be drawn.
    """
    if not 1 <= len(series) <= MOST_SERIES:
        raise ValueError(f"series must hold 1 to {MOST_SERIES} lines, got {len(series)}")
    levels = levels or {}
    if len(levels) > MOST_SERIES:
        raise ValueError(f"levels must hold {MOST_SERIES} numbers at most, got {len(levels)}")
    for name, level in levels.items():
        level = require_numbers(f"level {name!r}", level, rank=0)
        if log_y and level <= 0:
            raise ValueError(f"level {name!r} must be positive for log_y, got {level:g}")
    curves = {}
    for name, values in series.items():
        y = require_numbers(f"series {name!r}", values, rank=1)
        along = np.arange(y.size) if x is None else require_numbers("x", x, rank=1)
        if y.size != along.size:
            raise ValueError(f"series {name!r} must have {along.size} values, got {y.size}")
        if log_y and y.min() <= 0:
            raise ValueError(f"series {name!r} must be positive for log_y, got {y.min():g}")
        curves[name] = (along, y)
    after = max(text_width(name, LABEL_SIZE) for name in [*series, *levels]) + 0.45
    width = max(7.5, 4.5 + after)
    figure = new_figure(width, 3.4, title)
    axes = add_axes(figure, 0.85, 0.6, width - 0.85 - after, 2.65, x_label, y_label)
    axes.set_yscale("log" if log_y else "linear")
    heights = np.concatenate([y for _, y in curves.values()])
    if log_y and heights.min() >= LEAST_IN_FULL and heights.max() <= MOST_IN_FULL:
        axes.yaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
    for place, (along, y) in enumerate(curves.values()):
        marked = y.size <= MOST_MARKED if markers is None else markers
        style = {"color": SERIES[place], "linestyle": DASHES[place], "linewidth": 1.8}
        axes.plot(along, y, marker=MARKERS[place] if marked else "", markersize=4, **style)
    for level in levels.values():
        axes.axhline(level, color=FAINT, linestyle=":", linewidth=1.2)
    if all(np.array_equal(along, along.round()) for along, _ in curves.values()):
        axes.xaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))
    axes.margins(x=0.02)
    axes.grid(color=PALE)
    axes.spines[["top", "right"]].set_visible(False)
    ends = {name: (along[-1], y[-1]) for name, (along, y) in curves.items()}
    ends |= {name: (axes.get_xlim()[1], level) for name, level in levels.items()}
    name_lines(axes, ends, [*SERIES[: len(curves)], *[FAINT] * len(levels)])

    def number(value):
        return f"{value:.2g}" if log_y else number_text(value, decimals)

    beside = ", ".join(f"{name} {number(level)}" for name, level in levels.items())
    beside = f", beside {beside}" if levels else ""
    start = f"{y_label[0].upper()}{y_label[1:]}, by {x_label}{beside}:"
    return Picture(figure, alt or lines_text(start, curves, number))
