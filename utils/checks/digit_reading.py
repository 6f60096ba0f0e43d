"""What people get wrong in read_from (lesson 07, any batch size), and how it is judged."""

import numpy as np

from utils import reference
from utils.checks.in_graph import require_tensors
from utils.exercise import Mistake, WrongAnswer
from utils.tf1 import tf


def read_two_batches(answer, first, second, c, h, kernel, bias):
    """Let an answer draw its graph once, and run it on two batches of different sizes."""
    with tf.Graph().as_default(), tf.Session() as session:
        inputs = tf.placeholder(tf.float32, [None, *first.shape[1:]])
        cell = tf.nn.rnn_cell.BasicLSTMCell(len(c))
        cell.build((None, first.shape[2]))
        count = len(tf.global_variables())
        returned = answer(cell, inputs, tf.constant(c), tf.constant(h))
        if isinstance(returned, (tuple, list)):
            raise WrongAnswer(
                f"it returned {len(returned)} values: h after the last step alone is wanted."
            )
        require_tensors(returned)
        made = len(tf.global_variables()) - count
        if made:
            raise WrongAnswer(f"it made {made} new variables: run the cell that it was given.")
        for variable, value in zip(cell.variables, (kernel, bias), strict=True):
            variable.load(value, session)
        return [session.run(returned, {inputs: batch}) for batch in (first, second)]


def read_oracle(first, second, c, h, kernel, bias):
    """Return h after the last step of each batch, by NumPy."""

    def step(inputs, state):
        return reference.lstm_step(inputs, state, kernel, bias)

    states = []
    for batch in (first, second):
        state = tuple(np.stack([part] * len(batch)) for part in (c, h))
        _, (_, last_h) = reference.unroll(step, batch, state)
        states.append(last_h)
    return states


def _state_of(inputs, c, h):
    size = tf.shape(inputs)[0]
    return tf.nn.rnn_cell.LSTMStateTuple(*(tf.tile(part[tf.newaxis], [size, 1]) for part in (c, h)))


def _reads(take, state_of=_state_of):
    """Make an answer out of the state that it starts from, and of what it takes at the end."""

    def answer(cell, inputs, c, h):
        outputs, final_state = tf.nn.dynamic_rnn(cell, inputs, initial_state=state_of(inputs, c, h))
        return take(outputs, final_state)

    return answer


def _last_h(outputs, final_state):
    return final_state.h


def _of_fixed_size(inputs, c, h):
    return tf.nn.rnn_cell.LSTMStateTuple(*(tf.tile(part[tf.newaxis], [3, 1]) for part in (c, h)))


def _of_static_size(inputs, c, h):
    size = inputs.shape[0]
    return tf.nn.rnn_cell.LSTMStateTuple(*(tf.tile(part[tf.newaxis], [size, 1]) for part in (c, h)))


def _of_one_row(inputs, c, h):
    return tf.nn.rnn_cell.LSTMStateTuple(c[tf.newaxis], h[tf.newaxis])


READ_FROM = [
    Mistake(
        "the batch size is baked in",
        _reads(_last_h, _of_fixed_size),
        (
            "The same graph is run on a batch of another size. Which number in it is fixed?",
            "The batch size is known when the graph runs: it must come out of a tensor.",
            "`tf.shape(inputs)` is a tensor, `inputs.shape` is not.",
        ),
    ),
    Mistake(
        "the batch size is read while the graph is drawn",
        _reads(_last_h, _of_static_size),
        (
            "What is `inputs.shape[0]` when a placeholder is `[None, num_steps, size]`?",
            "While the graph is drawn the size is unknown. `tf.shape` asks when it runs.",
        ),
    ),
    Mistake(
        "the state has one row for the whole batch",
        _reads(_last_h, _of_one_row),
        (
            "What shape has the state of a batch of three?",
            "Each example needs a row of its own, although all rows are alike.",
        ),
    ),
    Mistake(
        "c and h are given without a batch",
        _reads(_last_h, lambda inputs, c, h: tf.nn.rnn_cell.LSTMStateTuple(c, h)),
        (
            "What shape has `c`, and what shape has the state of a batch?",
            "A state is `[batch, num_units]`: a row for each example.",
        ),
    ),
    Mistake(
        "the reading begins with zeros",
        lambda cell, inputs, c, h: tf.nn.dynamic_rnn(cell, inputs, dtype=tf.float32)[1].h,
        (
            "Does your result depend on `c` and `h`?",
            "`dynamic_rnn` starts from zeros unless it is given an `initial_state`.",
        ),
    ),
    Mistake(
        "the state is a plain tuple",
        _reads(_last_h, lambda inputs, c, h: tuple(_state_of(inputs, c, h))),
        (
            "Of which type is the state that `cell.zero_state` makes?",
            "A cell takes a plain tuple, `dynamic_rnn` insists on `LSTMStateTuple`.",
        ),
    ),
    Mistake(
        "c and h are exchanged at the start",
        _reads(_last_h, lambda inputs, c, h: _state_of(inputs, h, c)),
        (
            "Which of the two stands first in the state of an LSTM?",
            "The tuple is `(c, h)`.",
        ),
    ),
    Mistake(
        "c is returned",
        _reads(lambda outputs, final_state: final_state.c),
        (
            "Which part of the state does a cell show to the layer above?",
            "`final_state[0]` is c.",
        ),
    ),
    Mistake(
        "the last example's outputs are returned",
        _reads(lambda outputs, final_state: outputs[-1]),
        (
            "What does the first axis of the outputs count?",
            "One index takes an example. The step's axis is the second.",
        ),
    ),
    Mistake(
        "all outputs are returned",
        _reads(lambda outputs, final_state: outputs),
        (
            "How many axes has your result?",
            "What is wanted is the state after the last step alone.",
        ),
    ),
]
