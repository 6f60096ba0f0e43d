import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from utils.reference import (
    gru_step,
    lstm_gates,
    lstm_step,
    rnn_step,
    sigmoid,
    split_kernel,
    unroll,
)
from utils.tf1 import tf

STEPS = {"rnn": rnn_step, "lstm": lstm_step, "gru": gru_step}
GATES = {"rnn": [1], "lstm": [4], "gru": [2, 1]}
SHAPES = st.tuples(*(st.integers(1, largest) for largest in (5, 6, 32, 32)))
WIDE_SHAPES = st.tuples(st.integers(1, 5), st.just(1), st.integers(1, 64), st.integers(1, 64))
SEEDS = st.integers(0, 2**32 - 1)


def each_kind_of_cell(max_examples, shapes=SHAPES):
    def decorate(test):
        test = given(shape=shapes, seed=SEEDS)(test)
        test = settings(derandomize=True, deadline=None, max_examples=max_examples)(test)
        return pytest.mark.parametrize("kind", STEPS)(test)

    return decorate


def make_case(kind, shape, seed, dtype=np.float32, unit_normal=False):
    """Inputs, initial state and weights: read-only, so that a step cannot write into them."""
    batch, num_steps, input_size, num_units = shape
    generator = np.random.default_rng(seed)

    def normal(*sizes, scale=1.0, function=np.positive):
        array = function(scale * generator.normal(size=sizes)).astype(dtype)
        array.flags.writeable = False
        return array

    weights = []
    for gates in GATES[kind]:
        rows, columns = input_size + num_units, gates * num_units
        scale = 1.0 if unit_normal else np.sqrt(2 / (rows + columns))
        # Biases near 3 make sums whose rounding alone is more than 1e-6 after a few steps.
        weights += [normal(rows, columns, scale=scale), normal(columns, scale=0.3)]
    c, h = normal(batch, num_units), normal(batch, num_units, function=np.tanh)
    return normal(batch, num_steps, input_size), (c, h) if kind == "lstm" else h, weights


def by_numpy(kind, inputs, state, weights, sequence_length=None, **options):
    def step(inputs_t, state):
        return STEPS[kind](inputs_t, state, *weights, **options)

    return unroll(step, inputs, state, sequence_length)


def by_tensorflow(kind, inputs, state, weights, sequence_length=None, static=False, **options):
    rnn_cell = tf.nn.rnn_cell
    make_cell = {
        "rnn": rnn_cell.BasicRNNCell,
        "lstm": rnn_cell.BasicLSTMCell,
        "gru": rnn_cell.GRUCell,
    }[kind]
    with tf.Graph().as_default():
        cell = make_cell(flat(state)[0].shape[1], dtype=inputs.dtype, **options)
        return run_cell(cell, inputs, state, weights, sequence_length, static)


def run_cell(cell, inputs, state, weights, sequence_length, static=False):
    inputs, initial = tf.constant(inputs), as_tensors(state)
    if static:
        outputs, final = tf.nn.static_rnn(
            cell, tf.unstack(inputs, axis=1), initial, sequence_length=sequence_length
        )
        outputs = tf.stack(outputs, axis=1)
    else:
        outputs, final = tf.nn.dynamic_rnn(cell, inputs, sequence_length, initial)
    with tf.Session() as session:
        return session.run((outputs, final), dict(zip(cell.variables, weights, strict=True)))


def as_tensors(state):
    if not isinstance(state, tuple):
        return tf.constant(state)
    if isinstance(state[0], tuple):
        return tuple(as_tensors(part) for part in state)
    return tf.nn.rnn_cell.LSTMStateTuple(*map(tf.constant, state))


def flat(results):
    if isinstance(results, tuple):
        return [array for result in results for array in flat(result)]
    return [results]


def difference(ours, theirs):
    pairs = list(zip(flat(ours), flat(theirs), strict=True))
    assert all(our.shape == their.shape for our, their in pairs)
    return max(np.abs(our.astype(np.float64) - their).max() for our, their in pairs)


def float32_tolerance(inputs, state, weights):
    """What float32 can hold: it rounds each product x k and each partial sum, by at most one part
    in 2 ** 24 of its size, so the error of a step grows with the sum of |x| |k|. With
    Glorot-scaled kernels and up to 32 inputs and units that sum stays below 9: 1e-6 is enough.
    """
    x_and_h = np.concatenate([inputs[:, 0], flat(state)[-1]], axis=1)
    return max(1e-6, np.finfo(np.float32).eps * (np.abs(x_and_h) @ np.abs(weights[0])).max())


@each_kind_of_cell(max_examples=25)
def test_the_cells_agree_with_tensorflow_in_float32(kind, shape, seed):
    case = make_case(kind, shape, seed)
    ours = by_numpy(kind, *case)
    assert {array.dtype for array in flat(ours)} == {np.dtype(np.float32)}
    assert difference(ours, by_tensorflow(kind, *case, static=True)) < 1e-6


@each_kind_of_cell(max_examples=10)
def test_the_cells_agree_with_tensorflow_in_float64(kind, shape, seed):
    case = make_case(kind, shape, seed, np.float64)
    assert difference(by_numpy(kind, *case), by_tensorflow(kind, *case, static=True)) < 1e-12


@each_kind_of_cell(max_examples=20, shapes=WIDE_SHAPES)
def test_large_kernels_agree_to_what_float32_can_hold(kind, shape, seed):
    case = make_case(kind, shape, seed, unit_normal=True)
    theirs = by_tensorflow(kind, *case, static=True)
    assert difference(by_numpy(kind, *case), theirs) < float32_tolerance(*case)


