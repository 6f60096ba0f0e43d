"""`tf.contrib.learn.Experiment` and `learn_runner.run`: an estimator with its inputs."""

from utils.revive.estimators import contrib_learn
from utils.tf1 import tf


class Experiment:
    """An estimator with the inputs to train and to evaluate it on.

    Arguments:
        estimator: one of `tf.estimator` or of `tf.contrib.learn`.
        train_input_fn, eval_input_fn: input functions.
        eval_metrics: of an estimator of `tf.contrib.learn`, a dict of metrics.
        train_steps: the global step at which training ends, or None for the end of the input.
        eval_steps: number of batches of each evaluation, or None for the end of the input.
        train_monitors, eval_hooks: hooks; monitors that are none are left out.
        train_steps_per_iteration: of `continuous_train_and_eval`.
        others: settings for several machines and for exports, which change nothing here.
    """

    def __init__(
        self,
        estimator,
        train_input_fn,
        eval_input_fn,
        eval_metrics=None,
        train_steps=None,
        eval_steps=100,
        train_monitors=None,
        eval_hooks=None,
        train_steps_per_iteration=None,
        **others,
    ):
        self.estimator, self._others = estimator, others
        self._inputs = train_input_fn, eval_input_fn
        self._metrics = {"metrics": eval_metrics} if eval_metrics else {}
        self.train_steps, self.eval_steps = train_steps, eval_steps
        hooks = [train_monitors or (), eval_hooks or ()]
        self._hooks = [
            [one for one in some if isinstance(one, tf.train.SessionRunHook)] for some in hooks
        ]
        tenth = (train_steps or 10_000) // 10
        self._steps_at_once = max(train_steps_per_iteration or tenth, 1)

    def extend_train_hooks(self, hooks):
        """Add hooks for the training."""
        self._hooks[0] += hooks

    def train(self, delay_secs=None):
        """Train up to `train_steps`; returns the estimator."""
        return self._train(max_steps=self.train_steps)

    def evaluate(self, delay_secs=None, name=None):
        """Evaluate once; returns a dict of the metrics, with `loss` and `global_step`."""
        return self._evaluate(name or "one_pass", self.eval_steps)

    def train_and_evaluate(self):
        """Train, and evaluate at the end.

        Returns:
            The metrics, and what was exported, which is nothing.
        """
        self.train()
        return self._evaluate(None, self.eval_steps), []

    local_run = train_and_evaluate

    def continuous_train_and_eval(self, continuous_eval_predicate_fn=None):
        """Train for some steps and evaluate, in turns, up to `train_steps`.

        Arguments:
            continuous_eval_predicate_fn: a function of the newest metrics, at first None, that
                says whether to continue.

        Returns:
            The newest metrics, and what was exported, which is nothing.
        """
        found, goes_on = None, continuous_eval_predicate_fn or (lambda found: True)
        while goes_on(found):
            if found and self.train_steps and found["global_step"] >= self.train_steps:
                break
            self._train(steps=self._steps_at_once)
            found = self.evaluate()
        return found, []

    def test(self):
        """Train and evaluate for one step; returns the metrics."""
        self._train(steps=1)
        return self._evaluate("one_pass", 1)

    def _train(self, **steps):
        return self.estimator.train(self._inputs[0], hooks=self._hooks[0], **steps)

    def _evaluate(self, name, steps):
        settings = self._metrics if isinstance(self.estimator, contrib_learn.Estimator) else {}
        return self.estimator.evaluate(
            input_fn=self._inputs[1], steps=steps, hooks=self._hooks[1], name=name, **settings
        )


def run(experiment_fn, output_dir=None, schedule=None, run_config=None, hparams=None):
    """Make an experiment, and call one of its methods.

    Arguments:
        experiment_fn: a function of `run_config` and `hparams`, or of `output_dir` alone.
        output_dir: a folder, instead of a configuration.
        schedule: the name of the method; `train_and_evaluate` by default.
        run_config: a `RunConfig` with a `model_dir`.
        hparams: settings of the model.

    Returns:
        What the method returns.

    Raises:
        ValueError: both or none of `output_dir` and `run_config` are given, or there is no such
            method.
    """
    if (output_dir is None) == (run_config is None):
        raise ValueError("Give either output_dir or run_config.")
    if run_config is None:
        made = experiment_fn(output_dir=output_dir)
    else:
        made = experiment_fn(run_config=run_config, hparams=hparams)
    method = getattr(made, schedule or "train_and_evaluate", None)
    if method is None:
        raise ValueError(f"An experiment has no method {schedule!r}.")
    return method()
