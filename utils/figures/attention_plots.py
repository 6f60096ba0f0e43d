"""The weights of an attention, drawn as a map."""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap

from utils.arguments import require_count
from utils.figures.drawing.chart_parts import add_axes
from utils.figures.drawing.chart_texts import first_that_fits
from utils.figures.picture import (
    BLUE,
    INK,
    LABEL_SIZE,
    MARGIN,
    PALE,
    PAPER,
    Picture,
    house_style,
    new_figure,
)

MOST_SOURCE, MOST_TARGET = 30, 16
CELL, NARROWEST = 0.27, 2.2  # inches: of a step, of the map
MAP = LinearSegmentedColormap.from_list("weights", [PAPER, BLUE])


@house_style
def attention_map(weights, source, target, title, alt=None):
    """Draw the attention weights: a row for each output, a column for each input. Lesson 17.

    Arguments:
        weights: floats from 0 to 1, [target steps, source steps].
        source: 1 to 30 short strings, one for each time step of the source.
        target: 1 to 16 short strings, one for each time step of the target.
        title: a sentence that states the finding.
        alt: the text alternative. The default one names the largest weight of each output.

    Returns:
        A `Picture`.

    Raises:
        ValueError: there are too many time steps, or `weights` have another shape or range.
    """
    require_count("the number of source steps", len(source), most=MOST_SOURCE)
    require_count("the number of target steps", len(target), most=MOST_TARGET)
    weights = np.asarray(weights, np.float64)
    shape = [len(target), len(source)]
    if list(weights.shape) != shape:
        raise ValueError(f"weights must have shape {shape}, got {list(weights.shape)}")
    if not ((weights >= 0) & (weights <= 1 + 1e-5)).all():
        raise ValueError("weights must be from 0 to 1")

    before, below, after = 0.75, 0.55, 1.0
    map_width = max(len(source) * CELL, NARROWEST)
    map_height = max(len(target) * CELL, 0.8)
    width = max(6, before + map_width + after + MARGIN)
    figure = new_figure(width, below + map_height + 0.1, title)
    left = before + (width - before - map_width - after - MARGIN) / 2
    place = left, below, map_width, map_height
    axes = add_axes(figure, *place, "character that the encoder reads", "character written")
    shown = axes.imshow(weights, cmap=MAP, vmin=0, vmax=1, aspect="auto")
    scale = add_axes(figure, left + map_width + 0.25, below, 0.15, map_height, "", "")
    bar = figure.colorbar(shown, cax=scale, ticks=[0, 0.5, 1])
    bar.set_label("attention weight", size=LABEL_SIZE, color=INK)
    for axis, steps in ((axes.xaxis, source), (axes.yaxis, target)):
        axis.set_ticks(range(len(steps)), steps, parse_math=False)
        axis.set_ticks(np.arange(len(steps) - 1) + 0.5, minor=True)
    axes.grid(which="minor", color=PALE, linewidth=0.6)
    axes.tick_params(which="both", length=0, labelsize=LABEL_SIZE)
    return Picture(figure, alt or _map_text(weights, source, target))


def _map_text(weights, source, target):
    start = f"Written characters in rows, read ones in columns: {''.join(source)}. "
    largest = weights.argmax(axis=1)

    def said(row):
        column = largest[row]
        return f"{target[row]!r} looks at {source[column]!r} ({column}), {weights[row, column]:.1f}"

    every = [said(row) for row in range(len(target))]
    ends = [said(row) for row in sorted({0, len(target) - 1})]
    return first_that_fits(start, every, ends)
