"""The process with Keras 3, held against formulas in NumPy, in float64; without TensorFlow 1."""

import json
import zipfile
from itertools import chain

import numpy as np
import pytest

from utils import convert
from utils.convert import BothDirections, Cell, Network, to_keras
from utils.convert.keras_3 import in_keras_3

EPSILON = 1e-5
random = np.random.default_rng(8)


def cell(class_name, input_size, num_units, projection=None, dtype="float64"):
    """A cell with random weights; with a projection, of this size."""
    gates = {"BasicRNNCell": 1, "LSTMCell": 4, "GRUCell": 3}[class_name]
    rows = input_size + (projection or num_units)
    shapes = {"kernel": [rows, gates * num_units], "bias": [gates * num_units]}
    if projection:
        shapes["projection/kernel"] = [num_units, projection]
    if class_name == "GRUCell":
        shapes = {
            "gates/kernel": [rows, 2 * num_units], "gates/bias": [2 * num_units],
            "candidate/kernel": [rows, num_units], "candidate/bias": [num_units],
        }  # fmt: skip
    weights = {role: random.normal(size=shape).astype(dtype) for role, shape in shapes.items()}
    return Cell(f"{class_name}_{num_units}", class_name, weights)


def both(forward, *backward):
    return BothDirections("both", tuple(forward), tuple(backward))


def lstm_and_gru():
    return [cell("LSTMCell", 2, 3), cell("GRUCell", 3, 2)]


# Every network reads inputs of size 2.
NETWORKS = {
    "chain": lambda: [
        cell("BasicRNNCell", 2, 3), cell("LSTMCell", 3, 4, projection=2), cell("GRUCell", 2, 5),
    ],
    "alike": lambda: [
        both([cell("LSTMCell", 2, 3)], cell("LSTMCell", 2, 3)), cell("GRUCell", 6, 2),
    ],
    "first smaller": lambda: [both([cell("GRUCell", 2, 3)], cell("GRUCell", 2, 4))],
    "first larger": lambda: [both([cell("GRUCell", 2, 4)], cell("GRUCell", 2, 3))],
    "two classes": lambda: [both([cell("LSTMCell", 2, 3)], cell("GRUCell", 2, 3))],
    "first longer": lambda: [both(lstm_and_gru(), cell("LSTMCell", 2, 3))],
    "first shorter": lambda: [both([cell("LSTMCell", 2, 3)], *lstm_and_gru())],
    "two stacks": lambda: [both(lstm_and_gru(), *lstm_and_gru())],
}  # fmt: skip


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def next_state(layer, x, state):
    """The output of a layer of Keras at a time step, and its new state."""
    if layer.class_name == "Dense":
        return x @ layer.weights[0], []
    W, U, b = layer.weights
    if layer.class_name == "SimpleRNN":
        h = np.tanh(x @ W + state[0] @ U + b)
        return h, [h]
    if layer.class_name == "LSTM":
        h, c = state
        i, f, g, o = np.split(x @ W + h @ U + b, 4, axis=1)
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        h = sigmoid(o) * np.tanh(c)
        return h, [h, c]
    [h] = state
    units = h.shape[1]
    of_inputs, U_gates, U_candidate = x @ W + b, U[:, : 2 * units], U[:, 2 * units :]
    z, r = np.split(sigmoid(of_inputs[:, : 2 * units] + h @ U_gates), 2, axis=1)
    candidate = np.tanh(of_inputs[:, 2 * units :] + (r * h) @ U_candidate)
    h = z * h + (1 - z) * candidate
    return h, [h]


def called(layers, sequence, states):
    """Layers one after the other; takes their initial states out of `states`."""
    final = []
    for layer in layers:
        count = {"Dense": 0, "LSTM": 2}.get(layer.class_name, 1)
        state, states[:count] = states[:count], []
        outputs = []
        for time_step in range(sequence.shape[1]):
            output, state = next_state(layer, sequence[:, time_step], state)
            outputs.append(output)
        sequence, final = np.stack(outputs, axis=1), final + state
    return sequence, final


