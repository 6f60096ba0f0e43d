"""Answers to the exercises of `cell_variables` that their catalogues did not come from."""

import numpy as np
import pytest

from utils.checks import cell_variables as check
from utils.checks.engine.result import FAILED, PASSED
from utils.tf1 import tf


def kernel_of(W, U):
    """Make an answer out of the blocks of W and U: 1 for an identity, 0 for zeros."""
    blocks = [W, *U]

    def answer(input_size):
        one, none = np.eye(input_size), np.zeros((input_size, input_size))
        return np.block([[one if block else none for block in row] for row in blocks])

    return answer


def load(values):
    def answer(session, cell, W, U, bias):
        for variable, value in zip(cell.variables, values(W, U, bias), strict=True):
            variable.load(value, session)

    return answer


def only_names(session, cell, W, U, bias):
    cell.variables[:] = np.concatenate([W, U]), bias


def by_scattering(session, cell, W, U, bias):
    kernel_variable, bias_variable = tf.trainable_variables()
    rows = range(len(W) + len(U))
    session.run(tf.scatter_update(kernel_variable, rows, np.vstack([W, U])))
    bias_variable.load(bias.tolist(), session)


@pytest.mark.parametrize(
    ("exercise", "answer"),
    [
        (check.split_kernel, lambda kernel, _: np.split(kernel, [-kernel.shape[1]])),
        (check.column_form, lambda kernel, input_size: np.hsplit(kernel.T, [input_size])[::-1]),
        (check.load_weights, by_scattering),
        (check.remembering_kernel, lambda input_size: np.eye(3 * input_size, 2 * input_size)),
        (check.remembering_kernel, kernel_of(W=(1, 0), U=((0, 1), (0, 0)))),
    ],
)
def test_another_way_to_the_right_answer_passes(exercise, answer):
    assert exercise(answer).status == PASSED


@pytest.mark.parametrize(
    ("exercise", "answer", "mistake"),
    [
        (
            check.split_kernel,
            lambda kernel, _: np.split(kernel, [kernel.shape[1]]),
            "the cut is at num_units",
        ),
        (
            check.column_form,
            lambda kernel, input_size: np.split(kernel.T, [input_size])[::-1],
            "the kernel is transposed before it is cut",
        ),
        (
            check.load_weights,
            load(lambda W, U, bias: (np.concatenate([W, U], axis=1), bias)),
            "W and U are joined side by side",
        ),
        (check.load_weights, only_names, "no value is loaded"),
    ],
)
def test_a_wrong_answer_fails_and_gets_the_name_of_its_mistake(exercise, answer, mistake):
    result = exercise(answer)
    assert (result.status, result.mistake) == (FAILED, mistake)


@pytest.mark.parametrize(
    ("U", "mistake"),
    [
        (((0, 1), (0, 1)), "the second half also keeps itself"),
        (((0, 0), (0, 1)), "the second half keeps itself alone"),
        (((0, 0), (1, 0)), "the second half feeds the first"),
        (((1, 0), (0, 1)), "each unit also keeps its own state"),
        (((0, 0), (0, 0)), None),
        (((0, 0), (1, 1)), None),
        (((1, 0), (1, 0)), None),
    ],
)
def test_what_becomes_of_the_second_half_tells_one_kernel_from_another(U, mistake):
    result = check.remembering_kernel(kernel_of(W=(1, 0), U=U))
    assert (result.status, result.mistake) == (FAILED, mistake)
