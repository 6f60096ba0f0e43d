"""Cells that contrib alone had, against NumPy; their names and values are those of 1.15.5."""

import numpy as np
import pytest

from utils.revive.rnn_cells import cell_parts, contrib_rnn, cudnn_rnn, rnn
from utils.tf1 import tf

UNITS, SIZE, STEPS, BATCH = 3, 2, 4, 2
INPUTS = np.random.default_rng(5).normal(size=(BATCH, STEPS, SIZE)).astype("f4")


def sigmoid(values):
    return 1 / (1 + np.exp(-values))


def relu(values):
    return np.maximum(values, 0)


def softmax(values):
    powers = np.exp(values - values.max(1, keepdims=True))
    return powers / powers.sum(1, keepdims=True)


def normalized(values, gamma, beta):
    centered = values - values.mean(1, keepdims=True)
    return beta + gamma * centered / np.sqrt(values.var(1, keepdims=True) + 1e-12)


def with_random_values(session, scope):
    """Give each variable random values; return them by what follows the scope in its name."""
    random, values = np.random.default_rng(1), {}
    for variable in tf.global_variables():
        value = random.uniform(-0.8, 0.8, variable.shape.as_list()).astype("f4")
        variable.load(value, session)
        values[variable.op.name.removeprefix(scope)] = value
    return values


def unrolled(make_cell, scope, inputs=INPUTS, **settings):
    """Give the outputs and the last state of a cell over inputs, and its variables' values."""
    settings.setdefault("dtype", tf.float32)
    with tf.Graph().as_default(), tf.Session() as session:
        outputs = tf.nn.dynamic_rnn(make_cell(), tf.constant(inputs), **settings)
        values = with_random_values(session, f"rnn/{scope}")
        return *session.run(outputs), values


def by_hand(step, states, inputs=INPUTS):
    """The outputs [batch, steps, n] and the last state of a step of NumPy."""
    found = []
    for number in range(inputs.shape[1]):
        output, states = step(inputs[:, number], states)
        found.append(output)
    return np.stack(found, 1), states


def same(found, wanted):
    for one, other in zip(tf.nest.flatten(found), tf.nest.flatten(wanted), strict=True):
        np.testing.assert_allclose(one, other, atol=2e-5)


def zeros(*sizes):
    return tuple(np.zeros((BATCH, size)) for size in sizes)


def linear(values, *parts, scope=""):
    return np.concatenate(parts, 1) @ values[f"{scope}kernel"] + values[f"{scope}bias"]


def test_a_ugrnn_has_one_gate():
    outputs, last, values = unrolled(
        lambda: contrib_rnn.UGRNNCell(UNITS, forget_bias=0.5), "ugrnn_cell/"
    )

    def step(x, h):
        gate, candidate = np.split(linear(values, x, h), 2, axis=1)
        gate = sigmoid(gate + 0.5)
        h = gate * h + (1 - gate) * np.tanh(candidate)
        return h, h

    same((outputs, last), by_hand(step, zeros(UNITS)[0]))


def test_an_intersection_rnn_projects_its_input_where_it_must():
    outputs, last, values = unrolled(
        lambda: contrib_rnn.IntersectionRNNCell(UNITS, UNITS, forget_bias=0.3),
        "intersection_rnn_cell/",
    )

    def step(x, state):
        x = linear(values, x, scope="in_projection/")
        gate_h, h, gate_y, y = np.split(linear(values, x, state), 4, axis=1)
        gate_h, gate_y = sigmoid(gate_h + 0.3), sigmoid(gate_y + 0.3)
        return gate_y * x + (1 - gate_y) * relu(y), gate_h * state + (1 - gate_h) * np.tanh(h)

    same((outputs, last), by_hand(step, zeros(UNITS)[0]))
    with pytest.raises(ValueError, match=f"set num_in_proj={UNITS}"):
        unrolled(lambda: contrib_rnn.IntersectionRNNCell(UNITS), "")


def test_an_sru_has_gates_that_see_the_input_alone():
    outputs, last, values = unrolled(lambda: contrib_rnn.SRUCell(UNITS), "sru_cell/")

    def step(x, c):
        candidate, forget, reset, passed = np.split(x @ values["kernel"], 4, axis=1)
        forget = sigmoid(forget + values["bias"][:UNITS])
        reset = sigmoid(reset + values["bias"][UNITS:])
        c = forget * c + (1 - forget) * candidate
        return reset * np.tanh(c) + (1 - reset) * passed, c

    same((outputs, last), by_hand(step, zeros(UNITS)[0]))


