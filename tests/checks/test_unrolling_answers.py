"""Answers to lesson 04 that are wrong in a way easily missed, or right in another way."""

import numpy as np
import pytest
from tensorflow.python.ops.rnn import static_rnn as under_another_name

from utils.checks import unrolling as check
from utils.checks.engine.result import FAILED, PASSED
from utils.tf1 import tf


def by_hand(cell, steps, state):
    outputs = []
    for step in steps:
        output, state = cell(step, state)
        outputs.append(output)
    return outputs[::-1], state


def reversed_in_place(cell, steps, state):
    steps.reverse()
    return by_hand(cell, steps, state)


def used_up(cell, steps, state):
    outputs = []
    while steps:
        output, state = cell(steps.pop(), state)
        outputs.insert(0, output)
    return outputs, state


def overwritten(cell, steps, state):
    for place in reversed(range(len(steps))):
        steps[place], state = cell(steps[place], state)
    return steps, state


def of_a_copy(cell, steps, state):
    steps = list(steps)
    return reversed_in_place(cell, steps, state)


def by_recursion(cell, steps, state):
    if not steps:
        return [], state
    outputs, state = by_recursion(cell, steps[1:], state)
    output, state = cell(steps[0], state)
    return [output, *outputs], state


def by_scan(cell, steps, state):
    def turn(last, inputs):
        return cell(inputs, last[1])

    outputs, states = tf.scan(turn, tf.stack(steps), (state, state), reverse=True)
    return tf.unstack(outputs, num=len(steps)), states[0]


def by_static_rnn(cell, steps, state, unroll=tf.nn.static_rnn):
    outputs, state = unroll(cell, steps[::-1], initial_state=state)
    return tuple(outputs[::-1]), state


def by_static_rnn_under_another_name(cell, steps, state):
    return by_static_rnn(cell, steps, state, under_another_name)


def by_static_rnn_in_a_stack(cell, steps, state):
    stack = tf.nn.rnn_cell.MultiRNNCell([cell])
    outputs, (state,) = by_static_rnn(stack, steps, (state,))
    return outputs, state


def by_dynamic_rnn(cell, steps, state):
    outputs, state = tf.nn.dynamic_rnn(cell, tf.stack(steps[::-1], 1), initial_state=state)
    return tf.unstack(outputs, axis=1)[::-1], state


def by_a_layer(cell, steps, state):
    layer = tf.keras.layers.RNN(cell, return_sequences=True, return_state=True, unroll=True)
    outputs, state = layer(tf.stack(steps[::-1], 1), initial_state=[state])
    return tf.unstack(outputs, axis=1)[::-1], state


def from_the_cells_zeros(cell, steps, state):
    return by_hand(cell, steps[::-1], cell.zero_state(steps[0].shape[0], tf.float32))


@pytest.mark.parametrize("answer", [reversed_in_place, used_up, overwritten])
def test_the_list_of_steps_must_stay_as_it_is(answer):
    result = check.run_backwards(answer)
    assert (result.status, result.mistake) == (FAILED, None)
    assert "it changed its argument `steps`" in result.message


@pytest.mark.parametrize(
    "answer",
    [
        by_static_rnn,
        by_static_rnn_under_another_name,
        by_static_rnn_in_a_stack,
        by_dynamic_rnn,
        by_a_layer,
    ],
)
def test_by_hand_means_a_loop_of_ones_own(answer):
    result = check.run_backwards(answer)
    assert (result.status, result.mistake) == (FAILED, None)
    assert "it lets TensorFlow unroll the cell" in result.message


def one_hot_in_a_loop(ids, vocab_size):
    vectors = np.zeros((*ids.shape, vocab_size))
    for each in ids.ravel():
        vectors[..., each] = 1
    return vectors


def one_hot_by_indices(ids, vocab_size):
    vectors = np.zeros((*ids.shape, vocab_size))
    rows, steps = np.indices(ids.shape)
    vectors[rows, steps, ids] = 1
    return vectors


def squeezed_by_another_axis(embeddings, ids):
    slices = tf.split(tf.gather(embeddings, ids), ids.shape[0], name="slices")
    return [tf.squeeze(each, 1, name="step") for each in slices]


@pytest.mark.parametrize(
    ("name", "answer", "mistake"),
    [
        ("one_hot", one_hot_in_a_loop, "every vector contains the ones of all ids"),
        ("steps_of", squeezed_by_another_axis, "split and squeeze use different axes"),
        ("run_backwards", from_the_cells_zeros, "the given state is not used"),
    ],
)
def test_a_mistake_is_recognized_in_other_words(name, answer, mistake):
    result = getattr(check, name)(answer)
    assert (result.status, result.mistake) == (FAILED, mistake)


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("one_hot", one_hot_by_indices),
        ("one_hot", lambda ids, size: (ids[..., np.newaxis] == np.arange(size)).astype(float)),
        ("run_backwards", of_a_copy),
        ("run_backwards", by_recursion),
        ("run_backwards", by_scan),
    ],
)
def test_another_way_to_the_right_answer_passes(name, answer):
    assert getattr(check, name)(answer).status == PASSED
