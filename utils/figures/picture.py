"""Pictures: a figure with its text alternative, and the style of all figures."""

import io
import re
from functools import cached_property
from pathlib import Path

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.cbook import is_math_text
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.style import context
from matplotlib.textpath import TextToPath
from PIL import Image

# The palette of Okabe and Ito, which color-blind people can read, and what its colors stand for.
INK, PAPER, FAINT, PALE = "#222222", "#ffffff", "#595959", "#d8d8d8"
ORANGE, BLUE, GREEN, PURPLE = "#e69f00", "#0072b2", "#009e73", "#cc79a7"
VERMILION, SKY = "#d55e00", "#56b4e9"
INPUT, STATE, OUTPUT, BIAS = ORANGE, BLUE, GREEN, PURPLE
SERIES = (BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY)

TITLE_SIZE, LABEL_SIZE, SMALL_SIZE = 12, 10, 8.5  # points
LINE_HEIGHT = 1.35 / 72  # inches for a point of size
MARGIN = 0.15  # inches
# All pictures use this style, so that a learner's own matplotlib settings do not change them.
house_style = context("default")

PIXELS_PER_INCH = 200  # shown at half that, so that it is crisp on a fine screen
COLORS = 256  # in a PNG
LONGEST_ALT = 400  # characters


class Picture:
    """A figure with its text alternative, for people who cannot see the figure.

    Jupyter shows the figure as PNG. The text alternative is in the output's metadata, and also in
    its plain text, which nbval compares. On one computer, the bytes are the same in each process.
    """

    def __init__(self, figure, alt):
        """Store a figure and its text alternative.

        Arguments:
            figure: a `matplotlib.figure.Figure`.
            alt: one paragraph of at most 400 characters.

        Raises ValueError if `alt` is empty, too long, or has more than one line.
        """
        lines = len(alt.splitlines())
        if lines != 1 or len(alt) > LONGEST_ALT:
            raise ValueError(
                f"alt must be one paragraph of 1 to {LONGEST_ALT} characters, "
                f"got {len(alt)} characters on {lines} line(s)"
            )
        self.figure = figure
        self.alt = alt
        # A figure made elsewhere may be transparent, and black on a dark page cannot be read.
        figure.set_facecolor(PAPER)
        figure.set_dpi(PIXELS_PER_INCH)

    def __repr__(self):
        return self.alt

    @cached_property
    @house_style
    def pixels(self):
        """Return the picture as an array, uint8 [height, width, 3]."""
        canvas = FigureCanvasAgg(self.figure)
        canvas.draw()
        return np.asarray(canvas.buffer_rgba())[:, :, :3]

    @cached_property
    def png(self):
        """Return the bytes of the PNG, without a date and the version of matplotlib."""
        file = io.BytesIO()
        image = Image.fromarray(self.pixels)
        # A palette makes the file four times smaller, and notebooks are kept in git.
        image = image.quantize(COLORS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        image.save(file, "png", optimize=True, dpi=(PIXELS_PER_INCH, PIXELS_PER_INCH))
        return file.getvalue()

    def save(self, path):
        """Write the PNG to `path`, which must end in .png."""
        path = Path(path)
        if path.suffix.lower() != ".png":
            raise ValueError(f"path must end in .png, got {path.name!r}")
        path.write_bytes(self.png)

    def _repr_mimebundle_(self, include=None, exclude=None):
        height, width = self.pixels.shape[:2]
        shown = {"alt": self.alt, "width": width // 2, "height": height // 2}
        return {"image/png": self.png, "text/plain": self.alt}, {"image/png": shown}


def new_figure(width, height, title):
    """Return a new white figure, with a title of one or more lines. pyplot does not show it.

    Arguments:
        width, height: the size of the area below the title, in inches.
        title: a sentence that states the finding.

    Returns:
        The figure. It is higher than `height`, because of its title.
    """
    text = wrapped(title, width - 2 * MARGIN, TITLE_SIZE)
    figure = _blank(width, height + MARGIN + text_height(text, TITLE_SIZE))
    _, total = figure.get_size_inches()
    style = {"size": TITLE_SIZE, "color": INK, "va": "top", "linespacing": 1.3}
    figure.text(MARGIN / width, 1 - MARGIN / total, text, **style)
    return figure


def text_width(text, size):
    """Return the width in inches of one line of text, `size` points high."""
    font = FontProperties(size=size)
    is_formula = bool(is_math_text(text))
    width, _, _ = TextToPath().get_text_width_height_descent(text, font, is_formula)
    # Drawn letters are fitted to pixels, which makes a line up to three percent wider.
    return 1.03 * width / 72


def text_height(text, size):
    """Return the height in inches of the lines of a text, `size` points high."""
    return (text.count("\n") + 1) * size * LINE_HEIGHT


def wrapped(text, width, size):
    """Return `text` with line breaks, so that no line is wider than `width` inches."""
    lines = [""]
    for word in re.split(r" +(?![^\[\]]{0,20}\])", text):  # a shape such as [3, 4] is one word
        longer = f"{lines[-1]} {word}".strip()
        if text_width(longer, size) > width and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = longer
    return "\n".join(lines)


def tint(color, strength):
    """Mix a color with white. `strength` is a number from 0 (white) to 1 (the color itself)."""
    return tuple(1 - strength * (1 - part) for part in to_rgb(color))


def _blank(width, height):
    return Figure(figsize=(width, height), dpi=PIXELS_PER_INCH, facecolor=PAPER)
