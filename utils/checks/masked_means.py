"""What people get wrong when they average the losses of frames in a padded batch."""

from utils.exercise import Mistake
from utils.tf1 import tf


def _valid(losses, lengths):
    return tf.sequence_mask(lengths, tf.shape(losses)[1])


def _sums(losses, lengths, valid=_valid):
    """Sum of the losses that are valid, for each row."""
    return tf.reduce_sum(tf.where(valid(losses, lengths), losses, tf.zeros_like(losses)), axis=1)


def _times_mask(losses, lengths):
    return losses * tf.cast(_valid(losses, lengths), tf.float32)


def _means(losses, lengths, valid=_valid):
    return _sums(losses, lengths, valid) / tf.cast(lengths, tf.float32)


def _mean_past_the_end(losses, lengths):
    invalid = tf.cast(tf.logical_not(_valid(losses, lengths)), tf.float32)
    return tf.reduce_mean(tf.reduce_sum(losses * invalid, 1) / tf.cast(lengths, tf.float32))


BY_FRAMES = (
    "Of two utterances one has 1 frame and one has 20. How much does each count in your mean?",
    "All utterances are to count alike: average the frames of each, then the utterances.",
)
WIDTH_OF_MASK = (
    "How wide is your mask, when a batch is padded further than its longest?",
    "`tf.sequence_mask` can be told how many steps there are.",
)
ZERO_TIMES_INFINITY = (
    "What is 0 times infinity?",
    "A product does not take away what is not finite.",
    "`tf.where` chooses between two tensors, and what it does not choose does not count.",
)

