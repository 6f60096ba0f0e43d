"""A loop in which each row stops by itself: how an answer is run, its oracle, and its faults."""

import numpy as np

from utils import reference
from utils.checks.in_graph import require_tensors, run_in_time
from utils.compare import difference
from utils.exercise import WrongAnswer
from utils.tf1 import tf


class CountedLstm(tf.nn.rnn_cell.BasicLSTMCell):
    """An LSTM that counts how often a run computes it, and whose output is 3 h.

    So its output is no part of its state. Its name is a scope's too, and a scope may not begin
    with an underscore.
    """

    def __init__(self, num_units):
        super().__init__(num_units)
        self.runs = 0

    def call(self, inputs, state):
        """Compute one step, and count it when it runs."""

        def count(values):
            self.runs += 1
            return values

        counted = tf.py_func(count, [inputs], tf.float32)
        counted.set_shape(inputs.shape)
        output, state = super().call(counted, state)
        return 3.0 * output, state


def run_reader(answer, inputs, state, threshold, kernel, bias):
    """Let an answer run an LSTM with known weights, and look how often it was run."""
    with tf.Graph().as_default(), tf.Session() as session:
        cell = CountedLstm(state[0].shape[1])
        cell.build((None, inputs.shape[2]))
        x = tf.placeholder(tf.float32, [None, None, inputs.shape[2]])
        first_state = tf.nn.rnn_cell.LSTMStateTuple(*(tf.constant(part) for part in state))
        returned = answer(cell, x, first_state, threshold)
        if not isinstance(returned, (tuple, list)) or len(returned) != 2:
            raise WrongAnswer("it did not return a pair: the final state and the steps read.")
        final_state, steps_read = returned
        if isinstance(final_state, tuple):
            final_state = tuple(final_state)
        require_tensors((final_state, steps_read))
        for variable, value in zip(cell.variables, (kernel, bias), strict=True):
            variable.load(value, session)
        final_state, steps_read = run_in_time(session, (final_state, steps_read), {x: inputs}, 5.0)
        wanted = reader_oracle(inputs, state, threshold, kernel, bias)
        needed = wanted[1].max()
        if cell.runs > needed and not difference(wanted, (final_state, steps_read), 1e-5):
            raise WrongAnswer(
                f"the loop took {cell.runs} turns, and after {needed} no row was left."
            )
        return final_state, steps_read


def reader_oracle(inputs, state, threshold, kernel, bias):
    """Read row by row in NumPy: final state, and the steps read int32 [batch]."""
    states, counts = [], []
    for row, steps in enumerate(inputs):
        row_state = tuple(part[row : row + 1] for part in state)
        for count, x in enumerate(steps, 1):  # noqa: B007
            h, row_state = reference.lstm_step(x[np.newaxis], row_state, kernel, bias)
            if 3.0 * h[0, 0] > threshold:
                break
        states.append(row_state)
        counts.append(count)
    final_state = tuple(np.concatenate(parts) for parts in zip(*states, strict=True))
    return final_state, np.array(counts, np.int32)


def each_row(chooses, new, old):
    """Choose, row by row, between the parts of two states."""
    return tf.nest.map_structure(lambda a, b: tf.where(chooses, a, b), new, old)


def _keep(running, new_state, state, still):
    return each_row(running, new_state, state)


def _and_not_sure(running, sure):
    return tf.logical_and(running, tf.logical_not(sure))


def reader(
    keep=_keep,
    goes_on=_and_not_sure,
    left=tf.reduce_any,
    bound=tf.logical_and,
    counts="before",
    asked=lambda output, new: output[:, 0],
    begin=lambda cell, state: state,
):
    """Make an answer out of what it keeps, which rows go on, when the loop does, and the like."""

    def answer(cell, inputs, state, threshold):
        def body(step, state, running, steps_read):
            output, new_state = cell(inputs[:, step], state)
            still = goes_on(running, asked(output, new_state) > threshold)
            everybody = tf.ones_like(running)
            counted = {"before": running, "after": still, "turns": everybody}[counts]
            state = keep(running, new_state, state, still)
            return step + 1, state, still, steps_read + tf.cast(counted, tf.int32)

        def condition(step, state, running, steps_read):
            return bound(left(running), step < tf.shape(inputs)[1])

        everybody = tf.fill(tf.shape(inputs)[:1], True)
        first = [
            tf.constant(0),
            begin(cell, state),
            everybody,
            tf.zeros(tf.shape(inputs)[:1], tf.int32),
        ]
        _, state, _, steps_read = tf.while_loop(condition, body, first)
        return state, steps_read

    return answer


def reader_case(seed, batch_size, num_steps, size, num_units, threshold):
    """Seeds are chosen for rows that stop at different steps, and would go on at a later one."""
    own = np.random.default_rng(seed)

    def normal(*shape, scale=1.0):
        return own.normal(scale=scale, size=shape).astype(np.float32)

    return {
        "inputs": normal(batch_size, num_steps, size, scale=1.5),
        "state": (normal(batch_size, num_units), normal(batch_size, num_units, scale=0.3)),
        "threshold": threshold,
        "kernel": normal(size + num_units, 4 * num_units),
        "bias": normal(4 * num_units, scale=0.5),
    }
