"""The learner averages the losses of the valid time steps of a batch."""

import numpy as np

from utils.checks.cases import normal
from utils.checks.engine import Exercise
from utils.checks.in_graph import in_graph
from utils.tf1 import tf

random = np.random.default_rng(17)


def _losses(logits, targets):
    return tf.nn.sparse_softmax_cross_entropy_with_logits(labels=targets, logits=logits)


def _mask(lengths, targets):
    return tf.sequence_mask(lengths, targets.shape[1], tf.float32)


def _mean_where(mask_of):
    """Make a mistake out of the mask, a function of targets and lengths."""

    def answer(logits, targets, lengths):
        mask = mask_of(targets, lengths)
        return tf.reduce_sum(_losses(logits, targets) * mask) / tf.reduce_sum(mask)

    return answer


def _reduced(reduce):
    """Make a mistake out of what becomes of the masked losses and the mask."""

    def answer(logits, targets, lengths):
        mask = _mask(lengths, targets)
        return reduce(_losses(logits, targets) * mask, mask)

    return answer


def _losses_of_masked_logits(logits, targets, lengths):
    return _losses(logits * _mask(lengths, targets)[:, :, tf.newaxis], targets)


def _masked_logits(logits, targets, lengths):
    return tf.reduce_mean(_losses_of_masked_logits(logits, targets, lengths))


def _masked_logits_by_the_mask(logits, targets, lengths):
    losses = _losses_of_masked_logits(logits, targets, lengths)
    return tf.reduce_sum(losses) / tf.reduce_sum(_mask(lengths, targets))


def _times_a_boolean_mask(logits, targets, lengths):
    is_valid = tf.sequence_mask(lengths, targets.shape[1])
    return tf.reduce_sum(_losses(logits, targets) * is_valid)


def _softmax_twice(logits, targets, lengths):
    mask = _mask(lengths, targets)
    return tf.reduce_sum(_losses(tf.nn.softmax(logits), targets) * mask) / tf.reduce_sum(mask)


def _symbol_by_symbol(logits, targets, lengths):
    losses = []
    for row, length in enumerate(lengths):
        for step in range(length):
            values = logits[row, step].astype(np.float64)
            probabilities = np.exp(values) / np.exp(values).sum()
            losses.append(-np.log(probabilities[targets[row, step]]))
    return np.array(np.mean(losses), np.float32)


def _case(num_steps, num_symbols, lengths):
    shape = len(lengths), num_steps
    return {
        "logits": normal(random, *shape, num_symbols, scale=2),
        # The padding has random ids, too: only the lengths say what is valid.
        "targets": random.integers(0, num_symbols, size=shape).astype(np.int32),
        "lengths": np.array(lengths, np.int32),
    }


