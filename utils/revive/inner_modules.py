"""Modules inside TensorFlow that scripts imported, whose functions have moved since."""

import sys
from functools import wraps
from importlib import import_module

from utils.revive import arguments, cross_entropies, old_modules
from utils.revive.notes import note
from utils.revive.reading.owner import asks_for_owner
from utils.tf1 import tf

MODULES = [
    "tensorflow.python",
    "tensorflow.python.framework.graph_util",
    "tensorflow.python.framework.ops",
    "tensorflow.python.framework.tensor_shape",
    "tensorflow.python.ops.array_ops",
    "tensorflow.python.ops.control_flow_ops",
    "tensorflow.python.ops.functional_ops",
    "tensorflow.python.ops.gen_array_ops",
    "tensorflow.python.ops.gen_data_flow_ops",
    "tensorflow.python.ops.gen_math_ops",
    "tensorflow.python.ops.gen_nn_ops",
    "tensorflow.python.ops.math_ops",
    "tensorflow.python.ops.nn",
    "tensorflow.python.ops.nn_ops",
    "tensorflow.python.ops.variable_scope",
    "tensorflow.python.pywrap_tensorflow",
]
ROOMS = [("tf.nn", tf.nn), ("tf", tf), ("tf.graph_util", tf.graph_util), ("tf.train", tf.train)]
# module: {name: (what to write today, the value)}
GONE = {
    "tensorflow.python.framework.ops": {
        "RegisterShape": ("nothing: TensorFlow finds the shape", lambda name: lambda shape: shape)
    },
    "tensorflow.python.framework.tensor_shape": {
        "scalar": ("tf.TensorShape([])", lambda: tf.TensorShape([])),
        "vector": ("tf.TensorShape([length])", lambda length: tf.TensorShape([length])),
        "matrix": ("tf.TensorShape([rows, columns])", lambda *sizes: tf.TensorShape(sizes)),
    },
}
LOSSES = ("sparse_softmax_cross_entropy_with_logits", "softmax_cross_entropy_with_logits")
# What is still there, and takes its arguments in another order.
REORDERED = {
    "tensorflow.python.ops.array_ops": (arguments, ("concat", "split", "reverse")),
    "tensorflow.python.ops.nn": (cross_entropies, LOSSES),
    "tensorflow.python.ops.nn_ops": (cross_entropies, LOSSES),
}


def put_in_place():
    """Let the owner's code find in these modules the names of `tf`, `tf.nn` and their like.

    In the modules whose names begin with `gen_`, names began with an underscore up to 1.7.
    What has stayed takes its arguments in their old order too, if the owner's code calls it.
    """
    for name in MODULES:
        module = import_module(name)
        module.__getattr__ = _looking_further(name)
    for name, (written, functions) in REORDERED.items():
        module = import_module(name)
        for function in functions:
            both = _for_owner(getattr(written, function), getattr(module, function))
            setattr(module, function, both)


def _for_owner(owners, today):
    """A function that is one thing for the owner's code, and another for libraries."""

    @wraps(today)
    def function(*given, **settings):
        asked = owners if asks_for_owner(sys._getframe(1)) else today
        return asked(*given, **settings)

    return function


def _looking_further(module):
    def look(name):
        if name in GONE.get(module, {}) and asks_for_owner(sys._getframe(1)):
            today, value = GONE[module][name]
            note(f"{module}.{name}", today)
            return value
        if ".gen_" in module and name.startswith("_") and asks_for_owner(sys._getframe(1)):
            value = getattr(import_module(module), name[1:])
            note(f"{module}.{name}", f"tf.raw_ops, or {module}.{name[1:]}")
            return value
        if not name.startswith("_") and asks_for_owner(sys._getframe(1)):
            for today, room in ROOMS:
                if hasattr(room, name):
                    note(f"{module}.{name}", f"{today}.{name}")
                    return getattr(room, name)
            value = old_modules.vanished("tf", name)
            if value is not old_modules.MISSING:
                return value
        raise AttributeError(f"module {module!r} has no attribute {name!r}")

    return look
