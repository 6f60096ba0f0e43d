"""One step of a cell and one of its layer in Keras 3 give the same, both by NumPy alone."""

import numpy as np
import pytest

from utils.convert import (
    Cell,
    ConversionError,
    KerasLayer,
    state_to_keras,
    state_to_tf1,
    to_keras,
    to_tf1,
)
from utils.convert.cells import BothDirections, Network
from utils.reference import gru_step, lstm_step, rnn_step, sigmoid

BATCH, INPUTS, UNITS = 5, 3, 4


def hard_in_keras_2(x):
    return np.clip(0.2 * x + 0.5, 0, 1)


def hard_in_keras_3(x):
    return np.clip(x / 6 + 0.5, 0, 1)


def some(*shape, seed=4):
    return np.random.default_rng([seed, *shape]).uniform(-0.9, 0.9, shape)


def step(class_name, config, weights, x, h, c, hard):
    """One step of a layer of Keras 2 or 3; the two differ in the hard sigmoid alone."""
    W, U, *b = weights
    b = b[0] if b else np.zeros(W.shape[1])
    act = {"tanh": np.tanh, "relu": lambda v: np.maximum(v, 0)}[config.get("activation", "tanh")]
    gate = {"sigmoid": sigmoid, "hard_sigmoid": hard}[config.get("recurrent_activation", "sigmoid")]
    if class_name == "SimpleRNN":
        return act(x @ W + h @ U + b), c
    if class_name == "LSTM":
        i, f, j, o = np.split(x @ W + h @ U + b, 4, axis=1)
        c = gate(f) * c + gate(i) * act(j)
        return gate(o) * act(c), c
    b, d = b if b.ndim == 2 else (b, np.zeros_like(b))
    xz, xr, xc = np.split(x @ W + b, 3, axis=1)
    hz, hr, hc = np.split(h @ U + d, 3, axis=1)
    z, r = gate(xz + hz), gate(xr + hr)
    after = r * hc if config["reset_after"] else (r * h) @ np.split(U, 3, axis=1)[2]
    return z * h + (1 - z) * act(xc + after), c


def in_keras_3(layers, x, h, c):
    for layer in layers[:1]:
        h, c = step(layer.class_name, layer.config, layer.weights, x, h, c, hard_in_keras_3)
    for layer in layers[1:]:
        h = h @ layer.weights[0]
    return h, c


X, H, C = some(BATCH, INPUTS), some(BATCH, UNITS), some(BATCH, UNITS, seed=5)


def weights_of(columns, rows=INPUTS + UNITS):
    return {"kernel": some(rows, columns), "bias": some(columns)}


def test_a_basic_cell_is_a_simple_rnn():
    cell = Cell("c", "BasicRNNCell", weights_of(UNITS))
    got, _ = in_keras_3(to_keras(cell), X, H, C)
    np.testing.assert_allclose(got, rnn_step(X, H, *cell.weights.values())[0], atol=1e-14)


@pytest.mark.parametrize("class_name", ["BasicLSTMCell", "LSTMCell"])
@pytest.mark.parametrize("forget_bias", [0.0, 1.0, -0.7])
def test_a_cell_with_a_forget_bias_is_an_lstm(class_name, forget_bias):
    cell = Cell("c", class_name, weights_of(4 * UNITS), forget_bias)
    h, c = in_keras_3(to_keras(cell), X, H, C)
    expected, (expected_c, _) = lstm_step(X, (C, H), *cell.weights.values(), forget_bias)
    np.testing.assert_allclose(h, expected, atol=1e-14)
    np.testing.assert_allclose(c, expected_c, atol=1e-14)


