"""Charts of text: a colored text, and the probabilities of the next character."""

import numpy as np
from matplotlib.collections import LineCollection, PatchCollection
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Rectangle

from utils.arguments import require_count, require_numbers
from utils.figures.drawing.chart_parts import add_axes
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
from utils.text import number_text

# These colors are paler than those of a heat map, so that black letters are readable on them.
COLORS = LinearSegmentedColormap.from_list("values", ["#56b4e9", "#ffffff", "#e69f00"])
LONGEST_TEXT, MOST_COLUMNS, MOST_ROWS = 1000, 80, 25
CELL_WIDTH, CELL_HEIGHT = 0.105, 0.27  # inches
LETTER_SIZE = 9.5
LINE_END = "↵"
NAMES = {"\n": LINE_END, " ": "space"}
MOST_BARS = 12


@house_style
def text_strip(text, values, label, title, columns=64, alt=None):
    """Draw a text in which each character has the color of its value. Lesson 05.

    Blue is below zero, and orange is above zero. A value below zero also has a bar under its
    character, so that the sign is visible in a print without colors.

    Arguments:
        text: a string of 1 to 1,000 characters. A line feed is drawn as an arrow, and ends a line.
        values: one number from -1 to 1 for each character.
        label: the name of the values, for the legend.
        title: a sentence that states the finding.
        columns: the largest number of characters in a line, at most 80.
        alt: the text alternative. Give one if the values differ between computers.

    Returns:
        A `Picture`.

    Raises:
        ValueError: the text is empty, too long or has more than 25 lines, or `values` are not one
            number from -1 to 1 for each character.
    """
    if not isinstance(text, str) or not 1 <= len(text) <= LONGEST_TEXT:
        got = f"{len(text)} of them" if isinstance(text, str) else type(text).__name__
        raise ValueError(f"text must be 1 to {LONGEST_TEXT} characters, got {got}")
    values = require_numbers("values", values, rank=1)
    if values.size != len(text):
        raise ValueError(f"values must be one for each of {len(text)}, got {values.size}")
    if np.abs(values).max() > 1:
        raise ValueError(f"values must lie from -1 to 1, got {values[np.abs(values).argmax()]:g}")
    require_count("columns", columns, least=1, most=MOST_COLUMNS)
    places = _places(text, columns)
    rows = places[-1][1] + 1
    if rows > MOST_ROWS:
        raise ValueError(f"text must take at most {MOST_ROWS} lines, got {rows}")

    used = max(column for column, _ in places) + 1
    strip_width, strip_height = used * CELL_WIDTH, rows * CELL_HEIGHT
    width = max(7, strip_width + 2 * MARGIN)
    bottom = 0.75
    figure = new_figure(width, bottom + strip_height, title)
    left = (width - strip_width) / 2
    axes = add_axes(figure, left, bottom, strip_width, strip_height, "", "")
    axes.set(xlim=(0, used), ylim=(rows, 0))
    axes.set_axis_off()
    _draw_cells(axes, places, values)
    style = {"ha": "center", "va": "center", "size": LETTER_SIZE, "family": "DejaVu Sans Mono"}
    for character, (column, row) in zip(text, places, strict=True):
        shown = LINE_END if character == "\n" else character
        if not shown.isspace():
            axes.text(column + 0.5, row + 0.47, shown, color=INK, parse_math=False, **style)
    _draw_legend(figure, width, label)
    return Picture(figure, alt or _description(text, values, label))


