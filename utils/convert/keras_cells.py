"""Convert cells of Keras 2 and cuDNN to layers of Keras 3. This module needs only NumPy.

Keras 2 and Keras 3 store weights in the same way, with the gates i, f, c, o and z, r, h. But the
`hard_sigmoid` of Keras 2 is clip(0.2 x + 0.5, 0, 1), and that of Keras 3 is
clip(x / 6 + 0.5, 0, 1). So the weights of such gates are multiplied by 6 * 0.2 = 1.2.

A `CudnnCompatibleGRUCell` multiplies by r after U, as `GRU(reset_after=True)` does:
candidate = tanh(x W + b + r * (h U + d)), where b and d are the two rows of Keras' bias.
"""

import numpy as np

from utils.convert.cells import KerasLayer
from utils.convert.classes import KERAS_GATES

HARD_GATES = {"keras.LSTM": [0, 1, 3], "keras.GRU": [0, 1]}  # the others are candidates
HARD_FACTOR = 1.2


def keras_cell_to_layer(cell):
    """Return the `KerasLayer` of Keras 3 that does what a cell of Keras 2 did."""
    config = {"units": cell.num_units, "activation": cell.activation}
    bias = cell.weights.get("bias")
    if cell.class_name in HARD_GATES:
        config["recurrent_activation"] = cell.recurrent_activation
    if cell.class_name == "keras.GRU":
        config["reset_after"] = bias is not None and bias.ndim == 2
    if bias is None:
        config["use_bias"] = False
    roles = ["kernel", "recurrent_kernel", "bias"]
    weights = [cell.weights[role].copy() for role in roles if role in cell.weights]
    if cell.recurrent_activation == "hard_sigmoid" and cell.class_name in HARD_GATES:
        weights = [_for_hard_gates(array, cell.class_name) for array in weights]
    return KerasLayer(cell.class_name.removeprefix("keras."), config, weights)


def _for_hard_gates(array, class_name):
    blocks = np.split(array, KERAS_GATES[class_name], axis=-1)
    for gate in HARD_GATES[class_name]:
        blocks[gate] = (HARD_FACTOR * blocks[gate].astype(np.float64)).astype(array.dtype)
    return np.concatenate(blocks, axis=-1)


def cudnn_gru_to_layer(cell):
    """Return the `KerasLayer` that does what a `CudnnCompatibleGRUCell` does."""
    W, U = np.split(cell.weights["gates/kernel"], [cell.input_size])
    weights = []
    for gates, candidate in [(W, "input_projection/kernel"), (U, "hidden_projection/kernel")]:
        weights.append(in_keras_order(gates, cell.weights[f"candidate/{candidate}"]))
    gate_bias = cell.weights["gates/bias"]
    first = in_keras_order(gate_bias, cell.weights["candidate/input_projection/bias"])
    hidden_bias = cell.weights["candidate/hidden_projection/bias"]
    second = in_keras_order(np.zeros_like(gate_bias), hidden_bias)
    config = {"units": cell.num_units, "activation": cell.activation}
    config |= {"recurrent_activation": "sigmoid", "reset_after": True}
    return KerasLayer("GRU", config, [*weights, np.stack([first, second])])


def in_keras_order(gates, candidate):
    """Return r, u and the candidate as z (which is u), r and the candidate."""
    r, u = np.split(gates, 2, axis=-1)
    return np.concatenate([u, r, candidate], axis=-1)
