"""The learner makes one padded batch of utterances that follow one another in a file."""

from unittest import mock

import numpy as np

from utils.checks.cases import normal
from utils.checks.engine import Exercise

random = np.random.default_rng(10)


def _frame_by_frame(flat, lengths):
    frames = iter(flat)
    empty = np.zeros_like(flat[0])
    rows = [[next(frames) for _ in range(length)] for length in lengths]
    return np.array([row + [empty] * (max(lengths) - len(row)) for row in rows])


def _call_with_used_memory(answer, flat, lengths):
    """Call an answer while `np.empty` gives arrays of 99: zeros would be correct by chance."""

    def empty(shape, dtype=float, *others, **options):
        return np.full(shape, 99, dtype, *others, **options)

    with mock.patch.object(np, "empty", empty):
        return answer(flat, lengths)


def _pieces(flat, lengths):
    return np.split(flat, np.cumsum(lengths)[:-1])


def _padded(pieces, longest=None):
    longest = longest or max(len(piece) for piece in pieces)
    return np.stack([np.pad(piece, [(0, longest - len(piece)), (0, 0)]) for piece in pieces])


def _from(starts, flat, lengths):
    batch = np.zeros([len(lengths), lengths.max(), flat.shape[1]], flat.dtype)
    for row, start in enumerate(starts):
        batch[row, : lengths[row]] = flat[start : start + lengths[row]]
    return batch


def _by_mask(flat, mask, new=np.zeros):
    batch = new([*mask.shape, flat.shape[1]], flat.dtype)
    batch[mask] = flat
    return batch


def _ends_at_length(flat, lengths):
    batch = np.zeros([len(lengths), lengths.max(), flat.shape[1]], flat.dtype)
    start = 0
    for row, length in enumerate(lengths):
        batch[row, :length] = flat[start:length]
        start += length
    return batch


EMPTY_AT_THE_END = (
    "Does your batch have a last row that contains only zeros?",
    "`np.split` also cuts at the end of the file. Leave out the last index.",
)
CUT_AT_LENGTHS = (
    "Does your `np.split` cut the array at the ends of the utterances?",
    "It needs the indices where it cuts, and not lengths. Add up the lengths.",
)

