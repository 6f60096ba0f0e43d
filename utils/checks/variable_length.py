"""The exercises of lesson 10, and the mistakes that people make in them."""

import numpy as np

from utils.checks.in_graph import require_tensors, run_in_time
from utils.exercise import Exercise, Mistake, progress_of
from utils.tf1 import tf

random = np.random.default_rng(10)


def _normal(*shape, dtype=np.float32):
    return random.normal(size=shape).astype(dtype)


def _ends(lengths):
    return np.cumsum(lengths)


def _filled(piece_of, at_the_front=False, num_steps=None, dtype=None):
    """Make an answer out of what it takes for each row: `piece_of(flat, lengths, row)`."""

    def answer(flat, lengths):
        longest = num_steps or lengths.max()
        batch = np.zeros([len(lengths), longest, flat.shape[1]], dtype or flat.dtype)
        for row in range(len(lengths)):
            piece = piece_of(flat, lengths, row)
            start = longest - len(piece) if at_the_front else 0
            batch[row, start : start + len(piece)] = piece
        return batch

    return answer


def _piece(flat, lengths, row):
    end = _ends(lengths)[row]
    return flat[end - lengths[row] : end]


def _by_mask(flat, mask):
    batch = np.zeros([*mask.shape, flat.shape[1]], flat.dtype)
    batch[mask] = flat
    return batch


def _step_by_step(flat, lengths):
    steps = np.arange(lengths.max())[:, np.newaxis]
    return _by_mask(flat, steps < lengths).swapaxes(0, 1)


def _batch_oracle(flat, lengths):
    frames = iter(flat)
    empty = np.zeros_like(flat[0])
    rows = [[next(frames) for _ in range(length)] for length in lengths]
    return np.array([row + [empty] * (max(lengths) - len(row)) for row in rows])


def _flat_case(lengths, size, dtype=np.float32):
    return {
        "flat": _normal(sum(lengths), size, dtype=dtype),
        "lengths": np.array(lengths, np.int32),
    }


batch_from_flat = Exercise(
    name="batch_from_flat",
    oracle=_batch_oracle,
    cases=[
        _flat_case([3, 5, 2], 4),
        _flat_case([6, 1, 4, 5], 3, np.float64),
        _flat_case([2, 3], 5),
    ],
    mistakes=[
        Mistake(
            "the frames are dealt out without regard to the lengths",
            lambda flat, lengths: np.resize(flat, [len(lengths), lengths.max(), flat.shape[1]]),
            (
                "Which utterance does the last frame of your first row belong to?",
                "A reshape fills every place, and knows nothing of lengths.",
            ),
        ),
        Mistake(
            "every utterance begins at a multiple of the longest",
            _filled(lambda flat, n, row: flat[row * n.max() :][: n[row]]),
            (
                "Where in the flat frames does the second utterance begin?",
                "There is no padding in the file: each begins where the one before it ended.",
            ),
        ),
        Mistake(
            "every utterance begins with the first frame",
            _filled(lambda flat, n, row: flat[: n[row]]),
            (
                "Which frame of the file is the first one of your second row?",
                "The place where an utterance begins moves on with every row.",
            ),
        ),
        Mistake(
            "an utterance begins after the length of the one before it, not after all before it",
            _filled(lambda flat, n, row: flat[n[row - 1] if row else 0 :][: n[row]]),
            (
                "Is your third row right?",
                "Its beginning is the sum of all lengths before it.",
            ),
        ),
        Mistake(
            "the last frame of each utterance is missing",
            _filled(lambda flat, n, row: _piece(flat, n, row)[:-1]),
            (
                "How many frames of your first row are not zero, and how many should there be?",
                "The end of a slice is not in the slice.",
            ),
        ),
        Mistake(
            "the padding stands in front",
            _filled(_piece, at_the_front=True),
            (
                "At which step does your shortest utterance begin?",
                "Keras can pad in front; `dynamic_rnn` counts lengths from step 0.",
            ),
        ),
        Mistake(
            "the batch is as long as the notebook's",
            _filled(_piece, num_steps=29),
            (
                "How many steps has your batch, and how long is its longest utterance?",
                "The check has lengths of its own: the number of steps comes from them.",
            ),
        ),
        Mistake(
            "the result is float64, whatever the frames are",
            _filled(_piece, dtype=np.float64),
            (
                "Which dtype do the frames have, and which does `np.zeros` make?",
                "Tell `np.zeros` the dtype of what you will put in.",
            ),
        ),
        Mistake(
            "the mask has one step too many",
            lambda flat, n: _by_mask(flat, np.arange(n.max()) <= n[:, np.newaxis]),
            (
                "How many places of your mask are true, and how many frames are there?",
                "Steps count from 0: the step with the number `length` is past the end.",
            ),
        ),
        Mistake(
            "the frames are dealt out step by step instead of row by row",
            _step_by_step,
            (
                "Which utterance does the second frame of the file belong to?",
                "A mask is filled along its last axis first: that must be the steps.",
            ),
        ),
        Mistake(
            "the result is time-major",
            lambda flat, lengths: _batch_oracle(flat, lengths).swapaxes(0, 1),
            (
                "What does the first axis of your result count?",
                "A row for each utterance is wanted, so the batch comes first.",
            ),
        ),
        Mistake(
            "the utterances are only cut apart",
            lambda flat, lengths: np.split(flat, _ends(lengths)[:-1]),
            (
                "How many arrays did you return?",
                "The pieces are right. One array is wanted that has room for the longest.",
            ),
        ),
    ],
    minutes=7,
    difficulty=2,
)


