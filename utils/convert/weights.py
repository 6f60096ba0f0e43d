"""Convert the weights of a cell between TensorFlow 1 and Keras 3. This module needs only NumPy.

    TensorFlow 1                                Keras 3
    kernel [W; U], bias                         kernel W, recurrent kernel U, bias
    LSTM: gates i, j, f, o; forget_bias         gates i, f, j (called c), o; the forget bias is
    is added at every time step                 part of the bias
    GRU: gates r, u, and a candidate            gates z (which is u), r, and the candidate;
                                                reset_after=False
    the gates use the sigmoid                   recurrent_activation="sigmoid"

A projection (`num_proj`) is a matrix P. The state is h = m P, where m = o tanh(c). Keras has no
projection, but h is only multiplied by U. So an LSTM with the recurrent kernel P U, followed by a
Dense layer that multiplies by P, gives the same outputs. This is true as long as the weights do not
change. Training in Keras changes P U as one matrix, and then there may be no cell of TensorFlow 1
with the same outputs. For an initial state other than zero, `state_to_keras` finds m with h = m P.

The conversion is exact, except for the rounding of two results: the added forget bias, and P U.
"""

import numpy as np

from utils.convert.cells import Cell, ConversionError, KerasLayer
from utils.convert.classes import CUDNN_GRU, PROJECTION
from utils.convert.keras_cells import cudnn_gru_to_layer, in_keras_order, keras_cell_to_layer

LSTM_ORDER = [0, 2, 1, 3]  # from i, j, f, o to i, f, j, o, and back again
RECURRENT = {"SimpleRNN": 1, "LSTM": 4, "GRU": 3}  # and the gates of each


def to_keras(cell):
    """Convert a cell of TensorFlow 1 to layers of Keras 3. Lesson 19.

    Arguments:
        cell: a `Cell`. Its forget bias becomes part of the bias.

    Returns:
        A list of one `KerasLayer`, or of two, [LSTM, Dense], if the cell has a projection.
    """
    if cell.is_of_keras:
        return [keras_cell_to_layer(cell)]
    if cell.class_name == CUDNN_GRU:
        return [cudnn_gru_to_layer(cell)]
    arguments = {"units": cell.num_units, "activation": cell.activation}
    if cell.class_name == "BasicRNNCell":
        kernel, bias = cell.weights["kernel"], cell.weights["bias"]
        return [KerasLayer("SimpleRNN", arguments, [*_split(kernel, cell), bias.copy()])]
    arguments["recurrent_activation"] = "sigmoid"
    if cell.class_name == "GRUCell":
        return [KerasLayer("GRU", arguments | {"reset_after": False}, _gru_to_keras(cell))]
    bias = _blocks(cell.weights["bias"], 4)
    bias[2] = (bias[2] + cell.forget_bias).astype(bias[2].dtype)
    W, U = _split(cell.weights["kernel"], cell)
    projection = cell.weights.get(PROJECTION)
    if projection is not None:
        U = _product(projection, U)
    bias = np.concatenate([bias[k] for k in LSTM_ORDER])
    lstm = KerasLayer("LSTM", arguments, [_reordered(W), _reordered(U), bias])
    if projection is None:
        return [lstm]
    dense = {"units": cell.output_size, "activation": "linear", "use_bias": False}
    return [lstm, KerasLayer("Dense", dense, [projection.copy()])]


def to_tf1(layers, forget_bias=1.0, name="", class_name=None):
    """Convert a layer of Keras 3 to a cell of TensorFlow 1. Lesson 19.

    The forget bias is subtracted from the bias. With a forget bias of 0, this function converts
    gradients too, because a gradient does not contain the forget bias.

    Arguments:
        layers: a `KerasLayer`, or a list of one, or [LSTM, Dense] for a cell with a projection.
        forget_bias: the forget bias of the new cell, a number.
        name: the name of the new cell.
        class_name: "LSTMCell" if an LSTM should become an LSTMCell and not a BasicLSTMCell.

    Returns:
        A `Cell`.

    Raises ConversionError if there is no such cell in TensorFlow 1.
    """
    layer, *more = [layers] if isinstance(layers, KerasLayer) else layers
    if layer.class_name not in RECURRENT:
        what = f"A {layer.class_name} layer is not a recurrent layer."
        raise ConversionError(what, f"Give one of {', '.join(RECURRENT)}.")
    _refuse_what_no_cell_does(layer)
    W, U, b = _weights_with_bias(layer)
    if layer.class_name == "SimpleRNN":
        class_name, weights = "BasicRNNCell", {"kernel": np.concatenate([W, U]), "bias": b}
    elif layer.class_name == "GRU":
        class_name, weights = "GRUCell", _gru_to_tf1(W, U, b)
    else:
        W, U, b = (_reordered(array) for array in (W, U, b))
        bias = _blocks(b, 4)
        bias[2] = (bias[2] - forget_bias).astype(bias[2].dtype)
        weights = {"bias": np.concatenate(bias)}
        if more:
            class_name, weights[PROJECTION] = "LSTMCell", _projection(more)
            U = _quotient(weights[PROJECTION], U)
        weights["kernel"] = np.concatenate([W, U])
        class_name = class_name or "BasicLSTMCell"
    activation = layer.config.get("activation", "tanh")
    return Cell(name, class_name, weights, float(forget_bias), activation)


