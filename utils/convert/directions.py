"""The two directions of a network, known by the names of their scopes."""

import re

from utils.convert.cells import Cell

OLD_WAY = re.compile(r"(.+)_(FW|BW)")  # bidirectional_rnn of TensorFlow 0.8: BiRNN_FW
KERAS_WAY = re.compile(r"(forward|backward)_(.+)")  # Bidirectional of Keras: forward_lstm
WORDS = re.compile(r"(?<![^\W_])(?:(fw|forwards?)|(bw|backwards?))(?![^\W_])", re.IGNORECASE)
FORWARD, BACKWARD = 0, 1


def pairs(below):
    """Return {name: {FORWARD: scope, BACKWARD: scope}}, of which one may be missing.

    Arguments:
        below: dict from the last names of scopes to the networks in them.
    """
    found = {}
    for segment, networks in below.items():
        old, keras = OLD_WAY.fullmatch(segment), KERAS_WAY.fullmatch(segment)
        if segment.lower() in ("fw", "bw"):
            name, way = "", segment.lower()
        elif old:
            name, way = old[1], old[2].lower()
        elif keras and all(_is_of_keras(network) for network in networks):
            name, way = keras[2], keras[1]
        else:
            continue
        found.setdefault(name, {})[FORWARD if way.startswith("f") else BACKWARD] = segment
    return found


def remarks_on_possible_pairs(segments, path):
    """Return a sentence on each two scopes that may be the directions of one network.

    Arguments:
        segments: the last names of scopes that are networks of their own.
        path: the scope that they are in.
    """
    found = {}
    for segment in sorted(segments):
        match = WORDS.search(segment)
        if match:
            rest = segment[: match.start()], segment[match.end() :]
            found.setdefault(rest, {})[FORWARD if match[1] else BACKWARD] = segment
    return [
        f"{path or 'Here'}: {pair[FORWARD]} and {pair[BACKWARD]} may be the two directions of one "
        "network. They are converted as two networks: reverse the time steps of what the backward "
        "one reads and of what it returns."
        for pair in found.values()
        if len(pair) == 2
    ]


def _is_of_keras(network):
    return all(isinstance(part, Cell) and part.is_of_keras for part in network.parts)