class Trial:
    """A network with its layers of Keras, inputs [3, 5, 2], and initial states."""

    def __init__(self, parts):
        self.network = Network("network", tuple(parts))
        self.parts = []
        cells = []
        for part in parts:
            ways = [[part]] if isinstance(part, Cell) else [part.forward, part.backward]
            self.parts.append([[*chain.from_iterable(map(to_keras, way))] for way in ways])
            cells += chain.from_iterable(ways)
        self.inputs = random.normal(size=[3, 5, 2])
        self.states = [
            random.normal(size=[3, one.num_units])
            for one in cells
            for _ in range(1 + ("LSTM" in one.class_name))
        ]

    @property
    def weights(self):
        layers = [layer for part in self.parts for way in part for layer in way]
        return [weight for layer in layers for weight in layer.weights]

    def expected(self):
        """Outputs and final states."""
        sequence, states, final = self.inputs, list(self.states), []
        for forward, *backward in self.parts:
            before = sequence
            sequence, more = called(forward, before, states)
            final += more
            for way in backward:
                outputs, more = called(way, before[:, ::-1], states)
                sequence, final = np.concatenate([sequence, outputs[:, ::-1]], 2), final + more
        return sequence, final

    def slope(self, array, direction, output_weights):
        """The derivative of sum(output_weights * outputs) by an array, in a direction."""
        sums = []
        for step in (EPSILON, -EPSILON):
            array += step * direction
            sums.append(np.sum(output_weights * self.expected()[0]))
            array -= step * direction
        return (sums[0] - sums[1]) / (2 * EPSILON)


@pytest.mark.parametrize("name", NETWORKS)
def test_outputs_states_and_gradients_are_those_of_the_formulas(name, keras):
    trial = Trial(NETWORKS[name]())
    outputs, final = trial.expected()
    output_weights = random.normal(size=outputs.shape)
    found = keras.run(trial.network, trial.inputs, trial.states, output_weights)
    np.testing.assert_allclose(found.outputs, outputs, atol=1e-12)
    for state, wanted in zip(found.states, final, strict=True):
        np.testing.assert_allclose(state, wanted, atol=1e-12)
    gradients = [found.gradients.inputs, *found.gradients.states, *found.gradients.weights]
    arrays = [trial.inputs, *trial.states, *trial.weights]
    for gradient, array in zip(gradients, arrays, strict=True):
        direction = random.normal(size=array.shape)
        slope = trial.slope(array, direction, output_weights)
        assert np.sum(gradient * direction) == pytest.approx(slope, rel=1e-6, abs=1e-7)


def test_without_states_they_are_zero_and_without_output_weights_each_is_one(keras):
    trial = Trial([cell("LSTMCell", 2, 3)])
    trial.states = [np.zeros([3, 3]), np.zeros([3, 3])]
    outputs, final = trial.expected()
    found = keras.run(trial.network, trial.inputs)
    np.testing.assert_allclose(found.outputs, outputs, atol=1e-12)
    np.testing.assert_allclose(found.states, final, atol=1e-12)
    assert found.gradients.states == []
    direction = random.normal(size=trial.inputs.shape)
    slope = trial.slope(trial.inputs, direction, np.ones_like(outputs))
    assert np.sum(found.gradients.inputs * direction) == pytest.approx(slope, rel=1e-6)


@pytest.mark.parametrize("name", ["chain", "first longer"])
def test_a_network_is_saved_without_states_and_gives_the_same(name, tmp_path, keras):
    network, path = Network("network", tuple(NETWORKS[name]())), tmp_path / "a.keras"
    inputs = random.normal(size=[3, 5, 2])
    wanted = keras.run(network, inputs).outputs
    convert.save_keras([network], path, keras)
    np.testing.assert_allclose(keras.predict(path, inputs), wanted, atol=1e-12)
    with zipfile.ZipFile(path) as archive:
        layers = json.loads(archive.read("config.json"))["config"]["layers"]
    kinds = {layer["config"].get("return_state") for layer in layers}
    assert kinds == {False, None}


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_several_networks_have_a_dict_of_inputs_and_outputs(dtype, tmp_path, keras):
    cells = {"a": cell("GRUCell", 2, 3, dtype=dtype), "b": cell("GRUCell", 2, 4, dtype=dtype)}
    networks = [Network(name, (one,)) for name, one in cells.items()]
    inputs = {name: random.normal(size=[3, 5, 2]).astype(dtype) for name in "ab"}
    convert.save_keras(networks, tmp_path / "two.keras", keras)
    found = keras.predict(tmp_path / "two.keras", inputs)
    assert found.keys() == inputs.keys()
    for network in networks:
        wanted = keras.run(network, inputs[network.name]).outputs
        assert found[network.name].dtype == wanted.dtype == dtype
        np.testing.assert_allclose(found[network.name], wanted, atol=1e-6)


