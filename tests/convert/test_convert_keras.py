"""Keras 3 in a process of its own gives what TensorFlow 1 gives, forwards and backwards."""

import os
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from child import run_python
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from keras_side import Trial

from utils import convert, reference, worker_process
from utils.command import main
from utils.convert import keras_process
from utils.graph import fresh_session
from utils.lessons import find_scripts
from utils.lessons.functions import lesson_functions
from utils.tf1 import tf

rnn_cell = tf.nn.rnn_cell
SCRIPT = Path(__file__).with_name("somebody_elses_network.py")
TOLERANCE = {"float32": 1e-6, "float64": 1e-13}
CELLS = {
    "BasicRNNCell": lambda units, made: rnn_cell.BasicRNNCell(units, made["activation"]),
    "BasicLSTMCell": lambda units, made: rnn_cell.BasicLSTMCell(units, **made),
    "LSTMCell": lambda units, made: rnn_cell.LSTMCell(units, **made),
    "GRUCell": lambda units, made: rnn_cell.GRUCell(units, made["activation"]),
}
sizes = st.integers(1, 6)
dtypes = st.sampled_from(["float32", "float32", "float64"])
seeds = st.integers(0, 2**32 - 1)


def examples(number):
    # An example takes a good part of a second: what fails is shown as it was drawn.
    phases = [Phase.explicit, Phase.generate]
    return settings(max_examples=number, deadline=None, derandomize=True, phases=phases)


def off(got, wanted):
    assert got.shape == wanted.shape
    return np.abs(got - wanted).max()


def require_equal(trial, keras):
    """Hold outputs, final states and every gradient against what TensorFlow 1 gave."""
    answer = keras.run(trial.network, trial.inputs, trial.states(), trial.output_weights)
    tolerance = TOLERANCE[trial.dtype]
    wanted = trial.tf1
    assert off(answer.outputs, wanted.outputs) < tolerance
    assert off(answer.gradients.inputs, wanted.by_inputs) < tolerance

    given, final, by_states = answer.states, list(wanted.states), list(wanted.by_states)
    starts = trial.states()
    gradients, by_weights = list(answer.gradients.states), list(answer.gradients.weights)
    for cell in trial.cells():
        count = 2 if "LSTM" in cell.class_name else 1
        mine, given = given[:count], given[count:]
        for state in tf.nest.flatten(convert.state_to_tf1(cell, mine)):
            assert off(state, final.pop(0)) < tolerance
        by_state = [by_states.pop(0) for _ in range(count)]
        for gradient in in_keras_order(cell, by_state):
            assert off(gradients.pop(0), gradient) < tolerance
        start, starts = starts[0], starts[count:]
        count = len([weight for layer in convert.to_keras(cell) for weight in layer.weights])
        mine, by_weights = by_weights[:count], by_weights[count:]
        for role, gradient in weight_gradients(cell, mine, start, by_state[-1]).items():
            assert off(gradient, wanted.by_variables[f"{cell.name}/{role}"]) < tolerance, role
    assert not (final or by_states or gradients or by_weights)


def in_keras_order(cell, gradients):
    """Gradients by the state of a cell, [c, h] or [h], as Keras has them."""
    if len(gradients) == 1:
        return gradients
    c, h = gradients
    if "projection/kernel" in cell.weights:  # h = m P
        h = h @ cell.weights["projection/kernel"].T
    return [h, c]


def weight_gradients(cell, gradients, start, by_start):
    """Gradients by Keras' weights as those by a cell's; `by_start` is the one by the first h."""
    layers = convert.to_keras(cell)
    if len(layers) == 1:
        [layer] = layers
        return convert.to_tf1(replace(layer, weights=gradients), forget_bias=0.0).weights
    # The recurrent kernel is R = P U, so that dL/dU = P' dL/dR, and P has two gradients. But in
    # TensorFlow 1 the first h is given, while in Keras it is m P of the m that is given.
    P, U = cell.weights["projection/kernel"], cell.weights["kernel"][cell.input_size :]
    found = convert.to_tf1(replace(layers[0], weights=gradients[:3]), forget_bias=0.0).weights
    W_gradient, R_gradient = np.split(found["kernel"], [cell.input_size])
    return {
        "kernel": np.concatenate([W_gradient, P.T @ R_gradient]),
        "bias": found["bias"],
        "projection/kernel": gradients[3] + R_gradient @ U.T - start.T @ by_start,
    }


