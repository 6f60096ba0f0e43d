"""The loss of a batch of logits."""

from utils.revive.losses import cross_entropy
from utils.tf1 import tf


def sequence_loss(
    logits,
    targets,
    weights,
    average_across_timesteps=True,
    average_across_batch=True,
    sum_over_timesteps=False,
    sum_over_batch=False,
    softmax_loss_function=None,
    name=None,
):
    """Return the weighted cross-entropy, averaged or summed along some axes.

    An average divides by the sum of the weights, a sum by the number of weights that are not 0.
    Where nothing counts the loss is 0.

    Arguments:
        logits: [batch, num_steps, num_symbols].
        targets: integers [batch, num_steps].
        weights: floats [batch, num_steps].
        average_across_timesteps, sum_over_timesteps: what is done along time; at most one.
        average_across_batch, sum_over_batch: what is done along the batch; at most one.
        softmax_loss_function: as in `utils.revive.losses.cross_entropy`.
        name: of the operations.

    Returns:
        A tensor [], [batch], [num_steps] or [batch, num_steps], without the axes that are
        averaged or summed.

    Raises ValueError for tensors of other ranks, and where an axis is to be averaged and summed.
    Source: `seq2seq/python/ops/loss.py` of TensorFlow 1.15.
    """
    for argument, tensor, rank in (
        ("logits", logits, 3),
        ("targets", targets, 2),
        ("weights", weights, 2),
    ):
        if len(tensor.shape) != rank:
            what = f"{argument} must have {rank} axes, got shape {tensor.shape}"
            raise ValueError(f"sequence_loss: {what}.")
    if average_across_timesteps and sum_over_timesteps:
        raise ValueError("sequence_loss: give average_across_timesteps or sum_over_timesteps.")
    if average_across_batch and sum_over_batch:
        raise ValueError("sequence_loss: give average_across_batch or sum_over_batch.")
    with tf.name_scope(name, "sequence_loss"):
        flat_logits = tf.reshape(logits, [-1, tf.shape(logits)[2]])
        losses = cross_entropy(tf.reshape(targets, [-1]), flat_logits, softmax_loss_function)
        losses = tf.reshape(losses, tf.shape(logits)[:2]) * weights
        axes = [0] if average_across_batch or sum_over_batch else []
        axes += [1] if average_across_timesteps or sum_over_timesteps else []
        if not axes:
            return losses
        if sum_over_timesteps or sum_over_batch:
            weights = tf.cast(tf.not_equal(weights, 0), losses.dtype)
        return tf.div_no_nan(tf.reduce_sum(losses, axes), tf.reduce_sum(weights, axes))