@pytest.mark.parametrize("projected", [None, 2])
def test_a_nas_cell_is_the_tree_that_a_search_found(projected):
    outputs, last, values = unrolled(
        lambda: contrib_rnn.NASCell(UNITS, projected, use_bias=True), "nas_cell/"
    )

    def step(x, state):
        c, m = state
        a = np.split(x @ values["kernel"], 8, axis=1)
        b = np.split(m @ values["recurrent_kernel"] + values["bias"], 8, axis=1)
        kinds = (sigmoid, relu, sigmoid, relu, np.tanh, sigmoid, np.tanh, sigmoid)
        leaves = [kind(a[n] * b[n] if n == 3 else a[n] + b[n]) for n, kind in enumerate(kinds)]
        left, right = np.tanh(leaves[0] * leaves[1]), np.tanh(leaves[2] + leaves[3])
        c = np.tanh(left + c) * right
        other = np.tanh(np.tanh(leaves[4] * leaves[5]) + sigmoid(leaves[6] + leaves[7]))
        m = np.tanh(c * other)
        m = m @ values["projection_weights"] if projected else m
        return m, (c, m)

    same((outputs, last), by_hand(step, zeros(UNITS, projected or UNITS)))


@pytest.mark.parametrize("kind", ["plain", "peepholes", "normalized", "one tensor"])
def test_an_lstm_with_coupled_gates(kind):
    settings = {
        "plain": {"forget_bias": 0.3},
        "peepholes": {"use_peepholes": True, "num_proj": 2, "proj_clip": 0.1},
        "normalized": {"layer_norm": True},
        "one tensor": {"state_is_tuple": False},
    }[kind]
    outputs, last, values = unrolled(
        lambda: contrib_rnn.CoupledInputForgetGateLSTMCell(UNITS, **settings),
        "coupled_input_forget_gate_lstm_cell/",
    )

    def norm(array, name):
        if kind != "normalized":
            return array
        return normalized(array, values[f"{name}/gamma"], values[f"{name}/beta"])

    def step(x, state):
        c, m = state
        parts = np.concatenate([x, m], 1) @ values["W_0"]
        parts = parts if kind == "normalized" else parts + values["B"]
        j, f, o = np.split(parts, 3, axis=1)
        forget = norm(f, "forget") + settings.get("forget_bias", 1.0)
        forget = sigmoid(forget + values.get("W_F_diag", 0) * c)
        c = norm(forget * c + (1 - forget) * np.tanh(norm(j, "transform")), "state")
        m = sigmoid(norm(o, "output") + values.get("W_O_diag", 0) * c) * np.tanh(c)
        m = np.clip(m @ values["W_P_0"], -0.1, 0.1) if kind == "peepholes" else m
        return m, (c, m)

    wanted, pair = by_hand(step, zeros(UNITS, 2 if kind == "peepholes" else UNITS))
    same((outputs, last), (wanted, np.concatenate(pair, 1) if kind == "one tensor" else pair))


@pytest.mark.parametrize("is_tuple", [True, False])
def test_a_cell_attends_to_its_last_outputs(is_tuple):
    length, size, vector = 2, 4, 5

    def make():
        cell = tf.nn.rnn_cell.GRUCell(UNITS)
        return contrib_rnn.AttentionCellWrapper(
            cell, length, size, vector, SIZE, state_is_tuple=is_tuple
        )

    outputs, last, values = unrolled(make, "attention_cell_wrapper/")

    def step(x, state):
        h, attention, memory = state
        memory = memory.reshape(BATCH, length, size)
        x = linear(values, x, attention)
        reset, update = np.split(sigmoid(linear(values, x, h, scope="gru_cell/gates/")), 2, 1)
        candidate = np.tanh(linear(values, x, reset * h, scope="gru_cell/candidate/"))
        h = update * h + (1 - update) * candidate
        keys = memory @ values["attention/attn_w"][0, 0]
        query = linear(values, h, scope="attention/")[:, None]
        shares = softmax((values["attention/attn_v"] * np.tanh(keys + query)).sum(2))
        attention = (shares[:, :, None] * memory).sum(1)
        output = linear(values, h, attention, scope="attn_output_projection/")
        memory = np.concatenate([memory[:, 1:], output[:, None]], 1).reshape(BATCH, -1)
        return output, (h, attention, memory)

    wanted, state = by_hand(step, zeros(UNITS, size, length * size))
    same((outputs, last), (wanted, state if is_tuple else np.concatenate(state, 1)))


