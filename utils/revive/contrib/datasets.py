"""`tf.contrib.data`: functions for `Dataset.apply` that are arguments of methods today."""

from utils.tf1 import tf


def batch_and_drop_remainder(batch_size):
    """A function of a dataset that makes batches, and drops a last one that is smaller.

    Arguments:
        batch_size: number of elements, int or an int64 tensor.
    """
    return lambda dataset: dataset.batch(batch_size, drop_remainder=True)


def padded_batch_and_drop_remainder(batch_size, padded_shapes, padding_values=None):
    """A function of a dataset that makes padded batches, and drops a last one that is smaller.

    Arguments:
        batch_size: number of elements, int or an int64 tensor.
        padded_shapes, padding_values: as for `Dataset.padded_batch`.
    """
    return lambda dataset: dataset.padded_batch(
        batch_size, padded_shapes, padding_values, drop_remainder=True
    )


def sliding_window_batch(window_size, stride=None, window_shift=None, window_stride=1):
    """A function of a dataset that makes batches of elements that follow each other.

    Arguments:
        window_size: number of elements of a batch.
        window_shift: how far the next batch begins after this one, by default 1; `stride` was its
            first name.
        window_stride: how far an element of a batch is from the next one.
    """

    def batched(*parts):
        whole = parts[0] if len(parts) == 1 else parts
        return tf.data.Dataset.zip(tf.nest.map_structure(lambda one: one.batch(window_size), whole))

    shift = window_shift or stride or 1
    return lambda dataset: dataset.window(window_size, shift, window_stride, True).flat_map(batched)