@pytest.mark.parametrize("class_name", CELLS)
def test_a_cell_gives_the_same_numbers_and_gradients_in_keras_3(class_name, keras):
    @examples(4)
    @given(
        sizes, sizes, sizes, st.integers(1, 5), seeds, dtypes,
        st.sampled_from(convert.ACTIVATIONS), st.sampled_from([1.0, 0.0, 0.3]),
    )  # fmt: skip
    def holds(input_size, num_units, batch, steps, seed, dtype, activation, forget_bias):
        function = tf.identity if activation == "linear" else getattr(tf.nn, activation)
        made = {"activation": function, "forget_bias": forget_bias}
        trial = Trial(
            lambda: CELLS[class_name](num_units, made), input_size, batch, steps, seed, dtype,
            activation=activation, forget_bias=forget_bias,
        )  # fmt: skip
        assert [cell.class_name for cell in trial.cells()] == [class_name]
        require_equal(trial, keras)

    holds()


def test_a_projected_cell_gives_the_same_numbers_and_gradients(keras):
    @examples(4)
    @given(sizes, sizes, sizes, sizes, st.integers(1, 5), seeds, dtypes)
    def holds(input_size, num_units, num_proj, batch, steps, seed, dtype):
        def cell():
            return rnn_cell.LSTMCell(num_units, num_proj=num_proj, forget_bias=0.5)

        trial = Trial(cell, input_size, batch, steps, seed, dtype, forget_bias=0.5)
        require_equal(trial, keras)

    holds()


def some_cell(class_name, units):
    return CELLS[class_name](units, {"activation": tf.tanh, "forget_bias": 1.0})


layers_of_cells = st.lists(st.tuples(st.sampled_from(list(CELLS)), sizes), min_size=2, max_size=3)


def test_a_stack_gives_the_same_numbers_and_gradients(keras):
    @examples(3)
    @given(layers_of_cells, sizes, sizes, st.integers(1, 4), seeds, dtypes)
    def holds(levels, input_size, batch, steps, seed, dtype):
        def stack():
            return rnn_cell.MultiRNNCell([some_cell(*level) for level in levels])

        trial = Trial(stack, input_size, batch, steps, seed, dtype, run="dynamic")
        assert [cell.class_name for cell in trial.cells()] == [name for name, _ in levels]
        require_equal(trial, keras)

    holds()


def test_both_directions_give_the_same_numbers_and_gradients(keras):
    @examples(3)
    @given(
        st.sampled_from(list(CELLS)), sizes, st.integers(0, 1), sizes, sizes, st.integers(1, 4),
        seeds, dtypes,
    )  # fmt: skip
    def holds(class_name, units, more, input_size, batch, steps, seed, dtype):
        ways = (lambda: some_cell(class_name, units), lambda: some_cell(class_name, units + more))
        require_equal(Trial(ways, input_size, batch, steps, seed, dtype), keras)

    holds()


def test_both_directions_of_stacks_give_the_same_numbers_and_gradients(keras):
    def forward():
        projected = rnn_cell.LSTMCell(5, num_proj=2)
        return rnn_cell.MultiRNNCell([projected, rnn_cell.GRUCell(4)])

    def backward():
        return rnn_cell.MultiRNNCell([rnn_cell.BasicRNNCell(3), rnn_cell.BasicLSTMCell(2)])

    require_equal(Trial((forward, backward), input_size=3, batch=2, steps=4, seed=7), keras)


def in_float64(cell, inputs):
    """What the oracle gives for a cell, from a state of zeros."""
    w = {role: weight.astype(np.float64) for role, weight in cell.weights.items()}
    zeros = np.zeros([len(inputs), cell.num_units])
    if cell.class_name == "BasicLSTMCell":
        start = zeros, zeros

        def step(x, state):
            return reference.lstm_step(x, state, w["kernel"], w["bias"], cell.forget_bias)
    else:
        start = zeros

        def step(x, state):
            roles = ["gates/kernel", "gates/bias", "candidate/kernel", "candidate/bias"]
            return reference.gru_step(x, state, *(w[role] for role in roles))

    return reference.unroll(step, inputs.astype(np.float64), start)[0]


