"""Losses of lists of logits, and one model for several lengths.

Source: `legacy_seq2seq/python/ops/seq2seq.py` of TensorFlow 1.15.
"""

from utils.revive.losses import cross_entropy
from utils.tf1 import tf


def sequence_loss_by_example(
    logits,
    targets,
    weights,
    average_across_timesteps=True,
    softmax_loss_function=None,
    name=None,
):
    """Return the weighted cross-entropy of each example, summed or averaged along time.

    Arguments:
        logits: tensors [batch, num_symbols], one for each time step.
        targets: integers [batch], one tensor for each time step.
        weights: floats [batch], one tensor for each time step.
        average_across_timesteps: whether to divide by the sum of the example's weights.
        softmax_loss_function: as in `utils.revive.losses.cross_entropy`.
        name: of the operations.

    Returns:
        A tensor [batch].

    Raises ValueError where the lists differ in length.
    """
    lengths = {"logits": len(logits), "targets": len(targets), "weights": len(weights)}
    if len(set(lengths.values())) > 1:
        raise ValueError(f"logits, targets and weights must be lists of one length, got {lengths}.")
    with tf.name_scope(name, "sequence_loss_by_example"):
        losses = [
            cross_entropy(tf.reshape(one_target, [-1]), one_logits, softmax_loss_function) * weight
            for one_logits, one_target, weight in zip(logits, targets, weights, strict=True)
        ]
        loss = tf.add_n(losses)
        if average_across_timesteps:
            loss /= tf.add_n(weights) + 1e-12  # An example of weight 0 has loss 0.
    return loss


def sequence_loss(
    logits,
    targets,
    weights,
    average_across_timesteps=True,
    average_across_batch=True,
    softmax_loss_function=None,
    name=None,
):
    """Return the weighted cross-entropy of a batch.

    Arguments:
        average_across_batch: whether to divide by the number of examples.
        the others: as in `sequence_loss_by_example`.

    Returns:
        A tensor [].
    """
    with tf.name_scope(name, "sequence_loss"):
        losses = sequence_loss_by_example(
            logits, targets, weights, average_across_timesteps, softmax_loss_function
        )
        return tf.reduce_mean(losses) if average_across_batch else tf.reduce_sum(losses)


def model_with_buckets(
    encoder_inputs,
    decoder_inputs,
    targets,
    weights,
    buckets,
    seq2seq,
    softmax_loss_function=None,
    per_example_loss=False,
    name=None,
):
    """Build one model for several pairs of lengths, all with the same variables.

    Arguments:
        encoder_inputs, decoder_inputs, targets, weights: lists of tensors, one for each time
            step, for the largest bucket.
        buckets: pairs (length of the input, length of the output), from small to large.
        seq2seq: a function (encoder_inputs, decoder_inputs) -> (outputs, state).
        softmax_loss_function: as in `utils.revive.losses.cross_entropy`.
        per_example_loss: whether each loss is that of `sequence_loss_by_example`.
        name: of the operations.

    Returns:
        (outputs, losses): for each bucket a list of outputs, and a loss.

    Raises ValueError where a list is shorter than the last bucket.
    """
    lists = {
        "encoder_inputs": (encoder_inputs, buckets[-1][0]),
        "targets": (targets, buckets[-1][1]),
        "weights": (weights, buckets[-1][1]),
    }
    for argument, (tensors, length) in lists.items():
        if len(tensors) < length:
            what = f"{argument} has {len(tensors)} time steps, and the last bucket {length}"
            raise ValueError(
                f"model_with_buckets: {what}; give as many or make the bucket smaller."
            )
    loss_of = sequence_loss_by_example if per_example_loss else sequence_loss
    all_outputs, losses = [], []
    with tf.name_scope(name, "model_with_buckets"):
        for number, (source_length, target_length) in enumerate(buckets):
            with tf.variable_scope(tf.get_variable_scope(), reuse=True if number > 0 else None):
                outputs, _ = seq2seq(encoder_inputs[:source_length], decoder_inputs[:target_length])
                all_outputs.append(outputs)
                losses.append(
                    loss_of(
                        outputs,
                        targets[:target_length],
                        weights[:target_length],
                        softmax_loss_function=softmax_loss_function,
                    )
                )
    return all_outputs, losses
