"""Imports of Keras from inside TensorFlow, where scripts of 1.0 to 1.15 found it."""

import ast

from utils.revive.notes import note

OLD = (
    "tensorflow.python.keras",
    "tensorflow.contrib.keras.python.keras",
    "tensorflow.contrib.keras.api.keras",
    "tensorflow.contrib.keras",
)
ROOMS = {"tensorflow.python", "tensorflow.contrib"}  # which have a module `keras`
TODAY = "tf_keras"
MEANING = "What TensorFlow keeps inside is not whole; a script of these years means Keras 2."


def with_todays_keras(path, tree):
    """The tree, with Keras 2 in place of the Keras inside TensorFlow."""
    return ast.fix_missing_locations(_Imports(str(path)).visit(tree))


def today(module):
    """The name of a module of Keras today, or None."""
    for old in OLD:
        if module == old or (module or "").startswith(f"{old}."):
            return TODAY + module[len(old) :]
    return None


class _Imports(ast.NodeTransformer):
    def __init__(self, path):
        self._path = path

    def visit_Import(self, node):
        for one in node.names:
            if one.asname and today(one.name):
                self._note(node, f"import {one.name}", f"import {today(one.name)}")
                one.name = today(one.name)
        return node

    def visit_ImportFrom(self, node):
        if node.level:
            return node
        name = today(node.module)
        if name:
            self._note(node, f"import {node.module}", f"import {name}")
            node.module = name
            return node
        if node.module not in ROOMS:
            return node
        keras = [one for one in node.names if one.name == "keras"]
        node.names = [one for one in node.names if one.name != "keras"]
        found = [node] if node.names else []
        for one in keras:
            self._note(node, f"import {node.module}.keras", f"import {TODAY}")
            new = ast.Import([ast.alias(TODAY, one.asname or "keras")])
            found.append(ast.copy_location(new, node))
        return found

    def _note(self, node, old, today):
        note(old, today, MEANING, where=(self._path, node.lineno))
