"""Gradients that a script registers for operations that had none, and have one today."""

from functools import wraps
from importlib import import_module

from utils.revive.notes import note

MEANING = "TensorFlow has a gradient for it today; the script's own is taken."


def put_in_place():
    """Let `RegisterGradient` take the place of a gradient that TensorFlow has registered."""
    ops = import_module("tensorflow.python.framework.ops")
    register = ops.RegisterGradient.__call__

    @wraps(register)
    def register_old(self, function):
        known = ops.gradient_registry._registry
        of_tensorflow = known.get(self._op_type)
        if of_tensorflow and _is_of_tensorflow(of_tensorflow["type"]):
            note(f'tf.RegisterGradient("{self._op_type}")', "nothing", MEANING)
            del known[self._op_type]
        return register(self, function)

    ops.RegisterGradient.__call__ = register_old


def _is_of_tensorflow(function):
    return getattr(function, "__module__", "").startswith("tensorflow.")
