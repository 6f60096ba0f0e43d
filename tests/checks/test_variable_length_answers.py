"""Answers to the exercises of `variable_length` that are not in its catalogue as they stand."""

import numpy as np
import pytest

from utils.checks import variable_length as check
from utils.checks.engine.result import FAILED, PASSED
from utils.tf1 import tf


def filled(pieces, lengths, new=np.zeros):
    batch = new([len(lengths), lengths.max(), pieces[0].shape[1]], pieces[0].dtype)
    for row in range(len(pieces)):
        batch[row, : len(pieces[row])] = pieces[row]
    return batch


def padded(pieces):
    """As in the notebook."""
    return filled(pieces, np.array([len(piece) for piece in pieces])).astype(np.float32)


def ends(lengths):
    return np.cumsum(lengths)[:-1]


def pieces(flat, lengths):
    return np.split(flat, ends(lengths))


def clipped_steps(piece, lengths):
    return np.minimum(np.arange(max(lengths)), len(piece) - 1)


@pytest.mark.parametrize(
    ("mistake", "answer"),
    [
        (
            "the file is cut at the lengths",
            lambda flat, n: filled(np.split(flat, n)[: len(n)], n),
        ),
        (
            "the file is cut at the lengths, and what is left is a row too",
            lambda flat, n: padded(np.split(flat, n)),
        ),
        (
            "there is one piece more than there are utterances",
            lambda flat, n: filled(np.split(flat, n), n),
        ),
        (
            "the padding is not set to zero",
            lambda flat, n: filled(np.split(flat, ends(n)), n, np.empty),
        ),
        (
            "the utterances are cut to the shortest",
            lambda flat, n: np.array([piece[: min(n)] for piece in np.split(flat, ends(n))]),
        ),
        (
            "the padding repeats the last frame",
            lambda flat, n: np.array([piece[clipped_steps(piece, n)] for piece in pieces(flat, n)]),
        ),
        (
            "the batch has one time step too many",
            lambda flat, n: np.pad(filled(pieces(flat, n), n), [(0, 0), (0, 1), (0, 0)]),
        ),
    ],
)
def test_a_batch_that_is_wrong_is_named(mistake, answer):
    result = check.batch_from_flat(answer)
    assert (result.status, result.mistake) == (FAILED, mistake)


def rows_of(outputs):
    return tf.range(tf.shape(outputs)[1])


def valid_outputs(outputs, n):
    """Batch-major, with zeros in the padding."""
    mask = tf.sequence_mask(n, tf.shape(outputs)[0], tf.float32)
    return tf.transpose(outputs, [1, 0, 2]) * mask[:, :, tf.newaxis]


@pytest.mark.parametrize(
    ("mistake", "answer"),
    [
        (
            "time steps are gathered along the batch",
            lambda outputs, n: tf.transpose(
                tf.gather(tf.transpose(outputs, [1, 0, 2]), n - 1), [1, 0, 2]
            ),
        ),
        (
            "time steps and rows are joined end to end",
            lambda outputs, n: tf.gather_nd(outputs, tf.concat([n - 1, rows_of(outputs)], 0)),
        ),
        (
            "all valid outputs are returned",
            lambda outputs, n: tf.gather_nd(
                outputs, tf.where(tf.transpose(tf.sequence_mask(n, tf.shape(outputs)[0])))
            ),
        ),
        (
            "the valid outputs are added up",
            lambda outputs, n: tf.reduce_sum(valid_outputs(outputs, n), axis=1),
        ),
    ],
)
def test_outputs_that_are_not_the_last_valid_ones_are_named(mistake, answer):
    result = check.last_valid(answer)
    assert (result.status, result.mistake) == (FAILED, mistake)


def mean_of_sums(losses, valid_lengths, divisor):
    mask = tf.sequence_mask(valid_lengths, tf.shape(losses)[1])
    sums = tf.reduce_sum(tf.where(mask, losses, tf.zeros_like(losses)), axis=1)
    return tf.reduce_mean(sums / tf.cast(divisor, tf.float32))


@pytest.mark.parametrize(
    ("mistake", "answer"),
    [
        (
            "the sums are divided by the longest length",
            lambda losses, n: mean_of_sums(losses, n, tf.reduce_max(n)),
        ),
        (
            "the last frame is not counted",
            lambda losses, n: mean_of_sums(losses, n - 1, n),
        ),
        (
            "only the last frame is counted",
            lambda losses, n: tf.reduce_mean(tf.gather(losses, n - 1, batch_dims=1)),
        ),
    ],
)
def test_a_mean_that_is_wrong_is_named(mistake, answer):
    result = check.mean_loss(answer)
    assert (result.status, result.mistake) == (FAILED, mistake)


@pytest.mark.parametrize(
    ("exercise", "answer"),
    [
        (check.batch_from_flat, lambda flat, n: filled(np.split(flat, ends(n)), n)),
        (
            check.last_valid,
            lambda outputs, n: tf.gather(tf.transpose(outputs, [1, 0, 2]), n - 1, batch_dims=1),
        ),
        (
            check.mean_loss,
            lambda losses, n: tf.reduce_mean(
                tf.map_fn(lambda row: tf.reduce_mean(row[0][: row[1]]), (losses, n), tf.float32)
            ),
        ),
    ],
)
def test_a_right_answer_passes(exercise, answer):
    assert exercise(answer).status == PASSED
