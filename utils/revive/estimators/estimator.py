"""`tf.estimator.Estimator`: the training loop around a model function."""

import os
import tempfile

import numpy as np

from utils.revive.estimators.estimator_parts import (
    EstimatorSpec,
    EvalSpec,
    RunConfig,
    TrainSpec,
    call_with,
    tensors_of,
)
from utils.revive.estimators.exports import (
    BestExporter,
    Exporting,
    FinalExporter,
    LatestExporter,
)
from utils.revive.estimators.mode_keys import ModeKeys
from utils.tf1 import tf

__all__ = ["EstimatorSpec", "EvalSpec", "ModeKeys", "RunConfig", "TrainSpec"]
__all__ += ["BestExporter", "FinalExporter", "LatestExporter"]


class Estimator(Exporting):
    """Trains, evaluates and predicts by a model function, each in a graph of its own.

    Arguments:
        model_fn: a function of features, labels, mode, params and config, or of some of them,
            that returns an `EstimatorSpec`.
        model_dir: folder of the checkpoints and summaries; a new one by default.
        config: a `RunConfig`.
        params: what the model function and the input functions get as `params`.
    """

    def __init__(self, model_fn, model_dir=None, config=None, params=None, warm_start_from=None):
        if warm_start_from:
            raise NotImplementedError(
                "warm_start_from is not covered; copy the checkpoint into model_dir instead."
            )
        config = config or RunConfig()
        self._model_fn, self.params = model_fn, {} if params is None else params
        self.model_dir = model_dir or config.model_dir or tempfile.mkdtemp()
        self.config = config.replace(model_dir=self.model_dir)

    def train(self, input_fn, hooks=None, steps=None, max_steps=None, saving_listeners=None):
        """Train until the input ends, for `steps` more steps, or up to `max_steps` in all.

        Arguments:
            input_fn: a function that returns features and labels, or a `tf.data.Dataset` of both.
            hooks: list of `tf.train.SessionRunHook`.
            steps, max_steps: int, at most one of them.

        Returns:
            The estimator.

        Raises:
            ValueError: `steps` is no positive number, or the model function returns no loss.
            NotImplementedError: there are `saving_listeners`.
        """
        if steps is not None and steps <= 0:
            raise ValueError(f"steps: expected a number above 0, got {steps}.")
        if saving_listeners:
            raise NotImplementedError("saving_listeners is not covered; pass a hook instead.")
        if max_steps is not None and self._step() >= max_steps:
            return self
        with tf.Graph().as_default():
            spec = self._spec(input_fn, ModeKeys.TRAIN)
            _require(spec, "loss", "train_op")
            of_model = [*(spec.training_hooks or ()), *(spec.training_chief_hooks or ())]
            hooks = [*(hooks or ()), *of_model]
            shown = {"loss": spec.loss, "step": tf.train.get_global_step()}
            hooks.append(tf.train.NanTensorHook(spec.loss))
            hooks.append(tf.train.LoggingTensorHook(shown, self.config.log_step_count_steps or 100))
            if steps is not None or max_steps is not None:
                hooks.append(tf.train.StopAtStepHook(num_steps=steps, last_step=max_steps))
            tf.summary.scalar("loss", spec.loss)
            with tf.train.MonitoredTrainingSession(
                checkpoint_dir=self.model_dir,
                hooks=hooks,
                scaffold=spec.scaffold or self._scaffold(),
                config=self.config.session_config,
                save_checkpoint_secs=self.config.save_checkpoints_secs,
                save_checkpoint_steps=self.config.save_checkpoints_steps,
                save_summaries_steps=self.config.save_summary_steps,
                log_step_count_steps=self.config.log_step_count_steps,
            ) as session:
                while not session.should_stop():
                    session.run([spec.train_op, spec.loss])
        return self

    def evaluate(self, input_fn, steps=None, hooks=None, checkpoint_path=None, name=None):
        """Compute the metrics until the input ends, or for a number of steps.

        Arguments:
            input_fn, hooks: as for `train`.
            steps: number of batches, or None for all.
            checkpoint_path: the newest by default.
            name: part of the name of the folder with the summaries.

        Returns:
            A dict of the metrics, with `loss` and `global_step`; it is written to the summaries.

        Raises:
            ValueError: there is no checkpoint, or the model function returns no loss.
        """
        with tf.Graph().as_default():
            spec = self._spec(input_fn, ModeKeys.EVAL)
            _require(spec, "loss")
            metrics = {"loss": tf.metrics.mean(spec.loss), **(spec.eval_metric_ops or {})}
            values = {key: value for key, (value, _) in metrics.items()}
            values["global_step"] = tf.train.get_global_step()
            updates = [update for _, update in metrics.values()]
            last = tf.train.FinalOpsHook(values)
            hooks = [*(hooks or ()), *(spec.evaluation_hooks or ()), last]
            with self._restored(spec, hooks, checkpoint_path) as session:
                done = 0
                while not session.should_stop() and done != steps:
                    session.run(updates)
                    done += 1
            found = dict(sorted(last.final_ops_values.items()))
            self._write(found, f"eval_{name}" if name else "eval")
        return found

    def predict(
        self,
        input_fn,
        predict_keys=None,
        hooks=None,
        checkpoint_path=None,
        yield_single_examples=True,
    ):
        """Yield a dict or an array for each example, or for each batch.

        Arguments:
            input_fn, hooks, checkpoint_path: as for `evaluate`.
            predict_keys: list of the keys to give, or None for all.
            yield_single_examples: False for whole batches.

        Raises:
            ValueError: there is no checkpoint, or no such key; when the first is asked for.
        """
        with tf.Graph().as_default():
            spec = self._spec(input_fn, ModeKeys.PREDICT)
            _require(spec, "predictions")
            wanted = spec.predictions
            if isinstance(wanted, dict) and predict_keys:
                wanted = {key: value for key, value in wanted.items() if key in predict_keys}
                if not wanted:
                    names = list(spec.predictions)
                    raise ValueError(f"predict_keys: expected some of {names}, got {predict_keys}.")
            hooks = [*(hooks or ()), *(spec.prediction_hooks or ())]
            with self._restored(spec, hooks, checkpoint_path) as session:
                while not session.should_stop():
                    batch = session.run(wanted)
                    yield from _examples(batch) if yield_single_examples else [batch]
                    if self._ends_after_one_batch(session.graph):
                        return

    def _ends_after_one_batch(self, graph):
        return False

    def latest_checkpoint(self):
        """The path of the newest checkpoint, or None."""
        return tf.train.latest_checkpoint(self.model_dir)

    def get_variable_names(self):
        """The names of the variables in the newest checkpoint."""
        return [name for name, _ in tf.train.list_variables(self.model_dir)]

    def get_variable_value(self, name):
        """The value of a variable in the newest checkpoint."""
        return tf.train.load_variable(self.model_dir, name)

    def _spec(self, input_fn, mode):
        tf.set_random_seed(self.config.tf_random_seed)
        tf.train.get_or_create_global_step()
        given = {"mode": mode, "params": self.params, "config": self.config}
        inputs = tensors_of(call_with(input_fn, (), given))
        pair = inputs if isinstance(inputs, (tuple, list)) and len(inputs) == 2 else (inputs, None)
        features, labels = pair
        return self._call_model(features, None if mode == ModeKeys.PREDICT else labels, given)

    def _call_model(self, features, labels, given):
        return call_with(self._model_fn, (features,), {"labels": labels, **given})

    def _scaffold(self):
        kept = self.config.keep_checkpoint_max
        saver = tf.train.Saver(max_to_keep=kept, sharded=False, defer_build=True)
        return tf.train.Scaffold(saver=saver)

    def _restored(self, spec, hooks, path):
        path = path or self.latest_checkpoint()
        if path is None:
            raise ValueError(f"There is no checkpoint in {self.model_dir}; call train first.")
        creator = tf.train.ChiefSessionCreator(
            scaffold=spec.scaffold,
            config=self.config.session_config,
            checkpoint_filename_with_path=path,
        )
        return tf.train.MonitoredSession(creator, hooks)

    def _step(self):
        path = self.latest_checkpoint()
        return int(tf.train.load_variable(path, "global_step")) if path else 0

    def _write(self, found, folder):
        numbers = [
            tf.Summary.Value(tag=key, simple_value=float(value))
            for key, value in found.items()
            if key != "global_step" and np.ndim(value) == 0
        ]
        writer = tf.summary.FileWriter(os.path.join(self.model_dir, folder))
        writer.add_summary(tf.Summary(value=numbers), found["global_step"])
        writer.close()
        text = ", ".join(f"{key} = {value}" for key, value in found.items())
        tf.logging.info("Evaluation: %s", text)


def train_and_evaluate(estimator, train_spec, eval_spec):
    """Train, and evaluate at the end.

    Returns:
        The metrics, and the paths of what was exported.
    """
    estimator.train(train_spec.input_fn, train_spec.hooks, max_steps=train_spec.max_steps)
    found = estimator.evaluate(
        eval_spec.input_fn, eval_spec.steps, eval_spec.hooks, name=eval_spec.name
    )
    exporters = eval_spec.exporters or []
    exporters = exporters if isinstance(exporters, (list, tuple)) else [exporters]
    return found, [one.export(estimator) for one in exporters]


def _require(spec, *names):
    for name in names:
        if getattr(spec, name) is None:
            raise ValueError(f"In mode {spec.mode!r} the model function must return {name}.")


def _examples(batch):
    if not isinstance(batch, dict):
        yield from batch
        return
    for number in range(len(next(iter(batch.values())))):
        yield {key: value[number] for key, value in batch.items()}
