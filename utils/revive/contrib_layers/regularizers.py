"""Penalties of weights, as `tf.contrib.layers` had them."""

from utils.tf1 import tf


def l1_regularizer(scale, scope=None):
    """A function of weights: scale * the sum of their sizes; None where the scale is 0."""
    return _named(scale, scope, "l1_regularizer", lambda weights: tf.reduce_sum(tf.abs(weights)))


def l2_regularizer(scale, scope=None):
    """A function of weights: scale * half the sum of their squares; 0.0 turns it off."""
    return _named(scale, scope, "l2_regularizer", tf.nn.l2_loss)


def l1_l2_regularizer(scale_l1=1.0, scale_l2=1.0, scope=None):
    """The sum of both."""
    parts = [l1_regularizer(scale_l1), l2_regularizer(scale_l2)]
    return lambda weights: tf.add_n([p for part in parts if (p := part(weights)) is not None])


def _named(scale, scope, name, penalty):
    if (isinstance(scale, int) and not isinstance(scale, bool)) or scale < 0:
        raise ValueError(f"scale: wanted a float from 0 up, got {scale!r}.")
    if scale == 0.0:
        return lambda weights: None

    def regularizer(weights):
        with tf.name_scope(scope, name, [weights]):
            return tf.multiply(tf.cast(scale, weights.dtype.base_dtype), penalty(weights))

    return regularizer


def apply_regularization(regularizer, weights_list=None):
    """The sum of a regularizer over weights, by default those in the graph's collection."""
    if weights_list is None:
        weights_list = tf.get_collection(tf.GraphKeys.WEIGHTS)
    penalties = [regularizer(weights) for weights in weights_list]
    penalties = [one if one is not None else tf.constant(0.0) for one in penalties]
    total = tf.add_n(penalties) if penalties else tf.constant(0.0)
    tf.add_to_collection(tf.GraphKeys.REGULARIZATION_LOSSES, total)
    return total
