"""Cells of Keras 2 and of cuDNN in checkpoints of TensorFlow 1 give the same in Keras 3."""

import numpy as np
import pytest

from utils import convert
from utils.graph import fresh_session
from utils.reference import unroll
from utils.tf1 import tf

KERAS_2 = tf.keras.layers
LAYERS = {
    "SimpleRNN": {},
    "SimpleRNN, relu": {"activation": "relu"},
    "LSTM": {},
    "LSTM, two products": {"implementation": 2},
    "LSTM, sigmoid": {"recurrent_activation": "sigmoid", "activation": "softsign"},
    "LSTM, sigmoid everywhere": {"recurrent_activation": "sigmoid", "activation": "sigmoid"},
    "LSTM, no bias": {"use_bias": False, "recurrent_activation": "hard_sigmoid"},
    "LSTM, unrolled": {"unroll": True, "recurrent_activation": "hard_sigmoid"},
    "GRU": {"reset_after": False, "recurrent_activation": "hard_sigmoid"},
    "GRU, two products": {"reset_after": False, "implementation": 2},
    "GRU, sigmoid": {"reset_after": False, "recurrent_activation": "sigmoid"},
    "GRU, after": {"reset_after": True, "recurrent_activation": "hard_sigmoid"},
    "GRU, after, sigmoid": {"reset_after": True, "recurrent_activation": "sigmoid"},
}


def some(random, *shape):
    return random.uniform(-0.9, 0.9, shape).astype(np.float32)


def saved(folder, build, seed=3):
    """Save a network with random weights, trained by one step; return (path, inputs, outputs)."""
    random = np.random.default_rng(seed)
    inputs = 2 * some(random, 3, 6, 5)
    with fresh_session(seed=1) as session:
        x = tf.placeholder(tf.float32, [None, 6, 5])
        outputs = build(x)
        variables = tf.trainable_variables()
        train_op = tf.train.AdamOptimizer(0.01).minimize(tf.reduce_mean(tf.square(outputs)))
        session.run(tf.global_variables_initializer())
        for variable in variables:
            variable.load(some(random, *variable.shape.as_list()), session)
        session.run(train_op, {x: inputs})
        path = tf.train.Saver().save(session, str(folder / "model"), 7)
        return path, inputs, session.run(outputs, {x: inputs})


def off(got, expected):
    assert got.shape == expected.shape
    return np.abs(got - expected).max()


def made(name):
    class_name, settings = name.split(",")[0], LAYERS[name]
    return getattr(KERAS_2, class_name)(4, return_sequences=True, **settings)


@pytest.mark.parametrize("name", LAYERS)
def test_a_layer_of_keras_2_gives_the_same_in_keras_3(name, tmp_path, keras):
    path, inputs, expected = saved(tmp_path, lambda x: made(name)(x))
    found = convert.find_cells(convert.read_checkpoint(path))
    [network] = found.networks
    assert [cell.class_name for cell in found.cells] == [f"keras.{name.split(',')[0]}"]
    assert found.unplaced == []
    assert off(keras.run(network, inputs).outputs, expected) < 1e-6


def test_a_layer_of_keras_with_other_gates_is_no_cell(tmp_path):
    layer = KERAS_2.LSTM(4, return_sequences=True, recurrent_activation="relu")
    path, *_ = saved(tmp_path, lambda x: layer(x))
    found = convert.find_cells(convert.read_checkpoint(path))
    assert found.cells == []
    assert "its activations in the graph are not those of Keras" in found.unplaced[0].why


def test_a_layer_of_keras_is_not_taken_for_a_cell_of_tensorflow_1(tmp_path):
    path, *_ = saved(tmp_path, lambda x: KERAS_2.LSTM(4, return_sequences=True)(x))
    scope = convert.find_cells(convert.read_checkpoint(path)).cells[0].name
    with pytest.raises(convert.ConversionError, match="the class has no recurrent_kernel"):
        convert.find_cells(convert.read_checkpoint(path), classes={scope: "LSTMCell"})


def test_without_a_graph_the_gates_of_keras_are_hard_or_as_you_say(tmp_path, keras):
    layer = made("LSTM, sigmoid")
    path, inputs, expected = saved(tmp_path, lambda x: layer(x))
    (tmp_path / "model-7.meta").unlink()
    checkpoint = convert.read_checkpoint(path)
    [cell] = convert.find_cells(checkpoint).cells
    assert cell.recurrent_activation == "hard_sigmoid"
    told = {"recurrent_activation": "sigmoid", "activation": "softsign"}
    [network] = convert.find_cells(checkpoint, **told).networks
    assert off(keras.run(network, inputs).outputs, expected) < 1e-6


