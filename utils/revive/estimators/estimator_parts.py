"""The small parts of `tf.estimator`: what a model function takes and returns, settings, inputs."""

import inspect
from typing import Any, NamedTuple

import numpy as np

from utils.tf1 import tf


class EstimatorSpec(NamedTuple):
    """What a model function returns for one mode."""

    mode: str
    predictions: Any = None
    loss: Any = None
    train_op: Any = None
    eval_metric_ops: Any = None
    export_outputs: Any = None
    training_chief_hooks: Any = ()
    training_hooks: Any = ()
    scaffold: Any = None
    evaluation_hooks: Any = ()
    prediction_hooks: Any = ()


class RunConfig:
    """Where and how often an `Estimator` writes, and with which seed it starts.

    Settings that are about machines are kept, and nothing else is done with them.
    """

    is_chief, master, num_ps_replicas, num_worker_replicas = True, "", 0, 1
    task_id, task_type = 0, "worker"

    def __init__(
        self,
        model_dir=None,
        tf_random_seed=1,
        save_summary_steps=100,
        save_checkpoints_steps=None,
        save_checkpoints_secs=600,
        session_config=None,
        keep_checkpoint_max=5,
        log_step_count_steps=100,
        **others,
    ):
        self.model_dir, self.tf_random_seed = model_dir, tf_random_seed
        self.save_summary_steps = save_summary_steps
        self.save_checkpoints_steps = save_checkpoints_steps
        self.save_checkpoints_secs = None if save_checkpoints_steps else save_checkpoints_secs
        self.session_config, self.keep_checkpoint_max = session_config, keep_checkpoint_max
        self.log_step_count_steps = log_step_count_steps
        vars(self).update(others)

    def replace(self, **changed):
        """Another one, with some settings changed."""
        settings = {**vars(self), **changed}
        if changed.get("save_checkpoints_secs"):
            settings["save_checkpoints_steps"] = None
        return type(self)(**settings)


class TrainSpec(NamedTuple):
    """What `train_and_evaluate` trains on."""

    input_fn: Any
    max_steps: Any = None
    hooks: Any = ()


class EvalSpec(NamedTuple):
    """What `train_and_evaluate` evaluates on."""

    input_fn: Any
    steps: Any = 100
    name: Any = None
    hooks: Any = ()
    exporters: Any = None
    start_delay_secs: Any = 120
    throttle_secs: Any = 600


def numpy_input_fn(x, y=None, batch_size=128, num_epochs=1, shuffle=None, **queue):
    """A function that gives batches of arrays as tensors.

    Arguments:
        x: an array, or a dict of arrays.
        y: the labels in the same form, or None.
        batch_size: int.
        num_epochs: int, or None for no end.
        shuffle: whether the rows are shuffled in each epoch.
        queue: settings of the queue that there was.
    """
    rows = x if y is None else (x, y)

    def input_fn():
        arrays = tf.nest.map_structure(np.asarray, rows)
        flat = tf.nest.flatten(arrays)
        types = [tf.as_dtype(array.dtype) for array in flat]

        def rows_at(numbers):  # as constants, the arrays would be in each file of the graph
            found = tf.numpy_function(lambda at: [array[at] for array in flat], [numbers], types)
            for tensor, array in zip(found, flat, strict=True):
                tensor.set_shape([None, *array.shape[1:]])
            return tf.nest.pack_sequence_as(arrays, found)

        data = tf.data.Dataset.range(len(flat[0]))
        data = data.shuffle(len(flat[0])) if shuffle else data
        return tensors_of(data.repeat(num_epochs).batch(batch_size).map(rows_at))

    return input_fn


def pandas_input_fn(x, y=None, target_column="target", **settings):
    """The same for a table of pandas: a dict of its columns, with its index as `index`."""
    columns = {"index": x.index.values, **{name: x[name].values for name in x.columns}}
    labels = None if y is None else y.values
    return numpy_input_fn(columns, labels, **settings)


def call_with(function, first, given):
    """Call a function with its first arguments, and with those of `given` that it takes.

    Arguments:
        function: any callable; what `functools.partial` has bound by name stays.
        first: a tuple, the arguments by position.
        given: {name: value}.

    Returns:
        What the function returns.
    """
    parameters = inspect.signature(function).parameters
    bound = getattr(function, "keywords", {})
    takes_all = any(one.kind is one.VAR_KEYWORD for one in parameters.values())
    named = {
        name: value
        for name, value in given.items()
        if name not in bound and (takes_all or name in parameters)
    }
    return function(*first, **named)


def tensors_of(data):
    """What an input function returns, with the tensors of a data set in place of the data set.

    The session initializes the iterator along with the tables.
    """
    if not isinstance(data, tf.data.Dataset):
        return data
    iterator = tf.data.make_initializable_iterator(data)
    tf.add_to_collection(tf.GraphKeys.TABLE_INITIALIZERS, iterator.initializer)
    return iterator.get_next()