def _run_on_batches(answer, *given):
    """Let an answer draw its graph once, and run it on batches: values, lengths, values, …"""
    with tf.Graph().as_default(), tf.Session() as session:
        values = tf.placeholder(tf.float32, [None, None, *given[0].shape[2:]])
        lengths = tf.placeholder(tf.int32, [None])
        fetch = answer(values, lengths)
        require_tensors(fetch)
        batches = zip(given[::2], given[1::2], strict=True)
        return [run_in_time(session, fetch, {values: v, lengths: n}) for v, n in batches]


def _for_each(oracle):
    return lambda *given: [oracle(*batch) for batch in zip(given[::2], given[1::2], strict=True)]


def _outputs_case(*batches):
    case = {}
    for name, (num_steps, lengths) in zip(("first", "second"), batches, strict=True):
        case[name] = _normal(num_steps, len(lengths), 6)
        case[f"{name}_lengths"] = np.array(lengths, np.int32)
    return case


def _pairs(first, second, axis=1):
    """Make an answer that gathers at pairs of what two functions of (outputs, lengths) give."""
    return lambda outputs, n: tf.gather_nd(
        outputs, tf.stack([first(outputs, n), second(outputs, n)], axis=axis)
    )


def _steps(outputs, lengths):
    return lengths - 1


def _rows(outputs, lengths):
    return tf.range(tf.shape(outputs)[1])


def _batch_major_places(outputs, lengths):
    num_steps, batch_size = tf.unstack(tf.shape(outputs)[:2])
    return tf.gather(
        tf.reshape(outputs, [-1, outputs.shape[2]]), tf.range(batch_size) * num_steps + lengths - 1
    )


def _mean_of_valid(outputs, lengths):
    valid = tf.transpose(tf.sequence_mask(lengths, tf.shape(outputs)[0], tf.float32))
    sums = tf.reduce_sum(outputs * valid[:, :, tf.newaxis], axis=0)
    return sums / tf.cast(lengths, tf.float32)[:, tf.newaxis]


