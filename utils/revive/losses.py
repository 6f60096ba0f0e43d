"""The cross-entropy at each position, which both modules for sequences weight and average."""

import inspect

from utils.tf1 import tf


def cross_entropy(labels, logits, softmax_loss_function=None):
    """Return the cross-entropy at each position [positions].

    The order of the two arguments of softmax_loss_function was (inputs, labels) in TensorFlow
    0.x, (labels, inputs) in 1.0, and labels= and logits= since 1.1. Names decide here: what is
    named after labels or targets gets these; without such a name labels are first.

    Arguments:
        labels: integers [positions].
        logits: [positions, num_symbols].
        softmax_loss_function: a function of labels and logits, or None for the softmax's.
    """
    if softmax_loss_function is None:
        return tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)
    names = list(inspect.signature(softmax_loss_function).parameters)
    if {"labels", "logits"} <= set(names):
        return softmax_loss_function(labels=labels, logits=logits)
    labels_last = len(names) > 1 and names[1].startswith(("label", "target"))
    return softmax_loss_function(*((logits, labels) if labels_last else (labels, logits)))
