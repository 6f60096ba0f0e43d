"""The learner computes probabilities and the mean loss of logits that differ by hundreds."""

import numpy as np

from utils.checks.cases import normal
from utils.checks.engine import Exercise, WrongAnswer
from utils.checks.engine.compare import is_sequence
from utils.checks.in_graph import require_tensors
from utils.tf1 import tf

random = np.random.default_rng(16)


def _run_as_built(answer, *arrays):
    """Run probabilities and loss as they are built; a result that is not finite is named."""
    options = tf.ConfigProto()  # the graph's optimizer makes log(softmax) stable: a fix by luck
    options.graph_options.rewrite_options.disable_meta_optimizer = True
    with tf.Graph().as_default(), tf.Session(config=options) as session:
        fetches = answer(*map(tf.constant, arrays))
        require_tensors(fetches)
        session.run(tf.global_variables_initializer())
        returned = session.run(fetches)
    if is_sequence(returned):
        for name, part in zip(("probabilities are", "loss is"), returned, strict=False):
            if np.asarray(part).dtype.kind == "f" and not np.isfinite(part).all():
                raise WrongAnswer(
                    f"the {name} not finite if a logit is hundreds below the largest."
                )
    return returned


def _by_logarithm_of_sum(output, V, b_out, labels):
    """Softmax and mean cross entropy in float64, by way of the logarithm of the sum."""
    logits = output.astype(np.float64) @ V + b_out
    logits -= logits.max(axis=1, keepdims=True)
    logs = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    loss = -logs[np.arange(len(labels)), labels].mean()
    return np.exp(logs).astype(np.float32), np.asarray(loss, np.float32)


def _losses(logits, labels):
    return tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)


def _mean_loss(logits, labels):
    return tf.reduce_mean(_losses(logits, labels))


def _of_logits(probabilities=tf.nn.softmax, loss=_mean_loss):
    """Make an answer out of two functions: of the logits, and of the logits and the labels."""

    def answer(output, V, b_out, labels):
        logits = tf.matmul(output, V) + b_out
        return probabilities(logits), loss(logits, labels)

    return answer


def _softmax_by_hand(logits):
    powers = tf.exp(logits)
    return powers / tf.reduce_sum(powers, axis=1, keepdims=True)


def _loss_by_hand(least):
    def loss(logits, labels):
        chosen = tf.reduce_sum(tf.nn.softmax(logits) * tf.one_hot(labels, logits.shape[1]), axis=1)
        return -tf.reduce_mean(tf.log(tf.maximum(chosen, least)))

    return loss


def _without_bias(output, V, b_out, labels):
    logits = tf.matmul(output, V)
    return tf.nn.softmax(logits), _mean_loss(logits, labels)


def _case(batch_size, num_units, num_classes, scale):
    return {
        "output": normal(random, batch_size, num_units),
        "V": normal(random, num_units, num_classes, scale=scale),
        "b_out": normal(random, num_classes),
        "labels": random.integers(num_classes, size=batch_size, dtype=np.int32),
    }


probabilities_and_loss = Exercise(
    name="probabilities_and_loss",
    oracle=_by_logarithm_of_sum,
    call=_run_as_built,
    # In the second case the probability of a label is 1, or far below what is added against 0.
    cases=[_case(3, 4, 5, 1.0), _case(5, 3, 4, 150.0)],
    tolerance=1e-4,
    mistakes={
        "the softmax is computed twice": (
            _of_logits(loss=lambda logits, labels: _mean_loss(tf.nn.softmax(logits), labels)),
            "Your loss is too large, even for correct predictions. What do you pass as `logits=`?",
            "The loss function computes a softmax itself.",
            "Pass logits to the loss, not probabilities.",
        ),
        "the logits are returned as probabilities": (
            _of_logits(tf.identity),
            "The rows of your first result do not add up to 1. Are they probabilities?",
            "You return logits. Samples need probabilities.",
            "Apply `tf.nn.softmax` to the logits for the first result only.",
        ),
        "the logarithm of zero": (
            _of_logits(loss=_loss_by_hand(0.0)),
            "Your loss is not finite. Is a probability exactly 0 in float32?",
            "Softmax and logarithm must be computed together.",
            "Use `tf.nn.sparse_softmax_cross_entropy_with_logits`.",
        ),
        "the exponential is too large": (
            _of_logits(_softmax_by_hand),
            "Your probabilities are not finite. Does the exponential overflow?",
            "`tf.nn.softmax` subtracts the largest logit first.",
            "Use `tf.nn.softmax`.",
        ),
        **{
            f"the probabilities are kept above {least:g}": (
                _of_logits(loss=_loss_by_hand(least)),
                "Your loss is too small for very unlikely labels. Do you limit the probabilities?",
                "A lower limit for the probability is an upper limit for the loss.",
                "Use `tf.nn.sparse_softmax_cross_entropy_with_logits`, which needs no limit.",
            )
            for least in (1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-12)
        },
        "the bias is not added": (
            _without_bias,
            "Your results do not depend on `b_out`. Do you add it?",
            "Look at how you compute the logits.",
            "Add `b_out` to the matrix multiplication.",
        ),
        "the probabilities come second": (
            lambda *given: _of_logits()(*given)[::-1],
            "Your first result is the loss. Should it be the probabilities?",
            "Expected are the probabilities first, and then the loss.",
            "Swap the two results.",
        ),
        "the softmax is over the batch": (
            _of_logits(lambda logits: tf.nn.softmax(logits, axis=0)),
            "In your first result the columns add up to 1. Should the rows not do so?",
            "The last axis contains the classes.",
            "Compute the softmax over the last axis.",
        ),
        "the losses are added up": (
            _of_logits(loss=lambda logits, labels: tf.reduce_sum(_losses(logits, labels))),
            "Your loss grows with the batch. Is it a mean?",
            "You add up the losses of the examples.",
            "Use `tf.reduce_mean`.",
        ),
        "a loss for each example": (
            _of_logits(loss=_losses),
            "Your second result is one number for each example. Should it be one in all?",
            "Expected is one number in all.",
            "Take the mean of the losses.",
        ),
        "each class has its own sigmoid": (
            _of_logits(tf.nn.sigmoid),
            "The rows of your first result do not add up to 1. Are they probabilities?",
            "A sigmoid treats each class alone, but exactly one class is correct.",
            "Use `tf.nn.softmax`.",
        ),
    },
    minutes=5,
    difficulty=2,
)