def test_an_attention_to_outputs_shares_its_variables():
    def outputs(reuse):
        cell = contrib_rnn.AttentionCellWrapper(
            tf.nn.rnn_cell.GRUCell(UNITS, reuse=reuse), 2, reuse=reuse
        )
        return tf.nn.dynamic_rnn(cell, tf.constant(INPUTS), dtype=tf.float32)[0]

    with tf.Graph().as_default(), tf.Session() as session:
        both = [outputs(None), outputs(True)]
        values = with_random_values(session, "rnn/attention_cell_wrapper/")
        first, second = session.run(both)
    assert len(values) == 12
    np.testing.assert_array_equal(first, second)


def test_an_attention_to_outputs_refuses_what_it_has_not():
    with pytest.raises(ValueError, match="above 0"):
        contrib_rnn.AttentionCellWrapper(tf.nn.rnn_cell.GRUCell(2), 0)
    with pytest.raises(ValueError, match="state_is_tuple"):
        contrib_rnn.AttentionCellWrapper(tf.nn.rnn_cell.LSTMCell(2), 3, state_is_tuple=False)


@pytest.mark.parametrize("couples", [True, False])
def test_a_highway_mixes_output_and_input(couples):
    outputs, last, values = unrolled(
        lambda: contrib_rnn.HighwayWrapper(tf.nn.rnn_cell.BasicRNNCell(SIZE), couples),
        "",
    )

    def step(x, h):
        h = np.tanh(linear(values, x, h, scope="basic_rnn_cell/"))
        carry = sigmoid(x @ values["carry_w"] + values["carry_b"])
        transform = 1 - carry
        if not couples:
            transform = sigmoid(x @ values["transform_w"] + values["transform_b"])
        return x * carry + h * transform, h

    same((outputs, last), by_hand(step, zeros(SIZE)[0]))


def test_gates_and_norms_begin_with_what_they_are_given():
    def first_values(cell):
        with tf.Graph().as_default(), tf.Session() as session:
            cell(tf.constant(INPUTS[:, 0]), cell.zero_state(BATCH, tf.float32))
            session.run(tf.global_variables_initializer())
            found = {one.op.name: session.run(one) for one in tf.global_variables()}
        return {name.split("_cell/")[-1]: set(value.ravel()) for name, value in found.items()}

    highway = contrib_rnn.HighwayWrapper(tf.nn.rnn_cell.BasicRNNCell(SIZE), False, 3.0)
    found = first_values(highway)
    assert (found["carry_b"], found["transform_b"]) == ({3}, {-3})
    settings = {"layer_norm": True, "norm_gain": 0.5, "norm_shift": 2.0}
    found = first_values(contrib_rnn.CoupledInputForgetGateLSTMCell(UNITS, **settings))
    for part in ("transform", "forget", "output", "state"):
        assert (found[f"{part}/gamma"], found[f"{part}/beta"]) == ({0.5}, {2})
    assert found["B"] == {0}


@pytest.mark.parametrize(("dimensions", "use_bias", "forget_bias"), [(1, False, 0.3), (2, True, 1)])
def test_an_lstm_of_images_multiplies_by_convolutions(dimensions, use_bias, forget_bias):
    image = [5, 4][:dimensions]
    inputs = np.random.default_rng(2).normal(size=(BATCH, STEPS, *image, SIZE)).astype("f4")
    kind = getattr(contrib_rnn, f"Conv{dimensions}DLSTMCell")
    outputs, last, values = unrolled(
        lambda: kind(
            input_shape=[*image, SIZE],
            output_channels=UNITS,
            kernel_shape=[3] * dimensions,
            use_bias=use_bias,
            forget_bias=forget_bias,
        ),
        f"conv_{dimensions}d_lstm_cell/",
        inputs,
    )

    def step(x, state):
        c, h = state
        joined = np.concatenate([x, h], -1)
        edges = [(0, 0), *[(1, 1)] * dimensions, (0, 0)]
        padded, gates = np.pad(joined, edges), values["biases"] if use_bias else 0
        for offset in np.ndindex(*[3] * dimensions):
            part = tuple(slice(o, o + n) for o, n in zip(offset, image, strict=True))
            gates = gates + padded[(slice(None), *part)] @ values["kernel"][offset]
        i, j, f, o = np.split(gates, 4, axis=-1)
        c = sigmoid(f + forget_bias) * c + sigmoid(i) * np.tanh(j)
        h = np.tanh(c) * sigmoid(o)
        return h, (c, h)

    first = np.zeros((BATCH, *image, UNITS))
    same((outputs, last), by_hand(step, (first, first), inputs))