last_valid = Exercise(
    name="last_valid",
    oracle=_for_each(
        lambda outputs, lengths: np.stack([outputs[n - 1, row] for row, n in enumerate(lengths)])
    ),
    cases=[
        _outputs_case((5, [2, 5, 3]), (7, [6, 1, 3, 2, 4])),
        _outputs_case((6, [3, 1]), (3, [2])),
    ],
    mistakes=[
        Mistake(
            "the pairs are row, then step",
            _pairs(_rows, _steps),
            (
                "What does the first axis of `outputs` count here?",
                "Each pair names a place on the first axis, then one on the second.",
                "Time-major, the step comes first.",
            ),
        ),
        Mistake(
            "one step past the end",
            _pairs(lambda outputs, n: n, _rows),
            (
                "An utterance of 3 frames: which numbers have its steps?",
                "Steps count from 0, lengths from 1.",
            ),
        ),
        Mistake(
            "one step before the end",
            _pairs(lambda outputs, n: n - 2, _rows),
            (
                "An utterance of 3 frames: which numbers have its steps?",
                "One is to be taken off the length, once.",
            ),
        ),
        Mistake(
            "the last step of the whole batch is taken",
            lambda outputs, lengths: outputs[-1],
            (
                "Does your result depend on the lengths?",
                "What stands at the last step of an utterance that has ended before?",
            ),
        ),
        Mistake(
            "the last example is taken",
            lambda outputs, lengths: outputs[:, -1],
            (
                "What does the second axis of time-major outputs count?",
                "And does your result depend on the lengths?",
            ),
        ),
        Mistake(
            "whole steps are gathered",
            lambda outputs, lengths: tf.gather(outputs, lengths - 1),
            (
                "How many axes has your result?",
                "`tf.gather` takes all rows of a step. Of each step one row is wanted.",
                "`tf.gather_nd` takes a pair for each: a step, and a row.",
            ),
        ),
        Mistake(
            "the batch size is read while the graph is drawn",
            _pairs(_steps, lambda outputs, n: tf.range(outputs.shape[1])),
            (
                "What is `outputs.shape[1]` when the batch may have any size?",
                "While the graph is drawn the size is unknown. `tf.shape` asks when it runs.",
            ),
        ),
        Mistake(
            "the batch size is the notebook's",
            _pairs(_steps, lambda outputs, n: tf.range(4)),
            (
                "The same graph is run on batches of other sizes. Which number in it is fixed?",
                "The batch size must come out of a tensor.",
            ),
        ),
        Mistake(
            "the rows are counted along the steps",
            _pairs(_steps, lambda outputs, n: tf.range(tf.shape(outputs)[0])),
            (
                "How many pairs are there, and how many rows has the batch?",
                "Time-major, the batch is the second axis.",
            ),
        ),
        Mistake(
            "the pairs stand in columns",
            _pairs(_steps, _rows, axis=0),
            (
                "What shape have your indices?",
                "A row of the indices is one pair: `[batch, 2]`.",
            ),
        ),
        Mistake(
            "the places are counted as if the outputs were batch-major",
            _batch_major_places,
            (
                "In the flattened outputs, what stands right behind the first row of step 0?",
                "Time-major, all rows of a step stand together.",
            ),
        ),
        Mistake(
            "the valid outputs are averaged",
            _mean_of_valid,
            (
                "How many steps of an utterance go into your result?",
                "One step alone is wanted: the last that is valid.",
            ),
        ),
    ],
    minutes=6,
    difficulty=2,
    call=_run_on_batches,
    arguments=("outputs", "lengths"),
    place="the result for batch",
)


def _run_with_infinity_too(answer, *given):
    """Run an answer on batches; then on the last of them with losses of infinity past the ends."""
    losses, lengths = given[-2:]
    past = np.arange(losses.shape[1]) >= lengths[:, np.newaxis]
    results = _run_on_batches(answer, *given, np.where(past, np.float32(np.inf), losses), lengths)
    # A string, for NaN is unlike itself, and a mistake that leads to it would not be recognised.
    return [
        value if np.isfinite(value).all() else f"{np.ravel(value)[0]}, not finite"
        for value in results
    ]


def _losses_case(*batches):
    case = {}
    for name, (num_steps, lengths) in zip(("first", "second"), batches, strict=True):
        losses = random.uniform(0.2, 3, size=(len(lengths), num_steps)).astype(np.float32)
        case |= {name: losses, f"{name}_lengths": np.array(lengths, np.int32)}
    return case