@pytest.mark.parametrize("factor", [1, 4])
@pytest.mark.parametrize("make", [rnn_cell.BasicLSTMCell, rnn_cell.GRUCell])
def test_with_weights_of_any_size_keras_is_as_near_to_float64_as_tensorflow_1(make, factor, keras):
    random = np.random.default_rng(1)
    inputs = random.normal(size=[4, 30, 20]).astype(np.float32)
    with fresh_session(seed=1) as session:
        outputs, _ = tf.nn.dynamic_rnn(make(64), tf.constant(inputs), dtype=tf.float32)
        for variable in tf.trainable_variables():
            shape = variable.shape.as_list()
            limit = factor * np.sqrt(6 / sum(shape))
            variable.load(random.uniform(-limit, limit, shape).astype(np.float32), session)
        [network] = convert.find_cells(convert.variables_of(session)).networks
        by_tf1 = session.run(outputs)
    [cell] = network.parts
    exact = in_float64(cell, inputs)
    largest = np.abs(exact).max()
    weights = {role: weight.astype(np.float64) for role, weight in cell.weights.items()}
    by_keras_64 = keras.run(replace(cell, weights=weights), inputs.astype(np.float64)).outputs
    of_tf1, of_keras, of_keras_64 = (
        off(outputs, exact) / largest
        for outputs in (by_tf1, keras.run(network, inputs).outputs, by_keras_64)
    )
    assert of_keras_64 < 1e-10
    assert of_keras < 3 * of_tf1 + 1e-6


def lstm_trial(cell=rnn_cell.BasicLSTMCell, **made):
    return Trial(lambda: cell(4, **made), input_size=3, batch=5, steps=6, seed=3)


def with_blocks(layer, gates, order):
    def arranged(array):
        blocks = np.split(array, gates, axis=-1)
        return np.concatenate([blocks[k] for k in order], axis=-1)

    return replace(layer, weights=[arranged(array) for array in layer.weights])


def as_tf1_stores_it(layer):
    return with_blocks(layer, 4, [0, 2, 1, 3])


def without_forget_bias(layer):
    kernel, recurrent_kernel, bias = layer.weights
    return replace(layer, weights=[kernel, recurrent_kernel, bias - np.repeat([0, 1, 0, 0], 4)])


def with_hard_gates(layer):
    return replace(layer, config=layer.config | {"recurrent_activation": "hard_sigmoid"})


def with_relu(layer):
    return replace(layer, config=layer.config | {"activation": "relu"})


def with_r_for_z(layer):
    return with_blocks(layer, 3, [1, 0, 2])


def with_reset_after(layer):
    kernel, recurrent_kernel, bias = layer.weights
    weights = [kernel, recurrent_kernel, np.stack([bias, 0 * bias])]
    return replace(layer, config=layer.config | {"reset_after": True}, weights=weights)


@pytest.mark.parametrize(
    ("cell", "wrong"),
    [
        (rnn_cell.BasicLSTMCell, as_tf1_stores_it),
        (rnn_cell.BasicLSTMCell, without_forget_bias),
        (rnn_cell.BasicLSTMCell, with_hard_gates),
        (rnn_cell.BasicLSTMCell, with_relu),
        (rnn_cell.GRUCell, with_r_for_z),
        (rnn_cell.GRUCell, with_reset_after),
        (rnn_cell.GRUCell, with_hard_gates),
        (rnn_cell.BasicRNNCell, with_relu),
    ],
)
def test_a_wrong_conversion_gives_other_numbers_and_gradients(cell, wrong, keras):
    trial = lstm_trial(cell)
    [layer] = convert.to_keras(trial.network.parts[0])
    right = keras.run(layer, trial.inputs, trial.states(), trial.output_weights)
    answer = keras.run(wrong(layer), trial.inputs, trial.states(), trial.output_weights)
    assert off(right.outputs, trial.tf1.outputs) < 1e-6
    assert off(answer.outputs, trial.tf1.outputs) > 1e-2
    assert off(answer.gradients.inputs, trial.tf1.by_inputs) > 1e-4


def test_states_in_the_order_of_tensorflow_1_give_other_numbers(keras):
    trial = lstm_trial()
    h, c = trial.states()
    answer = keras.run(trial.network, trial.inputs, [c, h])
    assert off(answer.outputs, trial.tf1.outputs) > 1e-2


