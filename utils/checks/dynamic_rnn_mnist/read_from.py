"""The learner lets `dynamic_rnn` start every example of a batch of any size from one state."""

import numpy as np

from utils import reference
from utils.checks.cases import normal
from utils.checks.engine import Exercise, WrongAnswer
from utils.checks.in_graph import require_tensors
from utils.tf1 import tf

random = np.random.default_rng(7)
LSTMStateTuple = tf.nn.rnn_cell.LSTMStateTuple


def _read_two_batches(answer, first, second, c, h, kernel, bias):
    """Let an answer build its graph once, and run it on two batches of different sizes."""
    with tf.Graph().as_default(), tf.Session() as session:
        inputs = tf.placeholder(tf.float32, [None, *first.shape[1:]])
        cell = tf.nn.rnn_cell.BasicLSTMCell(len(c))
        cell.build((None, first.shape[2]))
        returned = answer(cell, inputs, tf.constant(c), tf.constant(h))
        if isinstance(returned, (tuple, list)):
            raise WrongAnswer(f"expected one tensor, the final h, got {len(returned)} values.")
        require_tensors(returned)
        made = len(tf.global_variables()) - len(cell.variables)
        if made:
            raise WrongAnswer(
                f"expected no new variables, got {made}: use the cell that you are given."
            )
        for variable, value in zip(cell.variables, (kernel, bias), strict=True):
            variable.load(value, session)
        return [session.run(returned, {inputs: batch}) for batch in (first, second)]


def _read_step_by_step(first, second, c, h, kernel, bias):
    last = []
    for batch in (first, second):
        state = tuple(np.tile(part, (len(batch), 1)) for part in (c, h))
        for step in batch.swapaxes(0, 1):
            _, state = reference.lstm_step(step, state, kernel, bias)
        last.append(state[1])
    return last


def _in_rows(c, h, number):
    return LSTMStateTuple(*(tf.tile([part], [number, 1]) for part in (c, h)))


def _in_columns(c, h, number):
    return LSTMStateTuple(*(tf.tile(part[:, None], [1, number]) for part in (c, h)))


def _read(
    state_from=lambda c, h, inputs: _in_rows(c, h, tf.shape(inputs)[0]),
    taken=lambda outputs, final_state: final_state.h,
):
    """Make an answer that starts from another state, or takes something else at the end."""

    def answer(cell, inputs, c, h):
        state = state_from(c, h, inputs)
        return taken(*tf.nn.dynamic_rnn(cell, inputs, initial_state=state))

    return answer


def _case(sizes, num_steps, input_size, num_units):
    first, second = (normal(random, size, num_steps, input_size) for size in sizes)
    return {
        "first": first,
        "second": second,
        "c": normal(random, num_units, scale=0.8),
        "h": normal(random, num_units, scale=0.5),
        "kernel": normal(random, input_size + num_units, 4 * num_units, scale=0.4),
        "bias": normal(random, 4 * num_units, scale=0.3),
    }


read_from = Exercise(
    name="read_from",
    oracle=_read_step_by_step,
    cases=[_case((3, 2), 4, 5, 6), _case((3, 1), 2, 4, 3)],
    mistakes={
        "the batch size is baked in": (
            _read(lambda c, h, inputs: _in_rows(c, h, 3)),
            "Your graph fails for a batch of another size. Which number in it is fixed?",
            "The batch size is known only when the graph runs, so it must be a tensor.",
            "`tf.shape` gives the sizes as a tensor. Use its first element with `tf.tile`.",
        ),
        "the batch size is read while the graph is built": (
            _read(lambda c, h, inputs: _in_rows(c, h, inputs.shape[0])),
            "`inputs.shape[0]` is None here. When is the batch size known?",
            "The size is known only when the graph runs. `tf.shape` computes it then.",
        ),
        "the batch size is read with `len`": (
            _read(lambda c, h, inputs: _in_rows(c, h, len(inputs))),
            "`len` does not work on a tensor of the graph. When is the batch size known?",
            "The size is known only when the graph runs. `tf.shape` computes it then.",
        ),
        "the number of time steps is used as the batch size": (
            _read(lambda c, h, inputs: _in_rows(c, h, tf.shape(inputs)[1])),
            "Your state has one row for each time step. Which axis of `inputs` is the batch?",
            "`inputs` has shape `[batch, num_steps, size]`, so the batch is axis 0.",
        ),
        "c and h become columns": (
            _read(lambda c, h, inputs: _in_columns(c, h, tf.shape(inputs)[0])),
            "Your state has one column for each example. Which axis of a state is the batch?",
            "A state has shape `[batch, num_units]`. Make a matrix with one row, and repeat it.",
        ),
        "the state has one row for the whole batch": (
            _read(lambda c, h, inputs: _in_rows(c, h, 1)),
            "Your state has one row. How many rows does a batch of three need?",
            "Each example needs its own row, although all rows are equal.",
        ),
        "c and h are given without a batch": (
            _read(lambda c, h, inputs: LSTMStateTuple(c, h)),
            "You pass `c` and `h` as vectors. What shape does a state have?",
            "A state has shape `[batch, num_units]`, with one row for each example.",
        ),
        "c and h are repeated as if they had rows": (
            _read(lambda c, h, inputs: tf.tile(c, [tf.shape(inputs)[0], 1])),
            "You pass two numbers to `tf.tile`. How many axes does `c` have?",
            "`tf.tile` needs one number for each axis. First make a matrix with one row.",
        ),
        "the first state is zeros": (
            lambda cell, inputs, c, h: tf.nn.dynamic_rnn(cell, inputs, dtype=tf.float32)[1].h,
            "Your result does not depend on `c` and `h`. Where do you use them?",
            "`dynamic_rnn` starts from zeros by default. Pass your state as `initial_state`.",
        ),
        "the state is a plain tuple": (
            _read(lambda c, h, inputs: tuple(_in_rows(c, h, tf.shape(inputs)[0]))),
            "Your state is a plain tuple. Which type does `cell.zero_state` return?",
            "A cell accepts a plain tuple, but `dynamic_rnn` needs an `LSTMStateTuple`.",
        ),
        "c and h are swapped in the first state": (
            _read(lambda c, h, inputs: _in_rows(h, c, tf.shape(inputs)[0])),
            "Your first state is `(h, c)`. Which part comes first in an LSTM?",
            "The state of an LSTM is `(c, h)`, so pass `c` first.",
        ),
        "c is returned": (
            _read(taken=lambda outputs, final_state: final_state.c),
            "You return `c`. Which part of the state is the output of an LSTM?",
            "`final_state[0]` is `c`, but `h` is expected.",
        ),
        "the last example's outputs are returned": (
            _read(taken=lambda outputs, final_state: outputs[-1]),
            "You return the outputs of one example. Which axis is the time?",
            "`outputs[-1]` is the last example. The time is axis 1.",
        ),
        "all outputs are returned": (
            _read(taken=lambda outputs, final_state: outputs),
            "Your result has three axes, with all time steps. How many are expected?",
            "Expected: only the final `h`, with shape `[batch, num_units]`.",
        ),
    },
    minutes=9,
    difficulty=3,
    tolerance=1e-5,
    call=_read_two_batches,
    arguments=("cell", "inputs", "c", "h"),
    place="the result for batch",
)
