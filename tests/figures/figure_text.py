"""Whether the words of a figure can be read: none cut off, over another, or out of its box."""

import numpy as np
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.patches import FancyBboxPatch, Polygon
from matplotlib.text import Text


def assert_readable(picture):
    assert_words_stand_apart(picture.figure)


def assert_words_stand_apart(figure):
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    renderer = canvas.get_renderer()
    boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in _shown_words(figure)]
    assert boxes
    for words, box in boxes:
        inside = box.x0 >= 0 and box.y0 >= -1 and box.x1 <= figure.bbox.x1
        assert inside and box.y1 <= figure.bbox.y1 + 1, f"{words!r} is cut off"
    left, low, right, high = np.array([box.extents for _, box in boxes]).T
    room = 2  # pixels: letters have some white around them
    apart = (right[:, None] - room <= left) | (high[:, None] - room <= low)
    for first, second in np.argwhere(~(apart | apart.T)):
        assert first == second, f"{boxes[first][0]!r} is over {boxes[second][0]!r}"
    for frame in figure.findobj(lambda artist: isinstance(artist, (FancyBboxPatch, Polygon))):
        edges = frame.get_window_extent(renderer)
        for words, box in boxes:
            if edges.contains((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2):
                fits = edges.x0 <= box.x0 and box.x1 <= edges.x1
                assert fits, f"{words!r} is wider than its box"


def _shown_words(figure):
    # An axis keeps labels for ticks beyond its limits, which it does not draw.
    hidden = set()
    for axis in figure.findobj(Axis):
        low, high = sorted(axis.get_view_interval())
        for tick in axis.get_major_ticks() + axis.get_minor_ticks():
            if not low - 1e-9 <= tick.get_loc() <= high + 1e-9:
                hidden |= {id(tick.label1), id(tick.label2)}
    words = figure.findobj(Text)
    return [w for w in words if w.get_text().strip() and w.get_visible() and id(w) not in hidden]