def test_an_lstm_of_images_has_its_inputs_behind_its_outputs_if_it_is_asked_for():
    image = np.random.default_rng(2).normal(size=(BATCH, 4, SIZE)).astype("f4")
    with tf.Graph().as_default(), tf.Session() as session:
        cell = contrib_rnn.ConvLSTMCell(1, [4, SIZE], UNITS, [3], skip_connection=True)
        output, _ = cell(tf.constant(image), cell.zero_state(BATCH, tf.float32))
        session.run(tf.global_variables_initializer())
        found = session.run(output)
    assert cell.output_size.as_list() == [4, UNITS + SIZE] == list(found.shape[1:])
    np.testing.assert_array_equal(found[:, :, UNITS:], image)


def test_an_lstm_of_images_refuses_another_number_of_dimensions():
    with pytest.raises(ValueError, match="wanted 2 and channels"):
        contrib_rnn.ConvLSTMCell(2, [4, 1], 3, [3, 3])


def lstm_step(values, scope):
    def step(x, state):
        c, h = state
        i, j, f, o = np.split(linear(values, x, h, scope=scope), 4, axis=1)
        c = sigmoid(f + 1) * c + sigmoid(i) * np.tanh(j)
        return np.tanh(c) * sigmoid(o), (c, np.tanh(c) * sigmoid(o))

    return step


def test_fused_lstms_take_all_time_steps_forwards_and_backwards():
    by_step = np.swapaxes(INPUTS, 0, 1)
    with tf.Graph().as_default(), tf.Session() as session:
        forwards = contrib_rnn.LSTMBlockFusedCell(UNITS)
        backwards = contrib_rnn.TimeReversedFusedRNN(contrib_rnn.LSTMBlockFusedCell(UNITS))
        inputs, lengths = tf.constant(by_step), np.array([STEPS, 2])
        results = [cell(inputs, None, tf.float32, lengths) for cell in (forwards, backwards)]
        again = forwards(inputs, results[0][1])
        values = with_random_values(session, "")
        results, again = session.run([results, again])
    assert set(values) == {
        f"lstm_fused_cell{number}/{name}" for number in ("", "_1") for name in ("kernel", "bias")
    }
    for number, (outputs, last) in enumerate(results):
        step = lstm_step(values, f"lstm_fused_cell{'_1' * number}/")
        for row, length in enumerate(lengths):
            seen = INPUTS[:, :length][:, :: -1 if number else 1]
            wanted, state = by_hand(step, zeros(UNITS, UNITS), seen)
            np.testing.assert_allclose(
                outputs[:length, row], wanted[row, :: -1 if number else 1], atol=1e-5
            )
            assert not outputs[length:, row].any()
            same([part[row] for part in last], [part[row] for part in state])
    wanted, _ = by_hand(lstm_step(values, "lstm_fused_cell/"), results[0][1])
    np.testing.assert_allclose(np.swapaxes(again[0], 0, 1), wanted, atol=1e-5)


def test_a_fused_lstm_may_see_its_cell_state_and_cut_it_off():
    with tf.Graph().as_default(), tf.Session() as session:
        fused = contrib_rnn.LSTMBlockFusedCell(UNITS, 0.3, cell_clip=0.2, use_peephole=True)
        outputs, last = fused(tf.constant(np.swapaxes(INPUTS, 0, 1)), dtype=tf.float32)
        values = with_random_values(session, "lstm_fused_cell/")
        outputs, last = session.run([outputs, last])

    def step(x, state):
        c, h = state
        i, j, f, o = np.split(linear(values, x, h), 4, axis=1)
        i, f = i + values["w_i_diag"] * c, f + values["w_f_diag"] * c
        c = np.clip(sigmoid(f + 0.3) * c + sigmoid(i) * np.tanh(j), -0.2, 0.2)
        h = np.tanh(c) * sigmoid(o + values["w_o_diag"] * c)
        return h, (c, h)

    same((np.swapaxes(outputs, 0, 1), last), by_hand(step, zeros(UNITS, UNITS)))