def test_a_projection_is_a_dense_layer_after_an_lstm():
    P = some(UNITS, 2)
    kernel, bias = some(INPUTS + 2, 4 * UNITS), some(4 * UNITS)
    cell = Cell("c", "LSTMCell", {"kernel": kernel, "bias": bias, "projection/kernel": P}, 0.5)
    m = some(BATCH, UNITS, seed=6)
    layers = to_keras(cell)
    m_of_h, c = state_to_keras(cell, (C, m @ P))
    h, c = in_keras_3(layers, X, m_of_h, c)

    i, j, f, o = np.split(np.concatenate([X, m @ P], axis=1) @ kernel + bias, 4, axis=1)
    expected_c = sigmoid(f + 0.5) * C + sigmoid(i) * np.tanh(j)
    np.testing.assert_allclose(c, expected_c, atol=1e-12)
    np.testing.assert_allclose(h, (sigmoid(o) * np.tanh(expected_c)) @ P, atol=1e-12)
    assert [layer.config for layer in layers] == [
        {"units": UNITS, "activation": "tanh", "recurrent_activation": "sigmoid"},
        {"units": 2, "activation": "linear", "use_bias": False},
    ]
    assert layers[1].weights[0] is not P


def test_a_gru_cell_is_a_gru_that_resets_before():
    gates, candidate = weights_of(2 * UNITS), weights_of(UNITS)
    weights = {f"gates/{role}": array for role, array in gates.items()}
    weights |= {f"candidate/{role}": array for role, array in candidate.items()}
    [layer] = to_keras(Cell("c", "GRUCell", weights))
    expected, _ = gru_step(X, H, *gates.values(), *candidate.values())
    np.testing.assert_allclose(in_keras_3([layer], X, H, C)[0], expected, atol=1e-14)
    assert layer.config == {
        "units": UNITS,
        "activation": "tanh",
        "recurrent_activation": "sigmoid",
        "reset_after": False,
    }


def test_the_gru_of_cudnn_resets_after():
    weights = {
        "gates/kernel": some(INPUTS + UNITS, 2 * UNITS),
        "gates/bias": some(2 * UNITS),
        "candidate/input_projection/kernel": some(INPUTS, UNITS),
        "candidate/input_projection/bias": some(UNITS),
        "candidate/hidden_projection/kernel": some(UNITS, UNITS),
        "candidate/hidden_projection/bias": some(UNITS, seed=6),
    }
    [layer] = to_keras(Cell("c", "CudnnCompatibleGRUCell", weights))
    K, k, W, b, U, d = weights.values()
    r, u = np.split(sigmoid(np.concatenate([X, H], axis=1) @ K + k), 2, axis=1)
    expected = u * H + (1 - u) * np.tanh(X @ W + b + r * (H @ U + d))
    np.testing.assert_allclose(in_keras_3([layer], X, H, C)[0], expected, atol=1e-14)
    assert layer.config == {
        "units": UNITS,
        "activation": "tanh",
        "recurrent_activation": "sigmoid",
        "reset_after": True,
    }


GATES = {"SimpleRNN": 1, "LSTM": 4, "GRU": 3}


def keras_cell(class_name, bias=1, **made):
    columns = GATES[class_name] * UNITS
    weights = {"kernel": 3 * some(INPUTS, columns), "recurrent_kernel": some(UNITS, columns)}
    if bias:
        weights["bias"] = some(columns) if bias == 1 else some(2, columns)
    return Cell("c", f"keras.{class_name}", weights, **made)


@pytest.mark.parametrize("gates", ["sigmoid", "hard_sigmoid"])
@pytest.mark.parametrize(
    ("class_name", "bias"),
    [("SimpleRNN", 1), ("SimpleRNN", 0), ("LSTM", 1), ("LSTM", 0), *(("GRU", n) for n in range(3))],
)
def test_a_cell_of_keras_2_gives_the_same_in_keras_3(class_name, bias, gates):
    cell = keras_cell(class_name, bias, recurrent_activation=gates, activation="relu")
    [layer] = to_keras(cell)
    expected = {"units": UNITS, "activation": "relu"}
    if class_name != "SimpleRNN":
        expected["recurrent_activation"] = gates
    if class_name == "GRU":
        expected["reset_after"] = bias == 2
    if not bias:
        expected["use_bias"] = False
    assert (layer.class_name, layer.config) == (class_name, expected)
    config = expected | {"recurrent_activation": gates}
    before = step(class_name, config, list(cell.weights.values()), X, H, C, hard_in_keras_2)
    for one, other in zip(before, in_keras_3([layer], X, H, C), strict=True):
        np.testing.assert_allclose(one, other, atol=1e-14)
    assert not any(a is b for a in layer.weights for b in cell.weights.values())
    assert {array.dtype for array in layer.weights} == {np.dtype(np.float64)}


