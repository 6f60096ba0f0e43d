import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from utils.backward import (
    LstmGradients,
    RnnGradients,
    finite_differences,
    lstm_gradients,
    lstm_of_squares,
    rnn_gradients,
    rnn_of_squares,
)
from utils.reference import lstm_step, rnn_step, unroll
from utils.tf1 import tf

KINDS = pytest.mark.parametrize("kind", ["rnn", "lstm"])


def cases(max_examples, largest_size):
    shapes = st.tuples(*(st.integers(1, largest) for largest in (5, 6, largest_size, largest_size)))
    decorate = given(
        shape=shapes, seed=st.integers(0, 2**32 - 1), forget_bias=st.sampled_from([0.0, 1.0, -2.5])
    )
    options = settings(derandomize=True, deadline=None, max_examples=max_examples)
    return lambda test: KINDS(options(decorate(test)))


def make_case(kind, shape, seed, dtype=np.float64):
    """The arguments of the functions under test: read-only, so that nothing writes into them."""
    batch, num_steps, input_size, num_units = shape
    generator = np.random.default_rng(seed)

    def normal(*sizes, scale=1.0):
        array = (scale * generator.normal(size=sizes)).astype(dtype)
        array.flags.writeable = False
        return array

    def state():
        c, h = normal(batch, num_units), normal(batch, num_units)
        return (c, h) if kind == "lstm" else h

    rows, columns = input_size + num_units, num_units * (4 if kind == "lstm" else 1)
    return {
        "inputs": normal(batch, num_steps, input_size),
        "state": state(),
        "kernel": normal(rows, columns, scale=rows**-0.5),
        "bias": normal(columns),
        "output_gradients": normal(batch, num_steps, num_units),
        "final_state_gradient": state(),
    }


def by_hand(kind, case, forget_bias=1.0):
    if kind == "lstm":
        return lstm_gradients(**case, forget_bias=forget_bias)
    return rnn_gradients(**case)


def loss_in_numpy(kind, case, forget_bias):
    """The loss whose gradients are given: a random projection of all outputs and the last state."""

    def step(inputs_t, state):
        if kind == "lstm":
            return lstm_step(inputs_t, state, case["kernel"], case["bias"], forget_bias)
        return rnn_step(inputs_t, state, case["kernel"], case["bias"])

    outputs, final_state = unroll(step, case["inputs"], case["state"])
    along_outputs = np.sum(outputs * case["output_gradients"])
    return along_outputs + np.sum(np.multiply(final_state, case["final_state_gradient"]))


def by_tensorflow(kind, case, forget_bias):
    rnn_cell = tf.nn.rnn_cell
    num_steps, num_units = case["output_gradients"].shape[1:]
    with tf.Graph().as_default(), tf.Session() as session:
        inputs, initial = map(tf.constant, (case["inputs"], np.asarray(case["state"])))
        if kind == "lstm":
            cell = rnn_cell.BasicLSTMCell(num_units, forget_bias, dtype=inputs.dtype)
            state = rnn_cell.LSTMStateTuple(*tf.unstack(initial))
        else:
            cell, state = rnn_cell.BasicRNNCell(num_units, dtype=inputs.dtype), initial
        outputs, states = [], []
        for inputs_t in tf.unstack(inputs, axis=1):
            output, state = cell(inputs_t, state)
            outputs.append(output)
            states.append(state)
        loss = tf.reduce_sum(tf.stack(outputs, axis=1) * case["output_gradients"])
        loss += tf.reduce_sum(tf.stack(state) * np.stack(case["final_state_gradient"]))
        steps = outputs + [state.c for state in states if kind == "lstm"]
        feeds = dict(zip(cell.variables, [case["kernel"], case["bias"]], strict=True))
        wanted = tf.gradients(loss, [*cell.variables, inputs, initial, *steps])
        *arguments, state = session.run(wanted[:4], feeds)
        steps = np.stack(session.run(wanted[4:], feeds), axis=1)
    if kind == "rnn":
        return RnnGradients(*arguments, state, steps)
    return LstmGradients(*arguments, tuple(state), steps[:, :num_steps], steps[:, num_steps:])


def assert_close(ours, theirs, tolerance):
    """Compare gradient by gradient, relative to the largest number of each."""
    for name, wanted in theirs.items():
        got = np.asarray(ours[name])
        assert got.shape == np.shape(wanted), name
        assert np.abs(got - wanted).max() <= tolerance * max(1.0, np.abs(wanted).max()), name


@cases(max_examples=25, largest_size=32)
def test_gradients_by_hand_agree_with_tensorflow(kind, shape, seed, forget_bias):
    case = make_case(kind, shape, seed)
    ours, theirs = by_hand(kind, case, forget_bias), by_tensorflow(kind, case, forget_bias)
    assert_close(ours._asdict(), theirs._asdict(), 1e-12)


@cases(max_examples=12, largest_size=4)
def test_gradients_by_hand_agree_with_finite_differences(kind, shape, seed, forget_bias):
    case = make_case(kind, shape, seed)

    def numerically(name):
        def loss(value):
            moved = tuple(value) if isinstance(case[name], tuple) else value
            return loss_in_numpy(kind, case | {name: moved}, forget_bias)

        return finite_differences(loss, np.asarray(case[name]))

    theirs = {name: numerically(name) for name in ("kernel", "bias", "inputs", "state")}
    assert_close(by_hand(kind, case, forget_bias)._asdict(), theirs, 1e-8)


