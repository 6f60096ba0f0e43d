"""Answers to lesson 14 that are wrong in a way easily missed, or right in another way."""

import numpy as np
import pytest

from utils.checks import bidirectional as check
from utils.checks.engine.result import FAILED, PASSED
from utils.tf1 import tf

GRUCell = tf.nn.rnn_cell.GRUCell


def with_a_step_more(forward, backward):
    left = np.pad(forward, [(0, 0), (1, 0), (0, 0)])
    return np.concatenate([left, np.pad(backward, [(0, 0), (0, 1), (0, 0)])], axis=2)


def without_lengths(inputs, lengths, num_units):
    cells = GRUCell(num_units), GRUCell(num_units)
    outputs, _ = tf.nn.bidirectional_dynamic_rnn(*cells, inputs, dtype=tf.float32)
    return tf.concat(outputs, 2)


@pytest.mark.parametrize(
    ("exercise", "answer", "mistake"),
    [
        ("without_itself", with_a_step_more, "one time step too many"),
        ("read_both_ways", without_lengths, "the lengths are not used"),
    ],
)
def test_a_common_mistake_has_a_name(exercise, answer, mistake):
    result = getattr(check, exercise)(answer)
    assert (result.status, result.mistake) == (FAILED, mistake)


def in_lstms(inputs, lengths, num_units):
    cells = [tf.nn.rnn_cell.LSTMCell(num_units) for _ in range(2)]
    outputs, _ = tf.nn.bidirectional_dynamic_rnn(*cells, inputs, lengths, dtype=tf.float32)
    return tf.concat(outputs, axis=2)


def test_cells_of_another_kind_are_counted():
    result = check.read_both_ways(in_lstms)
    assert result.status == FAILED
    assert "expected 8 variables, 4 for each of two GRUs, got 4" in result.message


def rolled(forward, backward):
    left, right = np.roll(forward, 1, axis=1), np.roll(backward, -1, axis=1)
    left[:, 0] = right[:, -1] = 0
    return np.dstack([left, right])


def in_two_loops_from_the_right(inputs, lengths, num_units):
    def read(x, scope):
        return tf.nn.dynamic_rnn(GRUCell(num_units), x, lengths, dtype=tf.float32, scope=scope)[0]

    backward = read(tf.reverse_sequence(inputs, lengths, seq_axis=1), "from_the_right")
    backward = tf.reverse_sequence(backward, lengths, seq_axis=1)
    return tf.concat([read(inputs, "from_the_left"), backward], axis=-1)


@pytest.mark.parametrize(
    ("exercise", "answer"),
    [("without_itself", rolled), ("read_both_ways", in_two_loops_from_the_right)],
)
def test_another_way_to_the_right_answer_passes(exercise, answer):
    assert getattr(check, exercise)(answer).status == PASSED
