"""`tf.estimator.export`: what a model function says of its outputs, and the model in a folder."""

import os
import time
from typing import Any, NamedTuple

from utils.revive.estimators.mode_keys import ModeKeys
from utils.tf1 import tf

SIGNATURES = tf.saved_model.signature_constants
ONE = {"predict": "output", "regress": "outputs"}  # names of an output that is a single tensor


class PredictOutput(NamedTuple):
    """Tensors by name, or one tensor."""

    outputs: Any

    def signature(self, inputs):
        """The `SignatureDef` with the inputs, tensors by name."""
        outputs = self.outputs if isinstance(self.outputs, dict) else {ONE["predict"]: self.outputs}
        return tf.saved_model.predict_signature_def(inputs, outputs)


class RegressionOutput(NamedTuple):
    """Numbers, float32 `[batch, ...]`."""

    value: Any

    def signature(self, inputs):
        """The `SignatureDef` with the inputs, tensors by name."""
        return tf.saved_model.predict_signature_def(inputs, {ONE["regress"]: self.value})


class ClassificationOutput(NamedTuple):
    """Scores, float32 `[batch, number of classes]`, or the names of classes, or both."""

    scores: Any = None
    classes: Any = None

    def signature(self, inputs):
        """The `SignatureDef` with the inputs, tensors by name."""
        outputs = {name: value for name, value in self._asdict().items() if value is not None}
        return tf.saved_model.predict_signature_def(inputs, outputs)


class ServingInputReceiver(NamedTuple):
    """The features of a model, and the placeholders that they are made of."""

    features: Any
    receiver_tensors: Any
    receiver_tensors_alternatives: Any = None


class TensorServingInputReceiver(ServingInputReceiver):
    """The same for features that are one tensor."""


def build_raw_serving_input_receiver_fn(features, default_batch_size=None):
    """A function that makes a placeholder in place of each feature.

    Arguments:
        features: tensors by name.
        default_batch_size: int, or None for any.
    """

    def receiver():
        made = {
            name: tf.placeholder(one.dtype, [default_batch_size, *one.shape.as_list()[1:]], name)
            for name, one in features.items()
        }
        return ServingInputReceiver(made, dict(made))

    return receiver


def build_parsing_serving_input_receiver_fn(feature_spec, default_batch_size=None):
    """A function that reads features from `tf.Example`s as text.

    Arguments:
        feature_spec: `tf.FixedLenFeature`s and their like by name.
        default_batch_size: int, or None for any.
    """

    def receiver():
        texts = tf.placeholder(tf.string, [default_batch_size], "input_example_tensor")
        return ServingInputReceiver(tf.parse_example(texts, feature_spec), {"examples": texts})

    return receiver


def export(estimator, folder, receiver_fn, checkpoint_path=None):
    """Write the model of an estimator to a folder of its own, whose name is the time.

    Arguments:
        estimator: an `Estimator` that was trained.
        folder: where the folder is made.
        receiver_fn: a function that gives a `ServingInputReceiver`.
        checkpoint_path: a checkpoint; by default the newest.

    Returns:
        The path of the folder, bytes.
    """
    path = checkpoint_path or estimator.latest_checkpoint()
    if path is None:
        raise ValueError(f"There is no checkpoint in {estimator.model_dir}; call train first.")
    with tf.Graph().as_default():
        tf.train.get_or_create_global_step()
        received = receiver_fn()
        spec = estimator._call_model(
            received.features,
            None,
            {"mode": ModeKeys.PREDICT, "params": estimator.params, "config": estimator.config},
        )
        inputs = received.receiver_tensors
        inputs = inputs if isinstance(inputs, dict) else {"input": inputs}
        outputs = spec.export_outputs or {"predictions": PredictOutput(spec.predictions)}
        signatures = {name: one.signature(inputs) for name, one in outputs.items()}
        if len(signatures) == 1:
            only = next(iter(signatures.values()))
            signatures[SIGNATURES.DEFAULT_SERVING_SIGNATURE_DEF_KEY] = only
        with tf.Session(config=estimator.config.session_config) as session:
            tf.train.Saver().restore(session, path)
            session.run(tf.tables_initializer())
            return _written(session, folder, signatures)


class Exporting:
    """What an `Estimator` can do for other programs."""

    def export_savedmodel(
        self, export_dir_base, serving_input_receiver_fn, *others, checkpoint_path=None, **settings
    ):
        """Write the model to a folder in another one; give its path as bytes."""
        return export(self, export_dir_base, serving_input_receiver_fn, checkpoint_path)

    export_saved_model = export_savedmodel


class LatestExporter:
    """What `train_and_evaluate` exports after its evaluation."""

    def __init__(self, name, serving_input_receiver_fn, *others, **settings):
        """Keep the name of the folder, and the function that gives the placeholders."""
        self.name, self._receiver_fn = name, serving_input_receiver_fn

    def export(self, estimator):
        """Write the model to a folder below `export` in the folder of the estimator."""
        return export(
            estimator, os.path.join(estimator.model_dir, "export", self.name), self._receiver_fn
        )


class FinalExporter(LatestExporter):
    """The same, as there is one evaluation."""


class BestExporter(LatestExporter):
    """The same, as there is one evaluation."""

    def __init__(self, name="best_exporter", serving_input_receiver_fn=None, *others, **settings):
        super().__init__(name, serving_input_receiver_fn)


def _written(session, folder, signatures):
    place, now = "", int(time.time())
    while not place or os.path.exists(place):
        place, now = os.path.join(str(folder), str(now)), now + 1
    builder = tf.saved_model.Builder(place)
    tables = tf.tables_initializer()
    tags = [tf.saved_model.tag_constants.SERVING]
    builder.add_meta_graph_and_variables(session, tags, signatures, main_op=tables)
    builder.save()
    return place.encode()
