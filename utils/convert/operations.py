"""The operations of a graph, and which of them read which."""

import re
from collections import defaultdict, deque

GRADIENTS = re.compile(r"(?:^|/)gradients(?:_\d+)?/")  # where `tf.gradients` puts its operations
READING = {"Identity", "Enter", "ReadVariableOp"}  # from a variable to where its value is used
SUMS = {"BiasAdd", "Add", "AddV2"}


class Operations:
    """The operations of a graph, without those that compute gradients.

    Arguments:
        graph_def: a `GraphDef`.
    """

    def __init__(self, graph_def):
        """Note for each operation those that read it."""
        nodes = [node for node in graph_def.node if not GRADIENTS.search(node.name)]
        self._nodes = {node.name: node for node in nodes}
        self._readers = defaultdict(list)
        for node in nodes:
            for position, text in enumerate(node.input):
                name, _, output = text.partition(":")
                self._readers[name].append((node, position, int(output or 0)))

    def readers(self, name, output=None):
        """Return [(operation, position of the input)] of what reads an output, by default any."""
        return [
            (node, position)
            for node, position, number in self._readers[name]
            if output in (None, number)
        ]

    def follow(self, name, through, output=None):
        """Return `readers`, and the readers of those that are of the kinds `through`, and so on."""
        found, waiting, visited = [], deque([(name, output)]), {name}
        while waiting:
            for node, position in self.readers(*waiting.popleft()):
                found.append((node, position))
                if node.op in through and node.name not in visited:
                    visited.add(node.name)
                    waiting.append((node.name, None))
        return found

    def kind(self, text):
        """Return the kind of the operation that an input such as "split:2" is an output of."""
        node = self._nodes.get(text.partition(":")[0])
        return node.op if node is not None else None

    def number_in(self, node):
        """Return the one constant number that an operation reads, or None."""
        for text in node.input:
            source = self._nodes.get(text.partition(":")[0])
            while source is not None and source.op in READING and source.input:
                source = self._nodes.get(source.input[0].partition(":")[0])
            if source is not None and source.op == "Const":
                from utils.tf1 import tf

                value = tf.make_ndarray(source.attr["value"].tensor)
                if value.size == 1 and value.dtype.kind == "f":
                    return float(str(value.ravel()[0]))  # 0.3, not 0.30000001 of float32
        return None