def test_a_forgotten_forget_bias_is_far_outside_the_tolerance():
    case = make_case("lstm", (3, 4, 5, 6), seed=1)
    theirs = by_tensorflow("lstm", case, forget_bias=1.0)
    wrong = by_hand("lstm", case, forget_bias=0.0)
    assert all(np.abs(np.subtract(*pair)).max() > 1e-2 for pair in zip(wrong, theirs, strict=True))


@KINDS
def test_the_direct_path_alone_is_not_the_gradient_of_an_earlier_state(kind):
    case = make_case(kind, (3, 4, 5, 6), seed=1)
    through_later_steps = by_hand(kind, case).h - case["output_gradients"]
    assert (np.abs(through_later_steps).max(axis=(0, 2)) > 1e-2).all()


@KINDS
def test_no_final_state_gradient_means_zero(kind):
    case = make_case(kind, (2, 5, 3, 4), seed=2)
    zeros = np.zeros_like(case["final_state_gradient"])
    assert_close(
        by_hand(kind, case | {"final_state_gradient": None})._asdict(),
        by_hand(kind, case | {"final_state_gradient": zeros})._asdict(),
        tolerance=0.0,
    )


@KINDS
def test_float32_stays_float32_and_agrees(kind):
    case = make_case(kind, (2, 5, 3, 4), seed=3, dtype=np.float32)
    ours = by_hand(kind, case)
    assert {array.dtype for array in map(np.asarray, ours)} == {np.dtype(np.float32)}
    doubles = {name: np.asarray(value, np.float64) for name, value in case.items()}
    assert_close(ours._asdict(), by_hand(kind, doubles)._asdict(), 1e-5)


@KINDS
@pytest.mark.parametrize(
    ("argument", "shape"),
    [
        ("inputs", (0, 5, 3)),
        ("inputs", (2, 3)),
        ("state", (3, 4)),
        ("kernel", (6, 4)),
        ("bias", (3,)),
        ("output_gradients", (2, 4)),
        ("output_gradients", (2, 4, 4)),
        ("final_state_gradient", (1, 4)),
    ],
)
def test_an_argument_of_another_shape_is_named(kind, argument, shape):
    case = make_case(kind, (2, 5, 3, 4), seed=4) | {argument: np.ones(shape)}
    ending = ", ".join(map(str, shape))
    with pytest.raises(ValueError, match=rf"^{argument}: expected .*, got .* \[{ending}\]$"):
        by_hand(kind, case)


@pytest.mark.parametrize("argument", ["output_gradients", "final_state_gradient"])
def test_gradients_that_are_no_floats_are_refused(argument):
    case = make_case("rnn", (2, 5, 3, 4), seed=5)
    integers = case[argument].astype(int)
    with pytest.raises(ValueError, match=f"^{argument}: expected floats of .*, got int64"):
        rnn_gradients(**case | {argument: integers})


@pytest.mark.parametrize("shape", [(), (3,), (2, 3, 2)])
def test_finite_differences_find_a_known_gradient_and_change_nothing(shape):
    array = np.random.default_rng(6).normal(size=shape).astype(np.float32)
    before = array.copy()
    gradient = finite_differences(lambda moved: np.sum(moved**3), array)
    assert gradient.dtype == np.float64
    assert gradient.shape == shape
    assert gradient == pytest.approx(3 * before.astype(np.float64) ** 2, abs=1e-9)
    assert (array == before).all()


def test_finite_differences_stand_a_function_that_changes_its_argument():
    def changes_its_argument(moved):
        total = np.sum(moved**2)
        moved[:] = 0
        return total

    gradient = finite_differences(changes_its_argument, np.array([1.0, -2.0]))
    assert gradient == pytest.approx([2.0, -4.0], abs=1e-9)


@pytest.mark.parametrize(
    ("function", "got"),
    [
        (lambda moved: moved, r"float64 of shape \[2\]"),
        (lambda moved: moved.astype(np.float32).sum(), r"float32 of shape \[\]"),
        (lambda moved: None, r"object of shape \[\]"),
    ],
)
def test_finite_differences_refuse_a_function_of_another_kind(function, got):
    with pytest.raises(ValueError, match=rf"^function: expected float64 of shape \[\], got {got}$"):
        finite_differences(function, np.ones(2))


def test_finite_differences_refuse_integers():
    with pytest.raises(
        ValueError, match=r"^array: expected floats of .*, got int64 of shape \[2\]$"
    ):
        finite_differences(np.sum, np.ones(2, dtype=np.int64))


def test_time_major_sequences_give_the_gradients_of_their_squared_outputs():
    random = np.random.default_rng(18)
    inputs, state = random.normal(size=(4, 2, 3)), random.normal(size=(2, 5))
    for kind, units in (("rnn", 5), ("lstm", 20)):
        weights = [random.normal(scale=0.5, size=(3 + 5, units)), random.normal(size=units)]

        def run(inputs, kernel, bias, kind=kind):
            if kind == "rnn":
                return rnn_of_squares(inputs, state, kernel, bias)
            return lstm_of_squares(inputs, kernel, bias, forget_bias=0.5)

        outputs, *gradients = run(inputs, *weights)
        assert outputs.shape == (4, 2, 5)
        arguments = [*weights, inputs]
        for place, (argument, gradient) in enumerate(zip(arguments, gradients, strict=True)):

            def loss(value, place=place, run=run, arguments=arguments):
                kernel, bias, inputs = [
                    value if at == place else other for at, other in enumerate(arguments)
                ]
                return np.sum(run(inputs, kernel, bias)[0] ** 2)

            expected = finite_differences(loss, argument)
            np.testing.assert_allclose(gradient, expected, atol=1e-6)
