"""The arrows in a diagram of a graph: their curves, and the positions of their labels."""

from itertools import pairwise

import numpy as np
from matplotlib.path import Path

SAMPLES = np.linspace(0, 1, 33)
# Along a curve, where a label is tried: the middle first, then nearer to the ends.
TRIED = sorted(np.linspace(0.2, 0.8, 21), key=lambda part: abs(part - 0.49))


def with_ports(edges, ways, widths):
    """Return the ways (x, layer), with those that end at one node ending side by side.

    Arguments:
        edges, ways: as `utils.figures.drawing.graph_layout.lay_out` takes and returns them.
        widths: dict from a node's name to its width, inches.
    """
    ports = [list(way) for way in ways]
    for target in {edge.target: None for edge in edges}:
        ending = [number for number, edge in enumerate(edges) if edge.target == target]
        ending.sort(key=lambda number: ways[number][-2][0])
        step = min(0.3, 0.6 * widths[target] / len(ending))
        for place, number in enumerate(ending):
            x, layer = ways[number][-1]
            ports[number][-1] = (x + step * (place - (len(ending) - 1) / 2), layer)
    return ports


def bends(points, half):
    """Return the curves of one edge, [count, 4, 2]: the four Bézier points from layer to layer.

    Arguments:
        points: (x, y) in each layer that the edge passes, inches, from top to bottom.
        half: half the height of a layer, where an edge runs straight down.
    """
    curves = []
    for (x, y), (next_x, next_y) in pairwise(points):
        start, end = y - half, next_y + half
        middle = (start + end) / 2
        curves.append([(x, start), (x, middle), (next_x, middle), (next_x, end)])
    return np.array(curves)


def as_path(curves):
    """Return one edge's curves, and the straight lines between them, as a matplotlib path."""
    codes = ([Path.LINETO] + [Path.CURVE4] * 3) * len(curves)
    return Path(curves.reshape(-1, 2), [Path.MOVETO, *codes[1:]])


def label_spots(edges, curves, rooms):
    """Return where on each edge its label stands: (x, y), or None where there is no room.

    A label never covers another label. If possible, it also covers no edge of another tensor.

    Arguments:
        edges: list of `Edge`.
        curves: what `bends` returned for each.
        rooms: the (width, height) of each label, inches, or None for no label.
    """
    lines = [_along(many, SAMPLES) for many in curves]
    spots, taken = [], []
    for edge, many, room in zip(edges, curves, rooms, strict=True):
        others = [line for line, other in zip(lines, edges, strict=True) if other[0] != edge[0]]
        best = None
        for spot in _along(many, TRIED) if room else ():
            if any(_near(at, spot, np.add(room, size) / 2 + 0.03).any() for at, size in taken):
                continue
            crossed = any(_near(line, spot, np.array(room) / 2).any() for line in others)
            if best is None or not crossed:
                best = spot
            if not crossed:
                break
        if best is not None:
            taken.append((best[None], room))
        spots.append(best)
    return spots


def _along(curves, parts):
    """Return the points at these parts, from 0 to 1, of each curve."""
    t = np.asarray(parts)[:, None]
    weights = (1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t**2, t**3
    return np.concatenate([sum(w * p for w, p in zip(weights, c, strict=True)) for c in curves])


def _near(points, spot, room):
    return (np.abs(points - spot) < room).all(axis=1)
