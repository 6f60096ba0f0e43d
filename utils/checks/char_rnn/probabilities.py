"""The learner writes `probabilities`: a softmax with a temperature, correct for any logits."""

import numpy as np

from utils.checks.engine import Exercise, WrongAnswer

random = np.random.default_rng(5)

SUM_OF_A_ROW = "The sum of a row is not 1. What should the probabilities of a row add up to?"


def _finite(answer, logits, temperature):
    """Let an answer compute probabilities, and check that they are finite."""
    with np.errstate(all="ignore"):
        returned = answer(logits, temperature)
    is_float = isinstance(returned, np.ndarray) and returned.dtype.kind == "f"
    if is_float and returned.shape == logits.shape and not np.isfinite(returned).all():
        row, column = np.argwhere(~np.isfinite(returned))[0]
        raise WrongAnswer(
            f"expected finite numbers, got {returned[row, column]} in row {row}, whose logits are "
            f"between {logits[row].min():.0f} and {logits[row].max():.0f}."
        )
    return returned


def _pair_by_pair(logits, temperature):
    """Softmax as 1 / sum of exp(difference): each logit against every other of its row."""
    differences = (logits[:, np.newaxis, :] - logits[:, :, np.newaxis]) / temperature
    return 1 / np.exp(np.minimum(differences, 700)).sum(axis=2)


def _share(exponentials, axis=1, keepdims=True):
    return exponentials / exponentials.sum(axis=axis, keepdims=keepdims)


def _softmax(scores, axis=1):
    return _share(np.exp(scores - scores.max(axis=axis, keepdims=True)), axis)


probabilities = Exercise(
    name="probabilities",
    oracle=_pair_by_pair,
    cases=[
        {"logits": random.normal(scale=2.0, size=(3, 5)), "temperature": 0.5},
        {"logits": random.normal(scale=2.0, size=(2, 4)), "temperature": 2.0},
        {"logits": random.normal(scale=1.5, size=(4, 3)), "temperature": 0.8},
        # At this temperature, exp of a logit of row 0 is too large for a float64. Those of row 1
        # are so small that exp gives zeros when the largest logit of row 0 is subtracted.
        {"logits": random.normal([[50], [-50]], scale=20.0, size=(2, 5)), "temperature": 0.01},
    ],
    mistakes={
        "the temperature multiplies": (
            lambda logits, temperature: _softmax(logits * temperature),
            "A low temperature makes your probabilities more equal. Should it?",
            "A low temperature must make the logits larger. Look at where you use it.",
        ),
        "the temperature is not used": (
            lambda logits, temperature: _softmax(logits),
            "Your result is the same at every temperature. Where do you use the temperature?",
            "If you divide after the exponential, the normalization cancels the division.",
            "Apply the temperature to the logits, before the exponential.",
        ),
        "the probabilities are divided by the temperature": (
            lambda logits, temperature: _softmax(logits) / temperature,
            SUM_OF_A_ROW,
            "Apply the temperature to the logits, before they become probabilities.",
        ),
        "the exponentials are not normalized": (
            lambda logits, temperature: np.exp(logits / temperature),
            SUM_OF_A_ROW,
            "Divide the exponentials of each row by their sum.",
        ),
        "each column has the sum 1": (
            lambda logits, temperature: _softmax(logits / temperature, axis=0),
            SUM_OF_A_ROW,
            "Each row is one prediction. Check the axis of your sum.",
        ),
        "the whole batch has the sum 1": (
            lambda logits, temperature: _softmax(logits / temperature, axis=(0, 1)),
            SUM_OF_A_ROW,
            "Each row is a prediction of its own. Sum over one axis, and keep that axis.",
        ),
        "the axis of a sum or maximum is missing": (
            lambda logits, temperature: _share(np.exp(logits / temperature), keepdims=False),
            "The shapes do not fit. What shape does your sum or maximum have?",
            "`sum` and `max` remove their axis. An argument of both keeps it.",
        ),
        "a row is not finite": (
            lambda logits, temperature: _share(np.exp(logits / temperature)),
            "Some results are NaN or infinite. What is `np.exp(1000.0)`?",
            "The softmax does not change if you subtract the same number from a whole row.",
            "Subtract the largest number of each row. Then no exponential is above 1.",
        ),
        "each column has a maximum of its own": (
            lambda logits, temperature: _share(np.exp((logits - logits.max(axis=0)) / temperature)),
            "Your rows have the sum 1, but wrong values. Along which axis is your maximum?",
            "All logits of a row must lose the same number, the maximum of this row.",
        ),
        "one maximum is subtracted from all rows": (
            lambda logits, temperature: _share(np.exp((logits - logits.max()) / temperature)),
            "A row of small logits gives NaN. What do you subtract from it?",
            "All its exponentials become 0, because the maximum belongs to another row.",
            "Compute the maximum along axis 1, so that each row has its own.",
        ),
    },
    minutes=6,
    difficulty=2,
    call=_finite,
)
