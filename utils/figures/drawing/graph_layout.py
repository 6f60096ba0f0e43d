"""The positions of the nodes in a diagram of a graph: layers from top to bottom, few crossings.

The layers come from the longest paths, the order in a layer from barycenters, and the positions
keep this order. Source: Sugiyama, Tagawa and Toda, Methods for visual understanding of
hierarchical system structures, 1981.
"""

from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import NamedTuple

import numpy as np


class Node(NamedTuple):
    """An operation, or a variable with all of its operations."""

    name: str
    kind: str  # placeholder, constant, variable or operation
    type: str  # TensorFlow's name for the kind of operation, such as MatMul
    shape: tuple | None  # of its first output; None in it is an unknown size


class Edge(NamedTuple):
    """A tensor that one node computes and another node reads."""

    source: str
    target: str
    shape: tuple | None
    control: bool = False  # True: no tensor, only "runs before"


class GraphParts(NamedTuple):
    """The nodes and edges of a small graph."""

    nodes: list
    edges: list


def needed(edges, fetched, fed):
    """Return the names of the nodes that must run or be fed to compute `fetched`.

    Arguments:
        edges: list of `Edge`.
        fetched, fed: names of nodes. The inputs of a node that is fed do not run.
    """
    found, waiting = set(), list(fetched)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            if name not in fed:
                waiting += [edge.source for edge in edges if edge.target == name]
    return found


def layers_of(nodes, edges):
    """Return a dict from each node's name to its layer. Layer 0 is the top, and inputs are above.

    Raises ValueError if the graph has a loop, for example because of `tf.while_loop`.
    """
    sources = {node.name: [] for node in nodes}
    targets = {node.name: [] for node in nodes}
    for edge in edges:
        sources[edge.target].append(edge.source)
        targets[edge.source].append(edge.target)
    try:
        order = list(TopologicalSorter(sources).static_order())
    except CycleError as error:
        raise ValueError("the graph must have no loop, got one with tf.while_loop's") from error
    layer = {}
    for name in order:
        layer[name] = max((layer[source] + 1 for source in sources[name]), default=0)
    for name in reversed(order):
        # What needs nothing stands just above what needs it, not far up at the top.
        if not sources[name] and targets[name]:
            layer[name] = min(layer[target] for target in targets[name]) - 1
    return layer


def lay_out(nodes, edges, widths, gap):
    """Compute the positions of the nodes and the paths of the edges.

    Arguments:
        nodes, edges: lists of `Node` and `Edge`.
        widths: dict from a node's name to its width, inches.
        gap: the distance of neighbors in a layer, inches.

    Returns:
        A dict from a node's name to (x, layer), and a list with, for each edge, its points
        (x, layer), one in each layer that it passes.
    """
    layer = layers_of(nodes, edges)
    rows = [[] for _ in range(max(layer.values()) + 1)]
    for node in nodes:
        rows[layer[node.name]].append(node.name)
    links, ways, widths = [], [], dict(widths)
    for number, edge in enumerate(edges):
        between = [(number, row) for row in range(layer[edge.source] + 1, layer[edge.target])]
        for bend in between:  # an edge that passes a layer takes a place in it
            rows[bend[1]].append(bend)
            widths[bend] = 0.1
        way = [edge.source, *between, edge.target]
        ways.append(way)
        links += pairwise(way)
    rows = _ordered(rows, links)
    x = _places(rows, links, widths, gap)
    row_of = {item: row for row, items in enumerate(rows) for item in items}
    places = {node.name: (x[node.name], layer[node.name]) for node in nodes}
    return places, [[(x[item], row_of[item]) for item in way] for way in ways]


def _ordered(rows, links):
    best = rows
    for sweep in range(8):
        rows = [list(row) for row in rows]
        numbers = range(1, len(rows)) if sweep % 2 == 0 else range(len(rows) - 2, -1, -1)
        for number in numbers:
            other = rows[number - 1] if sweep % 2 == 0 else rows[number + 1]
            place = {item: index for index, item in enumerate(other)}
            middle = {}
            for index, item in enumerate(rows[number]):
                linked = [place[n] for n in _neighbors(item, links) if n in place]
                middle[item] = float(np.mean(linked)) if linked else index
            rows[number].sort(key=middle.get)
        if _crossings(rows, links) < _crossings(best, links):
            best = rows
    return best


def _neighbors(item, links):
    return [b if a == item else a for a, b in links if item in (a, b)]


def _crossings(rows, links):
    place = {
        item: (row, index) for row, items in enumerate(rows) for index, item in enumerate(items)
    }
    ends = [(*place[a], place[b][1]) for a, b in links]
    return sum(
        row == other_row and (start - other_start) * (end - other_end) < 0
        for row, start, end in ends
        for other_row, other_start, other_end in ends
    )


def _places(rows, links, widths, gap):
    x = {item: 0.0 for row in rows for item in row}
    starts, ends = [a for a, _ in links], [b for _, b in links]
    side = {item for row in rows[1:] for item in row if item not in ends}
    side = {item for item in side if starts.count(item) == 1}
    near = {item: _neighbors(item, links) for item in x}
    for item in x:
        if isinstance(item, tuple):  # the bends of one edge want to stand below each other
            near[item] += [other for other in x if isinstance(other, tuple) and other[0] == item[0]]
    # A variable or a constant beside the stream neither pulls nor pushes it out of its way.
    weight = {item: 0.05 if item in side else 1.0 for item in x}
    for sweep in range(60):
        for row in rows if sweep % 2 == 0 else reversed(rows):
            wanted = []
            for item in row:
                pulls = [weight[n] for n in near[item]]
                wanted.append(
                    np.average([x[n] for n in near[item]] or [x[item]], weights=pulls or None)
                )
            spread = _spread(wanted, [weight[n] for n in row], [widths[n] for n in row], gap)
            x |= zip(row, spread, strict=True)
    left = min(x[item] - widths[item] / 2 for item in x)
    return {item: float(value - left) for item, value in x.items()}


def _spread(wanted, weights, widths, gap):
    """Return ordered positions, at least `gap` apart, nearest to `wanted` by least squares."""
    steps = [(a + b) / 2 + gap for a, b in pairwise(widths)]
    offsets = np.concatenate([[0.0], np.cumsum(steps)])
    groups = []  # (place, weight, members): neighbors that push each other share one position
    for place, weight in zip(np.asarray(wanted) - offsets, weights, strict=True):
        members = 1
        while groups and groups[-1][0] > place:
            other, other_weight, others = groups.pop()
            place = (other * other_weight + place * weight) / (other_weight + weight)
            weight, members = weight + other_weight, members + others
        groups.append((place, weight, members))
    return offsets + np.concatenate([[place] * members for place, _, members in groups])