masked_loss = Exercise(
    name="masked_loss",
    oracle=_symbol_by_symbol,
    call=in_graph,
    cases=[_case(6, 4, [2, 5, 3]), _case(5, 7, [4, 1]), _case(8, 3, [3, 6, 1, 5])],
    mistakes={
        "the padding counts": (
            lambda logits, targets, lengths: tf.reduce_mean(_losses(logits, targets)),
            "Your loss does not depend on `lengths`. Did you mask the padding?",
            "Only the first `lengths[row]` time steps of a row are valid.",
            "Multiply the losses with a mask, and divide by its sum.",
        ),
        "the sum is divided by the number of positions": (
            _reduced(lambda losses, mask: tf.reduce_mean(losses)),
            "Your loss is too small. By how many positions do you divide?",
            "`tf.reduce_mean` also counts the padded positions, whose losses are now 0.",
            "Divide the sum of the losses by the sum of the mask.",
        ),
        "each row counts the same": (
            _reduced(
                lambda losses, mask: tf.reduce_mean(
                    tf.reduce_sum(losses, axis=1) / tf.reduce_sum(mask, axis=1)
                )
            ),
            "You average inside each row first. Do all characters count the same then?",
            "In a short row, each time step counts more.",
            "Use one sum over the whole batch, and divide once.",
        ),
        "the losses are only added": (
            _reduced(lambda losses, mask: tf.reduce_sum(losses)),
            "Your loss grows with the batch. Is it a mean?",
            "The number of valid time steps is the sum of the mask.",
        ),
        "the sum is divided by the number of rows": (
            _reduced(
                lambda losses, mask: tf.reduce_sum(losses) / tf.cast(tf.shape(losses)[0], "float32")
            ),
            "You divide by the number of rows. How many losses did you add?",
            "The exercise asks for the mean per valid time step.",
            "Divide by the sum of the mask.",
        ),
        "there is one loss for each row": (
            _reduced(
                lambda losses, mask: tf.reduce_sum(losses, axis=1) / tf.reduce_sum(mask, axis=1)
            ),
            "Your answer has one loss for each row. How many should it have?",
            "A loss for training is a single number.",
            "Take both sums without `axis`.",
        ),
        "there is one loss for each position": (
            _reduced(lambda losses, mask: losses),
            "Your answer has the shape of the targets. How many numbers should a loss have?",
            "The masked losses are correct, but they are not reduced.",
            "Add them, and divide by the sum of the mask.",
        ),
        "the padding is kept": (
            _mean_where(lambda targets, lengths: 1 - _mask(lengths, targets)),
            "Your loss depends only on the padding. Where is your mask 1?",
            "`tf.sequence_mask` is true at the valid time steps.",
        ),
        "one time step too many": (
            _mean_where(lambda targets, lengths: _mask(lengths + 1, targets)),
            "In a row of length 2, your mask has three ones. Did you add 1?",
            "The lengths already include END.",
        ),
        "the last valid time step is left out": (
            _mean_where(lambda targets, lengths: _mask(tf.maximum(lengths - 1, 0), targets)),
            "Your mask ends one time step too early. Should the network not learn END?",
            "The lengths already include END, and END is a target like any other.",
        ),
        "the mask comes from the ids": (
            _mean_where(lambda targets, lengths: tf.cast(tf.not_equal(targets, 0), tf.float32)),
            "Your mask is made from the targets. Do you use `lengths`?",
            "Here, padded positions can contain any id, and 0 can be valid.",
            "Make the mask with `tf.sequence_mask`.",
        ),
        "the logits are masked": (
            _masked_logits,
            "You set logits to 0. What is the loss of a padded position then?",
            "Equal logits have the loss log(num_symbols), and not 0.",
            "Mask the losses instead of the logits.",
        ),
        "the logits are masked, and not the losses": (
            _masked_logits_by_the_mask,
            "You set logits to 0. What is the loss of a padded position then?",
            "Equal logits have the loss log(num_symbols), and not 0.",
            "Mask the losses instead of the logits.",
        ),
        "the sum still contains the padding": (
            lambda logits, targets, lengths: (
                tf.reduce_sum(_losses(logits, targets)) / tf.reduce_sum(_mask(lengths, targets))
            ),
            "Your loss is too large. Which losses do you add?",
            "You divide by the valid time steps, but you add the losses of all.",
            "Multiply the losses with the mask before you add them.",
        ),
        "floats are divided by integers": (
            _reduced(lambda losses, mask: tf.reduce_sum(losses) / tf.ones([], tf.int32)),
            "You divide floats by integers. Which dtype do the lengths have?",
            "TensorFlow converts no dtype by itself. The sum of the mask is a float.",
            "Divide by the sum of the mask, or use `tf.cast`.",
        ),
        "the softmax is computed twice": (
            _softmax_twice,
            "You pass probabilities to the loss. What does its name say that it takes?",
            "The function computes the softmax itself.",
            "Pass the logits as they are.",
        ),
        "the mask is too narrow": (
            lambda logits, targets, lengths: tf.reduce_sum(
                _losses(logits, targets) * tf.sequence_mask(lengths, dtype=tf.float32)
            ),
            "Your mask is only as wide as the longest row. How wide are the losses?",
            "`tf.sequence_mask` has an argument for the number of columns.",
            "Pass the number of time steps as `maxlen`.",
        ),
        "the mask is Boolean": (
            lambda logits, targets, lengths: (
                _losses(logits, targets) * tf.sequence_mask(lengths, targets.shape[1])
            ),
            "Your mask has the dtype bool. Can TensorFlow multiply it with floats?",
            "`tf.sequence_mask` has an argument `dtype`.",
        ),
        "the mask is Boolean, and its dtype is not float": (
            _times_a_boolean_mask,
            "Your mask has the dtype bool. Can TensorFlow multiply it with floats?",
            "`tf.sequence_mask` has an argument `dtype`.",
        ),
    },
    minutes=6,
    difficulty=2,
    tolerance=1e-5,
)
