import numpy as np
import pytest
from child import run_python

from utils.fast_lstm import fast_lstm
from utils.graph import fresh_session
from utils.lessons import ROOT
from utils.tf1 import tf

SIZES = {  # num_steps, batch, input_size, num_units
    "the sizes of lesson 07": (28, 16, 128, 128),
    "an odd batch": (5, 7, 3, 4),
    "one example": (4, 1, 3, 5),
    "one step": (1, 6, 2, 3),
    "one of all": (1, 1, 1, 1),
    "more units than inputs": (9, 4, 2, 11),
}


def both(sizes, shape=None, forget_bias=1.0, **settings):
    """Values and gradients for x, kernel and bias: of `dynamic_rnn`, and of `fast_lstm`."""
    num_steps, batch, input_size, num_units = sizes
    random = np.random.default_rng(sum(sizes))

    def normal(*shape, scale=1.0):
        return random.normal(scale=scale, size=shape).astype(np.float32)

    # Each output counts differently in the loss; small weights of the loss keep float32 exact.
    weights = normal(num_steps, batch, num_units, scale=1 / (num_steps * batch))
    inputs = normal(num_steps, batch, input_size)
    with fresh_session() as session:
        x = tf.placeholder(tf.float32, shape or inputs.shape)
        cell = tf.nn.rnn_cell.BasicLSTMCell(num_units, forget_bias=forget_bias)
        dynamic, _ = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32, time_major=True)
        fast = fast_lstm(x, *cell.variables, forget_bias=forget_bias, **settings)
        cell.variables[0].load(
            normal(input_size + num_units, 4 * num_units, scale=num_units**-0.5), session
        )
        cell.variables[1].load(normal(4 * num_units), session)
        fetches = [
            [outputs, *tf.gradients(tf.reduce_sum(outputs * weights), [x, *cell.variables])]
            for outputs in (dynamic, fast)
        ]
        return session.run(fetches, {x: inputs})


def assert_equal(dynamic, fast):
    for name, a, b in zip(["outputs", "x", "kernel", "bias"], dynamic, fast, strict=True):
        np.testing.assert_allclose(b, a, rtol=0, atol=1e-5, err_msg=name)
        assert np.abs(a).max() > 1e-4, f"{name}: too small to tell anything"


@pytest.mark.parametrize("sizes", SIZES.values(), ids=SIZES)
def test_values_and_gradients_are_those_of_dynamic_rnn(sizes):
    assert_equal(*both(sizes))


@pytest.mark.parametrize("seed", range(4))
def test_random_shapes(seed):
    random = np.random.default_rng(seed)
    sizes = tuple(int(size) for size in random.integers(1, [12, 10, 9, 9]))
    assert_equal(*both(sizes, parts=int(random.integers(1, 5)), forget_bias=float(seed)))


@pytest.mark.parametrize("parts", [1, 2, 3, 8])
def test_any_number_of_parts_gives_the_same(parts):
    assert_equal(*both((6, 7, 3, 4), parts=parts))


def test_steps_and_batch_may_be_open():
    assert_equal(*both((5, 4, 3, 6), shape=[None, None, 3]))


def test_a_long_memory_is_not_clipped():
    with fresh_session() as session:
        x = tf.zeros([20, 2, 1])
        kernel, bias = tf.zeros([2, 4]), tf.constant([9.0, 9.0, 9.0, -9.0])
        # c grows by almost 1 a step; the gate o lets through sigmoid(-9) of tanh(c)
        slope = tf.gradients(fast_lstm(x, kernel, bias)[-1], bias)[0]
        cell = tf.nn.rnn_cell.BasicLSTMCell(1)
        cell.build((None, 1))
        cell.variables[0].load(np.zeros([2, 4]), session)
        cell.variables[1].load([9.0, 9.0, 9.0, -9.0], session)
        outputs, _ = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32, time_major=True)
        expected = tf.gradients(outputs[-1], cell.variables[1])[0]
        np.testing.assert_allclose(*session.run([slope, expected]), atol=1e-7)


@pytest.mark.parametrize(
    ("x_shape", "kernel_shape", "bias_shape"),
    [
        ([5, 3], [7, 16], [16]),
        ([5, 2, 4], [7, 16], [16]),
        ([5, 2, 3], [7, 16], [12]),
        ([5, 2, 3], [7, 15], [15]),
    ],
)
def test_shapes_that_do_not_fit_are_named(x_shape, kernel_shape, bias_shape):
    with (
        fresh_session(),
        pytest.raises(ValueError, match=r"expected \[num_steps, batch, input_size"),
    ):
        fast_lstm(tf.zeros(x_shape), tf.zeros(kernel_shape), tf.zeros(bias_shape))


def test_no_part_is_refused():
    with fresh_session(), pytest.raises(ValueError, match="parts: expected 1 or more, got 0"):
        fast_lstm(tf.zeros([5, 2, 3]), tf.zeros([7, 16]), tf.zeros([16]), parts=0)


@pytest.mark.parametrize(("first", "at_once"), [(1, False), (2, True)])
def test_threads_are_those_that_the_first_session_of_a_process_asks_for(first, at_once):
    code = """
import sys, time
from utils.tf1 import tf
seconds = []
for threads in map(int, sys.argv[1:]):
    config = tf.ConfigProto(inter_op_parallelism_threads=threads)
    with tf.Graph().as_default(), tf.Session(config=config) as session:
        waits = [tf.numpy_function(lambda: time.sleep(0.5), [], []) for _ in range(2)]
        started = time.perf_counter()
        session.run(waits)
        seconds.append(time.perf_counter() - started)
print(*[taken < 0.95 for taken in seconds])
"""
    later = 3 - first
    run = run_python("-c", code, str(first), str(later), cwd=ROOT)
    assert run.stdout.split() == [str(at_once)] * 2, run.stderr