MEAN_LOSS = [
    Mistake(
        "a mask of True and False is multiplied",
        lambda losses, lengths: tf.reduce_mean(
            tf.reduce_sum(losses * _valid(losses, lengths), 1) / tf.cast(lengths, tf.float32)
        ),
        (
            "Which dtype has your mask?",
            "A product wants numbers: `tf.sequence_mask` can be told a dtype.",
            "A product will not do in the end: there will be infinity past the ends.",
        ),
    ),
    Mistake(
        "`tf.where` is given a single number",
        lambda losses, lengths: tf.reduce_mean(
            tf.reduce_sum(tf.where(_valid(losses, lengths), losses, 0.0), 1)
            / tf.cast(lengths, tf.float32)
        ),
        (
            "Which shapes have the three that `tf.where` is given?",
            "What it takes elsewhere must be a tensor as large as the losses.",
        ),
    ),
    Mistake(
        "Python goes through a tensor",
        lambda losses, lengths: tf.reduce_mean(
            [tf.reduce_mean(row[:n]) for row, n in zip(losses, lengths, strict=True)]
        ),
        (
            "How many rows has the batch while the graph is drawn?",
            "`for`, `max` and `sum` need numbers, and there are none before the run.",
            "A mask and the `tf.reduce_` functions do it for all rows at once.",
        ),
    ),
    Mistake(
        "the sums go along the batch",
        lambda losses, lengths: tf.reduce_mean(
            tf.reduce_sum(tf.where(_valid(losses, lengths), losses, tf.zeros_like(losses)), axis=0)
            / tf.cast(lengths, tf.float32)
        ),
        (
            "How many sums have you, and how many utterances?",
            "One utterance is one row: its frames lie along the second axis.",
        ),
    ),
    Mistake(
        "padding is multiplied by 0, with a mask only as wide as the longest utterance",
        lambda losses, lengths: tf.reduce_mean(
            tf.reduce_sum(losses * tf.sequence_mask(lengths, dtype=tf.float32), 1)
            / tf.cast(lengths, tf.float32)
        ),
        WIDTH_OF_MASK,
    ),
    Mistake(
        "what is finite counts as a frame",
        lambda losses, lengths: tf.reduce_mean(
            tf.reduce_sum(tf.where(tf.is_finite(losses), losses, tf.zeros_like(losses)), 1)
            / tf.cast(lengths, tf.float32)
        ),
        (
            "Can a loss past the end be an ordinary number?",
            "Only the lengths say what is a frame.",
        ),
    ),
    Mistake(
        "the mean goes over the padding too",
        lambda losses, lengths: tf.reduce_mean(losses),
        (
            "Does your result depend on the lengths?",
            "Only frames that exist may have a say.",
        ),
    ),
    Mistake(
        "the padding is in the sum, and not in the number",
        lambda losses, lengths: tf.reduce_mean(
            tf.reduce_sum(losses, axis=1) / tf.cast(lengths, tf.float32)
        ),
        (
            "How many losses does your sum of a row add up?",
            "You divide by the number of frames, and that is right; add up only those.",
        ),
    ),
    Mistake(
        "the sum is divided by the number of places",
        lambda losses, lengths: tf.reduce_mean(_times_mask(losses, lengths)),
        (
            "By which number is your sum divided?",
            "A mean is the sum over the number of those that were summed.",
        ),
    ),
    Mistake(
        "the masked sum is divided by the number of places",
        lambda losses, lengths: (
            tf.reduce_sum(_sums(losses, lengths)) / tf.cast(tf.size(losses), tf.float32)
        ),
        (
            "By which number is your sum divided?",
            "A mean is the sum over the number of those that were summed.",
        ),
    ),
    Mistake(
        "a long utterance counts more",
        lambda losses, lengths: (
            tf.reduce_sum(_sums(losses, lengths)) / tf.cast(tf.reduce_sum(lengths), tf.float32)
        ),
        BY_FRAMES,
    ),
    Mistake(
        "a long utterance counts more, and padding is multiplied by 0",
        lambda losses, lengths: (
            tf.reduce_sum(_times_mask(losses, lengths))
            / tf.cast(tf.reduce_sum(lengths), tf.float32)
        ),
        BY_FRAMES,
    ),
    Mistake(
        "padding is multiplied by 0",
        lambda losses, lengths: tf.reduce_mean(
            tf.reduce_sum(_times_mask(losses, lengths), 1) / tf.cast(lengths, tf.float32)
        ),
        ZERO_TIMES_INFINITY,
    ),
    Mistake(
        "the sums are not divided by the lengths",
        lambda losses, lengths: tf.reduce_mean(_sums(losses, lengths)),
        (
            "What is the mean of the frames of one utterance, and what did you average?",
            "A long utterance must not cost more because it is long.",
        ),
    ),
    Mistake(
        "one frame past the end is counted",
        lambda losses, lengths: tf.reduce_mean(
            _means(losses, lengths, lambda losses, n: _valid(losses, n + 1))
        ),
        (
            "How many places of your mask are true in each row?",
            "Steps count from 0: the step with the number `length` is past the end.",
        ),
    ),
    Mistake(
        "the padding is kept, and the frames are masked",
        _mean_past_the_end,
        (
            "Which places does your mask keep?",
            "It is true where there are frames.",
        ),
    ),
    Mistake(
        "the utterances are not averaged",
        _means,
        (
            "How many numbers did you return?",
            "One for each utterance is halfway: a loss is one number.",
        ),
    ),
    Mistake(
        "the utterances are added up",
        lambda losses, lengths: tf.reduce_sum(_means(losses, lengths)),
        (
            "What becomes of your loss when the batch is twice as large?",
            "The last step is a mean too.",
        ),
    ),
    Mistake(
        "the lengths are whole numbers",
        lambda losses, lengths: tf.reduce_mean(_sums(losses, lengths) / lengths),
        (
            "Which dtypes have the two sides of your division?",
            "TensorFlow divides floats by floats: `tf.cast` turns one into the other.",
        ),
    ),
    Mistake(
        "the number of steps is read while the graph is drawn",
        lambda losses, lengths: tf.sequence_mask(lengths, losses.shape[1]),
        (
            "What is `losses.shape[1]` when a batch may have any number of steps?",
            "While the graph is drawn it is unknown. `tf.shape` asks when it runs.",
        ),
    ),
    Mistake(
        "the mask is only as wide as the longest utterance",
        lambda losses, lengths: tf.reduce_mean(
            _means(losses, lengths, lambda losses, n: tf.sequence_mask(n))
        ),
        WIDTH_OF_MASK,
    ),
]
