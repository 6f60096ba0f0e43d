"""`tf.estimator` and the estimators of `tf.contrib.learn`."""

import functools
import types

import numpy as np
import pytest

from utils.revive.estimators import contrib_learn, estimator, experiment, skflow
from utils.revive.estimators.estimator_parts import RunConfig, numpy_input_fn, pandas_input_fn
from utils.revive.estimators.predictions import Predictions
from utils.tf1 import tf

X = np.arange(8, dtype=np.float32).reshape(8, 1)
Y = 3 * X[:, 0] - 2
QUICK = RunConfig(log_step_count_steps=None, save_summary_steps=None)


def line(features, labels, mode, params):
    """A line through points, with a learning rate for a parameter."""
    weight, bias = (tf.get_variable(name, [], initializer=tf.zeros_initializer()) for name in "wb")
    predictions = {"y": weight * features["x"][:, 0] + bias, "x": features["x"]}
    if mode == estimator.ModeKeys.PREDICT:
        assert labels is None
        return estimator.EstimatorSpec(mode, predictions)
    loss = tf.losses.mean_squared_error(labels, predictions["y"])
    optimizer = tf.train.GradientDescentOptimizer(params["rate"])
    train = optimizer.minimize(loss, tf.train.get_global_step())
    metrics = {"error": tf.metrics.mean_absolute_error(labels, predictions["y"])}
    return estimator.EstimatorSpec(mode, predictions, loss, train, metrics)


ENDLESS = numpy_input_fn({"x": X}, Y, batch_size=8, num_epochs=None)
ONCE = numpy_input_fn({"x": X}, Y, batch_size=3, num_epochs=1, shuffle=False)


def estimator_of(model_fn, folder):
    return estimator.Estimator(model_fn, str(folder), QUICK, {"rate": 0.05})


@pytest.fixture(scope="module")
def fitted(tmp_path_factory):
    return estimator_of(line, tmp_path_factory.mktemp("line")).train(ENDLESS, steps=300)


def test_an_estimator_learns_a_line_and_predicts_each_row(fitted):
    assert fitted.get_variable_value("w") == pytest.approx(3, abs=0.05)
    assert {"w", "b", "global_step"} <= set(fitted.get_variable_names())
    with pytest.raises(ValueError, match=r"expected some of \['y', 'x'\], got \['z'\]"):
        next(fitted.predict(ONCE, predict_keys=["z"]))
    rows = list(fitted.predict(ONCE, predict_keys=["y"]))
    assert [row.keys() for row in rows] == [{"y"}] * 8
    np.testing.assert_allclose([row["y"] for row in rows], Y, atol=0.1)
    batches = list(fitted.predict(ONCE, yield_single_examples=False))
    assert [len(batch["x"]) for batch in batches] == [3, 3, 2]


def test_metrics_are_means_over_all_batches_or_over_some(fitted):
    weight, bias = fitted.get_variable_value("w"), fitted.get_variable_value("b")
    away = weight * X[:, 0] + bias - Y
    found = fitted.evaluate(ONCE, name="now")
    assert found["global_step"] == 300
    assert found["error"] == pytest.approx(np.abs(away).mean(), rel=1e-4)
    of_batches = [
        np.square(away[:3]).mean(),
        np.square(away[3:6]).mean(),
        np.square(away[6:]).mean(),
    ]
    assert found["loss"] == pytest.approx(np.mean(of_batches), rel=1e-4)
    assert fitted.evaluate(ONCE, steps=1)["loss"] == pytest.approx(of_batches[0], rel=1e-4)


def test_training_goes_on_from_the_checkpoint_and_stops_at_its_steps(tmp_path):
    model = estimator_of(line, tmp_path)
    assert model.train(ONCE).get_variable_value("global_step") == 3
    assert model.train(ENDLESS, max_steps=3).get_variable_value("global_step") == 3
    goal = estimator.TrainSpec(ENDLESS, max_steps=5)
    found, exported = estimator.train_and_evaluate(model, goal, estimator.EvalSpec(ONCE))
    assert found["global_step"] == 5 and exported == []
    reached = model.get_variable_value("w")
    assert model.train(ENDLESS, steps=2).get_variable_value("global_step") == 7
    assert model.get_variable_value("w") > reached
    with pytest.raises(ValueError, match="steps: expected a number above 0, got 0"):
        model.train(ENDLESS, steps=0)
    with pytest.raises(NotImplementedError, match="saving_listeners is not covered"):
        model.train(ENDLESS, steps=1, saving_listeners=[object()])


def test_hooks_of_the_model_run_and_may_be_none(tmp_path):
    begun = []

    class Hook(tf.train.SessionRunHook):
        def begin(self):
            begun.append(tf.train.get_global_step().name)

    def hooked(features, labels, mode, params):
        return line(features, labels, mode, params)._replace(
            training_hooks=None, training_chief_hooks=[Hook()], evaluation_hooks=None
        )

    model = estimator_of(hooked, tmp_path).train(ONCE)
    model.evaluate(ONCE)
    assert begun == ["global_step:0"]


