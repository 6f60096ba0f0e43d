"""Answers to the exercises of `stateful_sequences` that are not in its catalogue as they stand."""

import numpy as np
import pytest

from utils.checks import stateful_sequences as check
from utils.checks.engine.result import FAILED, PASSED
from utils.tf1 import tf


def kept(is_new):
    return tf.cast(tf.logical_not(is_new), tf.float32)[:, tf.newaxis]


def cut(months, num_steps):
    return np.split(months, range(num_steps, months.shape[1], num_steps), axis=1)


def one_by_one(months, num_steps):
    return np.split(months, months.shape[1], axis=1)


def alike(months, num_steps):
    return np.array_split(months, -(-months.shape[1] // num_steps), axis=1)


def set_back(state):
    state[0][:] = 0
    return state


def reading(windows=cut, pass_on=tuple, give_back=tuple):
    """Make an answer to `read_on`: it reads `windows(months, num_steps)` one after the other."""

    def answer(step, months, num_steps, state):
        parts = []
        for window in windows(months, num_steps):
            outputs, state = step(window, pass_on(state))
            parts.append(outputs)
        return np.concatenate(parts, axis=1), give_back(state)

    return answer


def recursive(step, months, num_steps, state):
    outputs, state = step(months[:, :num_steps], state)
    if months.shape[1] <= num_steps:
        return outputs, state
    others, state = recursive(step, months[:, num_steps:], num_steps, state)
    return [np.hstack([outputs, others]), state]


@pytest.mark.parametrize("kind", [tuple, list])
def test_a_plain_pair_is_no_state_of_an_lstm(kind):
    result = check.reset_rows(lambda state, new: kind(part * kept(new) for part in state))
    assert (result.status, result.mistake) == (FAILED, "a plain tuple or list is returned")
    assert "expected an `LSTMStateTuple`" in result.message


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("the state that it returned is a list", reading(give_back=list)),
        ("step expects the state (c, h), got an array of shape", reading(pass_on=np.stack)),
        ("it changed its argument `state`", reading(pass_on=set_back)),
        ("it read windows of [1, 1, 1, 1, 1,", reading(one_by_one)),
        ("it read windows of [4, 3, 3] months", reading(alike)),
    ],
)
def test_states_are_tuples_and_windows_are_full(said, answer):
    result = check.read_on(answer)
    assert result.status == FAILED
    assert said in result.message


@pytest.mark.parametrize(
    ("exercise", "answer"),
    [
        (check.read_on, reading()),
        (check.read_on, recursive),
        (
            check.reset_rows,
            lambda state, new: tf.nest.map_structure(lambda part: part * kept(new), state),
        ),
        (
            check.reset_rows,
            lambda state, new: type(state)(
                *(tf.where(new, tf.zeros_like(part), part) for part in state)
            ),
        ),
    ],
)
def test_a_right_answer_passes(exercise, answer):
    assert exercise(answer).status == PASSED
