"""The optimizers of Keras 2, which it calls legacy: the newer ones do not train a graph."""

from importlib import import_module


def put_in_place():
    """Let `keras.optimizers` have the optimizers of its time, with `lr` and `decay`."""
    optimizers = import_module("tf_keras.optimizers")
    legacy = import_module("tf_keras.optimizers.legacy")
    for name in dir(legacy):
        if isinstance(getattr(legacy, name), type):
            setattr(optimizers, name, getattr(legacy, name))
