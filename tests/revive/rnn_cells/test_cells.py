"""Cells of contrib and of old argument lists, against NumPy."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from utils.reference import lstm_step, unroll
from utils.revive import notes
from utils.revive.reading.era import Era
from utils.revive.rnn_cells import cells, contrib_cells, contrib_rnn, cudnn_rnn, first_cells
from utils.revive.rnn_cells.attention_cell import AttentionCellWrapper
from utils.tf1 import tf

SIZES = {
    "batch": st.integers(1, 4),
    "inputs": st.integers(1, 5),
    "units": st.integers(1, 4),
    "seed": st.integers(0, 1000),
}
FEW = settings(max_examples=8, deadline=None, derandomize=True)


def run_step(make_cell, inputs, state, seed):
    """Give output, new state, and the variables {last part of the name: value} of one step."""
    random = np.random.default_rng(seed)
    with tf.Graph().as_default(), tf.Session() as session:
        state = tf.nest.map_structure(tf.constant, state)
        output, new_state = make_cell()(tf.constant(inputs), state)
        variables = {v.op.name: v for v in tf.global_variables()}
        values = {n: random.normal(size=v.shape.as_list()) for n, v in variables.items()}
        for name, variable in variables.items():
            variable.load(values[name], session)
        output, new_state = session.run([output, new_state])
    return output, new_state, values


def drawn(batch, inputs, units, seed, states=2):
    random = np.random.default_rng(seed)
    arrays = [random.normal(size=(batch, inputs))]
    arrays += [random.normal(size=(batch, units)) for _ in range(states)]
    return [array.astype("f4") for array in arrays]


@pytest.mark.parametrize("number", [1, 2])
def test_a_cell_has_variables_for_each_size_of_its_inputs(number, monkeypatch):
    seen = []
    monkeypatch.setattr(cells, "note", lambda *words: seen.append(words[0]))
    with tf.Graph().as_default():
        cell = cells.GRUCell(3)
        if number == 2:
            cell = cells.MultiRNNCell([cell, cells.BasicLSTMCell(2)])
        _, state = tf.nn.static_rnn(cell, [tf.zeros([4, 1])] * 2, dtype=tf.float32)
        assert not seen
        before = len(tf.global_variables())
        with tf.variable_scope("decoder"):
            for _ in range(2):
                _, state = cell(tf.zeros([4, 5]), state)
        names = [one.op.name for one in tf.global_variables()]
        assert len(names) == 2 * before and len(seen) == 1
        assert [name.replace("decoder/", "rnn/") for name in names[before:]] == names[:before]


@FEW
@given(**SIZES)
def test_a_block_cell_is_an_lstm_with_gates_i_j_f_o(batch, inputs, units, seed):
    x, c, h = drawn(batch, inputs, units, seed)
    state = tf.nn.rnn_cell.LSTMStateTuple(c, h)
    output, new, values = run_step(lambda: contrib_rnn.LSTMBlockCell(units), x, state, seed)
    kernel, bias = values["lstm_cell/kernel"], values["lstm_cell/bias"]
    expected, (expected_c, _) = lstm_step(x, (c, h), kernel, bias, forget_bias=1.0)
    np.testing.assert_allclose(output, expected, atol=1e-5)
    np.testing.assert_allclose(new.c, expected_c, atol=1e-5)


def normalized(values, gamma, beta):
    centered = values - values.mean(1, keepdims=True)
    return beta + gamma * centered / np.sqrt(values.var(1, keepdims=True) + 1e-12)


def sigmoid(values):
    return 1 / (1 + np.exp(-values))


@FEW
@given(**{**SIZES, "units": st.integers(2, 4)}, is_normalized=st.booleans())
def test_an_lstm_with_layer_normalization(batch, inputs, units, seed, is_normalized):
    x, c, h = drawn(batch, inputs, units, seed)
    state = tf.nn.rnn_cell.LSTMStateTuple(c, h)

    def make():
        return contrib_rnn.LayerNormBasicLSTMCell(units, 0.5, layer_norm=is_normalized)

    output, new, values = run_step(make, x, state, seed)
    scope = "layer_norm_basic_lstm_cell"

    def norm(array, name):
        if not is_normalized:
            return array
        return normalized(array, *(values[f"{scope}/{name}/{one}"] for one in ("gamma", "beta")))

    gates = np.concatenate([x, h], 1) @ values[f"{scope}/kernel"]
    gates = gates + values.get(f"{scope}/bias", 0)
    parts = zip(np.split(gates, 4, 1), ["input", "transform", "forget", "output"], strict=True)
    i, j, f, o = (norm(part, name) for part, name in parts)
    expected_c = norm(c * sigmoid(f + 0.5) + sigmoid(i) * np.tanh(j), "state")
    # A row of two units that are nearly equal is divided by nearly nothing.
    np.testing.assert_allclose(new.c, expected_c, rtol=1e-3, atol=1e-3)
    np.testing.assert_allclose(output, np.tanh(expected_c) * sigmoid(o), rtol=1e-3, atol=1e-3)


@FEW
@given(**SIZES, layers=st.integers(1, 2), both=st.booleans())
def test_cudnns_lstm_is_layers_of_lstms_without_a_forget_bias(
    batch, inputs, units, seed, layers, both
):
    random = np.random.default_rng(seed)
    x = random.normal(size=(3, batch, inputs)).astype("f4")
    ways = 2 if both else 1
    h, c = random.normal(size=(2, layers * ways, batch, units)).astype("f4")
    with tf.Graph().as_default(), tf.Session() as session:
        direction = "bidirectional" if both else "unidirectional"
        lstm = cudnn_rnn.CudnnLSTM(layers, units, direction=direction)
        result = lstm(x, (h, c))
        variables = {v.op.name: v for v in tf.trainable_variables()}
        values = {n: random.normal(size=v.shape.as_list()) for n, v in variables.items()}
        for name, variable in variables.items():
            variable.load(values[name], session)
        outputs, (last_h, last_c) = session.run(result)

    layer_inputs = x.transpose(1, 0, 2)
    for layer in range(layers):
        layer_outputs = []
        for way in range(ways):
            scope = f"cudnn_lstm/rnn/multi_rnn_cell/cell_{layer}"
            if both:
                scope = f"cudnn_lstm/stack_bidirectional_rnn/cell_{layer}/bidirectional_rnn/"
                scope += ("fw", "bw")[way]
            scope += "/cudnn_compatible_lstm_cell"
            kernel, bias = values[f"{scope}/kernel"], values[f"{scope}/bias"]

            def step(x_t, state, kernel=kernel, bias=bias):
                return lstm_step(x_t, state, kernel, bias, forget_bias=0.0)

            order = slice(None, None, -1 if way else 1)
            n = ways * layer + way
            seen, (c_n, h_n) = unroll(step, layer_inputs[:, order], (c[n], h[n]))
            np.testing.assert_allclose(last_c[n], c_n, atol=1e-5)
            np.testing.assert_allclose(last_h[n], h_n, atol=1e-5)
            layer_outputs.append(seen[:, order])
        layer_inputs = np.concatenate(layer_outputs, 2)
    np.testing.assert_allclose(outputs.transpose(1, 0, 2), layer_inputs, atol=1e-5)


@pytest.mark.parametrize(("name", "value"), [("direction", "up"), ("input_mode", "skip_input")])
def test_cudnn_refuses_what_it_has_not(name, value):
    with pytest.raises(ValueError, match=f"{name}: wanted"):
        cudnn_rnn.CudnnLSTM(1, 2, **{name: value})


def test_linear_joins_its_inputs_and_adds_a_bias():
    x, h = drawn(3, 4, 2, seed=1, states=1)
    with tf.Graph().as_default(), tf.Session() as session:
        result = cells._linear([tf.constant(x), tf.constant(h)], 5, True, 0.25, scope="Here")
        session.run(tf.global_variables_initializer())
        got, kernel, bias = session.run([result, *tf.global_variables()])
        names = [variable.op.name for variable in tf.global_variables()]
    assert names == ["Here/kernel", "Here/bias"]
    assert (bias == 0.25).all()
    np.testing.assert_allclose(got, np.concatenate([x, h], 1) @ kernel + bias, atol=1e-5)


@pytest.mark.parametrize(
    ("module", "names"),
    [(contrib_rnn, ["a/kernel", "a/bias"]), (cells, ["a/Linear/kernel", "a/Linear/bias"])],
)
def test_linear_of_contrib_makes_its_variables_in_the_open_scope(module, names):
    with tf.Graph().as_default():
        with tf.variable_scope("a"):
            module._linear([tf.zeros([2, 3])], 4, True)
        assert [variable.op.name for variable in tf.global_variables()] == names


@pytest.mark.parametrize("arguments", [[], tf.zeros([2, 3, 4])])
def test_linear_refuses_what_has_no_rows(arguments):
    with pytest.raises(ValueError, match="args: wanted tensors of rank 2"):
        cells._linear(arguments, 2, True)


@pytest.mark.parametrize(
    "make",
    [
        lambda: cells.BasicLSTMCell(3, 0.5, None),
        lambda: cells.BasicLSTMCell(3, 0.5, 2),
        lambda: cells.BasicLSTMCell(3, 0.5, input_size=2),
        lambda: cells.BasicLSTMCell(3, 0.5, None, True),
        lambda: cells.BasicLSTMCell(3, 0.5, True),
        lambda: cells.BasicLSTMCell(3, forget_bias=0.5, state_is_tuple=True),
        lambda: cells.LSTMCell(3, 2, forget_bias=0.5),
        lambda: cells.LSTMCell(3, None, forget_bias=0.5),
        lambda: cells.LSTMCell(3, False, forget_bias=0.5),
    ],
)
def test_an_lstm_takes_its_input_size_and_does_without(make):
    x, c, h = drawn(2, 4, 3, seed=2)
    state = tf.nn.rnn_cell.LSTMStateTuple(c, h)
    output, _, values = run_step(make, x, state, seed=3)
    kernel, bias = values.values()
    expected, _ = lstm_step(x, (c, h), kernel, bias, forget_bias=0.5)
    np.testing.assert_allclose(output, expected, atol=1e-5)


@pytest.mark.parametrize("make", [cells.BasicRNNCell, cells.GRUCell])
def test_other_cells_take_an_input_size_too(make):
    assert make(3, 7).state_size == make(3, input_size=7).state_size == make(3).state_size == 3


@pytest.mark.parametrize("is_stack", [False, True])
def test_a_state_of_an_lstm_may_be_one_tensor(is_stack):
    x, c, h = drawn(2, 4, 3, seed=2)

    def make():
        cell = cells.BasicLSTMCell(3)
        return cells.MultiRNNCell([cell]) if is_stack else cell

    output, new, values = run_step(make, x, np.concatenate([c, h], 1), seed=3)
    kernel, bias = values.values()
    expected, (expected_c, expected_h) = lstm_step(x, (c, h), kernel, bias, forget_bias=1.0)
    np.testing.assert_allclose(output, expected, atol=1e-5)
    np.testing.assert_allclose(new, np.concatenate([expected_c, expected_h], 1), atol=1e-5)


def test_the_first_cells_have_states_of_one_tensor_and_so_have_all_in_a_script_of_that_era(
    monkeypatch,
):
    assert first_cells.BasicLSTMCell(3).state_size == 6
    assert first_cells.MultiRNNCell([first_cells.LSTMCell(3)] * 2).state_size == 12
    assert cells.BasicLSTMCell(3).state_size == (3, 3)
    coupled, attends = contrib_cells.CoupledInputForgetGateLSTMCell, AttentionCellWrapper
    assert coupled(3).state_size == (3, 3) and attends(cells.GRUCell(3), 2).state_size == (3, 3, 6)
    monkeypatch.setattr(Era, "state_is_tuple", False)
    assert coupled(3).state_size == 6 and attends(cells.GRUCell(3), 2).state_size == 12
    pair = cells.BasicLSTMCell(3, state_is_tuple=True)
    assert attends(pair, 2).state_size == ((3, 3), 3, 6)
    assert cells.BasicLSTMCell(3).state_size == 6
    assert cells.BasicLSTMCell(3, state_is_tuple=True).state_size == (3, 3)


def test_a_list_of_one_cell_n_times_is_n_cells():
    with tf.Graph().as_default():
        stack = contrib_rnn.MultiRNNCell([contrib_rnn.GRUCell(3)] * 2)
        stack(tf.zeros([2, 5]), stack.zero_state(2, tf.float32))
        names = {variable.op.name for variable in tf.trainable_variables()}
        shapes = {v.op.name: v.shape.as_list() for v in tf.trainable_variables()}
    assert len(names) == 8
    assert shapes["multi_rnn_cell/cell_0/gru_cell/gates/kernel"] == [8, 6]
    assert shapes["multi_rnn_cell/cell_1/gru_cell/gates/kernel"] == [6, 6]


@pytest.mark.parametrize("kind", ["output", "input", "embedding"])
def test_a_wrapper_puts_a_layer_around_a_cell(kind):
    random = np.random.default_rng(4)
    state = random.normal(size=(2, 3)).astype("f4")
    x = random.normal(size=(2, 4)).astype("f4")
    makers = {
        "output": lambda: cells.OutputProjectionWrapper(cells.BasicRNNCell(3), 5),
        "input": lambda: cells.InputProjectionWrapper(cells.BasicRNNCell(3), 5),
        "embedding": lambda: cells.EmbeddingWrapper(cells.BasicRNNCell(3), 6, 5),
    }
    inputs = np.array([5, 1]) if kind == "embedding" else x
    output, new_state, values = run_step(makers[kind], inputs, state, seed=6)
    inner = {name.split("/")[-1]: v for name, v in values.items() if "basic_rnn_cell" in name}
    outer = {name.split("/")[-1]: v for name, v in values.items() if "basic_rnn_cell" not in name}
    if kind == "embedding":
        x = outer["embedding"][inputs]
    elif kind == "input":
        x = x @ outer["kernel"] + outer["bias"]
    expected = np.tanh(np.concatenate([x, state], 1) @ inner["kernel"] + inner["bias"])
    np.testing.assert_allclose(new_state, expected, atol=1e-5)
    if kind == "output":
        expected = expected @ outer["kernel"] + outer["bias"]
    np.testing.assert_allclose(output, expected, atol=1e-5)


def test_stacked_directions_read_both_directions_of_the_layer_below():
    x = np.random.default_rng(7).normal(size=(2, 4, 3)).astype("f4")
    with tf.Graph().as_default(), tf.Session() as session:
        make = lambda: [contrib_rnn.BasicRNNCell(n) for n in (5, 6)]  # noqa: E731
        dynamic, *_ = contrib_rnn.stack_bidirectional_dynamic_rnn(
            make(), make(), tf.constant(x), dtype=tf.float32, scope="one"
        )
        static, fw, bw = contrib_rnn.stack_bidirectional_rnn(
            make(), make(), tf.unstack(tf.constant(x), axis=1), dtype=tf.float32, scope="two"
        )
        session.run(tf.global_variables_initializer())
        pairs = zip(tf.trainable_variables("one"), tf.trainable_variables("two"), strict=True)
        for first, second in pairs:
            second.load(session.run(first), session)
        dynamic, static, fw, bw = session.run([dynamic, tf.stack(static, 1), fw, bw])
        shapes = {v.op.name: v.shape.as_list() for v in tf.trainable_variables("one")}
    assert shapes["one/cell_1/bidirectional_rnn/fw/basic_rnn_cell/kernel"] == [10 + 6, 6]
    assert dynamic.shape == (2, 4, 12)
    np.testing.assert_allclose(dynamic, static, atol=1e-6)
    np.testing.assert_allclose(fw[1], static[:, -1, :6], atol=1e-6)
    np.testing.assert_allclose(bw[1], static[:, 0, 6:], atol=1e-6)


@pytest.mark.parametrize("make_cell", [cells.GRUCell, cells.BasicLSTMCell])
def test_the_batch_size_may_be_a_variable(make_cell):
    with tf.Graph().as_default(), tf.Session() as session:
        size = tf.Variable(3, trainable=False)
        state = cells.MultiRNNCell([make_cell(2)]).zero_state(size, tf.float32)
        session.run(tf.global_variables_initializer())
        for part in session.run(tf.nest.flatten(state)):
            assert np.array_equal(part, np.zeros([3, 2]))


def test_a_cell_whose_dropout_is_fed_is_copied_too():
    with tf.Graph().as_default():
        keep = tf.placeholder(tf.float32, [])
        one = tf.nn.rnn_cell.DropoutWrapper(cells.BasicLSTMCell(2), output_keep_prob=keep)
        stack = cells.MultiRNNCell([one] * 3)
        assert cells.copied(stack) is not stack
        tf.nn.dynamic_rnn(stack, tf.zeros([1, 2, 2]), dtype=tf.float32)
        assert len(tf.trainable_variables()) == 6


def test_the_copy_of_a_cell_that_was_called_has_weights_of_its_own():
    with tf.Graph().as_default():
        stack = cells.MultiRNNCell([cells.BasicLSTMCell(2)] * 2)
        for scope, cell in (("a", stack), ("b", None)):
            with tf.variable_scope(scope):
                cell = cell or cells.copied(stack)
                tf.nn.dynamic_rnn(cell, tf.zeros([1, 2, 2]), dtype=tf.float32)
        with tf.variable_scope("b", reuse=True):
            tf.nn.dynamic_rnn(cells.copied(stack), tf.zeros([1, 2, 2]), dtype=tf.float32)
        first, second = (tf.trainable_variables(scope) for scope in "ab")
        assert [one.op.name[1:] for one in first] == [one.op.name[1:] for one in second]
        assert len(first) == len(second) == 4


@pytest.mark.parametrize("module", [cells, contrib_rnn])
def test_a_cell_on_a_graphics_card_is_on_the_processor(module, monkeypatch):
    monkeypatch.setattr(notes, "NOTES", {})
    x, h = drawn(2, 3, 4, 5, states=1)
    with tf.Graph().as_default(), tf.Session() as session:
        cell = module.DeviceWrapper(tf.nn.rnn_cell.GRUCell(4), "/gpu:1")
        output, _ = cell(tf.constant(x), tf.constant(h))
        session.run(tf.global_variables_initializer())
        assert session.run(output).shape == (2, 4)
        assert output.device.endswith("CPU:0")
    assert {one.old for one in notes.sorted_notes()} == {"tf.nn.rnn_cell.DeviceWrapper(GPU)"}
