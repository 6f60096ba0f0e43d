"""`tf.contrib.learn.Estimator`, and `SKCompat` around it: arrays in, arrays out."""

from typing import Any, NamedTuple

from utils.revive.estimators import estimator
from utils.revive.estimators.estimator_parts import (
    EstimatorSpec,
    RunConfig,
    call_with,
    numpy_input_fn,
)
from utils.revive.estimators.mode_keys import ModeKeys
from utils.revive.estimators.predictions import Predictions
from utils.tf1 import tf

__all__ = ["ModeKeys", "RunConfig"]


class ModelFnOps(NamedTuple):
    """What a model function returns."""

    mode: Any
    predictions: Any = None
    loss: Any = None
    train_op: Any = None
    eval_metric_ops: Any = None
    output_alternatives: Any = None
    training_chief_hooks: Any = ()
    training_hooks: Any = ()
    scaffold: Any = None


class MetricSpec(NamedTuple):
    """A metric of some of the predictions and labels."""

    metric_fn: Any
    prediction_key: Any = None
    label_key: Any = None
    weight_key: Any = None


class Estimator(estimator.Estimator):
    """Fits a model function of features, targets, and mode, params and config if it takes them.

    It returns predictions, loss and training operation, or `ModelFnOps`.
    """

    def __init__(
        self, model_fn=None, model_dir=None, config=None, params=None, feature_engineering_fn=None
    ):
        super().__init__(model_fn, model_dir, config, params)
        self._change, self._metrics, self._labels_like = feature_engineering_fn, {}, None

    def fit(
        self,
        x=None,
        y=None,
        input_fn=None,
        steps=None,
        batch_size=None,
        monitors=None,
        max_steps=None,
    ):
        """Train on arrays or on an input function; monitors that are no hooks are left out.

        Returns:
            The estimator.
        """
        hooks = [one for one in monitors or () if isinstance(one, tf.train.SessionRunHook)]
        input_fn = input_fn or _batches(x, y, batch_size, None, shuffle=True)
        return self.train(input_fn, hooks, steps=steps, max_steps=max_steps)

    def evaluate(
        self,
        x=None,
        y=None,
        input_fn=None,
        feed_fn=None,
        batch_size=None,
        steps=None,
        metrics=None,
        name=None,
        checkpoint_path=None,
        hooks=None,
        log_progress=True,
    ):
        """Compute the loss and metrics on arrays or on an input function.

        Arguments:
            metrics: {name: `MetricSpec`, or a function of predictions and labels}; a name may be
                a pair with the key of the predictions.

        Returns:
            A dict of the metrics, with `loss` and `global_step`.
        """
        input_fn = input_fn or _batches(x, y, batch_size, 1)
        self._metrics = metrics or {}
        return super().evaluate(input_fn, steps, hooks, checkpoint_path, name)

    def predict(
        self, x=None, input_fn=None, batch_size=None, outputs=None, as_iterable=True, **others
    ):
        """The predictions, one example at a time, or in one array, or a dict of arrays."""
        input_fn = input_fn or _batches(x, None, batch_size, 1)
        found = Predictions(super().predict(input_fn, outputs))
        return found if as_iterable else found.whole()

    def _call_model(self, features, labels, given):
        if labels is not None:
            self._labels_like = tf.nest.map_structure(tf.TensorSpec.from_tensor, labels)
        elif self._labels_like is not None:  # a model without modes computes the loss then too
            labels = tf.nest.map_structure(
                lambda like: tf.placeholder(like.dtype, [None, *like.shape[1:]]), self._labels_like
            )
        if self._change:
            features, labels = self._change(features, labels)
        more = {**given, "model_dir": self.model_dir}
        made = call_with(self._model_fn, (features, labels), more)
        if isinstance(made, tuple) and not hasattr(made, "train_op"):
            made = ModelFnOps(None, *made)
        metrics = dict(made.eval_metric_ops or {})
        for name, metric in self._metrics.items() if given["mode"] == ModeKeys.EVAL else ():
            shown, value = _measured(name, metric, features, labels, made.predictions)
            metrics[shown] = value
        return EstimatorSpec(
            given["mode"],
            made.predictions,
            made.loss,
            made.train_op,
            metrics,
            training_chief_hooks=made.training_chief_hooks,
            training_hooks=made.training_hooks,
            scaffold=made.scaffold,
        )

    def _ends_after_one_batch(self, graph):  # contrib's did, where the input is a constant
        kinds = {operation.type for operation in graph.get_operations()}
        queues = graph.get_collection(tf.GraphKeys.QUEUE_RUNNERS)
        return not queues and not any("Iterator" in kind for kind in kinds)


def _measured(name, metric, features, labels, predictions):
    if isinstance(name, tuple):
        return name[0], metric(predictions[name[1]], labels)
    if not isinstance(metric, MetricSpec):
        return name, metric(predictions, labels)
    given = {
        "predictions": predictions[metric.prediction_key] if metric.prediction_key else predictions,
        "labels": labels[metric.label_key] if metric.label_key else labels,
    }
    if metric.weight_key:
        given["weights"] = features[metric.weight_key]
    return name, metric.metric_fn(**given)


class SKCompat:
    """An `Estimator` with the methods of scikit-learn."""

    def __init__(self, estimator):
        self._estimator = estimator

    def fit(self, x, y, batch_size=128, steps=None, max_steps=None, monitors=None):
        """Train on arrays; returns itself."""
        self._estimator.fit(
            x, y, steps=steps, batch_size=batch_size, monitors=monitors, max_steps=max_steps
        )
        return self

    def predict(self, x, batch_size=128, outputs=None):
        """The predictions of all rows, in one array or a dict of arrays."""
        return self._estimator.predict(x, batch_size=batch_size, outputs=outputs, as_iterable=False)

    def score(self, x, y, batch_size=128, steps=None, metrics=None, name=None):
        """A dict of the loss, the metrics and `global_step`."""
        return self._estimator.evaluate(
            x, y, batch_size=batch_size, steps=steps, metrics=metrics, name=name
        )


def _batches(x, y, batch_size, num_epochs, shuffle=False):
    if x is None:
        raise ValueError("Give arrays x and y, or an input_fn.")
    size = batch_size or len(next(iter(x.values())) if isinstance(x, dict) else x)
    return numpy_input_fn(x, y, size, num_epochs, shuffle)
