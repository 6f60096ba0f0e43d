"""Layers of contrib that apply layers, and summaries of many tensors."""

from functools import partial

import numpy as np
import pytest

from utils.revive.contrib import slim
from utils.revive.contrib_layers import layers
from utils.tf1 import tf

INPUTS = np.random.default_rng(3).normal(size=(4, 3)).astype("f4")


@pytest.fixture
def session():
    with tf.Graph().as_default(), tf.Session() as session:
        yield session


def names():
    return [one.op.name.removesuffix("/weights") for one in tf.trainable_variables()]


def test_a_layer_is_repeated_with_variables_of_its_own(session):
    linear = partial(layers.fully_connected, activation_fn=None, biases_initializer=None)
    result = slim.repeat(INPUTS, 2, linear, 3)
    layers.repeat(INPUTS, 1, linear, 5, scope="again")
    assert names() == ["Repeat/fully_connected_1", "Repeat/fully_connected_2", "again/again_1"]
    session.run(tf.global_variables_initializer())
    found, first, second, _ = session.run([result, *tf.trainable_variables()])
    np.testing.assert_allclose(found, INPUTS @ first @ second, atol=1e-5)


def test_a_layer_is_stacked_once_for_each_argument(session):
    result = slim.stack(
        INPUTS, layers.fully_connected, [5, [2]], activation_fn=None, biases_initializer=None
    )
    assert names() == ["Stack/fully_connected_1", "Stack/fully_connected_2"]
    session.run(tf.global_variables_initializer())
    found, first, second = session.run([result, *tf.trainable_variables()])
    assert (first.shape, second.shape) == ((3, 5), (5, 2))
    np.testing.assert_allclose(found, INPUTS @ first @ second, atol=1e-5)
    with pytest.raises(ValueError, match="wanted a list, got 5"):
        slim.stack(INPUTS, layers.fully_connected, 5)


def test_a_softmax_is_taken_over_the_last_axis(session):
    logits = np.float32([[[0, 1]], [[2, 2]]])
    found = session.run(slim.softmax(logits, scope="share"))
    expected = np.exp(logits) / np.exp(logits).sum(-1, keepdims=True)
    np.testing.assert_allclose(found, expected, rtol=1e-5)


def test_a_sparse_tensor_has_every_number_but_the_one_that_fills_rows(session):
    for eos_token in (0, 7):
        rows = np.array([[5, eos_token, eos_token], [eos_token, 6, 5]])
        found = session.run(layers.dense_to_sparse(tf.constant(rows), eos_token))
        assert found.indices.tolist() == [[0, 0], [1, 1], [1, 2]]
        assert (found.values.tolist(), found.dense_shape.tolist()) == ([5, 6, 5], [2, 3])


def test_a_unit_norm_divides_by_the_length(session):
    found = session.run(slim.unit_norm(tf.constant(INPUTS), 1, epsilon=0.5))
    lengths = np.sqrt(0.5 + (INPUTS**2).sum(1, keepdims=True))
    np.testing.assert_allclose(found, INPUTS / lengths, rtol=1e-5)


def test_summaries_of_a_collection_are_kept_by_name(session):
    tf.get_variable("left/number", [])
    tf.get_variable("right/row", [2])
    tf.add_to_collection(tf.GraphKeys.ACTIVATIONS, tf.constant(1.0, name="seen"))
    found = [
        layers.summarize_variables(),
        layers.summarize_variables("right"),
        layers.summarize_activations(),
        layers.summarize_tensors([tf.constant([1.0], name="one")]),
    ]
    kinds = [[(one.op.name, one.op.type) for one in part] for part in found]
    number, row = ("left/number", "ScalarSummary"), ("right/row", "HistogramSummary")
    assert [[kind for _, kind in part] for part in kinds] == [
        [number[1], row[1]], [row[1]], ["ScalarSummary"], ["HistogramSummary"]
    ]  # fmt: skip
    assert all("left" in name or "right" in name for name, _ in kinds[0])