batch_from_flat = Exercise(
    name="batch_from_flat",
    oracle=_frame_by_frame,
    cases=[
        {
            "flat": normal(random, sum(lengths), size, dtype=dtype),
            "lengths": np.array(lengths, np.int32),
        }
        for lengths, size, dtype in (
            ([3, 5, 2], 4, np.float32),
            ([6, 1, 4, 5], 3, np.float64),
            ([2, 3], 5, np.float32),
        )
    ],
    mistakes={
        "the frames are reshaped without the lengths": (
            lambda flat, lengths: flat.reshape(len(lengths), lengths.max(), flat.shape[1]),
            "Does the last frame of your first row belong to the second utterance?",
            "A reshape fills every position. It does not use the lengths.",
        ),
        "every utterance begins at a multiple of the longest": (
            lambda flat, n: _padded([flat[k * n.max() :][: n[k]] for k in range(len(n))], n.max()),
            "Does your second row begin with the first frame of its utterance?",
            "The file has no padding. Each utterance begins where the one before it ends.",
        ),
        "every utterance begins with the first frame": (
            lambda flat, n: _padded([flat[:length] for length in n]),
            "Do all your rows begin with the same frame?",
            "Each utterance begins where the one before it ends. The start changes with the row.",
        ),
        "an utterance begins after the length of the one before it, not after all before it": (
            lambda flat, n: _padded(
                [flat[s:][:length] for s, length in zip([0, *n[:-1]], n, strict=True)], n.max()
            ),
            "Your first two rows are correct. Does the third row begin too early?",
            "An utterance begins after all utterances before it. Add up their lengths.",
        ),
        "every utterance begins where it ends": (
            lambda flat, n: _from(np.cumsum(n), flat, n),
            "Does your first row contain the frames of the second utterance?",
            "The cumulative sum of the lengths gives the ends. The start is one length earlier.",
        ),
        "every utterance begins at a multiple of its own length": (
            lambda flat, n: _from(np.arange(len(n)) * n, flat, n),
            "Does your second row begin with the first frame of its utterance?",
            "Its start is the sum of the lengths before it. Its own length does not matter.",
        ),
        "the last frame of each utterance is missing": (
            lambda flat, n: _padded([piece[:-1] for piece in _pieces(flat, n)], n.max()),
            "Does your first row have one frame less than its length?",
            "A slice does not contain its end. `[:length]` already has `length` frames.",
        ),
        "the padding comes first": (
            lambda flat, n: np.stack(
                [np.pad(piece, [(n.max() - len(piece), 0), (0, 0)]) for piece in _pieces(flat, n)]
            ),
            "Do your shorter rows begin with zeros?",
            "`dynamic_rnn` counts the length from time step 0, so the frames must come first.",
        ),
        "the batch is as long as the notebook's": (
            lambda flat, n: _padded(_pieces(flat, n), 29),
            "Does your batch always have 29 time steps?",
            "The check uses other lengths. Compute the number of time steps from them.",
        ),
        "the result is float64, whatever the frames are": (
            lambda flat, n: _padded(_pieces(flat, n)).astype(np.float64),
            "Your batch is float64. Do the frames have this dtype too?",
            "`np.zeros` makes float64 by default. Pass it the dtype of the frames.",
        ),
        "the result is float32, whatever the frames are": (
            lambda flat, n: _padded(_pieces(flat, n)).astype(np.float32),
            "Your batch is float32. Do the frames have this dtype in all test cases?",
            "The function `padded` of the notebook always makes float32. Use `flat.dtype`.",
        ),
        "the time steps are compared with the lengths on one axis": (
            lambda flat, n: _by_mask(flat, np.arange(n.max()) < n),
            "Do both arrays of your comparison have only one axis?",
            "Give the lengths a second axis, `lengths[:, np.newaxis]`.",
        ),
        "the mask has one time step too many": (
            lambda flat, n: _by_mask(flat, np.arange(n.max()) <= n[:, np.newaxis]),
            "Is your mask True at more positions than there are frames?",
            "Time steps count from 0, so time step `length` is already padding. Use `<`.",
        ),
        "the frames fill the batch time step by time step": (
            lambda flat, n: _by_mask(flat, np.arange(n.max())[:, np.newaxis] < n).swapaxes(0, 1),
            "Is the second frame of the file in your second row?",
            "A mask is filled along its last axis first. This must be the axis of time steps.",
        ),
        "the padding is not set to zero": (
            lambda flat, n: _by_mask(flat, np.arange(n.max()) < n[:, np.newaxis], np.empty),
            "Does your batch contain random values of the memory after the ends?",
            "`np.empty` sets no values. Use `np.zeros`.",
        ),
        "the result is time-major": (
            lambda flat, n: _padded(_pieces(flat, n)).swapaxes(0, 1),
            "Is the first axis of your result the time?",
            "The batch must be the first axis, one row per utterance.",
        ),
        "the utterances are only split": (
            _pieces,
            "You returned one array per utterance. Are they padded?",
            "Make one array of zeros for the longest utterance, and copy each piece into its row.",
        ),
        "the padded rows are in a list": (
            lambda flat, n: list(_padded(_pieces(flat, n))),
            "The rows are correct. Did you return a list?",
            "All rows have the same length, so `np.stack` makes one array of them.",
        ),
        "the utterances are cut to the shortest": (
            lambda flat, n: np.stack([piece[: n.min()] for piece in _pieces(flat, n)]),
            "Does your batch have only as many time steps as the shortest utterance?",
            "The longest utterance determines the number of time steps.",
        ),
        "the padding repeats the last frame": (
            lambda flat, n: np.stack(
                [
                    np.pad(piece, [(0, n.max() - len(piece)), (0, 0)], mode="edge")
                    for piece in _pieces(flat, n)
                ]
            ),
            "Does your padding repeat the last frame of each utterance?",
            "The padding must be zeros, which is the default of `np.pad`.",
        ),
        "the batch has one time step too many": (
            lambda flat, n: _padded(_pieces(flat, n), n.max() + 1),
            "Does your batch have one time step more than the longest utterance?",
            "The longest utterance needs no padding. Use `lengths.max()`.",
        ),
        "there is an empty utterance at the end": (
            lambda flat, n: _padded(np.split(flat, np.cumsum(n))),
            *EMPTY_AT_THE_END,
        ),
        "there is an empty utterance at the end, as float32": (
            lambda flat, n: _padded(np.split(flat, np.cumsum(n))).astype(np.float32),
            *EMPTY_AT_THE_END,
        ),
        "nothing is filled in": (
            lambda flat, n: np.array(_pieces(flat, n)),
            "Your pieces have different lengths. Can they be rows of one array?",
            "Each row needs as many time steps as the longest utterance.",
            "Make an array of zeros first, and copy each piece into its row.",
        ),
        "each slice ends at the length": (
            _ends_at_length,
            "Your second slice is too short. Where should it end?",
            "It begins where the utterance before it ends. Its end is one length later.",
        ),
        "there is one piece more than there are utterances": (
            lambda flat, n: _from([0, *np.cumsum(n)], flat, n),
            "Does your loop run over one piece more than there are utterances?",
            "`np.split` returns one piece more than indices. Leave out the last index.",
        ),
        "the file is cut at the lengths": (
            lambda flat, n: _padded(np.split(flat, n)[:-1], n.max()),
            *CUT_AT_LENGTHS,
        ),
        "the file is cut at the lengths, and what is left is a row too": (
            lambda flat, n: _padded(np.split(flat, n)).astype(np.float32),
            *CUT_AT_LENGTHS,
        ),
    },
    minutes=7,
    difficulty=2,
    call=_call_with_used_memory,
)