def test_an_error_of_keras_comes_with_its_name_and_the_process_continues(tmp_path, keras):
    with pytest.raises(convert.ConversionError, match="Keras raised an error: ValueError: "):
        keras.predict(tmp_path / "missing.keras", np.zeros([1, 1, 2]))
    trial = Trial([cell("GRUCell", 2, 3)])
    assert keras.run(trial.network, trial.inputs).outputs.shape == (3, 5, 3)


def test_what_keras_prints_does_not_come_between_the_answers(tmp_path, monkeypatch):
    (tmp_path / "tensorflow.py").write_text("print('ready')\n")
    (tmp_path / "keras.py").write_text(
        "import sys\n"
        "__version__ = '3.0'\n"
        "print('ready')\n"
        "models = sys.modules[__name__]\n"
        "def load_model(path, compile):\n"
        "    print('loaded', flush=True)\n"
        "    return lambda inputs: 2 * inputs\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with convert.KerasProcess() as process:
        assert process.version == "3.0"
        assert process.predict("a.keras", 3) == 6


def model_with_many_readers(path):
    """Save a model whose recurrent layers are read in all ways; in the process with Keras 3."""
    import keras

    layers = keras.layers
    x = keras.Input((4, 2), name="x")

    def lstm(name):
        return layers.LSTM(3, return_sequences=True, name=name)(x)

    def dense(**options):
        return layers.Dense(5, **({"use_bias": False} | options))

    twice = lstm("two_readers")
    outputs = [
        dense()(lstm("projected")),
        dense(use_bias=True)(lstm("with_bias")),
        dense(use_bias=True, activation="relu")(lstm("with_bias_and_relu")),
        dense(activation="elu")(lstm("with_elu")),
        dense(activation="relu")(lstm("with_relu")),
        layers.Conv1D(5, 1, use_bias=False)(lstm("convolved")),
        layers.EinsumDense("abc,cd->abd", (4, 5))(lstm("multiplied")),
        dense()(twice),
        dense()(twice),
        layers.Activation("relu")(lstm("activated")),
        lstm("unread"),
        layers.Bidirectional(layers.GRU(2), name="both")(x),
    ]
    keras.Model(x, outputs).save(path)


def model_with_an_own_loss(path):
    import keras

    def own_loss(labels, outputs):
        return 0.0

    x = keras.Input((2,))
    model = keras.Model(x, keras.layers.Dense(1, kernel_initializer="ones")(x))
    model.compile(loss=own_loss)
    model.save(path)


@pytest.fixture(scope="module")
def many_readers(tmp_path_factory):
    path = tmp_path_factory.mktemp("model") / "many.keras"
    in_keras_3(model_with_many_readers, str(path))
    return path


def test_only_a_matrix_that_alone_reads_a_layer_is_its_projection(many_readers, keras):
    found = convert.read_keras(many_readers, keras)
    names = ("two_readers", "projected", "with_bias", "with_bias_and_relu", "with_elu", "with_relu")
    more = ("convolved", "multiplied", "activated", "unread", "both/forward", "both/backward")
    assert found.keys() == {*names, *more}
    for name, layers in found.items():
        kinds = ["GRU" if name.startswith("both") else "LSTM", "Dense"][: 1 + (name == "projected")]
        assert [layer.class_name for layer in layers] == kinds
    lstm, projection = found["projected"]
    assert (lstm.config["units"], lstm.config["recurrent_activation"]) == (3, "sigmoid")
    assert [weight.shape for weight in lstm.weights] == [(2, 12), (3, 12), (12,)]
    assert [weight.shape for weight in projection.weights] == [(3, 5)]


def test_a_model_with_a_loss_of_its_own_is_used_without_it(tmp_path, keras):
    in_keras_3(model_with_an_own_loss, str(tmp_path / "own.keras"))
    found = keras.predict(tmp_path / "own.keras", np.array([[2.0, 1.0]], "float32"))
    np.testing.assert_array_equal(found, [[3.0]])
