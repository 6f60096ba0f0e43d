"""What people get wrong when they gather the last valid outputs of a time-major batch."""

import numpy as np

from utils.exercise import Mistake
from utils.tf1 import tf


def _pairs(first, second, axis=1):
    """Make an answer that gathers at pairs of what two functions of (outputs, lengths) give."""
    return lambda outputs, n: tf.gather_nd(
        outputs, tf.stack([first(outputs, n), second(outputs, n)], axis=axis)
    )


def _steps(outputs, lengths):
    return lengths - 1


def _rows(outputs, lengths):
    return tf.range(tf.shape(outputs)[1])


def _along_the_first_axis(outputs, lengths):
    return tf.range(tf.shape(outputs)[0])


def _batch_major_places(outputs, lengths):
    num_steps, batch_size = tf.unstack(tf.shape(outputs)[:2])
    return tf.gather(
        tf.reshape(outputs, [-1, outputs.shape[2]]), tf.range(batch_size) * num_steps + lengths - 1
    )


def _mean_of_valid(outputs, lengths):
    valid = tf.transpose(tf.sequence_mask(lengths, tf.shape(outputs)[0], tf.float32))
    sums = tf.reduce_sum(outputs * valid[:, :, tf.newaxis], axis=0)
    return sums / tf.cast(lengths, tf.float32)[:, tf.newaxis]


LAST_VALID = [
    Mistake(
        "the rows are counted along the steps, and the pairs are row, then step",
        _pairs(_along_the_first_axis, _steps),
        (
            "That is how a batch-major batch is gathered. Which axis is which here?",
            "Time-major, steps come before rows, in the shape as in a pair.",
        ),
    ),
    Mistake(
        "the outputs are turned to batch-major, and the pairs are not",
        lambda outputs, n: _pairs(_steps, _along_the_first_axis)(
            tf.transpose(outputs, [1, 0, 2]), n
        ),
        (
            "After `tf.transpose`, what does the first axis count?",
            "Once the outputs are batch-major, the row comes first in a pair.",
        ),
    ),
    Mistake(
        "a tensor is indexed as NumPy's arrays are",
        lambda outputs, n: outputs[n - 1, tf.range(tf.shape(outputs)[1])],
        (
            "What may stand between the brackets behind a tensor, according to the error?",
            "Whole tensors of places are for `tf.gather_nd`.",
        ),
    ),
    Mistake(
        "the places are steps alone",
        lambda outputs, n: tf.gather_nd(outputs, n - 1),
        (
            "How many numbers does it take to name one row of one step?",
            "The last axis of the indices is one place: a step, and a row.",
        ),
    ),
    Mistake(
        "the rows are counted by Python",
        lambda outputs, n: tf.gather_nd(outputs, tf.stack([n - 1, np.arange(len(n))], axis=1)),
        (
            "What can Python know of the batch while the graph is drawn?",
            "`len` and NumPy ask now; `tf.shape` and `tf.range` ask when the graph runs.",
        ),
    ),
    Mistake(
        "the pairs are row, then step",
        _pairs(_rows, _steps),
        (
            "What does the first axis of `outputs` count here?",
            "Each pair names a place on the first axis, then one on the second.",
            "Time-major, the step comes first.",
        ),
    ),
    Mistake(
        "one step past the end",
        _pairs(lambda outputs, n: n, _rows),
        (
            "An utterance of 3 frames: which numbers have its steps?",
            "Steps count from 0, lengths from 1.",
        ),
    ),
    Mistake(
        "one step before the end",
        _pairs(lambda outputs, n: n - 2, _rows),
        (
            "An utterance of 3 frames: which numbers have its steps?",
            "One is to be taken off the length, once.",
        ),
    ),
    Mistake(
        "the last step of the whole batch is taken",
        lambda outputs, lengths: outputs[-1],
        (
            "Does your result depend on the lengths?",
            "What stands at the last step of an utterance that has ended before?",
        ),
    ),
    Mistake(
        "the last example is taken",
        lambda outputs, lengths: outputs[:, -1],
        (
            "What does the second axis of time-major outputs count?",
            "And does your result depend on the lengths?",
        ),
    ),
    Mistake(
        "whole steps are gathered",
        lambda outputs, lengths: tf.gather(outputs, lengths - 1),
        (
            "How many axes has your result?",
            "`tf.gather` takes all rows of a step. Of each step one row is wanted.",
            "`tf.gather_nd` takes a pair for each: a step, and a row.",
        ),
    ),
    Mistake(
        "the batch size is read while the graph is drawn",
        _pairs(_steps, lambda outputs, n: tf.range(outputs.shape[1])),
        (
            "What is `outputs.shape[1]` when the batch may have any size?",
            "While the graph is drawn the size is unknown. `tf.shape` asks when it runs.",
        ),
    ),
    Mistake(
        "the batch size is the notebook's",
        _pairs(_steps, lambda outputs, n: tf.range(4)),
        (
            "The same graph is run on batches of other sizes. Which number in it is fixed?",
            "The batch size must come out of a tensor.",
        ),
    ),
    Mistake(
        "the rows are counted along the steps",
        _pairs(_steps, _along_the_first_axis),
        (
            "How many pairs are there, and how many rows has the batch?",
            "Time-major, the batch is the second axis.",
        ),
    ),
    Mistake(
        "the pairs stand in columns",
        _pairs(_steps, _rows, axis=0),
        (
            "What shape have your indices?",
            "A row of the indices is one pair: `[batch, 2]`.",
        ),
    ),
    Mistake(
        "the places are counted as if the outputs were batch-major",
        _batch_major_places,
        (
            "In the flattened outputs, what stands right behind the first row of step 0?",
            "Time-major, all rows of a step stand together.",
        ),
    ),
    Mistake(
        "the valid outputs are averaged",
        _mean_of_valid,
        (
            "How many steps of an utterance go into your result?",
            "One step alone is wanted: the last that is valid.",
        ),
    ),
]
