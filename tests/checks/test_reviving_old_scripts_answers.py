"""Answers to lesson 20 that are wrong in a way easily missed, or right in another way."""

import math

import numpy as np
import pytest

from utils.checks import reviving_old_scripts as check
from utils.checks.engine.result import FAILED, PASSED
from utils.tf1 import tf


def cut_by_int(decay, warm_up, every, num_epochs):
    return np.array([decay ** int((epoch - warm_up) / every) for epoch in range(num_epochs)])


def as_written(decay, warm_up, every, num_epochs):
    return np.array([decay ** ((epoch - warm_up) / every) for epoch in range(num_epochs)])


def without_parentheses(decay, warm_up, every, num_epochs):
    return np.array([decay ** (epoch - warm_up) // every for epoch in range(num_epochs)])


def only_the_name(inputs, num_hidden, num_classes):
    hidden = tf.layers.dense(inputs, num_hidden)
    return tf.layers.dense(hidden, num_classes, activation=None)


def relu_at_the_end(inputs, num_hidden, num_classes):
    hidden = tf.nn.relu(tf.layers.dense(inputs, num_hidden))
    return tf.nn.relu(tf.layers.dense(hidden, num_classes))


def like_keras(inputs, gamma, beta):
    mean, variance = tf.nn.moments(inputs, [-1], keepdims=True)
    return tf.nn.batch_normalization(inputs, mean, variance, beta, gamma, 1e-12)


def for_three_axes(inputs, gamma, beta):
    mean, variance = tf.nn.moments(inputs, [1, 2], keepdims=True)
    return tf.nn.batch_normalization(inputs, mean, variance, beta, gamma, 1e-12)


def sum_of_close_ones(old, new, tolerance):
    return int(np.isclose(old, new, rtol=0, atol=tolerance).sum())


def first_of_argmax(old, new, tolerance):
    return int(np.argmax(abs(old - new) > tolerance))


@pytest.mark.parametrize(
    ("exercise", "answer", "mistake"),
    [
        ("old_rates", cut_by_int, "negative quotients are cut toward zero"),
        ("old_rates", as_written, "the division has a remainder"),
        ("old_rates", without_parentheses, "the power is divided"),
        ("dense_layers", only_the_name, "no layer has a relu"),
        ("dense_layers", relu_at_the_end, "both layers have a relu"),
        ("contrib_layer_norm", like_keras, "the mean is taken over the last axis only"),
        (
            "contrib_layer_norm",
            for_three_axes,
            "the mean is taken over axes 1 and 2, for any rank",
        ),
        ("agreeing_epochs", sum_of_close_ones, "all epochs that agree are counted"),
        ("agreeing_epochs", first_of_argmax, "runs that agree everywhere give 0"),
    ],
)
def test_a_common_mistake_has_a_name(exercise, answer, mistake):
    result = getattr(check, exercise)(answer)
    assert (result.status, result.mistake) == (FAILED, mistake), result


def by_floor(decay, warm_up, every, num_epochs):
    exponents = [math.floor((epoch - warm_up) / every) for epoch in range(num_epochs)]
    return np.power(decay, np.array(exponents, float))


def by_matrices(inputs, num_hidden, num_classes):
    V = tf.get_variable("V", [num_hidden, num_classes])
    b_out = tf.get_variable("b_out", [num_classes])
    hidden = tf.maximum(0.0, tf.layers.dense(inputs, num_hidden))
    return tf.matmul(hidden, V) + b_out


def in_long_rows(inputs, gamma, beta):
    rows = tf.reshape(inputs, [tf.shape(inputs)[0], -1])
    rows -= tf.reduce_mean(rows, axis=1, keepdims=True)
    rows *= tf.rsqrt(tf.reduce_mean(rows**2, axis=1, keepdims=True) + 1e-12)
    return gamma * tf.reshape(rows, tf.shape(inputs)) + beta


def by_products(old, new, tolerance):
    return int(np.cumprod(abs(old - new) <= tolerance).sum())


@pytest.mark.parametrize(
    ("exercise", "answer"),
    [
        ("old_rates", by_floor),
        ("dense_layers", by_matrices),
        ("contrib_layer_norm", in_long_rows),
        ("agreeing_epochs", by_products),
    ],
)
def test_another_way_to_the_right_answer_passes(exercise, answer):
    result = getattr(check, exercise)(answer)
    assert result.status == PASSED, result
