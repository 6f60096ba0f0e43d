"""`tf.contrib.training.bucket`: batches of examples that belong together, by queues."""

import numpy as np

from utils.revive.contrib_layers.layer_parts import smart_cond
from utils.tf1 import tf

CLOSED = (tf.errors.OutOfRangeError, tf.errors.CancelledError)


def bucket(
    tensors,
    which_bucket,
    batch_size,
    num_buckets,
    num_threads=1,
    capacity=32,
    bucket_capacities=None,
    shapes=None,
    dynamic_pad=False,
    allow_smaller_final_batch=False,
    keep_input=True,
    shared_name=None,
    name=None,
):
    """Batches, each from one of several buckets, which `tf.train.start_queue_runners` fills.

    Arguments:
        tensors: a list or dict of the tensors of one example.
        which_bucket: int32 [], the bucket of this example.
        batch_size: int, or a list of them, one a bucket.
        num_buckets: int.
        num_threads: how many threads read examples.
        capacity: how many examples a bucket holds, and how many batches wait.
        bucket_capacities: a list, if buckets hold different numbers of examples.
        shapes: the shape of each tensor, if it is not known.
        dynamic_pad: whether examples of a batch are padded with zeros to the same shape.
        allow_smaller_final_batch: whether the last batches may have fewer examples.
        keep_input: bool [], whether this example is kept.
        shared_name: a name under which several sessions share the queues.
        name: the scope of the operations.

    Returns:
        The bucket of a batch, int32 [], and its tensors, a list or dict as it was given.

    Raises:
        ValueError: a list has another length than there are buckets.
    """
    sizes = _one_each(batch_size, num_buckets, "batch_size")
    capacities = _one_each(bucket_capacities or capacity, num_buckets, "bucket_capacities")
    with tf.name_scope(name or "bucket"):
        given = [tf.convert_to_tensor(one) for one in tf.nest.flatten(tensors)]
        types = [one.dtype for one in given]
        shapes = shapes or [one.shape for one in given]
        kind = tf.PaddingFIFOQueue if dynamic_pad else tf.FIFOQueue
        names = [shared_name and f"{shared_name}_{number}" for number in range(num_buckets)]
        queues = [
            kind(size, types, shapes, shared_name=one)
            for size, one in zip(capacities, names, strict=True)
        ]
        is_known = isinstance(batch_size, int) and not allow_smaller_final_batch
        first = [batch_size if is_known else None]
        shapes = [tf.TensorShape(first).concatenate(shape) for shape in queues[0].shapes]
        batches = tf.PaddingFIFOQueue(
            capacity, [tf.int32, *types], [[], *shapes], shared_name=shared_name
        )
        fill = smart_cond(keep_input, lambda: _fill(queues, which_bucket, given), tf.no_op)
        _run(batches, [fill] * num_threads, queues)
        moves = []
        for number, (queue, size) in enumerate(zip(queues, sizes, strict=True)):
            take = queue.dequeue_up_to if allow_smaller_final_batch else queue.dequeue_many
            moves.append(batches.enqueue([number, *tf.nest.flatten(take(size))]))
        _run(queues[0], moves, [batches])
        number, *found = batches.dequeue()
    return number, tf.nest.pack_sequence_as(tensors, found)


def bucket_by_sequence_length(
    input_length, tensors, batch_size, bucket_boundaries, *arguments, **settings
):
    """Batches of examples of similar length.

    Arguments:
        input_length: int32 [], the length of this example.
        tensors, batch_size: as for `bucket`.
        bucket_boundaries: a list of lengths that increase. The first bucket is for what is shorter
            than the first one, and the last for what is as long as the last one, or longer.
        arguments, settings: as for `bucket`, after its `num_buckets`.

    Returns:
        The lengths of a batch, int32 [batch], and its tensors, a list or dict as it was given.

    Raises:
        ValueError: there is no boundary, or they do not increase.
    """
    if not bucket_boundaries or np.any(np.diff(bucket_boundaries) <= 0):
        given = bucket_boundaries
        raise ValueError(f"bucket_boundaries: wanted lengths that increase, got {given}.")
    length = tf.cast(input_length, tf.int32)
    which = tf.reduce_sum(tf.cast(tf.greater_equal(length, bucket_boundaries), tf.int32))
    if settings.get("shapes") is not None:
        settings["shapes"] = [[], *settings["shapes"]]
    given = [length, tensors]
    _, (lengths, found) = bucket(
        given, which, batch_size, len(bucket_boundaries) + 1, *arguments, **settings
    )
    return lengths, found


def _one_each(value, number, name):
    values = list(value) if isinstance(value, list | tuple) else [value] * number
    if len(values) != number:
        raise ValueError(f"{name}: wanted one for each of {number} buckets, got {len(values)}.")
    return values


def _fill(queues, which_bucket, tensors):
    """An operation that puts an example into its bucket."""
    choices = [
        tf.cond(tf.equal(which_bucket, number), lambda q=queue: q.enqueue(tensors), tf.no_op)
        for number, queue in enumerate(queues)
    ]
    return tf.group(*choices)


def _run(queue, enqueue_ops, closed):
    """Run operations until an input ends, then close the queues that they fill."""
    runner = tf.train.QueueRunner(
        queue,
        enqueue_ops,
        close_op=tf.group(*[one.close() for one in closed]),
        cancel_op=tf.group(*[one.close(cancel_pending_enqueues=True) for one in closed]),
        queue_closed_exception_types=CLOSED,
    )
    tf.train.add_queue_runner(runner)
