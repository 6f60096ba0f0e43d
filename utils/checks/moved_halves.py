"""What people get wrong in without_itself (lesson 12, a letter is missing)."""

import numpy as np

from utils.exercise import Mistake


def _moved(half, by, around=False):
    moved = np.roll(half, by, axis=1)
    if not around and by > 0:
        moved[:, :by] = 0
    elif not around and by < 0:
        moved[:, by:] = 0
    return moved


def _moves(forward_by, backward_by, around=False):
    """Make a mistake out of how many steps each half is moved."""

    def answer(forward, backward):
        halves = _moved(forward, forward_by, around), _moved(backward, backward_by, around)
        return np.concatenate(halves, axis=2)

    return answer


def _ends_at_zero(forward, backward):
    joined = np.concatenate([forward, backward], axis=2)
    joined[:, 0, : forward.shape[2]] = joined[:, -1, forward.shape[2] :] = 0
    return joined


WITHOUT_ITSELF = [
    Mistake(
        "each step sees itself",
        _moves(0, 0),
        (
            "Has the forward output of step 3 seen the input of step 3?",
            "What the step before has seen ends just before this one.",
        ),
    ),
    Mistake(
        "both halves are moved the wrong way",
        _moves(-1, 1),
        (
            "What has the forward output of step 4 seen, which you put at step 3?",
            "From the left comes what the step before has seen.",
        ),
    ),
    Mistake(
        "both halves are moved to the right",
        _moves(1, 1),
        (
            "Which steps has the backward output of step 2 seen, which you put at step 3?",
            "The backward half reads from the right: what it knew just before stands there.",
        ),
    ),
    Mistake(
        "the backward half is not moved",
        _moves(1, 0),
        (
            "Has the backward output of step 3 seen the input of step 3?",
            "It has: it read it last.",
        ),
    ),
    Mistake(
        "the forward half is not moved",
        _moves(0, -1),
        (
            "Has the forward output of step 3 seen the input of step 3?",
            "It has: it read it last.",
        ),
    ),
    Mistake(
        "what falls out at one end comes in at the other",
        _moves(1, -1, around=True),
        (
            "What does your first step get from the left, where nothing stands?",
            "`np.roll` goes round in a circle. Nothing read yet is zeros.",
        ),
    ),
    Mistake(
        "each half is one step too short",
        lambda f, b: np.concatenate([f[:, :-1], b[:, 1:]], axis=2),
        (
            "For how many steps have you a result, and how many are there?",
            "Which step has nothing on its left? It needs a row too, of zeros.",
        ),
    ),
    Mistake(
        "the ends are cut off",
        lambda f, b: np.concatenate([f[:, :-2], b[:, 2:]], axis=2),
        (
            "For how many steps have you a result, and how many are there?",
            "The first step has zeros from the left, the last one from the right.",
        ),
    ),
    Mistake(
        "the backward half stands on the left",
        lambda f, b: np.concatenate([_moved(b, -1), _moved(f, 1)], axis=2),
        (
            "Which half do your first columns belong to?",
            "The numbers are right; the forward half is wanted first.",
        ),
    ),
    Mistake(
        "the rows are moved instead of the steps",
        lambda f, b: np.concatenate(
            [np.concatenate([0 * f[:1], f[:-1]]), np.concatenate([b[1:], 0 * b[:1]])], axis=2
        ),
        (
            "What does the first axis count?",
            "The steps are the second axis; the rows have nothing to do with each other.",
        ),
    ),
    Mistake(
        "both halves are moved to the left",
        _moves(-1, -1),
        (
            "Which steps has the forward output of step 4 seen, which you put at step 3?",
            "From the left comes what the step before has seen.",
        ),
    ),
    Mistake(
        "both halves are moved by two",
        _moves(2, -2),
        (
            "Which is the last step that your forward half has seen at step 3?",
            "The neighbours of a step are to be seen, only the step itself is not.",
        ),
    ),
    Mistake(
        "the ends are zeros, but nothing is moved",
        _ends_at_zero,
        (
            "Has the forward output of step 3 seen the input of step 3?",
            "At each step stands what a neighbour has seen, not only at the ends.",
        ),
    ),
    Mistake(
        "the ends stand twice",
        lambda f, b: np.concatenate(
            [np.hstack([f[:, :1], f[:, :-1]]), np.hstack([b[:, 1:], b[:, -1:]])], axis=2
        ),
        (
            "What has the first forward output seen, which you put at the first step?",
            "Where there is nothing to one side, zeros are wanted.",
        ),
    ),
    Mistake(
        "the halves are added",
        lambda f, b: _moved(f, 1) + _moved(b, -1),
        (
            "How wide is your result, and how wide should it be?",
            "Side by side, nothing of either half is lost.",
        ),
    ),
    Mistake(
        "the halves stand behind each other in time",
        lambda f, b: np.concatenate([_moved(f, 1), _moved(b, -1)], axis=1),
        (
            "How many steps has your result, and how many the sequence?",
            "The units are the last axis: there both halves stand side by side.",
        ),
    ),
]
