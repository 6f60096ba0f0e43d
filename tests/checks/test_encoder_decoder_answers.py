"""Answers to lesson 17 that are wrong in a way easily missed, or right in another way."""

import numpy as np
import pytest

from utils.checks import encoder_decoder as check
from utils.checks.engine.result import FAILED, PASSED
from utils.tf1 import tf


def losses_of(logits, targets):
    return tf.nn.sparse_softmax_cross_entropy_with_logits(labels=targets, logits=logits)


def mean_of_steps(logits, targets, lengths):
    mask = tf.cast(tf.sequence_mask(lengths, targets.shape[1]), tf.float32)
    means = tf.reduce_sum(losses_of(logits, targets) * mask, 1) / tf.reduce_sum(mask, 1)
    return tf.reduce_mean(means)


def shifted_in_place(targets, go):
    targets[:, 1:] = targets[:, :-1].copy()
    targets[:, 0] = go
    return targets


def masked_late(query, memory, lengths, query_kernel, memory_kernel, v):
    hidden = tf.matmul(query, query_kernel)[:, None, :] + tf.matmul(memory, memory_kernel)
    weights = tf.nn.softmax(tf.tensordot(tf.tanh(hidden), v, 1))
    return weights * tf.sequence_mask(lengths, memory.shape[1], tf.float32)


def in_ascending_order(log_probs, next_log_probs, width):
    totals = log_probs[:, None] + next_log_probs
    best = totals.ravel().argsort()[-width:]
    return *np.unravel_index(best, totals.shape), totals.ravel()[best]


def beam_by_beam(log_probs, next_log_probs, width):
    symbols = next_log_probs.argmax(axis=1)
    totals = log_probs + next_log_probs.max(axis=1)
    parents = np.argsort(totals)[::-1][:width]
    return parents, symbols[parents], totals[parents]


@pytest.mark.parametrize(
    ("exercise", "answer", "mistake"),
    [
        ("decoder_inputs", shifted_in_place, "the argument is changed"),
        ("masked_loss", mean_of_steps, "each row counts the same"),
        ("additive_weights", masked_late, "the mask comes after the softmax"),
        ("beam_step", in_ascending_order, "the best one is last"),
        ("beam_step", beam_by_beam, "each beam is continued once"),
    ],
)
def test_a_common_mistake_has_a_name(exercise, answer, mistake):
    result = getattr(check, exercise)(answer)
    assert (result.status, result.mistake) == (FAILED, mistake)


def joined(targets, go):
    first = np.full([len(targets), 1], go, targets.dtype)
    return np.concatenate([first, targets], axis=1)[:, :-1]


def from_valid_steps_only(logits, targets, lengths):
    valid = tf.sequence_mask(lengths, tf.shape(targets)[1])
    kept = tf.boolean_mask(logits, valid), tf.boolean_mask(targets, valid)
    return tf.reduce_mean(losses_of(*kept))


def renormalized(query, memory, lengths, query_kernel, memory_kernel, v):
    hidden = tf.expand_dims(query @ query_kernel, 1) + tf.tensordot(memory, memory_kernel, 1)
    powers = tf.exp(tf.tensordot(tf.tanh(hidden), v, 1))
    powers *= tf.sequence_mask(lengths, tf.shape(memory)[1], tf.float32)
    return powers / tf.reduce_sum(powers, axis=1, keepdims=True)


def from_probabilities(log_probs, next_log_probs, width):
    joint = np.exp(log_probs)[:, None] * np.exp(next_log_probs)
    best = joint.ravel().argsort()[::-1][:width]
    parents, symbols = np.unravel_index(best, joint.shape)
    return parents, symbols, np.log(joint.ravel()[best])


@pytest.mark.parametrize(
    ("exercise", "answer"),
    [
        ("decoder_inputs", joined),
        ("masked_loss", from_valid_steps_only),
        ("additive_weights", renormalized),
        ("beam_step", from_probabilities),
    ],
)
def test_another_way_to_the_right_answer_passes(exercise, answer):
    result = getattr(check, exercise)(answer)
    assert result.status == PASSED, result