def test_arrays_are_not_in_the_files_of_the_graph(tmp_path):
    rows = np.arange(200_000, dtype=np.float32).reshape(-1, 1) / 1e6
    estimator_of(line, tmp_path).train(numpy_input_fn({"x": rows}, rows[:, 0], 8), steps=1)
    assert max(file.stat().st_size for file in tmp_path.glob("*")) < rows.nbytes / 2


def test_what_is_bound_by_partial_stays(fitted):
    def rows(params):
        return {"x": X}, Y * params["factor"]

    bound = functools.partial(rows, params={"factor": 1})
    assert fitted.evaluate(bound, steps=1)["loss"] < 0.01


def test_an_estimator_that_was_not_trained_or_has_no_loss_says_so(tmp_path):
    with pytest.raises(ValueError, match="call train first"):
        estimator_of(line, tmp_path).evaluate(ONCE)
    none = estimator_of(lambda features, mode: estimator.EstimatorSpec(mode), tmp_path)
    with pytest.raises(ValueError, match="'train' the model function must return loss"):
        none.train(ONCE)


def test_inputs_may_be_a_data_set_and_take_parameters(fitted):
    def rows(params):
        data = tf.data.Dataset.from_tensor_slices(({"x": X}, Y * params["rate"] / 0.05))
        return data.batch(8)

    assert fitted.evaluate(rows)["loss"] == pytest.approx(fitted.evaluate(ONCE)["loss"], abs=1e-3)


class Table:
    """A table of pandas, in small: one column and its index."""

    columns = ("a",)
    index = types.SimpleNamespace(values=np.array([5, 6]))

    def __getitem__(self, name):
        return types.SimpleNamespace(values=np.array([1.0, 2.0]))


def test_a_table_gives_its_columns():
    with tf.Graph().as_default(), tf.Session() as session:
        batch = pandas_input_fn(Table(), Table()["a"], batch_size=2)()
        session.run(tf.tables_initializer())
        columns, labels = session.run(batch)
    assert {name: values.tolist() for name, values in columns.items()} == {
        "a": [1.0, 2.0],
        "index": [5, 6],
    }
    assert labels.tolist() == [1.0, 2.0]


def test_settings_are_replaced_and_the_others_stay():
    changed = RunConfig(save_checkpoints_steps=5, keep_checkpoint_max=2).replace(tf_random_seed=9)
    kept = (changed.save_checkpoints_steps, changed.keep_checkpoint_max, changed.tf_random_seed)
    assert kept == (5, 2, 9) and changed.save_checkpoints_secs is None
    assert changed.replace(save_checkpoints_secs=60).save_checkpoints_secs == 60


def without_modes(features, targets):
    """A model function of contrib, which computes the loss in every mode."""
    predictions = tf.layers.dense(features, 1)[:, 0]
    loss = tf.losses.mean_squared_error(targets, predictions)
    optimizer = tf.train.GradientDescentOptimizer(0.05)
    return predictions, loss, optimizer.minimize(loss, tf.train.get_global_step())


def test_contrib_fits_and_predicts_arrays(tmp_path):
    model = contrib_learn.SKCompat(contrib_learn.Estimator(without_modes, str(tmp_path), QUICK))
    model.fit(X, Y, batch_size=8, steps=400)
    np.testing.assert_allclose(model.predict(X, batch_size=3), Y, atol=0.1)
    away = tf.metrics.mean_absolute_error
    found = model.score(X, Y, metrics={"away": lambda predictions, y: away(y, predictions)})
    assert found["away"] < 0.1 and found["global_step"] == 400
    spec = contrib_learn.MetricSpec(metric_fn=tf.metrics.mean_absolute_error)
    assert model.score(X, Y, metrics={"away": spec})["away"] == pytest.approx(found["away"])
    inside = model._estimator
    assert len(list(inside.predict(input_fn=lambda: tf.constant(X)))) == 8  # and not for ever
    with pytest.raises(ValueError, match="arrays x and y"):
        model.fit(None, None)


def test_contrib_takes_model_fn_ops_and_changed_features(tmp_path):
    def model_fn(features, targets, mode):
        step = tf.train.get_global_step()
        loss = tf.reduce_mean(features)
        return contrib_learn.ModelFnOps(mode, {"p": features}, loss, tf.assign_add(step, 1))

    model = contrib_learn.Estimator(
        model_fn, str(tmp_path), QUICK, feature_engineering_fn=lambda x, y: (2 * x, y)
    )
    model.fit(X, Y, max_steps=1)
    assert np.array_equal(model.predict(X, as_iterable=False)["p"], 2 * X)


