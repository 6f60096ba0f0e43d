import re
from inspect import signature

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from utils.reference import (
    gru_step,
    lstm_gates,
    lstm_over_time,
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


def test_an_lstm_over_time_is_the_step_again_and_again():
    random = np.random.default_rng(6)
    inputs, kernel = random.normal(size=(7, 3)), random.normal(size=(5, 8))
    bias = random.normal(size=8)
    recorded = lstm_over_time(inputs, kernel, bias, forget_bias=0.5)
    assert list(recorded) == ["forget gate", "input gate", "output gate", "c", "h"]
    state = (np.zeros([1, 2]), np.zeros([1, 2]))
    for step, x in enumerate(inputs):
        i, _, f, o = lstm_gates(x[np.newaxis], state, kernel, bias, forget_bias=0.5)
        _, state = lstm_step(x[np.newaxis], state, kernel, bias, forget_bias=0.5)
        for name, value in zip(recorded, (f, i, o, *state), strict=True):
            np.testing.assert_allclose(recorded[name][step], value[0])
    with pytest.raises(ValueError, match="inputs: expected floats of shape"):
        lstm_over_time(inputs[0], kernel, bias)


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


def test_split_kernel_gives_the_rows_of_the_input_and_of_the_state():
    kernel = np.arange(10.0, dtype=np.float32).reshape(5, 2)
    W, U = split_kernel(kernel, 3)
    assert W.tolist() == [[0, 1], [2, 3], [4, 5]]
    assert U.tolist() == [[6, 7], [8, 9]]
    assert W.dtype == U.dtype == np.float32


def test_sigmoid_is_right_and_never_overflows():
    with np.errstate(all="raise"):
        far = sigmoid(np.array([-np.inf, -1e300, -745.0, 0.0, 745.0, 1e300, np.inf]))
        near = sigmoid(np.array([-2.0, 3.0]))
    assert far.tolist() == [0, 0, 0, 0.5, 1, 1, 1]
    assert near == pytest.approx([1 / (1 + np.exp(2.0)), 1 / (1 + np.exp(-3.0))], abs=1e-15)


@pytest.mark.parametrize(
    ("dtypes", "result"),
    [("ffff", "f"), ("dddd", "d"), ("fffd", "d"), ("fdff", "d"), ("efff", "d"), ("eeee", "d")],
)
def test_only_float32_alone_stays_float32(dtypes, result):
    shapes = [(2, 3), (2, 4), (7, 4), (4,)]
    arrays = [np.ones(shape, dtype) for shape, dtype in zip(shapes, dtypes, strict=True)]
    assert rnn_step(*arrays)[0].dtype == result


def good_arguments(function):
    x, h, kernel, bias = np.ones((2, 3)), np.ones((2, 4)), np.ones((7, 4)), np.ones(4)
    wide, wide_bias = np.tile(kernel, 2), np.tile(bias, 2)
    arguments = {
        rnn_step: [x, h, kernel, bias],
        lstm_step: [x, (h, h), np.tile(wide, 2), np.tile(wide_bias, 2)],
        gru_step: [x, h, wide, wide_bias, kernel, bias],
        split_kernel: [kernel, 3],
        unroll: [lambda x, h: rnn_step(x, h, kernel, bias), np.ones((2, 5, 3)), h],
    }[function]
    return dict(zip(signature(function).parameters, arguments, strict=False))


FUNCTIONS_AND_ARGUMENTS = [
    (function, argument)
    for function in (rnn_step, lstm_step, gru_step, split_kernel, unroll)
    for argument in good_arguments(function)
    if argument not in ("step", "input_size")
]
SPOILERS = {
    "one axis more": lambda array: array[np.newaxis],
    "one axis less": lambda array: array[0],
    "nothing along the first axis": lambda array: array[:0],
    "nothing along the last axis": lambda array: array[..., :0],
    "integers": lambda array: array.astype(np.int64),
    "booleans": lambda array: array.astype(bool),
    "objects": lambda array: array.astype(object),
}


@pytest.mark.parametrize("spoiler", SPOILERS)
@pytest.mark.parametrize(("function", "argument"), FUNCTIONS_AND_ARGUMENTS)
def test_an_argument_that_does_not_fit_is_named(function, argument, spoiler):
    good = good_arguments(function)
    spoiled = SPOILERS[spoiler](np.asarray(good[argument]))
    message = rf"^{argument}: expected floats of shape \[.+\], got {spoiled.dtype} of shape "
    with pytest.raises(ValueError, match=message + re.escape(str(list(spoiled.shape)))):
        function(**good | {argument: spoiled})


ones = np.ones
BOTH_SIZES = "input_size + num_units = 7, num_units = 4"


@pytest.mark.parametrize(
    ("function", "argument", "value", "wanted", "got"),
    [
        (rnn_step, "state", ones((1, 4)), "batch = 2, num_units >= 1", "float64 of shape [1, 4]"),
        (rnn_step, "kernel", ones((4, 7)), BOTH_SIZES, "float64 of shape [4, 7]"),
        (gru_step, "candidate_kernel", ones((7, 8)), BOTH_SIZES, "float64 of shape [7, 8]"),
        (gru_step, "gate_bias", ones(4), "2 * num_units = 8", "float64 of shape [4]"),
        (lstm_step, "bias", ones(4), "4 * num_units = 16", "float64 of shape [4]"),
        (
            lstm_step,
            "state",
            (ones((2, 4)), ones((2, 5))),
            "(c, h) = 2, batch = 2, num_units >= 1",
            "parts of different shapes",
        ),
    ],
)
def test_a_message_says_the_shape_wanted_and_got(function, argument, value, wanted, got):
    message = f"{argument}: expected floats of shape [{wanted}], got {got}"
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        function(**good_arguments(function) | {argument: value})


@pytest.mark.parametrize("input_size", [-1, 0, 7, 8, 2.0, "3", None])
def test_split_kernel_refuses_an_input_size_that_leaves_no_rows_for_both(input_size):
    message = f"input_size: expected an integer from 1 to 6, got {input_size!r}"
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        split_kernel(np.ones((7, 4)), input_size)


def test_split_kernel_refuses_a_kernel_that_no_cell_with_such_an_input_has():
    message = r"^kernel: expected .* with input_size = 4, got float64 of shape \[7, 4\]$"
    with pytest.raises(ValueError, match=message):
        split_kernel(np.ones((7, 4)), 4)


@pytest.mark.parametrize(
    ("lengths", "message"),
    [
        (np.array([1, 2, 3], "int32"), "integers of shape [batch = 2], got int32 of shape [3]"),
        ([1.0, 2.0], "integers of shape [batch = 2], got float64 of shape [2]"),
        ([-1, 5], "integers from 0 to 5, got -1 to 5"),
        ([0, 6], "integers from 0 to 5, got 0 to 6"),
    ],
)
def test_unroll_refuses_lengths_that_do_not_fit(lengths, message):
    with pytest.raises(ValueError, match=f"^sequence_length: expected {re.escape(message)}$"):
        unroll(**good_arguments(unroll) | {"sequence_length": lengths})


@pytest.mark.parametrize(
    ("step", "message"),
    [
        (lambda x, h: (h[:, 0], h), "output of step: .*, got float64 of shape [2]"),
        (lambda x, h: (h, h[:1]), "new state of step: .*, got float64 of shape [1, 4]"),
        (lambda x, h: (h, (h, h, h)), "new state of step: .*, got float64 of shape [3, 2, 4]"),
        (lambda x, h: (h, x), "state: .*, got float64 of shape [2, 4]"),
    ],
)
def test_unroll_refuses_a_step_that_returns_something_else(step, message):
    with pytest.raises(ValueError, match=message.replace("[", r"\[")):
        unroll(step, np.ones((2, 5, 3)), np.ones((2, 4)))
