"""Models of estimators in folders, and the estimator of `tf.contrib.tpu`."""

import numpy as np
import pytest

from utils.revive.estimators import exports, tpu
from utils.revive.estimators.estimator import (
    Estimator,
    EstimatorSpec,
    EvalSpec,
    LatestExporter,
    ModeKeys,
    TrainSpec,
    train_and_evaluate,
)
from utils.revive.estimators.estimator_parts import RunConfig, numpy_input_fn
from utils.tf1 import tf

X = np.arange(8, dtype=np.float32).reshape(8, 1)
QUICK = RunConfig(log_step_count_steps=None, save_summary_steps=None)
ROWS = numpy_input_fn({"x": X}, 2 * X, batch_size=8, num_epochs=None)


def double(features, labels, mode):
    """A number times a weight, which begins at 2."""
    weight = tf.get_variable("w", [], initializer=tf.constant_initializer(2.0))
    y = weight * features["x"]
    if mode == ModeKeys.PREDICT:
        outputs = {
            "serving_default": exports.PredictOutput({"y": y}),
            "numbers": exports.RegressionOutput(y),
            "classes": exports.ClassificationOutput(scores=y),
        }
        return EstimatorSpec(mode, {"y": y}, export_outputs=outputs)
    loss = tf.losses.mean_squared_error(labels, y)
    return EstimatorSpec(mode, loss=loss, train_op=tf.assign_add(tf.train.get_global_step(), 1))


def placeholders():
    number = tf.placeholder(tf.float32, [None, 1], "number")
    return exports.ServingInputReceiver({"x": number}, {"x": number})


def outputs_of(folder, value, signature="serving_default"):
    with tf.Session(graph=tf.Graph()) as session:
        model = tf.saved_model.loader.load(session, ["serve"], folder.decode())
        found = model.signature_def[signature]
        fetches = {name: one.name for name, one in found.outputs.items()}
        (name,) = (one.name for one in found.inputs.values())
        return session.run(fetches, {name: value})


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    return Estimator(double, str(tmp_path_factory.mktemp("double")), QUICK).train(ROWS, steps=1)


def test_a_model_is_written_with_a_name_for_each_output(trained, tmp_path):
    first = trained.export_savedmodel(str(tmp_path), placeholders)
    second = trained.export_saved_model(str(tmp_path), placeholders, as_text=False)
    assert first != second and first.startswith(str(tmp_path).encode())
    assert outputs_of(first, [[3]])["y"].tolist() == [[6]]
    assert outputs_of(second, [[3]], "numbers")["outputs"].tolist() == [[6]]
    assert outputs_of(second, [[3]], "classes")["scores"].tolist() == [[6]]


def test_features_come_as_tensors_or_as_examples(trained, tmp_path):
    with tf.Graph().as_default():
        raw = exports.build_raw_serving_input_receiver_fn({"x": tf.zeros([4, 1])})
    folder = trained.export_savedmodel(tmp_path, raw)
    assert outputs_of(folder, [[1], [5]])["y"].tolist() == [[2], [10]]
    spec = {"x": tf.FixedLenFeature([1], tf.float32)}
    parsing = exports.build_parsing_serving_input_receiver_fn(spec)
    example = tf.train.Example()
    example.features.feature["x"].float_list.value.append(4)
    folder = trained.export_savedmodel(tmp_path, parsing)
    assert outputs_of(folder, [example.SerializeToString()])["y"].tolist() == [[8]]


def test_exporters_write_after_the_evaluation(tmp_path):
    estimator = Estimator(double, str(tmp_path), QUICK)
    exporter = LatestExporter("latest", placeholders, exports_to_keep=1)
    with pytest.raises(ValueError, match="call train first"):
        exporter.export(estimator)
    evaluation = EvalSpec(ROWS, steps=1, exporters=[exporter])
    found, folders = train_and_evaluate(estimator, TrainSpec(ROWS, max_steps=2), evaluation)
    assert found["loss"] == 0 and len(folders) == 1
    assert folders[0].startswith(f"{tmp_path / 'export' / 'latest'}".encode())


def with_batch_size(features, labels, mode, params):
    """The same, for an estimator that tells its batch size."""
    spec = double(features, labels, mode)
    assert features["x"].shape[0] == params["batch_size"]
    optimizer = tpu.CrossShardOptimizer(tf.train.GradientDescentOptimizer(0.0))
    weight = tf.global_variables()[-1]
    train = optimizer.minimize(weight * 0, tf.train.get_global_step(), [weight])
    metrics = (lambda labels, y: {"mean": tf.metrics.mean(labels - y)}, [labels, 2 * features["x"]])
    return tpu.TPUEstimatorSpec(mode, spec.predictions, spec.loss, train, eval_metrics=metrics)


def test_a_tpu_estimator_trains_on_the_processor_with_its_batch_sizes(tmp_path):
    def rows(params):
        data = tf.data.Dataset.from_tensor_slices(({"x": X}, 2 * X)).repeat()
        return data.batch(params["batch_size"], drop_remainder=True)

    config = tpu.RunConfig(str(tmp_path), tpu_config=tpu.TPUConfig(100, num_shards=8))
    given = {"rate": 1}
    estimator = tpu.TPUEstimator(
        with_batch_size, config=config, params=given, train_batch_size=4, eval_batch_size=2
    )
    estimator.train(rows, steps=3)
    assert estimator.evaluate(rows, steps=2) == {"loss": 0, "mean": 0, "global_step": 3}
    assert given == {"rate": 1} and config.tpu_config.iterations_per_loop == 100
