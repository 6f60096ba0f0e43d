"""A diagram of a small graph: its operations, their shapes, and what runs for a fetch."""

import re
from collections import Counter

from utils.figures.drawing.boxes import box, canvas, curve, text_room, words
from utils.figures.drawing.graph_arrows import as_path, bends, label_spots, with_ports
from utils.figures.drawing.graph_layout import lay_out, needed
from utils.figures.picture import (
    BLUE,
    FAINT,
    GREEN,
    INK,
    LONGEST_ALT,
    MARGIN,
    ORANGE,
    PURPLE,
    SMALL_SIZE,
    Picture,
    house_style,
)
from utils.text import shape_text

MOST_NODES = 24
KINDS = {  # each kind has a form, a color and a label
    "placeholder": ("slanted", ORANGE),
    "constant": ("square", PURPLE),
    "variable": ("double", BLUE),
    "operation": ("round", GREEN),
}
IDLE = "#999999"  # nodes and arrows that do not run; a projector still shows them
ROW_GAP = 0.6  # inches, where an arrow and its shape must fit
LONGEST_NAME = 20  # characters on one line


@house_style
def computation_graph(parts, fetch=None, feeds=(), title=None):
    """Draw a diagram of a small graph, from top to bottom. Lesson 01.

    The arrows have shapes if there is room for them.

    Arguments:
        parts: the result of `utils.figures.graph_parts.graph_edges(graph)`, or any (nodes, edges)
            of `utils.figures.drawing.graph_layout.Node` and `Edge`, with 1 to 24 nodes.
        fetch: a tensor, an operation, a name, or a list of these. The operations that
            `Session.run(fetch)` runs have colors, and the others are pale.
        feeds: tensors or names that are fed, or the `feed_dict` itself. An operation that is only
            needed to compute them does not run.
        title: a sentence that states the finding. The default one counts what is in the graph, or
            what runs.

    Returns:
        A `Picture`.

    Raises:
        ValueError: the graph is empty, too large or has a loop, or a name is not in the graph.
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
        box(axes, x, y, widths[node.name], node_height, color if runs else IDLE, form, line=line)
        words(axes, x, y, labels[node.name], color=INK if runs else FAINT)
    ways = with_ports(edges, ways, widths)
    curves = [bends([spot(*point) for point in way], node_height / 2) for way in ways]
    texts = _shapes(edges)
    rooms = [text_room(text, SMALL_SIZE) if text else None for text in texts]
    spots = label_spots(edges, curves, rooms)
    for edge, bend, text, free in zip(edges, curves, texts, spots, strict=True):
        # A node that is fed is needed, but its inputs are not.
        runs = edge.source in running and edge.target in running and edge.target not in fed
        curve(axes, as_path(bend), INK if runs else IDLE, style=":" if edge.control else "-")
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
    roles = [node.kind if says_type else _kind(node)]
    roles += ["fetched"] * (node.name in fetched) + ["fed"] * (node.name in fed)
    return f"{name}\n{', '.join(roles)}"


def _shapes(edges):
    """Return the text of each edge. It is written once, even if two edges join the same nodes."""
    texts, labelled = [], set()
    for edge in edges:
        new = not edge.control and edge[:2] not in labelled
        labelled.add(edge[:2])
        texts.append(shape_text(edge.shape) if new else "")
    return texts


def _described(nodes, edges, fetched, running):
    """Return the text alternative, which describes as much of the graph as fits into it."""
    names = {node.name: node.name for node in nodes}
    last = {name: name.rpartition("/")[2] for name in names}
    tails = Counter(last.values())
    last = {name: tail if tails[tail] == 1 else name for name, tail in last.items()}
    start = f"Graph of {len(nodes)} nodes. "
    if fetched:
        idle = ", ".join(last[name] for name in names if name not in running)
        start = f"Session.run({', '.join(fetched)}) needs {len(running)} of {len(nodes)} nodes"
        start += f", not {idle}. " if idle else ". "
    kinds = "; ".join(f"{last[node.name]}: {_kind(node)}" for node in nodes)
    for text in (_sentences(nodes, edges, names), _sentences(nodes, edges, last), kinds):
        if len(start + text) < LONGEST_ALT:
            return f"{start}{text}."
    runs = f" Session.run needs {len(running)} of these {len(nodes)} nodes." if fetched else ""
    return f"{_counted(nodes)}.{runs}"


def _sentences(nodes, edges, names):
    lines = []
    for node in nodes:
        sources = [edge for edge in edges if edge.target == node.name]
        taken = " and ".join(f"{names[e.source]} {shape_text(e.shape)}" for e in sources)
        what = f"{_kind(node)} {f'of {taken}' if sources else shape_text(node.shape)}"
        name = names[node.name]
        lines.append(what if name == node.type else f"{name}: {what}")
    return "; ".join(lines)


def _kind(node):
    return node.type if node.kind == "operation" else node.kind
