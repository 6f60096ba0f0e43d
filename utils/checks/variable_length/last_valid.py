"""The learner gathers the last valid output of every utterance, out of time-major outputs."""

import numpy as np

from utils.checks.cases import normal
from utils.checks.engine import Exercise
from utils.checks.variable_length.shared import run_on_batches
from utils.tf1 import tf

random = np.random.default_rng(10)


def _row_by_row(batches):
    return [
        np.stack([outputs[length - 1, row] for row, length in enumerate(lengths)])
        for outputs, lengths in batches
    ]


def _at(first, second, outputs, axis=1):
    """Gather at pairs of an index on the first axis of the outputs and one on the second."""
    return tf.gather_nd(outputs, tf.stack([first, second], axis=axis))


def _count(outputs, axis):
    return tf.range(tf.shape(outputs)[axis])


def _sum_of_valid(outputs, lengths):
    valid = tf.transpose(tf.sequence_mask(lengths, tf.shape(outputs)[0], tf.float32))
    return tf.reduce_sum(outputs * valid[:, :, tf.newaxis], axis=0)


def _mean_of_valid(outputs, lengths):
    return _sum_of_valid(outputs, lengths) / tf.cast(lengths, tf.float32)[:, tf.newaxis]


def _batch(num_steps, lengths):
    return normal(random, num_steps, len(lengths), 6), np.array(lengths, np.int32)