def state_to_keras(cell, state):
    """Convert the state of a cell of TensorFlow 1 to a list for Keras: (c, h) becomes [h, c].

    Arguments:
        cell: the `Cell`.
        state: the tuple (c, h) of an LSTM, or the array h of another cell, each [batch, size]. An
            LSTM of Keras has the list [h, c] in TensorFlow 1 too.

    Raises ConversionError if no state of Keras is equal, because no m with h = m P exists.
    """
    if cell.class_name == "keras.LSTM":
        return [np.asarray(part) for part in state]
    if not cell.has_forget_bias:
        return [np.asarray(state)]
    c, h = (np.asarray(part) for part in state)
    if PROJECTION in cell.weights:
        m = _quotient(cell.weights[PROJECTION].T, h.T, what="This state h is not m P for any m.").T
        return [m, c]
    return [h, c]


def state_to_tf1(cell, states):
    """Convert Keras' list of states to the state of a cell of TensorFlow 1: (c, h) for [h, c].

    With a projection, h of Keras is m, and h of TensorFlow 1 is m P.
    """
    if cell.class_name == "keras.LSTM":
        return [np.asarray(part) for part in states]
    if not cell.has_forget_bias:
        [h] = states
        return np.asarray(h)
    h, c = (np.asarray(part) for part in states)
    if PROJECTION in cell.weights:
        h = _product(h, cell.weights[PROJECTION])
    return c, h


def _split(kernel, cell):
    return kernel[: cell.input_size].copy(), kernel[cell.input_size :].copy()


def _blocks(array, gates):
    return np.split(array, gates, axis=-1)


def _reordered(array):
    blocks = _blocks(array, 4)
    return np.concatenate([blocks[k] for k in LSTM_ORDER], axis=-1)


def _gru_to_keras(cell):
    kernels = [_split(cell.weights[f"{part}/kernel"], cell) for part in ("gates", "candidate")]
    pairs = [
        *zip(*kernels, strict=True),
        (cell.weights["gates/bias"], cell.weights["candidate/bias"]),
    ]
    return [in_keras_order(gates, candidate) for gates, candidate in pairs]


def _gru_to_tf1(W, U, b):
    weights = {}
    z, r, candidate = zip(*(_blocks(array, 3) for array in (W, U, b)), strict=True)
    gates = [np.concatenate(pair, axis=-1) for pair in zip(r, z, strict=True)]
    for name, (w, u, bias) in {"gates": gates, "candidate": candidate}.items():
        weights[f"{name}/kernel"], weights[f"{name}/bias"] = np.concatenate([w, u]), bias.copy()
    return weights


def _product(left, right):
    return (left.astype(np.float64) @ right.astype(np.float64)).astype(right.dtype)


def _quotient(left, product, what="This recurrent kernel is not P U for any U."):
    """Return U with `left` U = `product`. If there are many, return the smallest one."""
    found = np.linalg.lstsq(left.astype(np.float64), product.astype(np.float64), rcond=None)[0]
    off = np.abs(left @ found - product).max()
    if off > 1000 * np.finfo(product.dtype).eps * max(1, np.abs(product).max()):
        how = "Train the projection in TensorFlow 1, or convert the layers before their training."
        if what.startswith("This state"):
            how = "Start from a state of zeros, or from a state that the cell has computed."
        raise ConversionError(what, how)
    return found.astype(product.dtype)


def _weights_with_bias(layer):
    """Return W, U and b. If Keras has no bias, b is zero, because a cell always has a bias."""
    shapes = [list(np.shape(array)) for array in layer.weights]
    units, gates = layer.config["units"], RECURRENT[layer.class_name]
    columns = gates * units
    wanted = [[shapes[0][0], columns], [units, columns], [columns]] if shapes else []
    if not shapes or shapes not in (wanted, wanted[:2]):
        what = f"A {layer.class_name} of {units} units cannot have weights of the shapes {shapes}."
        how = f"Give kernel [input_size, {columns}], recurrent kernel [{units}, {columns}], bias."
        raise ConversionError(what, how)
    W, U, *b = (np.asarray(array) for array in layer.weights)
    return W, U, b[0] if b else np.zeros(columns, U.dtype)


def _projection(more):
    dense = more[0]
    plain = dense.class_name == "Dense" and len(dense.weights) == 1
    if len(more) > 1 or not plain or dense.config.get("activation") not in (None, "linear"):
        what = f"After an LSTM, {', '.join(map(repr, more))} is not a projection."
        raise ConversionError(what, "Give one Dense layer without bias and activation, or none.")
    return dense.weights[0]


def _refuse_what_no_cell_does(layer):
    class_name, config = layer.class_name, layer.config
    if class_name != "SimpleRNN" and config.get("recurrent_activation", "sigmoid") != "sigmoid":
        what = f"The gates of this {class_name} use {config['recurrent_activation']!r}."
        raise ConversionError(what, 'TensorFlow 1 uses "sigmoid". Train the layer again with it.')
    if class_name == "GRU" and config.get("reset_after", True):
        what = "This GRU multiplies by r after U (reset_after=True), but GRUCell before U."
        raise ConversionError(what, "Train it again with reset_after=False.")