@house_style
def character_bars(probabilities, title, alt=None):
    """Draw the probabilities of a few characters as bars, on an axis from 0 to 1. Lesson 05.

    Arguments:
        probabilities: dict from 1 to 12 characters to probabilities, in the order of the bars.
        title: a sentence that states the finding.
        alt: the text alternative. Give one if the probabilities differ between computers.

    Returns:
        A `Picture`.

    Raises:
        ValueError: there are no characters or too many, or a number is not from 0 to 1.
    """
    if not 1 <= len(probabilities) <= MOST_BARS:
        raise ValueError(
            f"probabilities must hold 1 to {MOST_BARS} characters, got {len(probabilities)}"
        )
    heights = require_numbers("probabilities", list(probabilities.values()), rank=1)
    if heights.min() < 0 or heights.max() > 1:
        outside = heights[(heights < 0) | (heights > 1)][0]
        raise ValueError(f"probabilities must lie from 0 to 1, got {outside:g}")
    names = [NAMES.get(character, character) for character in probabilities]
    figure = new_figure(5.2, 1.95, title)  # small, because it moves
    axes = add_axes(figure, 0.7, 0.5, 4.35, 1.4, "next character", "probability")
    axes.bar(range(len(names)), heights, color=BLUE, width=0.75)
    axes.set(xlim=(-0.6, len(names) - 0.4), ylim=(0, 1), yticks=(0, 0.5, 1))
    axes.set_xticks(range(len(names)), names, parse_math=False)
    axes.tick_params(axis="x", length=0, labelsize=LETTER_SIZE)
    axes.grid(axis="y", color=PALE)
    axes.spines[["top", "right"]].set_visible(False)
    numbers = (f"{name} {height:.2f}" for name, height in zip(names, heights, strict=True))
    return Picture(figure, alt or f"Probability of the next character: {', '.join(numbers)}.")


def likely_characters(probabilities, vocabulary, temperature):
    """Draw the ten most likely next characters at a temperature, for a slider. Lesson 05.

    Arguments:
        probabilities: floats from 0 to 1, [vocab_size].
        vocabulary: the characters, in the same order.
        temperature: a number, for the title.

    Returns:
        A `Picture`. Its text alternative does not contain numbers, because the probabilities of a
        trained network differ between computers.
    """
    from_the_most_likely = np.argsort(probabilities)[::-1][:10]
    bars = {vocabulary[one_id]: probabilities[one_id] for one_id in from_the_most_likely}
    first, highest = next(iter(bars.items()))
    return character_bars(
        bars,
        title=f"At temperature {temperature:.1f}, {first!r} has a probability of {highest:.0%}",
        alt="The probabilities of the next character as bars, from the most likely to the tenth, "
        f"at temperature {temperature:.1f}.",
    )


def _places(text, columns):
    """Return the (column, row) of each character. A line feed or a full line begins a new line."""
    places, column, row = [], 0, 0
    for character in text:
        if column == columns:
            column, row = 0, row + 1
        places.append((column, row))
        column += 1
        if character == "\n":
            column, row = 0, row + 1
    return places


def _draw_cells(axes, places, values):
    cells = PatchCollection([Rectangle(place, 1, 1) for place in places], linewidths=0)
    cells.set_facecolor(COLORS((values + 1) / 2))
    axes.add_collection(cells)
    below = [place for place, value in zip(places, values, strict=True) if value < 0]
    bars = [((column + 0.1, row + 0.9), (column + 0.9, row + 0.9)) for column, row in below]
    axes.add_collection(LineCollection(bars, colors=INK, linewidths=1.0))


def _draw_legend(figure, width, label):
    wording = f"{label} (underlined: below 0)"
    legend = add_axes(figure, width / 2 - 1.5, 0.52, 3.0, 0.15, wording, "")
    legend.imshow(np.linspace(-1, 1, 256)[None], cmap=COLORS, aspect="auto", extent=(-1, 1, 0, 1))
    legend.axhline(0.12, xmin=0, xmax=0.5, color=INK, linewidth=1.0)
    legend.set_yticks([])
    legend.set_xticks([-1, 0, 1], ["-1", "0", "1"])
    legend.xaxis.label.set_size(LABEL_SIZE)
    legend.set_facecolor(PAPER)


def _description(text, values, label):
    lowest, highest = values.argmin(), values.argmax()
    ends = (
        f"{name} {number_text(values[place], 2)} at character {place}, {text[place]!r}"
        for name, place in (("lowest", lowest), ("highest", highest))
    )
    below = int((values < 0).sum())
    return f"{label}, over {len(text)} characters, {below} of them below 0: {', '.join(ends)}."