last_valid = Exercise(
    name="last_valid",
    oracle=_row_by_row,
    cases=[
        {"batches": [_batch(5, [2, 5, 3]), _batch(7, [6, 1, 3, 2, 4])]},
        {"batches": [_batch(6, [3, 1]), _batch(3, [2])]},
    ],
    mistakes={
        "the indices are those of batch-major outputs": (
            lambda outputs, n: _at(_count(outputs, 0), n - 1, outputs),
            "Your indices are correct for batch-major outputs. Are these outputs batch-major?",
            "Here a pair is `[time step, row]`. Count the rows on axis 1.",
        ),
        "the outputs are transposed to batch-major, but the pairs are not": (
            lambda outputs, n: _at(n - 1, _count(outputs, 1), tf.transpose(outputs, [1, 0, 2])),
            "Is the first axis of the outputs still the time after your `tf.transpose`?",
            "So the row must come first in each pair, or leave out the transpose.",
        ),
        "a tensor is indexed like a NumPy array": (
            lambda outputs, n: outputs[n - 1, _count(outputs, 1)],
            "Does your code index a tensor with two tensors?",
            "Only NumPy arrays can do this. `tf.gather_nd` takes a tensor of pairs.",
        ),
        "the indices contain only time steps": (
            lambda outputs, n: tf.gather_nd(outputs, n - 1),
            "Do your indices have only one number per utterance?",
            "One position needs two numbers, the time step and the row. Stack both.",
        ),
        "the rows are counted by Python": (
            lambda outputs, n: _at(n - 1, np.arange(len(n)), outputs),
            "Is the batch size known to `len` while Python builds the graph?",
            "`tf.shape` and `tf.range` are computed when the graph runs.",
        ),
        "Python iterates over a tensor": (
            lambda outputs, n: tf.stack([outputs[end - 1, row] for row, end in enumerate(n)]),
            "Does your Python loop iterate over a tensor of unknown size?",
            "`tf.gather_nd` takes all pairs at once, without a loop.",
        ),
        "the pairs are row, then time step": (
            lambda outputs, n: _at(_count(outputs, 1), n - 1, outputs),
            "Your pairs begin with the row. Is the first axis of `outputs` the batch?",
            "A pair contains the index on axis 0, then the index on axis 1.",
            "Stack the time steps first and the rows second.",
        ),
        "one time step after the end": (
            lambda outputs, n: _at(n, _count(outputs, 1), outputs),
            "Does your answer take the first time step of the padding?",
            "An utterance of 3 frames has the time steps 0, 1 and 2. Subtract 1.",
        ),
        "one time step before the end": (
            lambda outputs, n: _at(n - 2, _count(outputs, 1), outputs),
            "Does your answer take the time step before the last valid one?",
            "An utterance of 3 frames has the time steps 0, 1 and 2. Subtract 1, only once.",
        ),
        "the last time step of the batch is taken": (
            lambda outputs, n: outputs[-1],
            "Does your result depend on the lengths?",
            "`outputs[-1]` is padding for shorter utterances. Their last frame is at `length - 1`.",
        ),
        "every row ends with the longest": (
            lambda outputs, n: outputs[tf.reduce_max(n) - 1],
            "You take the same time step in every row. Do all rows have the same length?",
            "Each row needs its own time step, `length - 1`.",
            "`tf.gather_nd` takes pairs of time step and row.",
        ),
        "the last example is taken": (
            lambda outputs, n: outputs[:, -1],
            "Does your answer return all time steps of the last utterance?",
            "The second axis of time-major outputs is the batch. You need one time step per row.",
        ),
        "whole time steps are gathered": (
            lambda outputs, n: tf.gather(outputs, n - 1),
            "Does your result have three axes instead of `[batch, num_units]`?",
            "`tf.gather` takes all rows of a time step, but you need only one row.",
            "`tf.gather_nd` takes pairs of time step and row.",
        ),
        "the batch size is read while Python builds the graph": (
            lambda outputs, n: _at(n - 1, tf.range(outputs.shape[1]), outputs),
            "Is `outputs.shape[1]` known while Python builds the graph?",
            "`tf.shape(outputs)[1]` is computed when the graph runs.",
        ),
        "the batch size is the notebook's": (
            lambda outputs, n: _at(n - 1, tf.range(4), outputs),
            "Does your graph always use 4 rows, as in the notebook?",
            "The check runs batches of other sizes. Compute the number of rows with `tf.shape`.",
        ),
        "the rows are counted along the time steps": (
            lambda outputs, n: _at(n - 1, _count(outputs, 0), outputs),
            "Does your answer count as many rows as there are time steps?",
            "In time-major outputs, the batch is axis 1. Use `tf.shape(outputs)[1]`.",
        ),
        "the pairs are in columns": (
            lambda outputs, n: _at(n - 1, _count(outputs, 1), outputs, axis=0),
            "Do your indices have shape `[2, batch]`?",
            "Each row must be one pair, `[batch, 2]`. Look at the axis of `tf.stack`.",
        ),
        "the flattened outputs are indexed as if they were batch-major": (
            lambda outputs, n: tf.gather(
                tf.reshape(outputs, [-1, outputs.shape[2]]),
                _count(outputs, 1) * tf.shape(outputs)[0] + n - 1,
            ),
            "In your flattened outputs, does time step 1 of row 0 follow time step 0 of row 0?",
            "All rows of a time step come together. So multiply the time step, not the row.",
        ),
        "time steps are gathered along the batch": (
            lambda outputs, n: tf.gather(outputs, n - 1, axis=1),
            "Does your answer use `length - 1` as an index on the batch axis?",
            "In time-major outputs the time is axis 0, and each row needs another time step.",
        ),
        "time steps and rows are joined end to end": (
            lambda outputs, n: tf.gather_nd(
                outputs, tf.concat([n - 1, _count(outputs, 1)], axis=0)
            ),
            "Do your indices have only one axis, so that they are a single position?",
            "`tf.stack` with `axis=1` makes one pair per row, `tf.concat` does not.",
        ),
        "all valid outputs are returned": (
            lambda outputs, n: tf.boolean_mask(
                outputs, tf.transpose(tf.sequence_mask(n, tf.shape(outputs)[0]))
            ),
            "Does your answer return the outputs of all valid time steps?",
            "Expected: one vector per utterance, at time step `length - 1`.",
        ),
        "the valid outputs are added up": (
            _sum_of_valid,
            "Is your result the sum of all valid outputs?",
            "Only the last valid time step is expected, at `length - 1`.",
        ),
        "the valid outputs are averaged": (
            _mean_of_valid,
            "Is your result the mean over all valid time steps?",
            "Only the last valid time step is expected, at `length - 1`.",
        ),
    },
    minutes=6,
    difficulty=2,
    call=run_on_batches,
    arguments=("outputs", "lengths"),
    place="the result for batch",
)