@pytest.mark.parametrize("n_classes", [0, 3])
def test_the_first_estimators_learn_numbers_and_classes(n_classes, tmp_path):
    model_of = skflow.logistic_regression if n_classes else skflow.linear_regression

    def model_fn(features, targets):
        hidden = skflow.dnn(features, [32], activation=tf.nn.tanh, dropout=0.2)
        return model_of(hidden, targets)

    rows = np.eye(3, dtype=np.float32).repeat(4, 0)
    targets = np.arange(3).repeat(4)
    model = skflow.TensorFlowEstimator(model_fn, n_classes, 4, 300, "Adam", 0.05)
    model.fit(rows, targets, logdir=str(tmp_path))
    np.testing.assert_allclose(model.predict(rows), targets, atol=0.2)
    np.testing.assert_array_equal(model.predict_proba(rows), model.predict_proba(rows))
    assert list(tmp_path.glob("model.ckpt-300*"))


def test_slices_along_a_dimension():
    with tf.Graph().as_default(), tf.Session() as session:
        parts = skflow.split_squeeze(1, 2, tf.constant([[[1, 2], [3, 4]]]))
        assert [part.tolist() for part in session.run(parts)] == [[[1, 2]], [[3, 4]]]


class Counted(tf.train.SessionRunHook):
    """A hook that counts the calls of `run`."""

    number = 0

    def after_run(self, context, values):
        self.number += 1


def experiment_of(folder, **settings):
    made = estimator_of(line, folder)
    return experiment.Experiment(made, ENDLESS, ONCE, **settings)


def test_an_experiment_trains_and_evaluates(tmp_path):
    hook, other = Counted(), Counted()
    made = experiment_of(tmp_path, train_steps=40, eval_steps=2, train_monitors=[hook, "no hook"])
    made.extend_train_hooks([other])
    found, exported = made.train_and_evaluate()
    assert (found["global_step"], hook.number, other.number, exported) == (40, 40, 40, [])
    assert made.train() is made.estimator
    assert hook.number == 40
    assert made.evaluate()["error"] == found["error"]
    assert (tmp_path / "eval_one_pass").is_dir()
    assert made.test()["global_step"] == 41


def test_an_experiment_evaluates_metrics_of_contrib_in_turns(tmp_path):
    model = contrib_learn.Estimator(line, str(tmp_path), QUICK, {"rate": 0.05})
    errors = contrib_learn.MetricSpec(tf.metrics.mean_squared_error, prediction_key="y")
    seen = []

    def goes_on(found):
        seen.append(found and found["global_step"])
        return True

    made = experiment.Experiment(
        model, ENDLESS, ONCE, eval_metrics={"square": lambda p, y: errors.metric_fn(y, p["y"])},
        train_steps=30, eval_steps=None, train_steps_per_iteration=10,
    )  # fmt: skip
    found, _ = made.continuous_train_and_eval(goes_on)
    assert seen == [None, 10, 20, 30]
    assert found["square"] == pytest.approx(found["loss"], rel=0.5)


def test_a_runner_makes_an_experiment_and_calls_its_method(tmp_path):
    def make(run_config, hparams):
        return experiment_of(run_config.model_dir, train_steps=hparams, eval_steps=1)

    config = RunConfig(str(tmp_path / "a"))
    found, _ = experiment.run(make, run_config=config, hparams=3)
    assert found["global_step"] == 3
    by_folder = experiment.run(
        lambda output_dir: experiment_of(output_dir, train_steps=2),
        str(tmp_path / "b"),
        "train",
    )
    assert by_folder.get_variable_value("global_step") == 2
    with pytest.raises(ValueError, match="no method 'serve'"):
        experiment.run(make, run_config=config, schedule="serve")
    with pytest.raises(ValueError, match="either output_dir or run_config"):
        experiment.run(make)


def test_predictions_are_an_iterator_and_an_array():
    def rows():
        yield from np.arange(6.0).reshape(3, 2)

    assert [row.tolist() for row in Predictions(rows())] == [[0, 1], [2, 3], [4, 5]]
    some = Predictions(rows())
    assert next(some).tolist() == [0, 1]
    assert len(list(some)) == 2
    every = Predictions(rows())
    np.testing.assert_array_equal(every - np.ones(2), [[-1, 0], [1, 2], [3, 4]])
    np.testing.assert_array_equal(1 - every, [[1, 0], [-1, -2], [-3, -4]])
    assert (every.shape, every[1].tolist()) == ((3, 2), [2, 3])
    assert np.sqrt(((every - 2) ** 2).sum(axis=0)).tolist() == pytest.approx([8**0.5, 11**0.5])
    assert np.mean(every) == 2.5
    assert [row.tolist() for row in every] == [[0, 1], [2, 3], [4, 5]]
    classes = Predictions({"class": np.array(n)} for n in range(3))
    assert classes["class"].tolist() == [0, 1, 2]