def test_without_states_both_begin_with_zeros(keras):
    trial = lstm_trial()
    zeros = [np.zeros_like(state) for state in trial.states()]
    answers = [keras.run(trial.network, trial.inputs, states) for states in (None, zeros)]
    np.testing.assert_array_equal(answers[0].outputs, answers[1].outputs)
    assert answers[0].gradients.states == []


def saved(session, folder, fetch, feeds):
    """Save a session's variables, and return the checkpoint with what `fetch` gives."""
    session.run(tf.global_variables_initializer())
    for variable in tf.trainable_variables():  # biases of zero would tell little
        if variable.shape.rank == 1:
            drawn = np.random.default_rng(1).uniform(-0.5, 0.5, variable.shape.as_list())
            variable.load(drawn.astype(np.float32), session)
    return tf.train.Saver().save(session, str(folder / "model"), 7), session.run(fetch, feeds)


def characters(session, folder, lesson):
    network = lesson.build_network(65, num_steps=5, embedding_size=8, num_units=12)
    ids = np.random.default_rng(2).integers(0, 65, [3, 5])
    vectors = tf.nn.embedding_lookup(
        session.graph.get_tensor_by_name("model/embedding_matrix:0"), ids
    )
    return saved(session, folder, [vectors, network.outputs], {network.x: ids})


def digits(session, folder, lesson):
    images = np.random.default_rng(2).integers(0, 256, [2, 28, 28]).astype(np.uint8)
    outputs, *_ = lesson.build_network(tf.constant(images))
    rows = session.graph.get_tensor_by_name("dense/BiasAdd:0")
    return saved(session, folder, [rows, outputs], {})


@pytest.mark.parametrize(
    ("number", "draw", "left"),
    [
        ("05", characters, {"model/embedding_matrix", "model/softmax/W", "model/softmax/b"}),
        ("07", digits, {"dense/kernel", "dense/bias", "dense_1/kernel", "dense_1/bias"}),
    ],
)
def test_the_checkpoint_of_a_lesson_becomes_a_model_of_keras_3(number, draw, left, tmp_path, keras):
    [script] = find_scripts([number])
    with fresh_session(seed=1) as session:
        checkpoint, (inputs, wanted) = draw(session, tmp_path, lesson_functions(script))
    found = convert.find_cells(convert.read_checkpoint(checkpoint))
    assert {entry.name for entry in found.unplaced} == left
    path = tmp_path / "lesson.keras"
    convert.save_keras(found.networks, path, keras)
    assert off(keras.predict(path, inputs), wanted) < 1e-6


def test_a_checkpoint_after_an_update_classifies_as_the_lesson_does(tmp_path, keras):
    [script] = find_scripts(["15"])
    random = np.random.default_rng(2)
    with fresh_session(seed=1) as session:
        graph = lesson_functions(script).training_graph(rate=0.01)
        images, labels, logits, _, train_op = graph
        some = random.integers(0, 256, [3, 28, 28]).astype(np.uint8)
        session.run(tf.global_variables_initializer())
        session.run(train_op, {images: some, labels: [1, 0, 2]})
        checkpoint = tf.train.Saver().save(session, str(tmp_path / "digits"), 1)
        wanted = session.run(logits, {images: some})
    variables = convert.read_checkpoint(checkpoint)
    found = convert.find_cells(variables)
    assert {entry.name for entry in found.unplaced} == {"dense/kernel", "dense/bias"}
    assert len(found.slots) == 2 * 4 + 3  # of Adam, its two powers, and the count of updates
    path = tmp_path / "digits.keras"
    convert.save_keras(found.networks, path, keras)
    last = keras.predict(path, some.astype(np.float32) / 255)[:, -1]
    assert off(last @ variables["dense/kernel"] + variables["dense/bias"], wanted) < 1e-6


@pytest.fixture(scope="module")
def foreign(tmp_path_factory):
    folder = tmp_path_factory.mktemp("foreign")
    ended = run_python(SCRIPT, folder, cwd=folder)
    assert ended.returncode == 0, ended.stderr
    return folder


