"""The parts of charts: axes, the cells of heat maps, and the names of lines."""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap

from utils.figures.picture import (
    FAINT,
    INK,
    LABEL_SIZE,
    MARGIN,
    PAPER,
    SMALL_SIZE,
    new_figure,
    text_width,
)

# Zero is white. Color-blind people can distinguish the other colors, and a sign does so in print.
DIVERGING = ["#00456e", "#0072b2", "#ffffff", "#e69f00", "#8a4b00"]


def add_axes(figure, left, bottom, width, height, x_label, y_label):
    """Return new axes, placed in inches from the figure's lower left corner, in the one style."""
    total_width, total_height = figure.get_size_inches()
    place = (left / total_width, bottom / total_height, width / total_width, height / total_height)
    axes = figure.add_axes(place)
    axes.set_xlabel(x_label, size=LABEL_SIZE, color=INK)
    axes.set_ylabel(y_label, size=LABEL_SIZE, color=INK)
    axes.tick_params(labelsize=SMALL_SIZE, color=FAINT, labelcolor=INK)
    axes.spines[:].set_color(FAINT)
    axes.set_axisbelow(True)
    return axes


def kernel_figure(kernel, input_size, title, row_labels=None, above=0.0, widest=4.0):
    """Return a figure of a kernel as a heat map with its blocks W and U, and its axes.

    Arguments:
        kernel: float64 [input_size + rows of U, columns].
        input_size: the number of rows that multiply the input, an integer.
        title: a sentence that states the finding.
        row_labels: None for the numbers of the rows, or a string for each row.
        above: the gap between the title and the map, in inches.
        widest: the largest width of the map, in inches.
    """
    rows, columns = kernel.shape
    labels = [str(label) for label in (range(rows) if row_labels is None else row_labels)]
    label_width = max(text_width(label, SMALL_SIZE) for label in labels)
    cell_height = min(0.34, max(0.12 if row_labels is None else 0.17, 4.5 / rows))
    cell_width = min(0.7, max(0.14, widest / columns))
    map_width, map_height = columns * cell_width, rows * cell_height
    before, after = 1.5 + label_width, 1.1
    width = max(7, before + map_width + after + 2 * MARGIN)
    left, bottom = (width - before - map_width - after) / 2 + before, 0.55
    figure = new_figure(width, map_height + bottom + above + MARGIN, title)
    axes = add_axes(figure, left, bottom, map_width, map_height, "unit (column)", "")
    largest = np.abs(kernel).max() or 1.0
    colors = LinearSegmentedColormap.from_list("weights", DIVERGING)
    scale = {"cmap": colors, "vmin": -largest, "vmax": largest}
    shown = axes.imshow(kernel, aspect="auto", **scale)
    legend = add_axes(figure, left + map_width + 0.25, bottom, 0.15, map_height, "", "")
    figure.colorbar(shown, cax=legend).set_label("weight", size=LABEL_SIZE, color=INK)
    every_row, every_column = 1 if cell_height >= 0.15 else 4, 1 if cell_width >= 0.22 else 4
    axes.set_yticks(range(0, rows, every_row), labels[::every_row])
    axes.set_xticks(range(0, columns, every_column))
    axes.tick_params(length=0)
    write_cells(axes, kernel, largest, numbered=cell_width >= 0.4 and cell_height >= 0.17)
    axes.axhline(input_size - 0.5, color=INK, linewidth=1.5)
    for name, first, end, factor in (
        ("W", 0, input_size, "$x_t$"),
        ("U", input_size, rows, "$h_{t-1}$"),
    ):
        text = f"{name} [{end - first}, {columns}]\nmultiplies {factor}"
        bracket_rows(axes, first, end - 1, -label_width - 0.2, text)
    return figure, axes


def write_cells(axes, values, largest, numbered):
    """Write each value of a heat map into its cell, or only a sign into those below zero."""
    if not numbered:
        rows, columns = np.nonzero(values < 0)
        colors = [_readable_on(value / largest) for value in values[rows, columns]]
        axes.scatter(columns, rows, s=14, marker="_", linewidths=0.8, c=colors)
        return
    style = {"ha": "center", "va": "center", "size": SMALL_SIZE - 1}
    for (row, column), value in np.ndenumerate(values):
        axes.text(column, row, f"{value:z.2f}", color=_readable_on(value / largest), **style)


def _readable_on(part):
    # Towards its end, orange becomes dark enough for white letters later than blue does.
    return PAPER if part < -0.45 or part > 0.75 else INK


def bracket_rows(axes, first, last, x, text):
    """Mark the rows `first` to `last` of a heat map with a bar at `x` inches, and a text."""
    inches = axes.get_window_extent().width / axes.figure.dpi
    place = axes.get_yaxis_transform()
    ends = (first - 0.35, last + 0.35)  # a gap to the rows that are bracketed next
    bar = {"color": FAINT, "linewidth": 4, "solid_capstyle": "butt", "clip_on": False}
    axes.plot([x / inches] * 2, ends, transform=place, **bar)
    style = {"ha": "right", "va": "center", "size": SMALL_SIZE, "color": INK, "linespacing": 1.3}
    axes.text((x - 0.1) / inches, (first + last) / 2, text, transform=place, **style)


def name_lines(axes, ends, colors):
    """Write the name of each line beside its end, and move names that would overlap.

    Arguments:
        axes: with all lines drawn.
        ends: dict from a name to the last (x, y) of its line.
        colors: as many as there are names.
    """
    box = axes.get_window_extent()
    axes.set(xlim=axes.get_xlim(), ylim=axes.get_ylim())
    points = [axes.transData.transform(end) for end in ends.values()]
    wanted = [((x - box.x0) / box.width, (y - box.y0) / box.height) for x, y in points]
    gap = 1.5 * LABEL_SIZE / 72 * axes.figure.dpi / box.height
    order = sorted(range(len(ends)), key=lambda number: wanted[number][1])
    heights = [wanted[number][1] for number in order]
    for place in range(1, len(heights)):
        heights[place] = max(heights[place], heights[place - 1] + gap)
    heights[-1] = min(heights[-1], 1)
    for place in range(len(heights) - 2, -1, -1):
        heights[place] = min(heights[place], heights[place + 1] - gap)
    names = list(ends)
    for number, height in zip(order, heights, strict=True):
        style = {"transform": axes.transAxes, "clip_on": False, "linewidth": 1.2}
        x, y = wanted[number]
        axes.plot([x, 1.0, 1.04], [y, y, height], color=colors[number], **style)
        style = {"va": "center", "size": LABEL_SIZE, "color": INK}
        axes.text(1.05, height, names[number], transform=axes.transAxes, **style)
