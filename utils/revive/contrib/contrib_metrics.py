"""`tf.contrib.metrics`: as `tf.metrics`, but predictions come before labels."""

from utils.tf1 import tf


def _predictions_first(today):
    def metric(predictions, labels, *arguments, **settings):
        return today(labels, predictions, *arguments, **settings)

    metric.__name__, metric.__doc__ = f"streaming_{today.__name__}", today.__doc__
    return metric


streaming_accuracy = _predictions_first(tf.metrics.accuracy)
streaming_precision = _predictions_first(tf.metrics.precision)
streaming_recall = _predictions_first(tf.metrics.recall)
streaming_mean_squared_error = _predictions_first(tf.metrics.mean_squared_error)
streaming_mean_absolute_error = _predictions_first(tf.metrics.mean_absolute_error)
streaming_root_mean_squared_error = _predictions_first(tf.metrics.root_mean_squared_error)
streaming_true_positives = _predictions_first(tf.metrics.true_positives)
streaming_false_positives = _predictions_first(tf.metrics.false_positives)
streaming_false_negatives = _predictions_first(tf.metrics.false_negatives)


def streaming_sparse_recall_at_k(predictions, labels, k, *arguments, **settings):
    """`tf.metrics.recall_at_k`: the value so far, and the operation that adds a batch."""
    return tf.metrics.recall_at_k(labels, predictions, k, *arguments, **settings)


def streaming_auc(
    predictions,
    labels,
    weights=None,
    num_thresholds=200,
    metrics_collections=None,
    updates_collections=None,
    curve="ROC",
    name=None,
):
    """`tf.metrics.auc`: the value so far, and the operation that adds a batch."""
    return tf.metrics.auc(
        labels,
        predictions,
        weights,
        num_thresholds,
        metrics_collections,
        updates_collections,
        curve,
        name,
    )


def streaming_mean_iou(predictions, labels, num_classes, *arguments, **settings):
    """`tf.metrics.mean_iou`: the value so far, and the operation that adds a batch."""
    return tf.metrics.mean_iou(labels, predictions, num_classes, *arguments, **settings)


def accuracy(predictions, labels, weights=None, name=None):
    """The weighted share of predictions that are equal to the labels, in this batch alone."""
    equal = tf.cast(tf.equal(predictions, labels), tf.float32)
    if weights is None:
        return tf.reduce_mean(equal, name=name)
    weights = tf.cast(weights, tf.float32) * tf.ones_like(equal)
    return tf.divide(tf.reduce_sum(equal * weights), tf.reduce_sum(weights), name)


def confusion_matrix(
    labels, predictions, num_classes=None, dtype=tf.int32, name=None, weights=None
):
    """`tf.confusion_matrix`, in which labels came first here too."""
    return tf.confusion_matrix(labels, predictions, num_classes, dtype, name, weights)
