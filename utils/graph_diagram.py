"""The drawing of a small graph: what needs what, which shapes flow, what a fetch makes run."""

import re
from collections import Counter

import numpy as np
from matplotlib.path import Path

from utils.drawing import box, canvas, curve, text_room, words
from utils.graph_layout import lay_out, needed
from utils.picture import (
    BLUE,
    FAINT,
    GREEN,
    INK,
    LONGEST_ALT,
    MARGIN,
    ORANGE,
    PALE,
    PURPLE,
    SMALL_SIZE,
    Picture,
    house_style,
    shape_text,
)

MOST_NODES = 24
KINDS = {  # told apart by form and by colour; the label says it a third time
    "placeholder": ("slanted", ORANGE),
    "constant": ("square", PURPLE),
    "variable": ("double", BLUE),
    "operation": ("round", GREEN),
}
ROW_GAP = 0.6  # inches, where an arrow and its shape must fit
LONGEST_NAME = 20  # characters on one line


@house_style
def computation_graph(parts, fetch=None, feeds=(), title=None):
    """Draw a small graph from top to bottom; arrows carry shapes where there is room for them.

    Arguments:
        parts: what `utils.graph.graph_edges(graph)` returns, or any (nodes, edges) of
            `utils.graph_layout.Node` and `Edge`; 1 to 24 nodes.
        fetch: a tensor, an operation, a name, or a list of these. What `Session.run(fetch)`
            needs is drawn in colour, the rest pale.
        feeds: tensors or names that are fed, or the `feed_dict` itself; what only they need
            does not run.
        title: the finding; by default what is there, or how much of it runs.

    Returns:
        A `Picture`.

    Raises:
        ValueError: the graph is empty, too large or has a loop, or a name is not in it.
    """
    nodes, edges = parts
    if not 1 <= len(nodes) <= MOST_NODES:
        raise ValueError(
            f"parts must hold 1 to {MOST_NODES} nodes to be readable, got {len(nodes)}"
        )
    known = [node.name for node in nodes]
    fetched = _names("fetch", [] if fetch is None else fetch, known)
    fed = _names("feeds", feeds, known)
    running = needed(edges, fetched, fed) if fetched else set(known)
    if title is None:
        runs = f"Session.run({', '.join(fetched)}) needs {len(running)} of {len(nodes)} nodes"
        title = runs if fetched else _counted(nodes)

    labels = {node.name: _label(node, fetched, fed) for node in nodes}
    rooms = [text_room(label, SMALL_SIZE) for label in labels.values()]
    widths = {name: max(0.8, room[0] + 0.4) for name, room in zip(known, rooms, strict=True)}
    node_height = max(room[1] for room in rooms) + 0.14
    places, ways = lay_out(nodes, edges, widths, gap=0.3)
    drawn_width = max(x + widths[name] / 2 for name, (x, _) in places.items())
    width = max(7, drawn_width + 2 * MARGIN)
    pitch = node_height + ROW_GAP
    height = max(layer for _, layer in places.values()) * pitch + node_height + 2 * MARGIN
    figure, axes = canvas(width, height, title)

    def spot(x, layer):
        left = (width - drawn_width) / 2
        return left + x, height - MARGIN - node_height / 2 - layer * pitch

    for node in nodes:
        form, color = KINDS[node.kind]
        x, y = spot(*places[node.name])
        runs = node.name in running
        line = 2.6 if node.name in fetched else 1.2
        box(axes, x, y, widths[node.name], node_height, color if runs else PALE, form, line=line)
        words(axes, x, y, labels[node.name], color=INK if runs else FAINT)
    taken, labelled = [], set()
    for edge, way in zip(edges, _with_ports(edges, ways, widths), strict=True):
        # A fed node is needed, what stands above it is not.
        runs = edge.source in running and edge.target in running and edge.target not in fed
        bezier = _draw_edge(axes, edge, [spot(*point) for point in way], node_height, runs)
        # Two edges between the same nodes, as in x * x, need one label.
        if not edge.control and edge[:2] not in labelled:
            labelled.add(edge[:2])
            text = shape_text(edge.shape)
            free = _free_spot(bezier, text_room(text, SMALL_SIZE), taken)
            if free is not None:
                words(axes, *free, text, color=INK if runs else FAINT, halo=True)
    return Picture(figure, _described(nodes, edges, fetched, running))


