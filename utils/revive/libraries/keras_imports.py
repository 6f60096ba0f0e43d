"""Imports of Keras from inside TensorFlow, where scripts of 1.0 to 1.15 found it."""

import ast
import types
from importlib import import_module

from utils.revive.notes import note

OLD = (
    "tensorflow.python.keras",
    "tensorflow.contrib.keras.python.keras",
    "tensorflow.contrib.keras.api.keras",
    "tensorflow.contrib.keras",
)
ROOMS = {"tensorflow.python", "tensorflow.contrib"}  # which have a module `keras`
TODAY = "tf_keras"
LAYERS = (
    "advanced_activations", "convolutional", "convolutional_recurrent", "core", "embeddings",
    "local", "merge", "noise", "normalization", "pooling", "recurrent", "wrappers",
)  # fmt: skip
ENGINES = (
    "base_layer",
    "input_layer",
    "input_spec",
    "network",
    "sequential",
    "topology",
    "training",
)
UTILS = ("conv_utils", "data_utils", "generic_utils", "layer_utils", "np_utils", "vis_utils")
# a module that Keras 2 had at first: the modules of today that have its names
MOVED = {
    **{f"layers.{module}": ("layers",) for module in LAYERS},
    "engine": ("layers", "models"),
    **{f"engine.{module}": ("layers", "models") for module in ENGINES},
    **{f"utils.{module}": (f"src.utils.{module}", "utils") for module in UTILS},
    "backend.tensorflow_backend": ("src.backend",),
}
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


def moved(module):
    """Where the names of a module of Keras 2 are that is gone, as a tuple of modules, or None.

    Arguments:
        module: its name today, "tf_keras.layers.core" for example.
    """
    places = MOVED.get(module.removeprefix(f"{TODAY}."))
    return places and tuple(f"{TODAY}.{place}" for place in places)


def gathered(name, places):
    """A module with the names of others.

    Arguments:
        name: its own name.
        places: the names of the others, the most important last.
    """
    module = types.ModuleType(name)
    module.__path__ = []
    for place in places:
        names = vars(import_module(place)).items()
        vars(module).update({key: value for key, value in names if not key.startswith("__")})
    return module


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
