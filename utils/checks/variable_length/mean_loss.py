"""The learner averages the losses of frames over each utterance, then over the utterances."""

import numpy as np

from utils.checks.engine import Exercise, WrongAnswer
from utils.checks.engine.compare import difference
from utils.checks.variable_length.shared import run_on_batches
from utils.tf1 import tf

random = np.random.default_rng(10)

TOLERANCE = 1e-5


def _row_by_row(batches):
    results = [
        np.array(np.mean([row[:n].mean() for row, n in zip(losses, lengths, strict=True)]), "f4")
        for losses, lengths in batches
    ]
    return [*results, results[-1]]


def _run_with_infinity_too(answer, batches):
    """Run an answer on batches; then on the last of them with infinite losses in the padding."""
    losses, lengths = batches[-1]
    past = np.arange(losses.shape[1]) >= lengths[:, np.newaxis]
    infinite = np.where(past, np.float32(np.inf), losses), lengths
    results = run_on_batches(answer, [*batches, infinite])
    is_right = difference(_row_by_row(batches)[:-1], results[:-1], TOLERANCE) is None
    if is_right and not np.isfinite(results[-1]).all():
        raise WrongAnswer(
            "the result is correct for finite losses in the padding. For infinite losses it is "
            f"{np.ravel(results[-1])[0]}."
        )
    # NaN is unlike itself, so that a mistake which leads to it would not be recognized.
    return [
        value if np.isfinite(value).all() else f"{np.ravel(value)[0]}, not finite"
        for value in results
    ]


def _valid(losses, lengths):
    return tf.sequence_mask(lengths, tf.shape(losses)[1])


def _sums(losses, kept, axis=1):
    """Add up along an axis the losses that are kept, by `tf.where`."""
    return tf.reduce_sum(tf.where(kept, losses, tf.zeros_like(losses)), axis)


def _valid_sums(losses, lengths):
    return _sums(losses, _valid(losses, lengths))


def _times_mask(losses, lengths):
    return losses * tf.cast(_valid(losses, lengths), tf.float32)


def _over(sums, lengths):
    return sums / tf.cast(lengths, tf.float32)


def _mean_over(sums, lengths):
    return tf.reduce_mean(_over(sums, lengths))


BY_FRAMES = (
    "In your mean, does an utterance with 20 frames have more weight than one with 1 frame?",
    "Every utterance needs the same weight. Compute a mean per utterance, then their mean.",
)
BY_PLACES = (
    "Does your answer divide by the number of all positions, with the padding?",
    "Divide the sum of each utterance by its length.",
)
WIDTH_OF_MASK = (
    "Does your mask have too few time steps if a batch is padded further than its longest?",
    "`tf.sequence_mask` has a second argument, the number of time steps.",
)


def _batch(num_steps, lengths):
    losses = random.uniform(0.2, 3, size=(len(lengths), num_steps)).astype(np.float32)
    return losses, np.array(lengths, np.int32)


