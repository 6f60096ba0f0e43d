"""The arrows of a drawn graph: their curves from layer to layer, and where a shape can stand."""

import numpy as np
from matplotlib.path import Path

SAMPLES = np.linspace(0, 1, 33)
# Along a curve, where a label is tried: the middle first, then nearer to the ends.
TRIED = sorted(np.linspace(0.2, 0.8, 21), key=lambda part: abs(part - 0.49))


def with_ports(edges, ways, widths):
    """Return the ways (x, layer), with those that end at one node ending side by side.

    Arguments:
        edges, ways: as `utils.graph_layout.lay_out` takes and returns them.
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
    for (x, y), (next_x, next_y) in zip(points, points[1:], strict=False):
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

    Arguments:
        edges: list of `Edge`.
        curves: what `bends` returned for each.
        rooms: the (width, height) of each label, inches, or None for no label.
    """
    drawn = [(edge.source, _along(bend, SAMPLES)) for edge, many in zip(edges, curves, strict=True) for bend in many]
    spots = []
    for edge, many, room in zip(edges, curves, rooms, strict=True):
        if room is None:
            spots.append(None)
            continue
        places = np.concatenate([_along(bend, TRIED) for bend in many])
        places = [place for place in places if not any(_cover(place, room, s) for s in spots)]
        strangers = np.concatenate([np.empty([0, 2])] + [p for source, p in drawn if source != edge.source])
        ...
    return spots