def test_a_network_of_another_script_becomes_a_model_that_gives_the_same(
    foreign, capsys, keras, monkeypatch
):
    # The command would start a process of its own.
    monkeypatch.setattr(convert, "save_keras", partial(convert.save_keras, keras=keras))
    out = foreign / "spelling.keras"
    assert main(["convert", str(foreign), str(out)]) == 0
    said = capsys.readouterr().out
    load = f"With Keras 3: model = keras.models.load_model({str(out)!r})"
    assert f"The model was written to {out}.\n{load}" in said
    assert "LSTM(8) + Dense(3)" in said
    assert "The variables of the optimizer were left out (67 variables)." in said
    with np.load(foreign / "given.npz") as given:
        wanted = dict(given)
    words = wanted.pop("words")
    outputs = keras.predict(out, dict.fromkeys(wanted, words))
    assert outputs.keys() == wanted.keys()
    assert said.endswith(f"with the keys {', '.join(map(repr, sorted(wanted)))}.\n")
    for name, output in wanted.items():
        assert off(outputs[name], output) < 1e-6, name


def test_a_list_says_what_is_there_and_writes_nothing(foreign, capsys):
    before = sorted(foreign.iterdir())
    assert main(["convert", str(foreign / "spelling-3"), "--list"]) == 0
    said = capsys.readouterr().out
    assert sorted(foreign.iterdir()) == before
    for line in [
        "speller/dec/rnn/writer  LSTMCell  its shapes  7  3  tanh  0.5  LSTM(8) + Dense(3)",
        "speller/plain/fw/basic_lstm_cell  BasicLSTMCell  its name  7  6  relu  1  LSTM(6)",
        "speller/plain  [batch, num_steps, 7]  [batch, num_steps, 12]  "
        "(BasicLSTMCell forward, BasicLSTMCell backward)",
        "speller/bridge/kernel  [10, 9]  a dense layer, as the graph shows",
        "speller/peep/lstm_cell/w_f_diag  [5]  an LSTM with peepholes, which Keras does not have",
        "speller/side/memory  BasicLSTMCell  its graph  7  6  tanh  1  LSTM(6)",
    ]:
        words = line.split()
        assert words in [row.split() for row in said.splitlines()], line


def test_a_network_of_keras_3_goes_back_into_a_graph(tmp_path, keras):
    trial = Trial(
        lambda: rnn_cell.MultiRNNCell([rnn_cell.LSTMCell(5, num_proj=3), rnn_cell.GRUCell(4)]),
        input_size=3, batch=2, steps=4, seed=9,
    )  # fmt: skip
    path = tmp_path / "network.keras"
    convert.save_keras(trial.found.networks, path, keras)
    lstm, gru = convert.read_keras(path, keras).values()
    with fresh_session(seed=2) as session:
        cells = [rnn_cell.LSTMCell(5, num_proj=3), rnn_cell.GRUCell(4)]
        stack = rnn_cell.MultiRNNCell(cells)
        outputs, _ = tf.nn.dynamic_rnn(stack, tf.constant(trial.inputs), dtype=tf.float32)
        for cell, layers in zip(cells, [lstm, gru], strict=True):
            weights = convert.to_tf1(layers).weights
            for variable in cell.variables:
                role = variable.op.name.split("_cell/")[-1]
                variable.load(weights[role], session)
        assert off(session.run(outputs), keras.predict(path, trial.inputs)) < 1e-6


def test_several_networks_are_a_dict_and_no_name_is_given_twice(tmp_path, keras):
    trial, path = lstm_trial(), tmp_path / "two.keras"
    [cell] = trial.cells()
    cells = [replace(cell, name="a/b_c"), replace(cell, name="a_b/c")]
    convert.save_keras(cells, path, keras)
    outputs = keras.predict(path, {"a_b_c": trial.inputs, "a_b_c_2": 2 * trial.inputs})
    for name, factor in (("a_b_c", 1), ("a_b_c_2", 2)):
        assert off(outputs[name], keras.run(cell, factor * trial.inputs).outputs) < 1e-6
    # An input is called as its key, which Keras demands; so the layers are not.
    assert convert.read_keras(path, keras).keys() == {"a_b_c_layer", "a_b_c_layer_2"}