@pytest.mark.parametrize("is_dynamic", [True, False])
@pytest.mark.parametrize("is_list", [True, False])
def test_a_cell_becomes_a_fused_one_and_keeps_the_form_of_its_inputs(is_dynamic, is_list):
    with tf.Graph().as_default(), tf.Session() as session:
        inputs = tf.constant(np.swapaxes(INPUTS, 0, 1))
        cell = tf.nn.rnn_cell.BasicRNNCell(UNITS)
        fused = contrib_rnn.FusedRNNCellAdaptor(cell, is_dynamic)
        outputs, last = fused(tf.unstack(inputs) if is_list else inputs, dtype=tf.float32)
        assert isinstance(outputs, list) == is_list
        values = with_random_values(session, "rnn/basic_rnn_cell/")
        outputs, last = session.run([tf.stack(outputs), last])

    def step(x, h):
        h = np.tanh(linear(values, x, h))
        return h, h

    same((np.swapaxes(outputs, 0, 1), last), by_hand(step, zeros(UNITS)[0]))


def gru_step(values, scope):
    def step(x, h):
        reset, update = np.split(sigmoid(linear(values, x, h, scope=f"{scope}gates/")), 2, 1)
        from_x = linear(values, x, scope=f"{scope}candidate/input_projection/")
        from_h = linear(values, h, scope=f"{scope}candidate/hidden_projection/")
        h = (1 - update) * np.tanh(from_x + reset * from_h) + update * h
        return h, h

    return step


@pytest.mark.parametrize("time_major", [True, False])
def test_cudnns_gru_resets_the_product_of_the_state(time_major):
    first = np.random.default_rng(3).normal(size=(2, BATCH, UNITS)).astype("f4")
    turned = (lambda array: array) if not time_major else lambda array: np.swapaxes(array, 0, 1)
    with tf.Graph().as_default(), tf.Session() as session:
        gru = cudnn_rnn.CudnnGRU(1, UNITS, direction="bidirectional")
        given = tf.constant(first if time_major else np.swapaxes(first, 0, 1))
        result = gru(tf.constant(turned(INPUTS)), (given,), time_major=time_major)
        values = with_random_values(session, "cudnn_gru/stack_bidirectional_rnn/cell_0/")
        outputs, (last,) = session.run(result)
    last = last if time_major else np.swapaxes(last, 0, 1)
    for number, way in enumerate(("fw", "bw")):
        order = slice(None, None, -1 if number else 1)
        step = gru_step(values, f"bidirectional_rnn/{way}/cudnn_compatible_gru_cell/")
        wanted, state = by_hand(step, first[number], INPUTS[:, order])
        part = turned(outputs)[:, :, number * UNITS : (number + 1) * UNITS]
        same((part, last[number]), (wanted[:, order], state))


def first_biases(build):
    """The parts of the names of biases, each with the numbers with which it begins."""
    with tf.Graph().as_default(), tf.Session() as session:
        build(tf.constant(INPUTS))
        session.run(tf.global_variables_initializer())
        found = {one.op.name: set(session.run(one).ravel()) for one in tf.global_variables()}
    return {name.split("_cell/")[-1]: found[name] for name in found if name.endswith("bias")}


def test_the_gates_of_a_gru_cell_begin_with_a_bias_of_1_and_those_of_cudnns_layers_with_0():
    names = ["gates/bias", *(f"candidate/{part}_projection/bias" for part in ("input", "hidden"))]
    state = np.zeros((STEPS, UNITS), "f4")
    found = first_biases(
        lambda x: cudnn_rnn.CudnnCompatibleGRUCell(UNITS)(x[0], tf.constant(state))
    )
    assert list(found.values()) == [{1}, {0}, {0}]
    for settings, value in (({}, 0), ({"bias_initializer": tf.constant_initializer(2.0)}, 2)):
        layers = cudnn_rnn.CudnnGRU(1, UNITS, **settings)
        assert first_biases(layers) == {name: {value} for name in names}
        assert first_biases(cudnn_rnn.CudnnLSTM(1, UNITS, **settings)) == {"bias": {value}}


