"""`tf.contrib.data`: functions for `Dataset.apply` that are arguments of methods today."""


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