@pytest.mark.parametrize("class_name", ["LSTM", "GRU"])
def test_hard_gates_keep_float32(class_name):
    cell = keras_cell(class_name, recurrent_activation="hard_sigmoid")
    weights = {role: array.astype(np.float32) for role, array in cell.weights.items()}
    [layer] = to_keras(Cell("c", cell.class_name, weights, recurrent_activation="hard_sigmoid"))
    assert {array.dtype for array in layer.weights} == {np.dtype(np.float32)}
    kernel = weights["kernel"][:, :UNITS].astype(np.float64)
    np.testing.assert_array_equal(layer.weights[0][:, :UNITS], np.float32(1.2 * kernel))


def test_states_of_a_layer_of_keras_are_lists_on_both_sides():
    lstm, gru = keras_cell("LSTM"), keras_cell("GRU")
    for function in (state_to_keras, state_to_tf1):
        assert [part.tolist() for part in function(lstm, [[[1.0]], [[2.0]]])] == [[[1.0]], [[2.0]]]
    for cell in (gru, keras_cell("SimpleRNN")):
        [state] = state_to_keras(cell, [[1.0], [2.0]])
        assert isinstance(state, np.ndarray)
        assert isinstance(state_to_tf1(cell, [[[1.0], [2.0]]]), np.ndarray)


@pytest.mark.parametrize(
    ("cell", "sizes"),
    [
        (Cell("c", "BasicRNNCell", weights_of(UNITS)), (3, 4, 4)),
        (Cell("c", "BasicLSTMCell", weights_of(4 * UNITS)), (3, 4, 4)),
        (keras_cell("GRU", 2), (3, 4, 4)),
        (keras_cell("LSTM", 0), (3, 4, 4)),
        (
            Cell("c", "LSTMCell", weights_of(16, rows=5) | {"projection/kernel": some(4, 2)}),
            (3, 4, 2),
        ),
        (Cell("c", "BasicRNNCell", weights_of(1, rows=2)), (1, 1, 1)),
    ],
)
def test_a_cell_has_the_sizes_of_its_weights(cell, sizes):
    assert (cell.input_size, cell.num_units, cell.output_size) == sizes


def test_a_cell_made_with_nothing_else_is_one_of_tensorflow_with_its_defaults():
    cell = Cell("c", "BasicLSTMCell", weights_of(16))
    assert (cell.forget_bias, cell.activation, cell.recurrent_activation, cell.seen_by) == (
        *(1.0, "tanh", "sigmoid", "you"),
    )
    assert (cell.is_of_keras, cell.has_forget_bias) == (False, True)
    assert (keras_cell("LSTM").is_of_keras, keras_cell("LSTM").has_forget_bias) == (True, False)
    assert cell != Cell("c", "BasicLSTMCell", cell.weights)
    with pytest.raises(AttributeError):
        cell.name = "d"


@pytest.mark.parametrize(
    ("made", "message"),
    [
        ({"activation": "mish"}, "TensorFlow 1 and Keras 3 do not share an activation 'mish'. "
         "Choose one of tanh, sigmoid, relu"),
        ({"recurrent_activation": "hard_sigmoid"}, "The gates of a BasicRNNCell cannot use "
         "'hard_sigmoid'. Choose one of sigmoid."),
        ({"forget_bias": np.inf}, "The forget bias cannot be inf. Give the number"),
        ({"weights": {"kernel": some(3, 2)}}, "not of the class BasicRNNCell: bias is missing."),
        ({"weights": {"kernel": np.ones([3, 2], complex), "bias": np.ones(2, complex)}},
         "its weights are complex128, and must have one dtype of floats"),
        ({"weights": {"kernel": np.ones([3, 2], "f"), "bias": np.ones(2)}},
         "its weights are float32 and float64, and must have one dtype"),
    ],
)  # fmt: skip
def test_a_cell_that_cannot_be_says_why(made, message):
    with pytest.raises(ConversionError) as refused:
        Cell(**{"name": "", "class_name": "BasicRNNCell", "weights": weights_of(UNITS)} | made)
    assert message in str(refused.value)
    assert str(refused.value) == f"{refused.value.what} {refused.value.how}"


