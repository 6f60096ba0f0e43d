"""Layers of Keras 2 that ran on a graphics card alone, as the same layers on the processor."""

import sys
from importlib import import_module

from utils.revive.notes import note

# `tensorflow.keras.layers` is read anew when a script imports it under this name.
MODULES = (
    "tensorflow.keras.layers",
    "tf_keras.api._v1.keras.layers",
    "tf_keras.api._v2.keras.layers",
    "tf_keras.layers",
)
MEANING = "It computes the same, and on the processor too."


def put_in_place():
    """Let `keras.layers` have `CuDNNLSTM` and `CuDNNGRU`, wherever it is loaded already."""
    for name in MODULES:
        if name in sys.modules:
            change(sys.modules[name])


def change(module):
    """Let a module of layers have both.

    Arguments:
        module: one of the `MODULES`.
    """
    layers = import_module("tf_keras.src.layers")

    class CuDNNLSTM(layers.LSTM):
        """An LSTM whose gates are sigmoids."""

        def __init__(self, units, **settings):
            note("keras.layers.CuDNNLSTM", "keras.layers.LSTM", MEANING)
            super().__init__(units, **{"recurrent_activation": "sigmoid"} | settings)

    class CuDNNGRU(layers.GRU):
        """A GRU whose gates are sigmoids, and whose reset gate follows the multiplication."""

        def __init__(self, units, **settings):
            note("keras.layers.CuDNNGRU", "keras.layers.GRU(units, reset_after=True)", MEANING)
            given = {"recurrent_activation": "sigmoid", "reset_after": True} | settings
            super().__init__(units, **given)

    module.CuDNNLSTM, module.CuDNNGRU = CuDNNLSTM, CuDNNGRU