def _mean_loss_oracle(*given):
    results = [
        np.array(np.mean([row[:n].mean() for row, n in zip(losses, lengths, strict=True)]), "f4")
        for losses, lengths in zip(given[::2], given[1::2], strict=True)
    ]
    return [*results, results[-1]]


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
ZERO_TIMES_INFINITY = (
    "What is 0 times infinity?",
    "A product does not take away what is not finite.",
    "`tf.where` chooses between two tensors, and what it does not choose does not count.",
)

mean_loss = Exercise(
    name="mean_loss",
    oracle=_mean_loss_oracle,
    cases=[
        _losses_case((5, [2, 5, 3]), (7, [6, 1, 3, 2])),
        _losses_case((4, [3, 1]), (6, [2, 5, 4])),
    ],
    mistakes=[
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
            (
                "How wide is your mask, when a batch is padded further than its longest?",
                "`tf.sequence_mask` can be told how many steps there are.",
            ),
        ),
    ],
    minutes=8,
    difficulty=3,
    tolerance=1e-5,
    call=_run_with_infinity_too,
    arguments=("losses", "lengths"),
    place="the result for batch",
)


def _overwritten(results, order):
    results[order] = results.copy()
    return results


def _into_single_numbers(results, order):
    first = np.zeros(len(order), results.dtype)
    first[order] = results
    return first


def _into_integers(results, order):
    first = np.empty(results.shape, order.dtype)
    first[order] = results
    return first


def _order_case(lengths, *shape, dtype=np.float32):
    results = random.normal(scale=9, size=(len(lengths), *shape)).astype(dtype)
    return {"results": results, "order": np.argsort(lengths, kind="stable")}


put_back = Exercise(
    name="put_back",
    oracle=lambda results, order: np.array(
        [results[list(order).index(number)] for number in range(len(order))]
    ),
    cases=[
        _order_case([7, 3, 9, 4, 8, 2, 6], 3),
        _order_case([5, 8, 3, 4, 9], dtype=np.float64),
        _order_case([4, 9, 2, 7, 5, 1], 2, 4),
    ],
    mistakes=[
        Mistake(
            "the results are put in order once more",
            lambda results, order: results[order],
            (
                "Where does `results[0]` belong, and where did you put it?",
                "`results[order]` *takes from* the places in `order`, as the sorting did.",
                "Now each result must *go to* its place in `order`.",
            ),
        ),
        Mistake(
            "the results are left as they are",
            lambda results, order: results,
            (
                "Does your result depend on `order`?",
                "`results[0]` is that of the shortest utterance, which need not be the first.",
            ),
        ),
        Mistake(
            "the results are turned round",
            lambda results, order: results[::-1],
            (
                "Does your result depend on `order`?",
                "Sorting did not turn the order round; it mixed it.",
            ),
        ),
        Mistake(
            "the results are sorted by their values",
            lambda results, order: np.sort(results, axis=0),
            (
                "By what were the utterances sorted?",
                "The values of the results say nothing of where they belong.",
            ),
        ),
        Mistake(
            "the given array is overwritten",
            _overwritten,
            (
                "What has become of the array that you were given?",
                "Make a new array for the results.",
            ),
        ),
        Mistake(
            "the results are taken for single numbers",
            _into_single_numbers,
            (
                "Which shape has one result, in the case that failed?",
                "The new array needs the shape of `results`, and its dtype.",
            ),
        ),
        Mistake(
            "the results become whole numbers",
            _into_integers,
            (
                "Which dtype has your new array?",
                "It should be that of the results, not that of `order`.",
            ),
        ),
        Mistake(
            "the places are returned, not the results",
            lambda results, order: np.argsort(order),
            (
                "What stands in the array that you returned?",
                "You know now where each result is. It remains to fetch them.",
            ),
        ),
    ],
    minutes=6,
    difficulty=2,
)

progress = progress_of(batch_from_flat, last_valid, mean_loss, put_back)
