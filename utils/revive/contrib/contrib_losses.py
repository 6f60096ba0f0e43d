"""`tf.contrib.losses`: as `tf.losses`, but predictions come before labels."""

from functools import wraps

from utils.tf1 import tf


def _over(weights, values, reduced=0):
    """Weights of the first axes of losses, with an axis of length 1 for each of the others.

    Arguments:
        weights: a number, or a tensor whose last axis may be one of length 1 too many.
        values: predictions or logits.
        reduced: how many of the last axes of values the losses do not have.
    """
    weights = tf.cast(weights, tf.float32)
    rank = (tf.convert_to_tensor(values).shape.rank or 0) - reduced
    if (weights.shape.rank or 0) > max(rank, 1) and weights.shape[-1] == 1:
        weights = tf.squeeze(weights, [-1])
    missing = rank - (weights.shape.rank or 0)
    if weights.shape.rank and missing > 0:
        weights = tf.reshape(weights, tf.concat([tf.shape(weights), [1] * missing], 0))
    return weights


def _with_old_keywords(loss):
    """A loss whose labels may be called `targets`, and its weights `weight`, as up to 0.12."""
    names = {"targets": "labels", "weight": "weights"}

    @wraps(loss)
    def with_old_keywords(*arguments, **settings):
        return loss(*arguments, **{names.get(key, key): settings[key] for key in settings})

    return with_old_keywords


@_with_old_keywords
def absolute_difference(predictions, labels=None, weights=1.0, scope=None):
    """The weighted mean of |predictions - labels|."""
    return tf.losses.absolute_difference(labels, predictions, _over(weights, predictions), scope)


@_with_old_keywords
def mean_squared_error(predictions, labels=None, weights=1.0, scope=None):
    """The weighted mean of the squared differences."""
    return tf.losses.mean_squared_error(labels, predictions, _over(weights, predictions), scope)


@_with_old_keywords
def log_loss(predictions, labels=None, weights=1.0, epsilon=1e-7, scope=None):
    """The weighted mean of the cross-entropy of probabilities."""
    return tf.losses.log_loss(labels, predictions, _over(weights, predictions), epsilon, scope)


@_with_old_keywords
def sigmoid_cross_entropy(logits, multi_class_labels, weights=1.0, label_smoothing=0, scope=None):
    """The weighted mean of the cross-entropy of sigmoids."""
    return tf.losses.sigmoid_cross_entropy(
        multi_class_labels, logits, _over(weights, logits), label_smoothing, scope
    )


@_with_old_keywords
def softmax_cross_entropy(logits, onehot_labels, weights=1.0, label_smoothing=0, scope=None):
    """The weighted mean of the cross-entropy of softmaxes."""
    weights = _over(weights, logits, reduced=1)
    return tf.losses.softmax_cross_entropy(onehot_labels, logits, weights, label_smoothing, scope)


@_with_old_keywords
def sparse_softmax_cross_entropy(logits, labels, weights=1.0, scope=None):
    """The weighted mean of the cross-entropy of softmaxes; labels are integers."""
    labels = tf.convert_to_tensor(labels)
    if labels.shape.rank == 2:  # [batch, 1] was taken too
        labels = tf.reshape(labels, [-1])
    return tf.losses.sparse_softmax_cross_entropy(labels, logits, weights, scope)


@_with_old_keywords
def cosine_distance(predictions, labels=None, axis=None, weights=1.0, scope=None, dim=None):
    """The weighted mean of 1 - the product of both along an axis."""
    axis = dim if axis is None else axis
    weights = _over(weights, predictions)
    return tf.losses.cosine_distance(labels, predictions, axis, weights, scope)


sum_of_squares = mean_squared_error