def _names(argument, wanted, known):
    """Return the names of the nodes that tensors, operations or names belong to."""
    found = []
    for item in wanted if isinstance(wanted, (list, tuple, set, dict)) else [wanted]:
        text = getattr(item, "name", item)
        name = str(text).partition(":")[0]
        while name not in known and "/" in name:  # kernel/read is drawn as part of kernel
            name = name.rpartition("/")[0]
        if name not in known:
            raise ValueError(f"{argument} must be in the graph: {', '.join(known)}; got {text!r}")
        found.append(name)
    return found


def _counted(nodes):
    counts = Counter(node.kind for node in nodes)
    parts = [f"{counts[kind]} {kind}{'s' * (counts[kind] > 1)}" for kind in KINDS if counts[kind]]
    return "The graph holds " + ", ".join(parts)


def _label(node, fetched, fed):
    name = node.name
    if len(name) > LONGEST_NAME:
        name = name.replace("/", "/\n")
    says_type = re.fullmatch(rf"(.*/)?{node.type}(_\d+)?", node.name)
    roles = [node.type if node.kind == "operation" and not says_type else node.kind]
    roles += ["fetched"] * (node.name in fetched) + ["fed"] * (node.name in fed)
    return f"{name}\n{', '.join(roles)}"


def _with_ports(edges, ways, widths):
    """Return the ways, with those that end at one node ending side by side."""
    ports = [list(way) for way in ways]
    for target in {edge.target: None for edge in edges}:
        ending = [i for i, edge in enumerate(edges) if edge.target == target]
        ending.sort(key=lambda i: ways[i][-2][0])
        step = min(0.3, 0.6 * widths[target] / len(ending))
        for place, i in enumerate(ending):
            x, layer = ways[i][-1]
            ports[i][-1] = (x + step * (place - (len(ending) - 1) / 2), layer)
    return ports


def _draw_edge(axes, edge, points, node_height, runs):
    """Draw an edge from layer to layer, and return the curve between the first two."""
    half = node_height / 2
    vertices, codes = [(points[0][0], points[0][1] - half)], [Path.MOVETO]
    for x, y in points[1:]:
        above, below = vertices[-1], (x, y + half)
        middle = (above[1] + below[1]) / 2
        vertices += [(above[0], middle), (x, middle), below]
        codes += [Path.CURVE4] * 3
        if (x, y) != points[-1]:
            vertices.append((x, y - half))
            codes.append(Path.LINETO)
    style = ":" if edge.control else "-"
    curve(axes, Path(vertices, codes), INK if runs else PALE, style=style)
    return vertices[:4]


def _free_spot(bezier, room, taken):
    """Return where on the curve a label of this width and height covers no other, or None."""
    for step in (0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5):
        t = 0.48 + 0.06 * step
        weights = (1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t**2, t**3
        x, y = np.dot(weights, bezier)
        if all(abs(x - a) > (room[0] + w) / 2 + 0.03 or abs(y - b) > room[1] for a, b, w in taken):
            taken.append((x, y, room[0]))
            return x, y
    return None


def _described(nodes, edges, fetched, running):
    """Return the text alternative: as much of the graph as it has room for."""
    start = f"Graph of {len(nodes)} nodes. "
    if fetched:
        idle = [node.name for node in nodes if node.name not in running]
        start = f"Session.run({', '.join(fetched)}) needs {len(running)} of {len(nodes)} nodes"
        start += f", not {', '.join(idle)}. " if idle else ". "
    lines, short = [], []
    for node in nodes:
        sources = [edge for edge in edges if edge.target == node.name]
        kind = node.type if node.kind == "operation" else node.kind
        taken = " and ".join(f"{edge.source} {shape_text(edge.shape)}" for edge in sources)
        lines.append(f"{node.name}: {kind} {f'of {taken}' if sources else shape_text(node.shape)}")
        short.append(f"{node.name}: {kind}")
    for text in ("; ".join(lines), "; ".join(short), _counted(nodes)):
        if len(start + text) < LONGEST_ALT:
            return f"{start}{text}."
    return f"{_counted(nodes)}; {len(running)} of them are needed."