@pytest.mark.parametrize("name", ["LSTM", "GRU, after"])
def test_both_directions_of_keras_are_one_network(name, tmp_path, keras):
    path, inputs, expected = saved(tmp_path, lambda x: KERAS_2.Bidirectional(made(name))(x))
    [network] = convert.find_cells(convert.read_checkpoint(path)).networks
    assert isinstance(network.parts[0], convert.BothDirections)
    assert off(keras.run(network, inputs).outputs, expected) < 1e-6
    convert.save_keras([network], tmp_path / "both.keras", keras)
    assert off(keras.predict(tmp_path / "both.keras", inputs), expected) < 1e-6


def test_a_cell_of_keras_in_dynamic_rnn_gives_the_same(tmp_path, keras):
    def network(x):
        cell = KERAS_2.SimpleRNNCell(4, activation="sigmoid")
        return tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)[0]

    path, inputs, expected = saved(tmp_path, network)
    [network] = convert.find_cells(convert.read_checkpoint(path)).networks
    assert off(keras.run(network, inputs).outputs, expected) < 1e-6


@pytest.mark.parametrize(
    ("shapes", "why"),
    [
        ({"kernel": [5, 16], "recurrent_kernel": [4, 16], "bias": [32]}, "that only cuDNN can run"),
        ({"kernel": [5, 12], "recurrent_kernel": [4, 12], "bias": [24]}, "that only cuDNN can run"),
        ({"kernel": [5, 8], "recurrent_kernel": [4, 8], "bias": [8]}, "neither SimpleRNN nor"),
        ({"kernel": [3, 3, 5, 16], "recurrent_kernel": [3, 3, 4, 16]}, "neither SimpleRNN nor"),
    ],
)
def test_another_layer_of_keras_is_refused_without_wrong_advice(shapes, why):
    variables = {f"lstm_cell/{name}": np.zeros(shape, "f") for name, shape in shapes.items()}
    found = convert.find_cells(variables)
    assert found.cells == []
    assert all(why in entry.why for entry in found.unplaced)
    assert "--cell" not in repr(found)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def test_a_gru_for_cudnn_gives_what_its_formula_gives(keras):
    random = np.random.default_rng(5)
    scope = "cudnn_gru/rnn/multi_rnn_cell/cell_0/cudnn_compatible_gru_cell"
    shapes = {
        "gates/kernel": [9, 8],
        "gates/bias": [8],
        "candidate/input_projection/kernel": [5, 4],
        "candidate/input_projection/bias": [4],
        "candidate/hidden_projection/kernel": [4, 4],
        "candidate/hidden_projection/bias": [4],
    }
    w = {role: some(random, *shape) for role, shape in shapes.items()}
    found = convert.find_cells({f"{scope}/{role}": value for role, value in w.items()})
    [cell] = found.cells
    assert (cell.class_name, cell.seen_by) == ("CudnnCompatibleGRUCell", "name")
    inputs = some(random, 3, 6, 5)

    def step(x, h):
        joined = np.concatenate([x, h], axis=1)
        r, u = np.split(sigmoid(joined @ w["gates/kernel"] + w["gates/bias"]), 2, axis=1)
        roles = ["candidate/input_projection", "candidate/hidden_projection"]
        from_x, from_h = (
            part @ w[f"{role}/kernel"] + w[f"{role}/bias"]
            for part, role in zip((x, h), roles, strict=True)
        )
        new = (1 - u) * np.tanh(from_x + r * from_h) + u * h
        return new, new

    expected, last = unroll(step, inputs, np.zeros([3, 4], np.float32))
    answer = keras.run(found.networks[0], inputs)
    assert off(answer.outputs, expected) < 1e-6
    assert off(convert.state_to_tf1(cell, answer.states), last) < 1e-6


def test_the_states_of_a_keras_lstm_are_in_its_own_order_on_both_sides():
    shapes = {"kernel": [5, 16], "recurrent_kernel": [4, 16], "bias": [16]}
    cell = convert.Cell("x", "keras.LSTM", {role: np.zeros(s, "f") for role, s in shapes.items()})
    h, c = np.float32([[1]]), np.float32([[2]])
    assert [part.tolist() for part in convert.state_to_keras(cell, [h, c])] == [[[1]], [[2]]]
    assert [part.tolist() for part in convert.state_to_tf1(cell, [h, c])] == [[[1]], [[2]]]


@pytest.mark.parametrize("class_name", ["BasicLSTMCell", "GRUCell"])
def test_only_the_gates_of_keras_may_be_hard(class_name):
    with pytest.raises(convert.ConversionError, match=r"gates of a \w+ cannot use 'hard_sigmoid'"):
        convert.Cell("x", class_name, {}, recurrent_activation="hard_sigmoid")
