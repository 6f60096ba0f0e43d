"""`TensorFlowEstimator` of `tf.contrib.learn` up to 0.10, with its models and operations."""

import numpy as np

from utils.revive.contrib_layers.layers import fully_connected
from utils.revive.contrib_layers.optimize_loss import optimize_loss
from utils.revive.estimators.contrib_learn import Estimator
from utils.revive.estimators.mode_keys import ModeKeys
from utils.tf1 import tf

IN_TRAINING = "in_training"  # of a graph, so that `dnn` drops nothing in prediction


class TensorFlowEstimator:
    """Fits a function of features and targets that returns predictions and loss.

    A second `fit` continues where the first one ended.

    Arguments:
        model_fn: the function. Classes reach it as rows with a 1 at their number.
        n_classes: number of classes, or 0 for numbers.
        batch_size, steps: of each call of `fit`.
        optimizer, learning_rate, clip_gradients: of `optimize_loss`.
        others: settings that change nothing here.
    """

    def __init__(
        self,
        model_fn,
        n_classes=0,
        batch_size=32,
        steps=200,
        optimizer="Adagrad",
        learning_rate=0.1,
        clip_gradients=5.0,
        **others,
    ):
        self.n_classes, self.batch_size, self.steps = n_classes, batch_size, steps

        def with_training(features, targets, mode):
            tf.add_to_collection(IN_TRAINING, mode == ModeKeys.TRAIN)
            predictions, loss = model_fn(features, targets)
            step = tf.train.get_global_step()
            rate = learning_rate(step) if callable(learning_rate) else learning_rate
            train = optimize_loss(loss, step, rate, optimizer, clip_gradients=clip_gradients)
            return predictions, loss, train

        self._estimator = Estimator(with_training)

    def fit(self, X, y, steps=None, monitors=None, logdir=None):
        """Train for a number of steps; returns itself."""
        if logdir:
            self._estimator.model_dir = logdir
        targets = np.asarray(y, np.float32)
        if self.n_classes > 1:
            targets = np.eye(self.n_classes, dtype=np.float32)[np.asarray(y, int)]
        self._estimator.fit(
            _floats(X), targets, steps=steps or self.steps, batch_size=self.batch_size
        )
        return self

    def predict(self, X, axis=1, batch_size=None):
        """The numbers, or the most likely class of each row."""
        values = self.predict_proba(X, batch_size)
        return values.argmax(axis) if self.n_classes > 1 else values

    def predict_proba(self, X, batch_size=None):
        """What the model function gave as predictions."""
        return self._estimator.predict(_floats(X), batch_size=batch_size, as_iterable=False)


class ValidationMonitor:
    """Evaluated during the training; here it is only made."""

    def __init__(self, *data, **settings):
        """Take its data, and do nothing with them."""


def linear_regression(X, y, **settings):
    """Predictions by one linear layer, and the mean squared error."""
    targets = tf.reshape(y, [-1, 1]) if y.shape.ndims == 1 else y
    predictions = fully_connected(X, int(targets.shape[1]), activation_fn=None)
    loss = tf.losses.mean_squared_error(targets, predictions)
    return (tf.squeeze(predictions, [1]) if y.shape.ndims == 1 else predictions), loss


def logistic_regression(X, y, **settings):
    """Probabilities by one linear layer, and the cross-entropy."""
    logits = fully_connected(X, int(y.shape[1]), activation_fn=None)
    return tf.nn.softmax(logits), tf.losses.softmax_cross_entropy(y, logits)


def dnn(tensor_in, hidden_units, activation=tf.nn.relu, dropout=None):
    """Dense layers, each with dropout behind it; `dropout` is the share that is dropped."""
    for size in hidden_units:
        tensor_in = fully_connected(tensor_in, size, activation_fn=activation)
        if dropout is not None and all(tf.get_collection(IN_TRAINING)):
            tensor_in = tf.nn.dropout(tensor_in, rate=dropout)
    return tensor_in


def split_squeeze(dim, num_split, tensor_in):
    """The slices along one dimension, without it."""
    return tf.unstack(tensor_in, num_split, dim)


def _floats(rows):
    rows = np.asarray(rows)
    return rows if rows.dtype == np.int64 else rows.astype(np.float32)
