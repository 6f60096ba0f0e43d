"""Answers to lesson 13 that are wrong in a way easily missed, or right in another way."""

import numpy as np
import pytest

from utils import reference
from utils.checks import gru_and_stacks as check
from utils.checks.engine.result import FAILED, PASSED
from utils.tf1 import tf


def into_the_batch(session, train_op, accuracy, keep_prob, batch, validation):
    batch[keep_prob] = 0.7
    session.run(train_op, batch)
    return session.run(accuracy, validation)


def into_the_validation_feeds(session, train_op, accuracy, keep_prob, batch, validation):
    session.run(train_op, {**batch, keep_prob: 0.7})
    validation |= {keep_prob: 1.0}
    return session.run(accuracy, validation)


def initialized_after_training(session, train_op, accuracy, keep_prob, batch, validation):
    session.run(train_op, {**batch, keep_prob: 0.7})
    session.run(tf.global_variables_initializer())
    return session.run(accuracy, validation)


def in_one_run(session, train_op, accuracy, keep_prob, batch, validation):
    _, share = session.run([train_op, accuracy], {**batch, keep_prob: 0.7})
    return share


@pytest.mark.parametrize(
    ("answer", "mistake", "says"),
    [
        (into_the_batch, "the given dictionary is changed", "it changed its argument `batch`"),
        (into_the_validation_feeds, None, "it changed its argument `validation`"),
        (initialized_after_training, None, "expected "),
        (in_one_run, "one run trains and measures", "expected "),
    ],
)
def test_an_update_and_a_measurement_that_only_look_right(answer, mistake, says):
    result = check.update_then_measure(answer)
    assert (result.status, result.mistake) == (FAILED, mistake)
    assert says in result.message


def watched(session, train_op, accuracy, keep_prob, batch, validation):
    session.run([train_op, accuracy], {**batch, keep_prob: 0.7})  # the share on the batch, to watch
    return session.run(accuracy, {**validation, keep_prob: 1.0})


def in_a_copy(session, train_op, accuracy, keep_prob, batch, validation):
    feeds = dict(batch)
    feeds[keep_prob] = 0.7
    train_op.run(feeds, session)
    return float(accuracy.eval(validation))


def step_with_a_reset_state(inputs, state, gate_kernel, gate_bias, kernel, bias):
    gates = reference.sigmoid(np.hstack([inputs, state]) @ gate_kernel + gate_bias)
    r, u = np.split(gates, 2, axis=1)
    state = r * state
    new = u * state + (1 - u) * np.tanh(np.hstack([inputs, state]) @ kernel + bias)
    return new, new


def test_a_common_mistake_has_a_name():
    result = check.gru_step(step_with_a_reset_state)
    assert (result.status, result.mistake) == (
        FAILED,
        "the update gate keeps the reset state",
    )


def layer_by_layer(inputs, num_units, num_layers):
    states = []
    for layer in range(num_layers):
        cell = tf.nn.rnn_cell.GRUCell(num_units)
        inputs, state = tf.nn.dynamic_rnn(cell, inputs, dtype=tf.float32, scope=f"layer_{layer}")
        states.append(state)
    return inputs, states


@pytest.mark.parametrize(
    ("exercise", "answer"),
    [
        ("update_then_measure", watched),
        ("update_then_measure", in_a_copy),
        ("run_stack", layer_by_layer),
    ],
)
def test_another_way_to_the_right_answer_passes(exercise, answer):
    assert getattr(check, exercise)(answer).status == PASSED