@each_kind_of_cell(max_examples=8)
def test_unroll_agrees_with_dynamic_rnn(kind, shape, seed):
    case = make_case(kind, shape, seed)
    assert difference(by_numpy(kind, *case), by_tensorflow(kind, *case)) < 1e-6


@pytest.mark.parametrize("static", [False, True])
@each_kind_of_cell(max_examples=8)
def test_unroll_stops_each_row_where_tensorflow_does(kind, static, shape, seed):
    case = make_case(kind, shape, seed)
    lengths = np.random.default_rng(seed).integers(0, shape[1] + 1, size=shape[0])
    outputs, final_state = by_numpy(kind, *case, lengths)
    theirs = by_tensorflow(kind, *case, lengths, static)
    assert difference((outputs, final_state), theirs) < 1e-6
    assert all(not outputs[row, length:].any() for row, length in enumerate(lengths))


def test_unroll_carries_nested_states_as_multi_rnn_cell_does():
    inputs, first_state, first_weights = make_case("lstm", (3, 4, 5, 6), seed=1)
    _, second_state, second_weights = make_case("gru", (3, 4, 6, 2), seed=2)
    lengths = [4, 0, 2]

    def stacked_step(inputs_t, states):
        between, first = lstm_step(inputs_t, states[0], *first_weights)
        output, second = gru_step(between, states[1], *second_weights)
        return output, (first, second)

    ours = unroll(stacked_step, inputs, (first_state, second_state), lengths)
    with tf.Graph().as_default():
        rnn_cell = tf.nn.rnn_cell
        cell = rnn_cell.MultiRNNCell([rnn_cell.BasicLSTMCell(6), rnn_cell.GRUCell(2)])
        states, weights = (first_state, second_state), first_weights + second_weights
        theirs = run_cell(cell, inputs, states, weights, lengths)
    assert difference(ours, theirs) < 1e-6


@pytest.mark.parametrize("forget_bias", [0.0, 1.0, -2.5])
def test_forget_bias_is_added_as_tensorflow_adds_it(forget_bias):
    case = make_case("lstm", (3, 4, 5, 6), seed=3)
    ours = by_numpy("lstm", *case, forget_bias=forget_bias)
    assert difference(ours, by_tensorflow("lstm", *case, forget_bias=forget_bias)) < 1e-6


def test_another_activation_takes_the_place_of_tanh():
    case = make_case("rnn", (3, 4, 5, 6), seed=4)
    ours = by_numpy("rnn", *case, activation=sigmoid)
    assert difference(ours, by_tensorflow("rnn", *case, activation="sigmoid")) < 1e-6


def columns(order, gates, *weights):
    return [np.concatenate([np.split(w, gates, axis=-1)[k] for k in order], -1) for w in weights]


def swap_w_and_u(kernel):
    return np.roll(kernel, -WRONG_SHAPE[2], axis=0)


def bias_after_tanh(x, h, kernel, bias):
    output, _ = rnn_step(x, h, kernel, np.zeros_like(bias))
    return output + bias, output + bias


def c_without_tanh(x, state, *weights):
    _, _, _, o = lstm_gates(x, state, *weights)
    _, (c, _) = lstm_step(x, state, *weights)
    return o * c, (c, o * c)


def reset_after(x, h, gate_kernel, gate_bias, kernel, bias):
    r, u = np.split(sigmoid(np.concatenate([x, h], axis=1) @ gate_kernel + gate_bias), 2, axis=1)
    W, U = split_kernel(kernel, x.shape[1])
    h = u * h + (1 - u) * np.tanh(x @ W + r * (h @ U) + bias)
    return h, h


WRONG_SHAPE = (3, 4, 5, 6)
WRONG_STEPS = {
    "rnn, W and U swapped": lambda x, s, k, b: rnn_step(x, s, swap_w_and_u(k), b),
    "rnn, bias after tanh": bias_after_tanh,
    "rnn, sigmoid for tanh": lambda x, s, k, b: rnn_step(x, s, k, b, sigmoid),
    "lstm, W and U swapped": lambda x, s, k, b: lstm_step(x, s, swap_w_and_u(k), b),
    "lstm, gates i, f, o, c": lambda x, s, k, b: lstm_step(x, s, *columns([0, 3, 1, 2], 4, k, b)),
    "lstm, gates i, f, c, o": lambda x, s, k, b: lstm_step(x, s, *columns([0, 2, 1, 3], 4, k, b)),
    "lstm, no forget_bias": lambda x, s, k, b: lstm_step(x, s, k, b, forget_bias=0.0),
    "lstm, state as (h, c)": lambda x, s, k, b: lstm_step(x, s[::-1], k, b),
    "lstm, c without tanh": c_without_tanh,
    "gru, gates u, r": lambda x, s, k, b, *rest: gru_step(x, s, *columns([1, 0], 2, k, b), *rest),
    "gru, W and U swapped": lambda x, s, k, *rest: gru_step(x, s, swap_w_and_u(k), *rest),
    "gru, reset after U": reset_after,
}


@pytest.mark.parametrize("name", WRONG_STEPS)
def test_a_wrong_step_is_far_outside_the_tolerance(name):
    kind = name.split(",")[0]
    inputs, state, weights = case = make_case(kind, WRONG_SHAPE, seed=5)
    wrong = unroll(lambda x, s: WRONG_STEPS[name](x, s, *weights), inputs, state)
    theirs = by_tensorflow(kind, *case)
    assert difference(by_numpy(kind, *case), theirs) < 1e-6
    assert difference(wrong, theirs) > 1e-2
