"""Layers of contrib for images: what TensorFlow 1.15.5 gave for the same numbers."""

import numpy as np
import pytest

from utils.revive.contrib import slim
from utils.revive.contrib_layers import layers
from utils.tf1 import tf

VOLUME = np.arange(16, dtype="f4").reshape(1, 2, 4, 2, 1) / 10
IN_VOLUME = [-0.7169, -0.7157, -0.4954, -0.7665, 1.8219, 1.0002, 2.5786, 1.3639]
NORMED_BOTH = [-1.0415, -0.6509, 0.1302, -0.2604, -0.2604, 2.0830]
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


def flat_values(session, *tensors):
    return [value.ravel() for value in values(session, *tensors)]


def test_convolutions_and_windows_go_over_sequences_and_volumes(session):
    sequence = np.arange(8, dtype="f4").reshape(1, 4, 2) / 10
    settings = {"weights_initializer": waves, "activation_fn": None}
    steps, volume, largest, mean = flat_values(
        session,
        layers.conv1d(sequence, 1, 2, **settings),
        slim.conv3d(VOLUME, 1, 2, stride=[1, 2, 1], **settings),
        layers.max_pool3d(VOLUME, [2, 2, 1]),
        slim.avg_pool3d(VOLUME, 2, padding="SAME"),
    )
    np.testing.assert_allclose(steps, [0.3083, 0.6867, 1.0651, 0.5890], atol=1e-4)
    np.testing.assert_allclose(volume, IN_VOLUME, atol=1e-4)
    np.testing.assert_allclose(largest, [1, 1.4], atol=1e-6)
    np.testing.assert_allclose(mean, [0.55, 0.95], atol=1e-6)
    with pytest.raises(ValueError, match="conv2d wants inputs"):
        layers.conv2d(sequence, 1, 2)
    with pytest.raises(ValueError, match="data_format=NCHW is not covered"):
        layers.avg_pool2d(VOLUME[0], 2, data_format="NCHW")


def test_a_layer_norm_has_axes_for_its_mean_and_for_its_weights(session):
    inputs = np.array([[[1, 2, 4], [3, 3, 9]]], "f4")
    last = layers.layer_norm(inputs, begin_norm_axis=-1, scope="last")
    both = layers.layer_norm(inputs, begin_params_axis=1, center=False, trainable=False)
    in_rows, in_all = flat_values(session, last, both)
    np.testing.assert_allclose(in_rows[:3], [-1.0690, -0.2673, 1.3363], atol=1e-4)
    np.testing.assert_allclose(in_all, NORMED_BOTH, atol=1e-4)
    assert tf.global_variables()[-1].shape.as_list() == [2, 3]
    assert [one.op.name for one in tf.trainable_variables()] == ["last/beta", "last/gamma"]
