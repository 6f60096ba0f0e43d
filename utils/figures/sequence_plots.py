"""Charts of batches of sequences: their padding, and the effect of padding on the accuracy."""

import numpy as np
from matplotlib.colors import ListedColormap
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from utils.arguments import require_count, require_numbers
from utils.figures.drawing.chart_parts import add_axes
from utils.figures.drawing.chart_texts import first_that_fits
from utils.figures.picture import (
    BLUE,
    INK,
    MARGIN,
    ORANGE,
    PAPER,
    SMALL_SIZE,
    Picture,
    house_style,
    new_figure,
    text_height,
    text_width,
    wrapped,
)
from utils.figures.plots import lines

MOST_MAPS, MOST_ROWS, MOST_STEPS = 3, 400, 60
MAP_WIDTH, MAP_HEIGHT, GAP = 2.1, 3.6, 0.3  # inches
FEW_ROWS, ROW_HEIGHT, WIDE = 12, 0.3, 5.0  # of maps whose positions are shown one by one
COLORS = ListedColormap([PAPER, ORANGE, BLUE])  # nothing, padding, a frame


@house_style
def padding_maps(ways, title, alt=None):
    """Draw the padding of batches: a row for each sequence, a column for each time step. Lesson 11.

    Arguments:
        ways: dict from 1 to 3 names to lists of batches. Each batch is a tuple: the lengths of its
            sequences, integers from 0, and its number of time steps with padding.
        title: a sentence that states the finding.
        alt: the text alternative.

    Returns:
        A `Picture`, with the number of positions and the fraction of padding for each name.

    Raises:
        ValueError: there are too many names, rows or time steps, or a length is not an integer
            from 0 to the number of time steps of its batch.
    """
    if not 1 <= len(ways) <= MOST_MAPS:
        raise ValueError(f"ways must hold 1 to {MOST_MAPS}, got {len(ways)}")
    maps = {name: _map(name, batches) for name, batches in ways.items()}
    num_steps = max(places.shape[1] for places in maps.values())
    most_rows = max(len(places) for places in maps.values())
    map_height = MAP_HEIGHT if most_rows > FEW_ROWS else 0.6 + ROW_HEIGHT * most_rows
    map_width = WIDE if len(maps) == 1 else MAP_WIDTH
    one_batch = len(maps) == 1 and all(len(batches) == 1 for batches in ways.values())
    rows_are = "row of the batch" if one_batch else "sequence, in the order of the batches"
    names = {name: wrapped(name, map_width, SMALL_SIZE) for name in maps}
    above = max(text_height(name, SMALL_SIZE) for name in names.values())
    above += text_height("", SMALL_SIZE) + 0.15

    width = max(6.5, 0.75 + len(maps) * (map_width + GAP))
    bottom, legend = 0.6, 0.3
    figure = new_figure(width, bottom + map_height + above + legend, title)
    said = []
    for number, (name, places) in enumerate(maps.items()):
        left = 0.75 + number * (map_width + GAP)
        y_label = "" if number else rows_are
        axes = add_axes(figure, left, bottom, map_width, map_height, "time step", y_label)
        axes.imshow(places, cmap=COLORS, vmin=0, vmax=2, aspect="auto", interpolation="none")
        axes.set(xlim=(-0.5, num_steps - 0.5), ylim=(len(places) - 0.5, -0.5))
        for end in np.cumsum([len(lengths) for lengths, _ in ways[name]])[:-1]:
            axes.axhline(end - 0.5, color=PAPER, linewidth=0.8)
        if most_rows <= FEW_ROWS:
            rows, columns = places.shape
            axes.hlines(np.arange(rows - 1) + 0.5, -0.5, columns - 0.5, PAPER, linewidth=0.8)
            axes.vlines(np.arange(columns - 1) + 0.5, -0.5, rows - 0.5, PAPER, linewidth=0.8)
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_locator(MaxNLocator("auto", integer=True))
        axes.tick_params(labelleft=not number)
        computed, valid = (places > 0).sum(), (places == 2).sum()
        part = f"{computed:,} positions, {100 * (1 - valid / computed):.0f} % padding"
        style = {"size": SMALL_SIZE, "color": INK, "va": "bottom", "linespacing": 1.3}
        axes.text(0, 1.02, f"{names[name]}\n{part}", transform=axes.transAxes, **style)
        said.append(f"{name}: {part}")
    _legend(figure, bottom + map_height + above)
    start = "Batches as maps, a row per sequence, a column per time step: "
    return Picture(figure, alt or first_that_fits(start, said, [f"{len(said)} ways"]))


def accuracy_by_padding(num_steps, accuracies):
    """Draw accuracies by the number of time steps that the test set is padded to. Lesson 11.

    Arguments:
        num_steps: the numbers of time steps, [number].
        accuracies: dict from the name of a network to its accuracies in percent, [number].

    Returns:
        A `Picture`. Its text alternative describes the result of the lesson's two networks.

    Raises:
        ValueError: lengths differ, or a number is not finite.
    """
    picture = lines(
        accuracies,
        x=num_steps,
        x_label="time steps that the test set is padded to",
        y_label="accuracy on the test set (%)",
        title="Padding lowers the accuracy only if the network does not know the lengths",
        alt="Accuracy on the test set, by the number of time steps that it is padded to, 29 to 90. "
        "The line of the network with lengths is level, above 96 %. The line of the network "
        "without lengths begins near it and falls below 80 %.",
    )
    picture.figure.axes[0].set_xticks(num_steps)
    return picture


def _map(name, batches):
    """Return the positions of all batches, one below the other, as indices of `COLORS`."""
    if not batches:
        raise ValueError(f"batches of {name!r} must be 1 or more, got 0")
    checked = []
    for lengths, num_steps in batches:
        require_count(f"steps of {name!r}", num_steps, most=MOST_STEPS)
        values = require_numbers(f"lengths of {name!r}", lengths, rank=1)
        wrong = values[(values != values.round()) | (values < 0) | (values > num_steps)]
        if wrong.size:
            wanted = f"integers, 0 to {num_steps}"
            raise ValueError(f"lengths of {name!r} must be {wanted}, got {wrong[0]:g}")
        checked.append((values, num_steps))
    rows = sum(len(values) for values, _ in checked)
    require_count(f"rows of {name!r}", rows, most=MOST_ROWS)
    places = np.zeros([rows, max(num_steps for _, num_steps in checked)], int)
    first = 0
    for values, num_steps in checked:
        batch = places[first : first + len(values)]
        batch[:, :num_steps] = 1
        batch[np.arange(batch.shape[1]) < values[:, np.newaxis]] = 2
        first += len(values)
    return places


def _legend(figure, bottom):
    width, _ = figure.get_size_inches()
    axes = add_axes(figure, 0.75, bottom, width - 0.75 - MARGIN, 0.2, "", "")
    axes.set(xlim=(0, width - 0.75 - MARGIN), ylim=(0, 0.2))
    x = 0.0
    for color, name in ((BLUE, "a frame"), (ORANGE, "padding")):
        axes.add_patch(Rectangle((x, 0.02), 0.16, 0.16, color=color))
        axes.text(x + 0.24, 0.1, name, va="center", size=SMALL_SIZE, color=INK)
        x += 0.24 + text_width(name, SMALL_SIZE) + 0.3
    axes.set_axis_off()
