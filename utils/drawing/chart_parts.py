"""What the charts of data are made of: axes in inches, numbers in cells, names at lines."""

import numpy as np

from utils.picture import FAINT, INK, LABEL_SIZE, PAPER, SMALL_SIZE


def require_numbers(name, values, rank):
    """Return `values` as a float64 array of so many axes.

    Raises ValueError, naming the argument, where it is not that, is empty or not finite.
    """
    wanted = f"{name} must be finite numbers on {rank} axes"
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{wanted}, got {type(values).__name__}") from error
    if array.ndim != rank or not array.size:
        raise ValueError(f"{wanted}, got shape {list(array.shape)}")
    if not np.isfinite(array).all():
        raise ValueError(f"{wanted}, got {array[~np.isfinite(array)][0]}")
    return array


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
    """Write the name of each line beside its end; names that would overlap are moved apart.

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