def test_cudnns_layers_drop_a_share_of_what_comes_between_them():
    def outputs(**settings):
        layers = cudnn_rnn.CudnnRNNRelu(2, 400, dropout=0.25, kernel_initializer=eye, **settings)
        return layers(tf.ones([1, 1, 400]), training=True)[0], layers

    def eye(shape, dtype=None, **_):
        return tf.eye(*shape, dtype=dtype)

    with tf.Graph().as_default(), tf.Session() as session:
        dropped, layers = outputs(seed=3)
        kept = layers(tf.ones([1, 1, 400]), training=False)[0]
        session.run(tf.global_variables_initializer())
        dropped, kept = session.run([dropped, kept])
    assert (kept == 1).all()
    assert (
        set(dropped.ravel()) == {0, np.float32(4 / 3)} and abs((dropped == 0).mean() - 0.25) < 0.1
    )


@pytest.mark.parametrize(("kind", "function"), [("Tanh", np.tanh), ("Relu", relu)])
def test_cudnns_plain_cells(kind, function):
    with tf.Graph().as_default(), tf.Session() as session:
        result = getattr(cudnn_rnn, f"CudnnRNN{kind}")(1, UNITS)(
            tf.constant(INPUTS), time_major=False
        )
        scope = f"cudnn_rnn_{kind.lower()}/rnn/multi_rnn_cell/cell_0/basic_rnn_cell/"
        values = with_random_values(session, scope)
        outputs, (last,) = session.run(result)

    def step(x, h):
        h = function(linear(values, x, h))
        return h, h

    wanted, state = by_hand(step, zeros(UNITS)[0])
    same((outputs, last[:, 0]), (wanted, state))


def test_a_linear_object_makes_its_variables_once():
    parts = [INPUTS[:, 0], INPUTS[:, 1]]
    with tf.Graph().as_default(), tf.Session() as session:
        tensors = [tf.constant(part) for part in parts]
        both = cell_parts._Linear(tensors, UNITS, True, tf.ones_initializer())
        results = [both(tensors), both(tensors[::-1])]
        with tf.variable_scope("one"):
            results.append(cell_parts._Linear(tensors[0], UNITS, False)(tensors[0]))
        session.run(tf.global_variables_initializer())
        assert session.run(tf.global_variables()[1]).tolist() == [1] * UNITS
        values = with_random_values(session, "")
        found = session.run(results)
    assert set(values) == {"kernel", "bias", "one/kernel"}
    same(found[:2], [linear(values, *parts), linear(values, *parts[::-1])])
    same(found[2], parts[0] @ values["one/kernel"])


def test_shapes_begin_with_a_batch_size():
    with tf.Graph().as_default(), tf.Session() as session:
        batch = tf.placeholder(tf.int32, [])
        assert cell_parts._concat(2, 3) == cell_parts._concat([2], tf.TensorShape([3])) == [2, 3]
        assert cell_parts._concat(batch, [3, 4], static=True) == [None, 3, 4]
        assert session.run(cell_parts._concat(batch, 3), {batch: 5}).tolist() == [5, 3]
        states = cell_parts._zero_state_tensors((2, (3, 4)), batch, tf.float32)
        shapes = [one.shape for one in tf.nest.flatten(session.run(states, {batch: 5}))]
    assert shapes == [(5, 2), (5, 3), (5, 4)]


def test_what_is_no_cell_is_refused():
    assert rnn._like_rnncell(tf.nn.rnn_cell.GRUCell(3)) and not rnn._like_rnncell(len)
    assert rnn._state_size_with_prefix(3, [2]) + rnn._state_size_with_prefix([4]) == [2, 3, 4]
    cell_parts.assert_like_rnncell("cell", tf.nn.rnn_cell.GRUCell(2))
    with pytest.raises(TypeError, match="lacks output_size, state_size"):
        cell_parts.assert_like_rnncell("cell", print)


def test_a_checked_scope_is_the_scope_of_the_variables():
    with tf.Graph().as_default():
        for reuse in (None, True):
            with cell_parts._checked_scope(None, "own_cell", reuse=reuse) as scope:
                tf.get_variable("kernel", [2])
        assert scope.name == "own_cell"
        assert [one.op.name for one in tf.global_variables()] == ["own_cell/kernel"]
