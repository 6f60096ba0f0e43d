"""The cells against sums and products of single numbers, and what they refuse; NumPy alone.

`test_reference_cells.py` compares the same cells with TensorFlow.
"""

import math
import re
from inspect import signature

import numpy as np
import pytest

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


def normal(*shapes, seed=7):
    """Read-only arrays, so that a step cannot write into them."""
    random = np.random.default_rng(seed)
    arrays = [random.normal(size=shape) for shape in shapes]
    for array in arrays:
        array.flags.writeable = False
    return arrays


def by_hand(row, h, kernel, bias, function):
    """A gate for one row: the function of each column of [x, h] [W; U] + b, number by number."""
    x_and_h = [*row, *h]
    columns = range(len(bias))
    sums = [sum(v * kernel[k, j] for k, v in enumerate(x_and_h)) + bias[j] for j in columns]
    return [function(value) for value in sums]


def logistic(value):
    return 1 / (1 + math.exp(-value))


def gate(number, gates, kernel, bias):
    """The columns of one gate."""
    size = len(bias) // gates
    return kernel[:, number * size : (number + 1) * size], bias[number * size : (number + 1) * size]


def test_a_step_of_the_basic_cell_is_tanh_of_the_sums():
    x, h, kernel, bias = normal((2, 3), (2, 4), (7, 4), 4)
    output, state = rnn_step(x, h, kernel, bias)
    expected = [by_hand(*rows, kernel, bias, math.tanh) for rows in zip(x, h, strict=True)]
    np.testing.assert_allclose(output, expected, atol=1e-14)
    assert state is output


@pytest.mark.parametrize("options", [{}, {"forget_bias": 0.0}, {"forget_bias": -2.5}])
def test_a_step_of_the_lstm_is_that_of_its_gates(options):
    x, c, h, kernel, bias = normal((2, 3), (2, 4), (2, 4), (7, 16), 16)
    more = options.get("forget_bias", 1.0)
    gates = lstm_gates(x, (c, h), kernel, bias, **options)
    output, (new_c, new_h) = lstm_step(x, (c, h), kernel, bias, **options)
    functions = [logistic, math.tanh, lambda value: logistic(value + more), logistic]
    for row in range(2):
        i, j, f, o = (
            by_hand(x[row], h[row], *gate(number, 4, kernel, bias), function)
            for number, function in enumerate(functions)
        )
        np.testing.assert_allclose([part[row] for part in gates], [i, j, f, o], atol=1e-14)
        expected = [f[k] * c[row, k] + i[k] * j[k] for k in range(4)]
        np.testing.assert_allclose(new_c[row], expected, atol=1e-14)
        expected = [o[k] * math.tanh(expected[k]) for k in range(4)]
        np.testing.assert_allclose(output[row], expected, atol=1e-14)
    assert new_h is output


def test_a_step_of_the_gru_resets_the_state_before_the_candidate():
    x, h, gate_kernel, gate_bias, kernel, bias = normal((2, 3), (2, 4), (7, 8), 8, (7, 4), 4)
    output, state = gru_step(x, h, gate_kernel, gate_bias, kernel, bias)
    for row in range(2):
        r, u = (
            by_hand(x[row], h[row], *gate(number, 2, gate_kernel, gate_bias), logistic)
            for number in range(2)
        )
        c = by_hand(x[row], [r[k] * h[row, k] for k in range(4)], kernel, bias, math.tanh)
        expected = [u[k] * h[row, k] + (1 - u[k]) * c[k] for k in range(4)]
        np.testing.assert_allclose(output[row], expected, atol=1e-14)
    assert state is output


def add_up(inputs_t, state):
    """A step whose output and state are the sum of all inputs so far."""
    return state + inputs_t, state + inputs_t


def test_unroll_gives_each_output_and_the_last_state():
    inputs, state = normal((2, 3, 4), (2, 4))
    outputs, final = unroll(add_up, inputs, state)
    for t in range(3):
        np.testing.assert_allclose(outputs[:, t], state + sum(inputs[:, s] for s in range(t + 1)))
    assert outputs.shape == (2, 3, 4)
    np.testing.assert_allclose(final, outputs[:, 2])


def test_unroll_stops_each_row_at_its_own_end():
    inputs, state = normal((4, 3, 2), (4, 2))
    outputs, final = unroll(add_up, inputs, state, [3, 1, 0, 2])
    whole, _ = unroll(add_up, inputs, state)
    for row, length in enumerate([3, 1, 0, 2]):
        np.testing.assert_allclose(outputs[row, :length], whole[row, :length])
        assert (outputs[row, length:] == 0).all()
        last = whole[row, length - 1] if length else state[row]
        np.testing.assert_allclose(final[row], last)


def test_unroll_copies_each_part_of_a_nested_state_through():
    inputs, a, b, c = normal((2, 3, 4), (2, 4), (2, 5), (2, 6))

    def step(inputs_t, state):
        one, (two, three) = state
        return inputs_t, (one + 1, (two + 2, three + 3))

    _, (one, (two, three)) = unroll(step, inputs, (a, (b, c)), [3, 1])
    steps = np.array([[3], [1]])
    np.testing.assert_allclose(one, a + steps)
    np.testing.assert_allclose(two, b + 2 * steps)
    np.testing.assert_allclose(three, c + 3 * steps)


@pytest.mark.parametrize("options", [{}, {"forget_bias": 0.5}])
def test_an_lstm_over_time_is_the_step_again_and_again(options):
    random = np.random.default_rng(6)
    inputs, kernel = random.normal(size=(7, 3)), random.normal(size=(6, 12))
    bias = random.normal(size=12)
    recorded = lstm_over_time(inputs, kernel, bias, **options)
    assert list(recorded) == ["forget gate", "input gate", "output gate", "c", "h"]
    state = (np.zeros([1, 3]), np.zeros([1, 3]))
    for step, x in enumerate(inputs):
        i, _, f, o = lstm_gates(x[np.newaxis], state, kernel, bias, **options)
        _, state = lstm_step(x[np.newaxis], state, kernel, bias, **options)
        for name, value in zip(recorded, (f, i, o, *state), strict=True):
            np.testing.assert_allclose(recorded[name][step], value[0])
    with pytest.raises(ValueError, match="inputs: expected floats of shape"):
        lstm_over_time(inputs[0], kernel, bias)


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


def test_split_kernel_accepts_an_input_of_size_1():
    W, U = split_kernel(np.ones((3, 8)), 1)
    assert (W.shape, U.shape) == ((1, 8), (2, 8))


def test_unroll_accepts_rows_that_are_all_shorter_than_the_inputs():
    inputs, state = normal((2, 4, 3), (2, 3))
    outputs, _ = unroll(add_up, inputs, state, [2, 3])
    assert outputs.shape == (2, 4, 3)


def test_unroll_refuses_a_tuple_of_fewer_or_more_parts_than_the_state():
    inputs, state = normal((2, 4, 3), (2, 3))
    for parts in (1, 3):
        with pytest.raises(ValueError, match="new state of step: "):
            unroll(lambda x, s, parts=parts: (x, (x,) * parts), inputs, (state, state))


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
