"""`tf.contrib.tpu`: its estimator, which ran on a processor too, with `use_tpu=False`."""

from utils.revive.estimators.estimator import Estimator, EstimatorSpec, RunConfig
from utils.revive.estimators.mode_keys import ModeKeys

__all__ = ["RunConfig"]


class TPUConfig:
    """Settings that are about machines: they are kept, and nothing else is done with them."""

    def __init__(self, iterations_per_loop=2, num_shards=None, **others):
        self.iterations_per_loop, self.num_shards = iterations_per_loop, num_shards
        vars(self).update(others)


def CrossShardOptimizer(opt, *others, **settings):
    """The optimizer itself: there is one shard."""
    return opt


def TPUEstimatorSpec(
    mode, predictions=None, loss=None, train_op=None, eval_metrics=None, export_outputs=None,
    scaffold_fn=None, host_call=None, training_hooks=None, evaluation_hooks=None,
    prediction_hooks=None,
):  # fmt: skip
    """An `EstimatorSpec`, whose metrics come from a function and its tensors.

    Arguments:
        eval_metrics: a function, and a list of its arguments or a dict of them.
        scaffold_fn: a function that gives a `tf.train.Scaffold`, after whatever it does.
    """
    metrics = None
    if eval_metrics is not None and mode == ModeKeys.EVAL:
        function, tensors = eval_metrics
        metrics = function(**tensors) if isinstance(tensors, dict) else function(*tensors)
    return EstimatorSpec(
        mode,
        predictions,
        loss,
        train_op,
        metrics,
        export_outputs,
        training_hooks=training_hooks or (),
        scaffold=scaffold_fn() if scaffold_fn else None,
        evaluation_hooks=evaluation_hooks or (),
        prediction_hooks=prediction_hooks or (),
    )


class TPUEstimator(Estimator):
    """An `Estimator` whose functions find the batch size in `params`.

    Arguments:
        train_batch_size, eval_batch_size, predict_batch_size: int, what `params["batch_size"]` is
            in each mode.
        use_tpu: whatever it says, the processor is used.
    """

    def __init__(
        self,
        model_fn=None,
        model_dir=None,
        config=None,
        params=None,
        use_tpu=True,
        train_batch_size=None,
        eval_batch_size=None,
        predict_batch_size=None,
        warm_start_from=None,
        **others,
    ):
        super().__init__(model_fn, model_dir, config, dict(params or {}), warm_start_from)
        self._batch_sizes = {
            ModeKeys.TRAIN: train_batch_size,
            ModeKeys.EVAL: eval_batch_size,
            ModeKeys.PREDICT: predict_batch_size,
        }

    def _spec(self, input_fn, mode):
        if self._batch_sizes[mode] is not None:
            self.params["batch_size"] = self._batch_sizes[mode]
        return super()._spec(input_fn, mode)
