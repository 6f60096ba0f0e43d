"""What people get wrong in whole_sequence (lesson 12, both directions)."""

import numpy as np

from utils.exercise import Mistake


def _at(outputs, steps):
    return outputs[np.arange(len(outputs)), steps]


def _joins(take):
    """Make a mistake out of what it takes of each half: `take(forward, backward, lengths)`."""
    return lambda *arguments: np.concatenate(take(*arguments), axis=1)


WHOLE_SEQUENCE = [
    Mistake(
        "the last column is taken of both halves",
        _joins(lambda forward, backward, lengths: (forward[:, -1], backward[:, -1])),
        (
            "Which step does the backward half read last?",
            "And what stands in the last column of a row that ended before?",
        ),
    ),
    Mistake(
        "the last column is taken of the forward half",
        _joins(lambda forward, backward, lengths: (forward[:, -1], backward[:, 0])),
        (
            "What stands in the last column of a row that ended before?",
            "A row of length 3 has its last output at step 2.",
        ),
    ),
    Mistake(
        "the last valid step is taken of both halves",
        _joins(lambda f, b, lengths: (_at(f, lengths - 1), _at(b, lengths - 1))),
        (
            "How many steps has the backward half seen when it puts out the last valid one?",
            "It reads from the right: the last valid step is its first.",
        ),
    ),
    Mistake(
        "the last column is taken of the backward half",
        _joins(lambda f, b, lengths: (_at(f, lengths - 1), b[:, -1])),
        (
            "Which step does the backward half read last?",
            "Its outputs stand in the order of the steps, not in the order of its reading.",
        ),
    ),
    Mistake(
        "the first step is taken of both halves",
        _joins(lambda forward, backward, lengths: (forward[:, 0], backward[:, 0])),
        (
            "How many steps has the forward half seen at step 0?",
            "Each half has seen everything at the end of its own reading.",
        ),
    ),
    Mistake(
        "each half is taken where it begins",
        _joins(lambda f, b, lengths: (f[:, 0], _at(b, lengths - 1))),
        (
            "How many steps has each half seen where you take it?",
            "Each half has seen everything at the end of its own reading.",
        ),
    ),
    Mistake(
        "the step behind the last is taken",
        _joins(lambda f, b, lengths: (_at(f, lengths), b[:, 0])),
        (
            "Which index has the last step of a row of length 3?",
            "Steps are counted from 0, and lengths from 1.",
        ),
    ),
    Mistake(
        "the backward half stands on the left",
        _joins(lambda f, b, lengths: (b[:, 0], _at(f, lengths - 1))),
        (
            "Which half do your first columns belong to?",
            "The numbers are right; the forward half is wanted first.",
        ),
    ),
    Mistake(
        "all rows end with the longest",
        _joins(lambda f, b, lengths: (f[:, lengths.max() - 1], b[:, 0])),
        (
            "Is the step that you take the same in every row?",
            "Each row has a length of its own.",
        ),
    ),
    Mistake(
        "every row is taken at every length",
        _joins(lambda f, b, lengths: (f[:, lengths - 1], b[:, 0])),
        (
            "What shape has `forward[:, lengths - 1]`?",
            "The colon takes all rows for each length. Count the rows beside the lengths.",
            "Two index arrays of one length are walked through together.",
        ),
    ),
    Mistake(
        "the halves are added",
        lambda f, b, lengths: _at(f, lengths - 1) + b[:, 0],
        (
            "How wide is your result, and how wide should it be?",
            "Side by side, nothing of either half is lost.",
        ),
    ),
    Mistake(
        "the halves stand below each other",
        lambda f, b, lengths: np.concatenate([_at(f, lengths - 1), b[:, 0]]),
        (
            "How many rows has your result, and how many the batch?",
            "`np.concatenate` joins along axis 0 unless it is told otherwise.",
        ),
    ),
    Mistake(
        "the backward half is turned round",
        _joins(lambda f, b, lengths: (_at(f, lengths - 1), _at(b[:, ::-1], lengths - 1))),
        (
            "In which order do the outputs of the backward half stand?",
            "They were turned round already: at step 0 it has read all.",
        ),
    ),
    Mistake(
        "the forward half alone is returned",
        lambda f, b, lengths: _at(f, lengths - 1),
        (
            "How wide is your result, and how wide should it be?",
            "The backward half stands to the right of the forward half.",
        ),
    ),
    Mistake(
        "the halves are not joined",
        lambda f, b, lengths: (_at(f, lengths - 1), b[:, 0]),
        (
            "Is one array wanted, or two?",
            "Each row of the result holds both halves side by side.",
        ),
    ),
    Mistake(
        "the halves lie on an axis of their own",
        lambda f, b, lengths: np.stack([_at(f, lengths - 1), b[:, 0]], axis=1),
        (
            "How many axes has your result, and how many are wanted?",
            "`np.stack` makes a new axis, `np.concatenate` makes one longer.",
        ),
    ),
]