def test_a_network_reads_as_its_first_part_and_gives_as_its_last():
    small = Cell("c", "BasicRNNCell", weights_of(UNITS))
    large = Cell("d", "BasicRNNCell", weights_of(7, rows=UNITS + 7))
    network = Network("n", (small, large))
    assert (network.input_size, network.output_size) == (3, 7)
    both = BothDirections("b", (small, large), (small,))
    assert (both.input_size, both.output_size) == (3, 11)
    for one in (network, both):
        with pytest.raises(AttributeError):
            one.name = "x"
        assert one != type(one)(*vars(one).values())


def test_a_layer_shows_its_units_first():
    layer = KerasLayer("Dense", {"activation": "linear", "units": 3, "use_bias": False}, [])
    assert repr(layer) == "Dense(3, activation='linear', use_bias=False)"
    assert layer != KerasLayer("Dense", layer.config, [])
    with pytest.raises(AttributeError):
        layer.config = {}


def test_a_forget_bias_of_1_is_taken_out_unless_you_say_otherwise():
    layer = KerasLayer("LSTM", {"units": 1}, [np.ones([2, 4]), np.ones([1, 4]), np.full(4, 3.0)])
    cell = to_tf1(layer)
    assert (cell.weights["bias"].tolist(), cell.forget_bias) == ([3, 3, 2, 3], 1.0)


def projected(product, off, *more):
    """An LSTM of 2 units whose recurrent kernel differs from P U by `off`, for P = [1; 0]."""
    kernel = np.array([[product] * 8, [off] * 8])
    lstm = KerasLayer("LSTM", {"units": 2}, [np.ones([1, 8]), kernel, np.ones(8)])
    return [lstm, *(more or [KerasLayer("Dense", {"units": 1}, [np.array([[1.0], [0.0]])])])]


@pytest.mark.parametrize(
    ("product", "parts", "is_p_u"),
    [(0.5, 1000, True), (0.5, 1000.5, False), (4.0, 3000, True), (4.0, 4001, False)],
)
def test_a_recurrent_kernel_is_p_u_up_to_a_thousand_roundings(product, parts, is_p_u):
    layers = projected(product, parts * np.finfo(np.float64).eps)
    if is_p_u:
        assert to_tf1(layers).output_size == 1
    else:
        with pytest.raises(ConversionError, match="not P U for any U"):
            to_tf1(layers)


@pytest.mark.parametrize(
    "layer",
    [
        KerasLayer("Conv1D", {"units": 1}, [np.ones([2, 1])]),
        KerasLayer("PReLU", {"units": 1}, [np.ones([2, 1])]),
        KerasLayer("Dense", {"units": 1}, []),
        KerasLayer("Dense", {"units": 1, "activation": "relu"}, [np.ones([2, 1])]),
    ],
)
def test_only_a_plain_dense_layer_is_a_projection(layer):
    with pytest.raises(ConversionError, match=r"is not a projection\. Give one Dense layer"):
        to_tf1(projected(1.0, 0.0, layer))


@pytest.mark.parametrize("activation", ["hard_sigmoid", "tanh"])
def test_gates_that_no_cell_has_are_refused(activation):
    config = {"units": 1, "recurrent_activation": activation}
    layer = KerasLayer("LSTM", config, [np.ones([2, 4]), np.ones([1, 4]), np.ones(4)])
    with pytest.raises(ConversionError, match=f"The gates of this LSTM use '{activation}'"):
        to_tf1(layer)
