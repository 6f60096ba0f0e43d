"""Answers to the exercises of `dynamic_rnn_mnist` that their catalogues did not come from."""

import numpy as np
import pytest

from utils.checks import dynamic_rnn_mnist as check
from utils.checks.engine.result import FAILED, PASSED
from utils.tf1 import tf

LSTMStateTuple = tf.nn.rnn_cell.LSTMStateTuple


def one_hot_product(dtype):
    def answer(labels, guesses, num_classes):
        one_hot = np.eye(num_classes, dtype=dtype)
        return one_hot[labels].T @ one_hot[guesses]

    return answer


def each_once(labels, guesses, num_classes):
    matrix = np.zeros((num_classes, num_classes))
    matrix[labels, guesses] += 1
    return matrix


def read(state_of, taken=lambda outputs, state: state.h):
    def answer(cell, inputs, c, h):
        state = state_of(c, h, tf.shape(inputs)[0])
        return taken(*tf.nn.dynamic_rnn(cell, inputs, initial_state=state))

    return answer


def in_rows(c, h, size):
    return LSTMStateTuple(*(tf.ones([size, 1]) * part for part in (c, h)))


@pytest.mark.parametrize(
    ("exercise", "answer"),
    [
        (
            check.columns_as_steps,
            lambda images: np.einsum("bhw->bwh", images) * np.float32(1 / 255),
        ),
        (
            check.columns_as_steps,
            lambda images: (np.moveaxis(images, 2, 1) / 255).astype("float32"),
        ),
        (check.last_output, lambda outputs, major: tf.unstack(outputs, axis=int(not major))[-1]),
        (check.confusion_matrix, one_hot_product(np.int32)),
        (check.read_from, read(in_rows, lambda outputs, state: outputs[:, -1])),
    ],
)
def test_a_right_answer_of_another_kind_passes(exercise, answer):
    assert exercise(answer).status == PASSED


@pytest.mark.parametrize(
    ("exercise", "answer", "mistake"),
    [
        (
            check.columns_as_steps,
            lambda images: images.T,
            "the batch axis moves too, and the pixels are still bytes",
        ),
        (
            check.columns_as_steps,
            lambda images: np.transpose(images) / 255.0,
            "the batch axis moves too, and the result is float64",
        ),
        (
            check.columns_as_steps,
            lambda images: images / 255,
            "the rows are the steps, and the result is float64",
        ),
        (check.columns_as_steps, lambda images: images.transpose(0, 2, 1) / images.max(), None),
        (check.last_output, lambda outputs, major: outputs[-1][-1], None),
        (check.confusion_matrix, each_once, "each pair is counted once, and in floats"),
        (
            check.confusion_matrix,
            lambda labels, guesses, n: np.bincount(labels * n + guesses).reshape(n, n),
            "the elements after the last pair are missing",
        ),
        (check.confusion_matrix, one_hot_product(np.uint8), None),  # a byte counts 256 as 0
        (check.confusion_matrix, one_hot_product(float), "the counts are floats"),
        (
            check.read_from,
            read(lambda c, h, size: LSTMStateTuple(tf.tile(c, [size, 1]), tf.tile(h, [size, 1]))),
            "c and h are repeated as if they had rows",
        ),
        (check.read_from, read(in_rows, lambda outputs, state: state), None),
        (check.read_from, read(in_rows, lambda outputs, state: outputs[:, 0]), None),
    ],
)
def test_a_wrong_answer_fails_and_a_common_one_is_named(exercise, answer, mistake):
    result = exercise(answer)
    assert result.status == FAILED
    assert result.mistake == mistake, result
    assert result.message.endswith(".")
