"""Modules inside TensorFlow that scripts imported, whose functions have moved since."""

import sys
from importlib import import_module

from utils.revive.notes import note
from utils.revive.owner import asks_for_owner
from utils.tf1 import tf

MODULES = [
    "tensorflow.python.framework.ops",
    "tensorflow.python.ops.array_ops",
    "tensorflow.python.ops.control_flow_ops",
    "tensorflow.python.ops.math_ops",
    "tensorflow.python.ops.nn_ops",
    "tensorflow.python.ops.variable_scope",
]


def put_in_place():
    """Let the owner's code find in these modules what TensorFlow has under `tf` and `tf.nn`."""
    for name in MODULES:
        module = import_module(name)
        module.__getattr__ = _looking_further(name)


def _looking_further(module):
    def look(name):
        if not name.startswith("_") and asks_for_owner(sys._getframe(1)):
            for today, room in (("tf", tf), ("tf.nn", tf.nn)):
                if hasattr(room, name):
                    note(f"{module}.{name}", f"{today}.{name}")
                    return getattr(room, name)
        raise AttributeError(f"module {module!r} has no attribute {name!r}")

    return look
