"""Layers of contrib for images: what TensorFlow 1.15.5 gave for the same numbers."""

import numpy as np
import pytest

from utils.revive.contrib import slim
from utils.revive.contrib_layers import layers
from utils.tf1 import tf

INPUTS = np.arange(16, dtype="f4").reshape(1, 4, 2, 2) / 10
SEPARABLE = [0.6026, 0.1587, 1.2601, 0.6650, 1.9175, 1.1713, 0.5787, 2.2614]
TRANSPOSED = [0.0841, 0.0141, 0.2524, 0.2242, -0.0959, 0.0657, -0.4390, 0.1412]
WIDE = [0.0841, 0.0141, -0.0959, 0.0657, 0.0412, -0.1, 0.0420, 0.0650, -0.0961]
NORMED = np.repeat([-1.3416, -0.4472, 0.4472, 1.3416], 2)


@pytest.fixture
def session():
    with tf.Graph().as_default(), tf.Session() as session:
        yield session


def waves(shape, dtype=None, partition_info=None):
    return tf.constant(np.sin(np.arange(np.prod(shape))).reshape(shape).astype("f4"))


def values(session, *tensors):
    session.run(tf.global_variables_initializer())
    return session.run(list(tensors))


def names():
    return [f"{one.op.name} {one.shape.as_list()}" for one in tf.global_variables()]


def test_each_channel_is_convolved_then_all_of_them(session):
    both = layers.separable_conv2d(
        INPUTS, 1, 2, depth_multiplier=2, weights_initializer=waves, activation_fn=None,
        weights_regularizer=layers.l2_regularizer(0.5),
    )  # fmt: skip
    single = slim.separable_convolution2d(INPUTS, None, [2, 2], stride=2, weights_initializer=waves)
    found, alone = values(session, both, single)
    np.testing.assert_allclose(found.ravel(), SEPARABLE, atol=1e-4)
    np.testing.assert_allclose(alone.ravel(), [0, 0.1069, 0, 0.6514], atol=1e-4)  # after relu
    assert names() == [
        "SeparableConv2d/depthwise_weights [2, 2, 2, 2]",
        "SeparableConv2d/pointwise_weights [1, 1, 4, 1]",
        "SeparableConv2d/biases [1]",
        "SeparableConv2d_1/depthwise_weights [2, 2, 2, 1]",
        "SeparableConv2d_1/biases [2]",
    ]
    assert len(tf.losses.get_regularization_losses()) == 2


def test_images_grow_by_the_stride_and_without_padding_by_the_kernel(session):
    settings = {"stride": 2, "weights_initializer": waves, "activation_fn": None}
    same = layers.conv2d_transpose(INPUTS[:, :1], 1, 2, **settings)
    valid = slim.conv2d_transpose(INPUTS[:, :1, :1], 1, 3, padding="VALID", **settings)
    found, wide = values(session, same, valid)
    assert (same.shape.as_list(), valid.shape.as_list()) == ([1, 2, 4, 1], [1, 3, 3, 1])
    np.testing.assert_allclose(found.ravel(), TRANSPOSED, atol=1e-4)
    np.testing.assert_allclose(wide.ravel(), WIDE, atol=1e-4)
    assert names()[:2] == ["Conv2d_transpose/weights [2, 2, 1, 2]", "Conv2d_transpose/biases [1]"]


def test_images_of_any_size_grow(session):
    inputs = tf.placeholder(tf.float32, [None, None, 2, 2])
    outputs = layers.convolution2d_transpose(
        inputs, 1, 2, 2, weights_initializer=waves, normalizer_fn=layers.batch_norm,
        normalizer_params={"is_training": False},
    )  # fmt: skip
    session.run(tf.global_variables_initializer())
    assert session.run(outputs, {inputs: INPUTS}).shape == (1, 8, 4, 1)
    assert "Conv2d_transpose/biases [1]" not in names()


def test_channels_are_normed_in_each_image_and_biases_added(session):
    images = np.concatenate([INPUTS[:, :2], 5 * INPUTS[:, :2] + 3])
    with slim.arg_scope([layers.bias_add], initializer=tf.ones_initializer()):
        biased = layers.bias_add(INPUTS, tf.nn.relu)
    norm, added = values(session, slim.instance_norm(images), biased)
    np.testing.assert_allclose(norm.reshape(2, 8), [NORMED, NORMED], atol=1e-3)
    np.testing.assert_allclose(added, INPUTS + 1)
    assert names() == ["BiasAdd/biases [2]", "InstanceNorm/beta [2]", "InstanceNorm/gamma [2]"]
