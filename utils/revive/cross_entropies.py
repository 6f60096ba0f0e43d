"""Losses whose arguments by position came in another order.

From 1.0 to 1.15 most of these refused arguments by position, so these are always the old ones.
"""

from utils.revive.notes import note_name
from utils.tf1 import tf


def _logits_first(name, labels="labels", **also):
    """Today's loss `name`, which takes (logits, labels, ...) by position as up to 0.12."""
    today = getattr(tf.nn, name)

    def loss(*arguments, **settings):
        settings = {also.get(key, key): value for key, value in settings.items()}
        if len(arguments) > 1:
            note_name(f"tf.nn.{name}")
        # From 1.0 on there was a first argument that nothing could be passed to.
        if arguments and arguments[0] is None:
            arguments = arguments[1:]
        names = ("logits", labels, *(["pos_weight"] if "weighted" in name else ["dim"]))
        return today(**dict(zip(names, arguments, strict=False)), **settings)

    loss.__name__, loss.__doc__ = name, today.__doc__
    return loss


softmax_cross_entropy_with_logits = _logits_first("softmax_cross_entropy_with_logits")
sparse_softmax_cross_entropy_with_logits = _logits_first("sparse_softmax_cross_entropy_with_logits")
sigmoid_cross_entropy_with_logits = _logits_first(
    "sigmoid_cross_entropy_with_logits", targets="labels"
)
weighted_cross_entropy_with_logits = _logits_first(
    "weighted_cross_entropy_with_logits", targets="labels"
)


def _inputs_first(name):
    """Today's loss `name`, which takes (weights, biases, inputs, labels, ...) too."""
    today = getattr(tf.nn, name)

    def loss(weights, biases, *arguments, **settings):
        if len(arguments) > 1 and _are_inputs_and_labels(*arguments[:2]):
            note_name(f"tf.nn.{name}")
            arguments = (arguments[1], arguments[0], *arguments[2:])
        return today(weights, biases, *arguments, **settings)

    loss.__name__, loss.__doc__ = name, today.__doc__
    return loss


def _are_inputs_and_labels(first, second):
    """Whether the labels, which are integers or a single column, come second."""
    first, second = tf.convert_to_tensor(first), tf.convert_to_tensor(second)
    if first.dtype.is_integer or second.dtype.is_integer:
        return second.dtype.is_integer
    return second.shape.rank == 2 and second.shape[-1] == 1 and first.shape[-1] != 1


sampled_softmax_loss = _inputs_first("sampled_softmax_loss")
nce_loss = _inputs_first("nce_loss")


def ctc_loss(*arguments, **settings):
    """`tf.nn.ctc_loss(labels, inputs, ...)`, or with the inputs first as up to 0.12."""
    if len(arguments) > 1 and isinstance(arguments[1], tf.SparseTensor):
        note_name("tf.nn.ctc_loss")
        arguments = (arguments[1], arguments[0], *arguments[2:])
    return tf.nn.ctc_loss(*arguments, **settings)
