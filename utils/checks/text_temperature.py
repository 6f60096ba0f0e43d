"""What people get wrong in probabilities (lesson 05, a temperature), and how it is judged."""

import numpy as np

from utils.exercise import Mistake, WrongAnswer


def _softmax(scores, axis=1):
    exponentials = np.exp(scores - scores.max(axis=axis, keepdims=True))
    return exponentials / exponentials.sum(axis=axis, keepdims=True)


def finite_probabilities(answer, logits, temperature):
    """Let an answer compute probabilities, and insist that they are finite."""
    with np.errstate(all="ignore"):
        returned = answer(logits, temperature)
    is_float = isinstance(returned, np.ndarray) and returned.dtype.kind == "f"
    if is_float and not np.isfinite(returned).all():
        raise WrongAnswer(
            f"with a temperature of {temperature} it gave {returned[~np.isfinite(returned)][0]} "
            f"for logits between {logits.min():.0f} and {logits.max():.0f}."
        )
    return returned


def _overflowing(logits, temperature):
    exponentials = np.exp(logits / temperature)
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def _without_keepdims(logits, temperature):
    exponentials = np.exp(logits / temperature)
    return exponentials / exponentials.sum(axis=1)


PROBABILITIES = [
    Mistake(
        "the temperature multiplies",
        lambda logits, temperature: _softmax(logits * temperature),
        (
            "At which temperature should the likeliest character win nearly always?",
            "A low temperature must push the logits apart. What does yours do to them?",
        ),
    ),
    Mistake(
        "the temperature is not used",
        lambda logits, temperature: _softmax(logits),
        (
            "Does your result change with the temperature?",
            "Dividing all probabilities and scaling back to 1 undoes itself.",
            "The temperature must act before the exponentials are taken.",
        ),
    ),
    Mistake(
        "the probabilities are divided",
        lambda logits, temperature: _softmax(logits) / temperature,
        (
            "What do the probabilities of a row add up to?",
            "The temperature must act on the logits, before they become probabilities.",
        ),
    ),
    Mistake(
        "the rows do not add up to one",
        lambda logits, temperature: np.exp(logits / temperature),
        (
            "What do the probabilities of a row add up to?",
            "Exponentials are positive, but each row must be scaled to a sum of 1.",
        ),
    ),
    Mistake(
        "each column adds up to one",
        lambda logits, temperature: _softmax(logits / temperature, axis=0),
        (
            "What do the probabilities of a row add up to?",
            "Each row is one prediction, over the vocabulary: which axis is summed over?",
        ),
    ),
    Mistake(
        "the whole batch adds up to one",
        lambda logits, temperature: _softmax(logits / temperature, axis=(0, 1)),
        (
            "What do the probabilities of a row add up to?",
            "Every row is a prediction of its own: sum over one axis only, and keep it.",
        ),
    ),
    Mistake(
        "a row's sum, or maximum, has lost its axis",
        _without_keepdims,
        (
            "Which shapes meet in your subtraction, and in your division?",
            "`sum` and `max` remove their axis, unless they are told to keep it.",
        ),
    ),
    Mistake(
        "a row is not finite",
        _overflowing,
        (
            "What is `np.exp(1000.0)`, and what is a row of `np.exp(-1000.0)` over its sum?",
            "Softmax stays the same when one number is taken from all logits of a row.",
            "Take away the largest of each row: then the largest exponential is 1.",
        ),
    ),
]
