"""States of recurrent networks as up to TensorFlow 0.6: a list, whose last one was taken."""

import ast

from utils.revive.notes import note

FIRST = "tensorflow.models.rnn"
MEANING = "Up to 0.6 there was a list with the state after each time step."


def with_last_states(path, tree):
    """The tree, with the last state in place of `states[-1]` in files of the first modules.

    What has the form `outputs, states = rnn.rnn(...)` in such a file gives one state since 0.7,
    and a row of this state is in no script.

    Arguments:
        path: the file, for the report.
        tree: its `ast.Module`, which is changed in place.
    """
    if FIRST not in ast.unparse(tree):
        return tree
    names = {
        node.targets[0].elts[1].id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and _is_pair(node.targets[0]) and _is_network(node.value)
    }
    return _LastStates(str(path), names).visit(tree)


def _is_pair(target):
    elements = target.elts if isinstance(target, ast.Tuple) else []
    return len(elements) == 2 and isinstance(elements[1], ast.Name)


def _is_network(node):
    if not isinstance(node, ast.Call):
        return False
    name = ast.unparse(node.func).rpartition(".")[2]
    return name == "rnn" or name.endswith(("_rnn", "_decoder", "_seq2seq"))


class _LastStates(ast.NodeTransformer):
    def __init__(self, path, names):
        self._path, self._names = path, names

    def visit_Subscript(self, node):
        self.generic_visit(node)
        is_last = ast.unparse(node.slice) == "-1" and isinstance(node.value, ast.Name)
        if not is_last or node.value.id not in self._names:
            return node
        name = node.value.id
        note(f"{name}[-1]", name, MEANING, where=(self._path, node.lineno))
        return node.value
