"""What people get wrong when they make a padded batch, or undo a sorted order; NumPy alone."""

import numpy as np

from utils.exercise import Mistake


def batch_oracle(flat, lengths):
    """Deal the frames out one by one: [batch, longest, size]."""
    frames = iter(flat)
    empty = np.zeros_like(flat[0])
    rows = [[next(frames) for _ in range(length)] for length in lengths]
    return np.array([row + [empty] * (max(lengths) - len(row)) for row in rows])


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


def _dealt(start_of):
    """Make an answer out of where each row starts: its places take a slice as long as they are."""

    def answer(flat, lengths):
        batch = np.zeros([len(lengths), lengths.max(), flat.shape[1]], flat.dtype)
        for row, length in enumerate(lengths):
            start = start_of(lengths, row)
            batch[row, :length] = flat[start : start + length]
        return batch

    return answer


def _by_mask(flat, mask):
    batch = np.zeros([*mask.shape, flat.shape[1]], flat.dtype)
    batch[mask] = flat
    return batch


def _step_by_step(flat, lengths):
    steps = np.arange(lengths.max())[:, np.newaxis]
    return _by_mask(flat, steps < lengths).swapaxes(0, 1)


BATCH_FROM_FLAT = [
    Mistake(
        "the frames are dealt out without regard to the lengths",
        lambda flat, lengths: flat.reshape(len(lengths), lengths.max(), flat.shape[1]),
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
        "every utterance begins where it ends",
        _dealt(lambda n, row: _ends(n)[row]),
        (
            "Where in the flat frames does the first utterance begin?",
            "A sum of lengths that has a row's own length in it is where that row ends.",
        ),
    ),
    Mistake(
        "every utterance begins at a multiple of its own length",
        _dealt(lambda n, row: row * n[row]),
        (
            "Where in the flat frames does your second row begin?",
            "The lengths of those before it say where it begins, not its own.",
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
        "the result is float32, whatever the frames are",
        _filled(_piece, dtype=np.float32),
        (
            "Which dtype do the frames of the check have, and which has your batch?",
            "The notebook's `padded` makes float32 of everything.",
        ),
    ),
    Mistake(
        "the steps are compared with the lengths on one axis",
        lambda flat, n: _by_mask(flat, np.arange(n.max()) < n),
        (
            "Which shapes have the two sides of your comparison?",
            "Each row has a length of its own: the lengths need an axis for the steps.",
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
        lambda flat, lengths: batch_oracle(flat, lengths).swapaxes(0, 1),
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
    Mistake(
        "the padded rows stand in a list",
        lambda flat, lengths: list(batch_oracle(flat, lengths)),
        (
            "Of which type is what you returned?",
            "The rows are right, and all equally long: make one array of them.",
        ),
    ),
    Mistake(
        "an empty utterance stands at the end",
        lambda flat, lengths: batch_oracle(flat.astype(np.float32), [*lengths, 0]),
        (
            "How many utterances are there, and how many rows has your batch?",
            "`np.split` cuts *at* each number: the last one is the end of the file.",
        ),
    ),
]


def _overwritten(results, order):
    results[order] = results.copy()
    return results


def _into(first, results, order):
    first[order] = results
    return first


PUT_BACK = [
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
        lambda results, order: _into(np.zeros(len(order), results.dtype), results, order),
        (
            "Which shape has one result, in the case that failed?",
            "The new array needs the shape of `results`, and its dtype.",
        ),
    ),
    Mistake(
        "the results become whole numbers",
        lambda results, order: _into(np.empty(results.shape, order.dtype), results, order),
        (
            "Which dtype has your new array?",
            "It should be that of the results, not that of `order`.",
        ),
    ),
    Mistake(
        "the result is float64, whatever the results are",
        lambda results, order: _into(np.zeros(results.shape), results, order),
        (
            "Which dtype have the results, and which does `np.zeros` make?",
            "Tell it the dtype, or make the new array after the pattern of `results`.",
        ),
    ),
    Mistake(
        "the results stand in a list",
        lambda results, order: [results[place] for place in np.argsort(order)],
        (
            "Of which type is what you returned?",
            "All of them are there, in the right order: make one array of them.",
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
]
