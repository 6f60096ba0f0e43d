"""Draw tensors as blocks: the batch from top to bottom, num_steps or size from left to right."""

from typing import NamedTuple

from matplotlib.patches import Polygon

from utils.arguments import require_count
from utils.figures.drawing.boxes import BOXES, words
from utils.figures.picture import (
    BLUE,
    FAINT,
    GREEN,
    INK,
    LABEL_SIZE,
    SMALL_SIZE,
    VERMILION,
    text_width,
    tint,
)
from utils.text import shape_text

AXES = {"batch": BLUE, "num_steps": VERMILION, "size": GREEN}
MOST_CELLS, MOST_TENSORS = 8, 5  # drawn along an axis, and of a list
LEAN = 0.35  # how far to the right, and up, a cell of the axis that goes backwards reaches
SHELF, FAN = 0.16, 0.1  # inches between the tensors of a list, side by side and behind each other


UPRIGHT = 0.7  # a block that is higher than so many inches has a name that runs upwards


class Stage(NamedTuple):
    """A tensor, or a list of equal ones, with the meaning of its axes."""

    name: str
    sizes: dict  # from the name of an axis to its size, in the order of the shape
    count: int  # of the tensors in a list; 0 where it is no list
    dtype: str

    def __str__(self):
        one = shape_text(self.sizes.values())
        return f"list of {self.count}, each {one}" if self.count else one


def read_stage(name, shape, dtype=""):
    """Return the `Stage` that a name, a shape or a list of equal shapes, and a dtype describe.

    Raises ValueError, which names the stage, if the shapes are of another kind.
    """
    shapes = shape if isinstance(shape, list) else [shape]
    if not shapes or any(tuple(other) != tuple(shapes[0]) for other in shapes):
        raise ValueError(f"{name} must be a shape or a list of equal shapes, got {shape}")
    first = tuple(shapes[0])
    if len(first) not in (2, 3):
        raise ValueError(f"{name} must have 2 or 3 axes, got {shape_text(first)}")
    axes = list(AXES)
    if len(first) == 2:
        axes.remove("size" if "int" in str(dtype) else "num_steps")
    for axis, size in zip(axes, first, strict=True):
        require_count(f"{axis} of {name}", size)
    count = len(shapes) if isinstance(shape, list) else 0
    return Stage(name, dict(zip(axes, first, strict=True)), count, str(dtype))


def unit_for(stages, room):
    """Return the width in inches of a cell, so that no block is higher or wider than `room`."""
    most = max(min(size, MOST_CELLS) for stage in stages for size in stage.sizes.values())
    return min(0.25, room / most)


def reach(stage, unit):
    """Return how far a stage, its words included, reaches to the left, right and up of its foot.

    The foot is the middle of the lower edge of its blocks; all in inches.
    """
    down, _, lean, _ = _measures(stage, unit)
    width, height = _extent(stage, unit)
    named = [text_width(f"{axis} {size}", SMALL_SIZE) for axis, size in stage.sizes.items()]
    left = width / 2 + (0.22 if down > UPRIGHT else 0.1 + named[0])
    right = width / 2 + (max(0, named[2] + 0.1 - lean / 2) if lean else 0)
    right += 0.2 * (stage.count > MOST_TENSORS)
    words_width = max(text_width(stage.name, LABEL_SIZE), text_width(str(stage), SMALL_SIZE))
    return max(left, words_width / 2), max(right, words_width / 2), height


def draw_stage(axes, x, bottom, stage, unit):
    """Draw the blocks of a stage around x, standing at `bottom`, and the names of their axes."""
    down, along, lean, shown = _measures(stage, unit)
    step_x, step_y = _steps(along, lean)
    width, height = _extent(stage, unit)
    left, right = x - width / 2, x + width / 2 - lean
    # What is drawn later covers what was drawn before, so a fan begins at its back.
    for number in range(shown) if lean else reversed(range(shown)):
        _block(axes, left + number * step_x, bottom + number * step_y, down, along, lean, stage)
    upright = {"rotation": 90} if down > UPRIGHT else {"ha": "right"}
    labels = [
        (left - (0.12 if down > UPRIGHT else 0.06), bottom + down / 2, upright),
        ((left + right) / 2, bottom - 0.14, {}),
        (right + lean / 2 + 0.06, bottom + max(lean / 2 - 0.06, 0.06), {"ha": "left"}),
    ]
    for (axis, size), (label_x, label_y, style) in zip(stage.sizes.items(), labels, strict=False):
        words(axes, label_x, label_y, f"{axis} {size}", color=AXES[axis], **style)
    if stage.count > shown:
        words(axes, x + width / 2 + 0.12, bottom + height / 2, "…")


def _steps(along, lean):
    return (along + SHELF, 0) if lean else (FAN, FAN)


def _extent(stage, unit):
    down, along, lean, shown = _measures(stage, unit)
    step_x, step_y = _steps(along, lean)
    return along + lean + (shown - 1) * step_x, down + lean + (shown - 1) * step_y


def _measures(stage, unit):
    """Return the height, width and lean of one block in inches, and how many there are to draw."""
    down, along, *back = (min(size, MOST_CELLS) * unit for size in stage.sizes.values())
    lean = back[0] * LEAN if back else 0
    return down, along, lean, min(max(stage.count, 1), MOST_TENSORS)


def _block(axes, left, bottom, down, along, lean, stage):
    right, top = left + along, bottom + down
    front = [(left, bottom), (right, bottom), (right, top), (left, top)]
    lid = [(left, top), (right, top), (right + lean, top + lean), (left + lean, top + lean)]
    side = [
        (right, bottom),
        (right + lean, bottom + lean),
        (right + lean, top + lean),
        (right, top),
    ]
    for corners, gray in ((front, 0.04), (lid, 0.12), (side, 0.2))[: 3 if lean else 1]:
        look = {"facecolor": tint(INK, gray), "edgecolor": FAINT, "linewidth": 0.8}
        axes.add_patch(Polygon(corners, closed=True, zorder=BOXES, **look))
    sizes = [size if size <= MOST_CELLS else 1 for size in stage.sizes.values()]
    lines = []
    for cell in range(1, sizes[0]):
        height = bottom + down * cell / sizes[0]
        lines.append([(left, height), (right, height), (right + lean, height + lean)])
    for cell in range(1, sizes[1]):
        place = left + along * cell / sizes[1]
        lines.append([(place, bottom), (place, top), (place + lean, top + lean)])
    for cell in range(1, sizes[2] if lean else 1):
        back = lean * cell / sizes[2]
        lines.append(
            [(left + back, top + back), (right + back, top + back), (right + back, bottom + back)]
        )
    for line in lines:
        axes.plot(*zip(*line, strict=True), color=FAINT, linewidth=0.5, zorder=BOXES)
    edges = [[front[0], front[3]], [front[0], front[1]], [front[1], side[1]]]
    for axis, edge in zip(stage.sizes, edges, strict=False):
        axes.plot(*zip(*edge, strict=True), color=AXES[axis], linewidth=2.2, zorder=BOXES)
