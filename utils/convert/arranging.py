"""Combine cells to networks by their scopes: stacks (`cell_0`, ...) and two directions (`fw`)."""

import re
from itertools import pairwise

from utils.convert.cells import BothDirections, Cell, Network
from utils.convert.directions import pairs, remarks_on_possible_pairs

LEVEL = re.compile(r"cell_?(\d+)", re.IGNORECASE)


def natural(name):
    """Return a key that sorts cell_2 before cell_10."""
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)]


def arrange(cells):
    """Combine cells to networks. Return the networks, and remarks on cells that stay separate.

    Cells in the scopes `cell_0`, `cell_1`, ... are a stack, as `MultiRNNCell` creates it. Cells in
    the scopes `fw` and `bw` are the two directions of `bidirectional_dynamic_rnn`. The module
    `directions` knows other names of directions. Any other cell is a network.
    """
    tree = {}
    for cell in cells:
        node = tree
        for segment in cell.name.split("/"):
            node = node.setdefault(segment, {})
        node[None] = cell  # a cell's own scope may have scopes below it
    remarks = []
    return _networks(tree, "", remarks), remarks


def _networks(node, path, remarks):
    own = [Network(path, (node[None],))] if None in node else []
    below = {
        segment: _networks(child, f"{path}/{segment}".lstrip("/"), remarks)
        for segment, child in node.items()
        if segment is not None
    }
    taken = {}
    levels = sorted((s for s in below if LEVEL.fullmatch(s)), key=natural)
    if levels:
        taken |= _taken(levels, _stack(levels, below, path, remarks))
    tried = set()
    for name, ways in pairs(below).items():
        segments = [ways[way] for way in sorted(ways)]
        tried.update(segments)
        network = _both(segments, below, f"{path}/{name}".strip("/"), remarks)
        taken |= _taken(segments, network)
    alone = [segment for segment in below if below[segment] and segment not in tried]
    remarks += remarks_on_possible_pairs(alone, path)
    return own + [
        network for segment, networks in below.items() for network in taken.get(segment, networks)
    ]


def _taken(segments, network):
    """Let the first segment stand for the network that all of them make up, if they make one."""
    if network is None:
        return {}
    return {segment: [] for segment in segments} | {segments[0]: [network]}


def _stack(levels, below, path, remarks):
    networks = [network for level in levels for network in below[level]]
    numbers = [int(LEVEL.fullmatch(level)[1]) for level in levels]
    if numbers != list(range(len(levels))) or len(networks) != len(levels):
        remarks.append(f"{path}: {', '.join(levels)} are not a complete stack. They stay separate.")
        return None
    for lower, upper in pairwise(networks):
        if upper.input_size != lower.output_size:
            sizes = f"{upper.name} has the input size {upper.input_size}, but {lower.name} has"
            remarks.append(
                f"{path}: {sizes} the output size {lower.output_size}. They stay separate."
            )
            return None
    [*_, last] = networks
    if len(levels) == 1 and last.input_size == last.output_size:
        remarks.append(
            f"{path}: this stack has one layer. If the code has [cell] * n, this one cell runs n "
            "times, each time on its own outputs. Then the layer of Keras must do the same."
        )
    return Network(path, tuple(part for network in networks for part in network.parts))


def _both(ways, below, path, remarks):
    networks = [network for way in ways for network in below[way]]
    whole = len(ways) == 2 and len(networks) == 2
    if not whole or not all(isinstance(part, Cell) for n in networks for part in n.parts):
        remarks.append(
            f"{path}: {' and '.join(ways)} do not form two directions. They stay separate."
        )
        return None
    forward, backward = networks
    if forward.input_size != backward.input_size:
        sizes = f"{forward.input_size} and {backward.input_size}"
        remarks.append(f"{path}: fw and bw have the input sizes {sizes}. They stay separate.")
        return None
    return Network(path, (BothDirections(path, forward.parts, backward.parts),))
