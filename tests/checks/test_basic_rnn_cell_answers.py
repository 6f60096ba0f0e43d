"""Answers to the exercises of `basic_rnn_cell` that their catalogues did not come from."""

from functools import reduce

import numpy as np
import pytest

from utils import reference
from utils.checks import basic_rnn_cell as check
from utils.checks.engine.result import FAILED, PASSED


def step(inputs, state, kernel, bias):
    return reference.rnn_step(inputs, state, kernel, bias)[1]


def read(give=lambda row: row[np.newaxis], keep=lambda pair: pair[1]):
    """Make a loop over the rows out of what it gives to a step, and keeps of its results."""

    def answer(rows, kernel, bias):
        state = np.zeros((1, len(bias)))
        for row in rows:
            state = keep(reference.rnn_step(give(row), state, kernel, bias))
        return state

    return answer


def in_one_step(batch_size, last=slice(None)):
    def answer(rows, kernel, bias):
        zeros = np.zeros((batch_size or len(rows), len(bias)))
        return step(rows, zeros, kernel, bias)[last]

    return answer


def returns_in_the_loop(rows, kernel, bias):
    for row in rows:
        return step(row[np.newaxis], np.zeros((1, len(bias))), kernel, bias)


def by_sigmoid(inputs, state, kernel, bias):
    new_state = 1 / (1 + np.exp(-np.hstack([inputs, state]) @ kernel - bias))
    return new_state, new_state


def by_twice_sigmoid(inputs, state, kernel, bias):
    new_state = 2 / (1 + np.exp(-2 * (np.hstack([inputs, state]) @ kernel + bias))) - 1
    return [new_state, new_state.copy()]


def in_one_multiplication(inputs, state, kernel, bias):
    joined = np.c_[inputs, state, np.ones(len(inputs))]
    return (np.tanh(joined @ np.vstack([kernel, bias])),) * 2


@pytest.mark.parametrize(
    ("exercise", "answer"),
    [
        (check.rnn_step, by_twice_sigmoid),
        (check.rnn_step, in_one_multiplication),
        (check.number_of_weights, lambda inputs, units: np.zeros((inputs + units + 1, units)).size),
        (
            check.last_state,
            lambda rows, kernel, bias: reduce(
                lambda state, row: step(row[np.newaxis], state, kernel, bias),
                rows,
                np.zeros((1, len(bias))),
            ),
        ),
    ],
)
def test_another_way_to_the_right_answer_passes(exercise, answer):
    assert exercise(answer).status == PASSED


@pytest.mark.parametrize(
    ("exercise", "answer", "mistake"),
    [
        (check.rnn_step, by_sigmoid, "sigmoid instead of tanh"),
        (check.number_of_weights, lambda inputs, units: (inputs + units) * units + inputs, None),
        (check.last_state, in_one_step(None), "the rows are read as a batch"),
        (check.last_state, in_one_step(1), "all rows are given to one step"),
        (check.last_state, read(give=lambda row: row), "a row is given without a batch axis"),
        (check.last_state, read(keep=lambda pair: pair), "the pair is kept as the state"),
        (check.last_state, returns_in_the_loop, "only the first row is read"),
    ],
)
def test_a_wrong_answer_fails_and_gets_the_name_of_its_mistake(exercise, answer, mistake):
    result = exercise(answer)
    assert (result.status, result.mistake) == (FAILED, mistake)


def test_no_hint_speaks_of_a_loop_where_the_rows_may_be_read_as_a_batch():
    check.last_state._times_made.clear()
    for _ in range(3):
        result = check.last_state(in_one_step(None, last=slice(-1, None)))
    assert result.mistake == "the state is not fed back"
    assert len(result.hints) == 3
    assert "loop" not in " ".join(result.hints)
