"""Answers to the exercises of `lstm_gates` that their catalogues did not come from."""

import numpy as np
import pytest

from utils.checks import lstm_gates as check
from utils.checks.engine.result import FAILED, PASSED
from utils.reference import sigmoid


def a_step(joined=lambda inputs, h: (inputs, h), returned=lambda c, h: [h, [c, h]]):
    def answer(inputs, c, h, kernel, bias, forget_bias):
        sums = np.concatenate(joined(inputs, h), axis=1) @ kernel + bias
        i, j, f, o = sums.reshape(len(sums), 4, -1).swapaxes(0, 1)
        c = c * sigmoid(forget_bias + f) + np.tanh(j) * sigmoid(i)
        return returned(c, np.tanh(c) * sigmoid(o))

    return answer


def in_its_own_place(bias, forget_bias):
    blocks = np.split(bias, 4)
    blocks[2] += forget_bias
    return np.concatenate(blocks)


def counted_by_variable(input_size, num_units, num_proj):
    shapes = [(input_size + (num_proj or num_units), 4 * num_units), (4 * num_units,)]
    shapes += [(num_units, num_proj)] if num_proj else []
    return sum(np.prod(shape) for shape in shapes)


@pytest.mark.parametrize(
    ("exercise", "answer"),
    [
        (check.lstm_step, a_step()),
        (
            check.fold_forget_bias,
            lambda bias, b: bias + np.kron([0, 0, b, 0], np.ones(len(bias) // 4)),
        ),
        (check.lstm_weights, counted_by_variable),
    ],
)
def test_a_right_answer_of_another_kind_passes(exercise, answer):
    assert exercise(answer).status == PASSED


@pytest.mark.parametrize(
    ("exercise", "answer", "mistake"),
    [
        (check.lstm_step, a_step(lambda inputs, h: (h, inputs)), "h comes before the inputs"),
        (
            check.lstm_step,
            a_step(returned=lambda c, h: (c, h)),
            "the output is missing",
        ),
        (check.lstm_step, a_step(returned=lambda c, h: (h, c, h)), None),
        (check.fold_forget_bias, in_its_own_place, "the argument is changed"),
        (
            check.fold_forget_bias,
            lambda bias, b: bias + np.repeat([0, 0, 1, 0], 4) * b,
            "the notebook's number of units is used",
        ),
        (check.fold_forget_bias, lambda bias, b: np.array(np.split(bias + b, 4)), None),
        (
            check.lstm_weights,
            lambda x, n, p: 4 * n * (x + p + 1) + n * p,
            "None is used as a number",
        ),
        (
            check.lstm_weights,
            lambda x, n, p: 3 * (x + (p or n) + 1) * n + n * (p or 0),
            "the kernel has three blocks",
        ),
        (check.lstm_weights, lambda x, n, p: 4.0 * n * (x + (p or n) + 1) + n * (p or 0), None),
    ],
)
def test_a_wrong_answer_fails_and_a_common_one_is_named(exercise, answer, mistake):
    result = exercise(answer)
    assert result.status == FAILED
    assert result.mistake == mistake, result
    assert result.message.endswith(".")