def test_a_model_of_several_networks_is_loaded_without_a_warning(tmp_path, keras):
    [cell] = lstm_trial().cells()
    path = tmp_path / "two.keras"
    convert.save_keras([replace(cell, name="a"), replace(cell, name="b/c")], path, keras)
    code = (
        "import sys, warnings; warnings.simplefilter('error'); import keras, numpy\n"
        "model = keras.models.load_model(sys.argv[1])\n"
        "assert model({'a': numpy.ones([1, 2, 3]), 'b_c': numpy.ones([1, 2, 3])}).keys() == "
        "{'a', 'b_c'}\n"
    )
    ended = run_python("-c", code, path, cwd=tmp_path)
    assert ended.returncode == 0, ended.stderr


def test_both_directions_are_one_bidirectional_layer_where_keras_can(tmp_path, keras):
    ways = (lambda: rnn_cell.GRUCell(3), lambda: rnn_cell.GRUCell(3))
    trial, path = Trial(ways, input_size=2, batch=3, steps=4, seed=5), tmp_path / "both.keras"
    convert.save_keras(trial.found.networks, path, keras)
    found = convert.read_keras(path, keras)
    assert found.keys() == {"bidirectional_rnn/forward", "bidirectional_rnn/backward"}
    for layers, cell in zip(found.values(), trial.cells(), strict=True):
        for role, weight in convert.to_tf1(layers).weights.items():
            np.testing.assert_array_equal(weight, cell.weights[role])
    from_zeros = keras.run(trial.network, trial.inputs).outputs
    assert off(keras.predict(path, trial.inputs), from_zeros) < 1e-6


def test_an_error_of_keras_is_in_the_message_and_its_process_continues(keras, tmp_path):
    trial = lstm_trial()
    with pytest.raises(convert.ConversionError, match=r"^Keras raised an error: .*Check"):
        keras.run(trial.network, trial.inputs[:, :, :2])
    (tmp_path / "no.keras").write_text("text")
    with pytest.raises(convert.ConversionError, match=r"^Keras raised an error: "):
        convert.read_keras(tmp_path / "no.keras", keras)
    assert keras.run(trial.network, trial.inputs).outputs.shape == (5, 6, 4)


def test_the_process_has_keras_3_while_this_one_has_keras_2(keras):
    assert keras.version.split(".")[0] == "3"
    assert os.environ["TF_USE_LEGACY_KERAS"] == "1"
    assert tf.keras.__name__.startswith("tf_keras") or "keras" not in sys.modules


def test_a_process_that_does_not_start_says_why(tmp_path, monkeypatch):
    worker = tmp_path / "worker.py"
    worker.write_text("raise SystemExit('No module named keras')")
    monkeypatch.setattr(keras_process, "WORKER", worker)
    with pytest.raises(convert.ConversionError, match=r"line was: No module named keras.*doctor"):
        convert.KerasProcess()


def test_without_a_process_one_is_started_and_ended(tmp_path, monkeypatch):
    worker, file = tmp_path / "worker.py", tmp_path / "some.keras"
    file.touch()
    code = "import pickle, sys\nfor answer in '3', {'lstm': [('LSTM', {'units': 2}, [])]}:\n"
    code += "    pickle.dump((True, answer), sys.stdout.buffer)\nsys.stdin.read()\n"
    worker.write_text(code)
    monkeypatch.setattr(keras_process, "WORKER", worker)
    started = []
    popen = worker_process.subprocess.Popen
    monkeypatch.setattr(
        worker_process.subprocess,
        "Popen",
        lambda *a, **k: started.append(popen(*a, **k)) or started[-1],
    )
    assert repr(convert.read_keras(file)) == "{'lstm': [LSTM(2)]}"
    [process] = started
    assert process.returncode is not None


def test_a_process_that_ends_says_so(tmp_path, monkeypatch):
    worker = tmp_path / "worker.py"
    code = "import pickle, sys\npickle.dump((True, '3'), sys.stdout.buffer)\nsys.stdout.flush()\n"
    worker.write_text(code + "pickle.load(sys.stdin.buffer)\nprint('killed', file=sys.stderr)")
    monkeypatch.setattr(keras_process, "WORKER", worker)
    with convert.KerasProcess() as process:
        for message in (r"ended\. Its last line was: killed", r"has ended\. Create another"):
            with pytest.raises(convert.ConversionError, match=message):
                process.predict("a.keras", np.zeros(1))
        process.close()
