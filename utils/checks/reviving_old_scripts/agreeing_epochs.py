"""The learner counts the epochs in which two runs agree, from the beginning."""

import numpy as np

from utils.checks.engine import Exercise


def _epoch_by_epoch(old, new, tolerance):
    for epoch, (first, second) in enumerate(zip(old, new, strict=True)):
        if not -tolerance <= second - first <= tolerance:
            return epoch
    return len(old)


def _counted(count, apart=lambda old, new: np.abs(new - old)):
    """Make a mistake out of what becomes of the differences and the tolerance."""
    return lambda old, new, tolerance: count(apart(old, new), tolerance)


def _first_beyond(apart, tolerance):
    beyond = np.flatnonzero(apart > tolerance)
    return int(beyond[0]) if len(beyond) else len(apart)


def _last_beyond(apart, tolerance):
    beyond = np.flatnonzero(apart > tolerance)
    return int(beyond[-1]) if len(beyond) else len(apart)


def _up_to_a_difference(old, new, tolerance):
    epochs = 0
    for first, second in zip(old, new, strict=True):
        epochs = epochs + 1 if abs(first - second) <= tolerance else 0
    return epochs


def _first_not_close(old, new, tolerance):
    return _first_beyond(np.isclose(old, new, atol=tolerance) == 0, 0.5)


def _case(old, changes, tolerance=0.01):
    old = np.array(old)
    return {"old": old, "new": old + np.array(changes), "tolerance": tolerance}


agreeing_epochs = Exercise(
    name="agreeing_epochs",
    oracle=_epoch_by_epoch,
    cases=[
        # It agrees again after the first difference, and the largest one comes later.
        _case([2.0, 1.6, 1.2, 0.9, 0.7, 0.6], [0.002, -0.001, -0.05, 0.003, 0.2, 0.03]),
        _case([0.9, 0.5, 0.4, 0.2], [0.001, -0.002, 0.004, 0.0]),  # all agree
        _case([0.8, 0.7, 0.65, 0.6, 0.5], [-0.3, 0.004, -0.1, 0.02, -0.001]),
        _case([3.0, 2.0, 1.5, 1.2, 0.8, 0.5, 0.3], [0.0, 0.001, 0.02, 0.0, 0.004, 0.3, 0.007]),
        # The first difference is exactly the tolerance, and the second one slightly above it.
        _case([2048.0, 1024.0, 512.0], [0.25, 0.254, -0.125], tolerance=0.25),
    ],
    mistakes={
        "all epochs that agree are counted": (
            _counted(lambda apart, tolerance: int((apart <= tolerance).sum())),
            "You also count epochs after the first difference. Should you?",
            "Two losses can agree again by accident.",
            "Stop at the first epoch that differs.",
        ),
        "the count begins again after a difference": (
            _up_to_a_difference,
            "You count the last epochs that agree. Which ones should you count?",
            "Two losses can agree again by accident, after the first difference.",
            "Return the count at the first epoch that differs.",
        ),
        "a difference equal to the tolerance is not accepted": (
            _counted(lambda apart, tolerance: _first_beyond(apart, np.nextafter(tolerance, 0))),
            "What does your answer do with a difference that is equal to the tolerance?",
            "Look at your comparison: the exercise says *at most*.",
            "Two losses agree if the difference is `<= tolerance`.",
        ),
        "`np.isclose` adds a relative tolerance": (
            _first_not_close,
            "Your answer accepts differences above the tolerance. Do you use `np.isclose`?",
            "It adds `rtol` times the second value to the tolerance.",
            "Compare the absolute difference with the tolerance yourself, or pass `rtol=0`.",
        ),
        "the epochs that differ are counted": (
            _counted(lambda apart, tolerance: int((apart > tolerance).sum())),
            "Your answer is 0 if all epochs agree. What do you count?",
            "Count the epochs that agree before the first difference.",
        ),
        "the last epoch that differs is returned": (
            _counted(_last_beyond),
            "You return the last epoch that differs. Which one is the first?",
            "After the first difference, all later ones only follow from it.",
        ),
        "the epoch with the largest difference is returned": (
            _counted(lambda apart, tolerance: int(apart.argmax())),
            "You return the epoch with the largest difference. Is it the first difference?",
            "Compare each difference with the tolerance.",
        ),
        "the sign of the difference is kept": (
            _counted(_first_beyond, lambda old, new: new - old),
            "Your answer misses losses that are too small. Which sign do they have?",
            "A negative difference is never above the tolerance.",
            "Compare the absolute value.",
        ),
        "the difference is subtracted the other way, with its sign": (
            _counted(_first_beyond, lambda old, new: old - new),
            "Your answer misses losses that are too large. Which sign do they have?",
            "A negative difference is never above the tolerance.",
            "Compare the absolute value.",
        ),
        "the losses must be exactly equal": (
            _counted(lambda apart, tolerance: _first_beyond(apart, 0.0)),
            "Your answer does not depend on `tolerance`. Do you use it?",
            "Two correct runs can differ by a rounding error.",
        ),
        "the difference is relative": (
            _counted(_first_beyond, lambda old, new: np.abs(new - old) / old),
            "You divide by the loss. Does the exercise ask for this?",
            "The tolerance is for the absolute difference of two losses.",
        ),
        "the difference is squared": (
            _counted(_first_beyond, lambda old, new: (new - old) ** 2),
            "You square the difference. Does the exercise ask for this?",
            "The tolerance is for the absolute difference of two losses.",
        ),
        "runs that agree everywhere give 0": (
            _counted(lambda apart, tolerance: int((apart > tolerance).argmax())),
            "Your answer is 0 if all epochs agree. How many agree then?",
            "`argmax` of an array without True returns 0.",
            "Treat the case without any difference separately.",
        ),
        "the epochs are counted from 1": (
            _counted(lambda apart, tolerance: _first_beyond(apart, tolerance) + 1),
            "Your answer is too large by 1. What should it be if epoch 0 differs?",
            "Count the epochs *before* the first difference.",
        ),
        "one epoch that agrees is missing": (
            _counted(lambda apart, tolerance: _first_beyond(apart, tolerance) - 1),
            "Your answer is too small by 1. What should it be if epoch 0 differs?",
            "The number of epochs before epoch 2 is 2.",
        ),
        "only the last epoch is compared": (
            _counted(lambda apart, tolerance: len(apart) if apart[-1] <= tolerance else 0),
            "You compare one epoch only. Which epochs should you compare?",
            "Go through the epochs from the first one.",
        ),
    },
    minutes=4,
    difficulty=2,
)