mean_loss = Exercise(
    name="mean_loss",
    oracle=_row_by_row,
    cases=[
        {"batches": [_batch(5, [2, 5, 3]), _batch(7, [6, 1, 3, 2])]},
        {"batches": [_batch(4, [3, 1]), _batch(6, [2, 5, 4])]},
    ],
    mistakes={
        "a mask of True and False is multiplied": (
            lambda losses, n: _mean_over(tf.reduce_sum(losses * _valid(losses, n), 1), n),
            "Does your answer multiply floats by booleans?",
            "A mask of numbers is not enough either, because 0 times infinity is NaN.",
            "Use `tf.where` with the mask as the condition.",
        ),
        "`tf.where` gets a single number": (
            lambda losses, n: _mean_over(
                tf.reduce_sum(tf.where(_valid(losses, n), losses, 0.0), 1), n
            ),
            "Do the three arguments of your `tf.where` have different shapes?",
            "The zeros need the shape of the losses. Use `tf.zeros_like`.",
        ),
        "Python iterates over a tensor": (
            lambda losses, lengths: tf.reduce_mean(
                [tf.reduce_mean(row[:n]) for row, n in zip(losses, lengths, strict=True)]
            ),
            "Does your Python loop iterate over a tensor of unknown size?",
            "A mask and the `tf.reduce_` functions work on all rows at once.",
        ),
        "the sums are computed along the batch": (
            lambda losses, n: _mean_over(_sums(losses, _valid(losses, n), axis=0), n),
            "Does your answer compute one sum per time step instead of one per utterance?",
            "An utterance is a row, and its time steps are on axis 1.",
        ),
        "all rows are added up to one sum": (
            lambda losses, n: _mean_over(_sums(losses, _valid(losses, n), axis=None), n),
            "Does your answer compute one sum for the whole batch instead of one per utterance?",
            "`tf.reduce_sum` has the argument `axis`. The time steps are on axis 1.",
        ),
        "the padding is multiplied by 0, with a mask only as wide as the longest utterance": (
            lambda losses, n: _mean_over(
                tf.reduce_sum(losses * tf.sequence_mask(n, dtype=tf.float32), 1), n
            ),
            *WIDTH_OF_MASK,
        ),
        "every finite loss counts as a frame": (
            lambda losses, n: _mean_over(_sums(losses, tf.is_finite(losses)), n),
            "Does your answer count every finite loss as a frame?",
            "A padded position can have an ordinary loss. Only the lengths show the padding.",
        ),
        "the mean contains the padding": (
            lambda losses, n: tf.reduce_mean(losses),
            "Does your result depend on the lengths?",
            "Make a mask from the lengths with `tf.sequence_mask`.",
        ),
        "the sum contains the padding": (
            lambda losses, n: _mean_over(tf.reduce_sum(losses, axis=1), n),
            "Does the sum of each row contain the losses of the padding?",
            "You divide by the correct number. Set the losses of the padding to 0 before the sum.",
        ),
        "the sum is divided by the number of positions": (
            lambda losses, n: tf.reduce_mean(_times_mask(losses, n)),
            *BY_PLACES,
        ),
        "the masked sum is divided by the number of positions": (
            lambda losses, n: _over(tf.reduce_sum(_valid_sums(losses, n)), tf.size(losses)),
            *BY_PLACES,
        ),
        "a long utterance counts more": (
            lambda losses, n: _over(tf.reduce_sum(_valid_sums(losses, n)), tf.reduce_sum(n)),
            *BY_FRAMES,
        ),
        "a long utterance counts more, and the padding is multiplied by 0": (
            lambda losses, n: _over(tf.reduce_sum(_times_mask(losses, n)), tf.reduce_sum(n)),
            *BY_FRAMES,
        ),
        "the padding is multiplied by 0": (
            lambda losses, n: _mean_over(tf.reduce_sum(_times_mask(losses, n), 1), n),
            "Is your result NaN if the padding contains infinity?",
            "A multiplication cannot remove infinity, because 0 times infinity is NaN.",
            "`tf.where` selects. Take the losses where the mask is True, and zeros elsewhere.",
        ),
        "the sums are divided by the longest length": (
            lambda losses, n: _mean_over(_valid_sums(losses, n), tf.reduce_max(n)),
            "Does your answer divide every sum by the longest length?",
            "Each utterance has its own length. Divide each sum by it.",
        ),
        "the last frame is not counted": (
            lambda losses, n: _mean_over(_valid_sums(losses, n - 1), n),
            "Is your mask False at the last frame of each utterance?",
            "`tf.sequence_mask` expects the lengths themselves. Do not subtract 1.",
        ),
        "only the last frame is counted": (
            lambda losses, n: tf.reduce_mean(
                tf.gather_nd(losses, tf.stack([tf.range(tf.shape(n)[0]), n - 1], axis=1))
            ),
            "Does your result use only the loss of the last frame?",
            "Every frame has a label here, so average the losses of all frames.",
        ),
        "the sums are not divided by the lengths": (
            lambda losses, n: tf.reduce_mean(_valid_sums(losses, n)),
            "Does your answer average the sums of the utterances instead of their means?",
            "Divide each sum by the length of its utterance first.",
        ),
        "one frame after the end is counted": (
            lambda losses, n: _mean_over(_valid_sums(losses, n + 1), n),
            "Is your mask True at one position too many in each row?",
            "Time steps count from 0, so time step `length` is already padding. Do not add 1.",
        ),
        "the padding is kept and the frames are removed": (
            lambda losses, n: _mean_over(_sums(losses, tf.logical_not(_valid(losses, n))), n),
            "Does your answer keep the losses of the padding instead of those of the frames?",
            "The mask is True at the frames. Swap the last two arguments of `tf.where`.",
        ),
        "there is no mean over the utterances": (
            lambda losses, n: _over(_valid_sums(losses, n), n),
            "Did you return one number per utterance instead of a scalar?",
            "The last step is the mean over the utterances.",
        ),
        "the utterances are added up": (
            lambda losses, n: tf.reduce_sum(_over(_valid_sums(losses, n), n)),
            "Does your result grow with the number of utterances?",
            "Replace the last sum by a mean.",
        ),
        "floats are divided by integers": (
            lambda losses, n: tf.reduce_mean(_valid_sums(losses, n) / n),
            "Does your answer divide floats by integers?",
            "TensorFlow cannot do this. `tf.cast` converts the lengths to the dtype of the losses.",
        ),
        "the number of time steps is read while Python builds the graph": (
            lambda losses, n: tf.sequence_mask(n, losses.shape[1]),
            "Is `losses.shape[1]` known while Python builds the graph?",
            "`tf.shape(losses)[1]` is computed when the graph runs.",
        ),
        "the mask is only as wide as the longest utterance": (
            lambda losses, n: _mean_over(_sums(losses, tf.sequence_mask(n)), n),
            *WIDTH_OF_MASK,
        ),
    },
    minutes=8,
    difficulty=3,
    tolerance=TOLERANCE,
    call=_run_with_infinity_too,
    arguments=("losses", "lengths"),
    place="the result for batch",
)
