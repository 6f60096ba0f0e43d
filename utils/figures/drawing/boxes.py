"""Boxes, arrows and labels of all diagrams. Positions and sizes are in inches."""

from matplotlib.patches import FancyArrowPatch, FancyBboxPatch, Polygon
from matplotlib.path import Path

from utils.figures.picture import (
    INK,
    LABEL_SIZE,
    PAPER,
    SMALL_SIZE,
    new_figure,
    text_height,
    text_width,
    tint,
)

BEHIND, LINES, BOXES, WORDS = 1, 2, 3, 4  # what is drawn over what


def canvas(width, height, title):
    """Return a figure and its axes, where one unit is one inch and (0, 0) is the lower left."""
    figure = new_figure(width, height, title)
    _, total = figure.get_size_inches()
    axes = figure.add_axes((0, 0, 1, height / total))
    axes.set(xlim=(0, width), ylim=(0, height))
    axes.axis("off")
    return figure, axes


def words(axes, x, y, text, size=SMALL_SIZE, color=INK, halo=False, **style):
    """Write text centered at (x, y). `halo` hides the lines behind it."""
    if halo:
        style["bbox"] = {"facecolor": PAPER, "edgecolor": "none", "pad": 1.5}
    settings = {"ha": "center", "va": "center", "linespacing": 1.3, "zorder": WORDS}
    return axes.text(x, y, text, size=size, color=color, **(settings | style))


def box(axes, x, y, width, height, color, form="square", strength=0.25, line=1.2):
    """Draw a box centered at (x, y). Its form is `square`, `round`, `double` or `slanted`."""
    style = {"facecolor": tint(color, strength), "edgecolor": color, "linewidth": line}
    style["zorder"] = BOXES
    left, bottom = x - width / 2, y - height / 2
    if form == "slanted":
        slant = 0.12
        corners = [
            (left, bottom),
            (left + width - slant, bottom),
            (left + width, bottom + height),
            (left + slant, bottom + height),
        ]
        axes.add_patch(Polygon(corners, closed=True, **style))
        return
    radius = min(width, height) / 2 if form == "round" else 0
    shape = f"round,pad=0,rounding_size={radius}" if radius else "square,pad=0"
    axes.add_patch(FancyBboxPatch((left, bottom), width, height, boxstyle=shape, **style))
    if form == "double":
        inset = 0.04
        inner = (left + inset, bottom + inset), width - 2 * inset, height - 2 * inset
        outline = style | {"facecolor": "none", "linewidth": line / 2}
        axes.add_patch(FancyBboxPatch(*inner, boxstyle="square,pad=0", **outline))


def arrow(axes, points, color=INK, line=1.2, head=True, style="-"):
    """Draw a line through `points`, straight from one to the next, with a head at its end."""
    curve(axes, Path(points), color, line, head, style)


def curve(axes, path, color=INK, line=1.2, head=True, style="-"):
    """Draw a line along a matplotlib path, with a head at its end."""
    end = "-|>,head_width=0.12,head_length=0.25" if head else "-"
    axes.add_patch(
        FancyArrowPatch(
            path=path,
            arrowstyle=end,
            mutation_scale=18,
            color=color,
            linewidth=line,
            linestyle=style,
            shrinkA=0,
            shrinkB=0,
            zorder=LINES,
            joinstyle="miter",
            capstyle="butt",
        )
    )


def text_room(text, size=LABEL_SIZE):
    """Return the width and height in inches that the lines of a text need."""
    return max(text_width(line, size) for line in text.split("\n")), text_height(text, size)
