"""The learner writes the clipping of a list of gradients by the norm of all of them, in NumPy."""

import numpy as np

from utils.checks.engine import Exercise
from utils.tf1 import tf

random = np.random.default_rng(8)


def _clip_oracle(gradients, most):
    with tf.Graph().as_default(), tf.Session() as session:
        return session.run(tf.clip_by_global_norm([tf.constant(g) for g in gradients], most))


def _global_norm(gradients):
    return np.sqrt(sum(np.sum(g**2) for g in gradients))


def _clipped(
    clip=lambda g, norm, most: g * min(1.0, most / norm),
    norm_of=_global_norm,
    returned=lambda clipped, norm: (clipped, norm),
):
    """Make a mistake out of what is done to an array, of the norm, or of what is returned."""

    def answer(gradients, most):
        norm = norm_of(gradients)
        return returned([clip(g, norm, most) for g in gradients], norm)

    return answer


def _in_place(gradients, most):
    norm = _global_norm(gradients)
    for gradient in gradients:
        gradient *= min(1.0, most / norm)
    return gradients, norm


DIFFERENT_SHAPES = (
    "The arrays have different shapes. Can NumPy join them as they are?",
    "Make each array flat first, or add the squares array by array.",
)


def _clip_case(most, *shapes, scale=1.0):
    return {"gradients": [random.normal(scale=scale, size=shape) for shape in shapes], "most": most}


clip_by_global_norm = Exercise(
    name="clip_by_global_norm",
    oracle=_clip_oracle,
    cases=[
        _clip_case(1.5, (3, 2), (4,), (2, 5), scale=2.0),
        _clip_case(9.0, (2, 3), (3,), scale=0.5),
        _clip_case(0.25, (5,), (1, 4)),
    ],
    mistakes={
        "each array is clipped by its own norm": (
            _clipped(lambda g, norm, most: g * min(1.0, most / np.linalg.norm(g))),
            "Your arrays are multiplied by different factors. Does this keep the direction?",
            "Look at the norm in your loop. It must belong to all arrays together.",
            "Compute one factor before the loop, and use it for each array.",
        ),
        "small gradients are scaled up": (
            _clipped(lambda g, norm, most: g * most / norm),
            "Your result is always as long as the limit. What if the norm is below it?",
            "If the norm is below the limit, the factor must be 1.",
        ),
        "gradients are scaled only below the limit": (
            _clipped(lambda g, norm, most: g * most / norm if norm < most else g),
            "You change the gradients if their norm is below the limit. Is this the correct case?",
            "Look at your comparison. Only gradients above the limit become shorter.",
        ),
        "the factor is the norm divided by the limit": (
            _clipped(lambda g, norm, most: g * norm / most if norm > most else g),
            "Your gradients become longer. Is your factor above 1?",
            "Look at the quotient. If the norm is twice the limit, the factor is one half.",
        ),
        "the norms are added": (
            _clipped(norm_of=lambda gradients: sum(np.linalg.norm(g) for g in gradients)),
            "Your norm is too large. Is the norm of the vector (3, 4) equal to 7?",
            "Think of all numbers as one long vector, and compute its norm.",
            "Add the squares of all numbers, then take the root.",
        ),
        "the largest norm is used": (
            _clipped(norm_of=lambda gradients: max(np.linalg.norm(g) for g in gradients)),
            "Your norm is too small. Does it contain the numbers of all arrays?",
            "The global norm is that of all arrays together, as one long vector.",
        ),
        "the limit is missing in the factor": (
            _clipped(lambda g, norm, most: g / norm if norm > most else g),
            "The norm of your result is 1, whatever the limit is. Where do you use `most`?",
            "If the norm is above the limit, the new norm must be equal to the limit.",
        ),
        "the absolute values are added": (
            _clipped(norm_of=lambda gradients: sum(np.abs(g).sum() for g in gradients)),
            "Your norm is too large. Do you add absolute values or squares?",
            "A norm is the root of the sum of squares.",
        ),
        "the largest number is used": (
            _clipped(norm_of=lambda gradients: max(np.abs(g).max() for g in gradients)),
            "Your norm is the largest number of the gradients. Where are the others?",
            "Add the squares of all numbers, then take the root.",
        ),
        "arrays of different shapes are joined": (
            _clipped(norm_of=lambda gradients: np.linalg.norm(np.concatenate(gradients))),
            *DIFFERENT_SHAPES,
        ),
        "arrays of different shapes become one array": (
            _clipped(norm_of=lambda gradients: np.linalg.norm(np.array(gradients))),
            *DIFFERENT_SHAPES,
        ),
        "the argument is changed": (
            _in_place,
            "Your function changes its argument `gradients`. Do you scale with `*=`?",
            "Return new arrays, so that the gradients of the caller stay as they were.",
        ),
        "the root is missing": (
            _clipped(norm_of=lambda gradients: _global_norm(gradients) ** 2),
            "Your norm is the square of the expected one. Did you take the root?",
            "A norm is the root of the sum of squares.",
        ),
        "each number is clipped": (
            _clipped(lambda g, norm, most: np.clip(g, -most, most)),
            "Only your largest numbers change. Does this keep the direction?",
            "Do not limit single numbers. Multiply all of them by one factor.",
        ),
        "the norm after clipping is returned": (
            _clipped(returned=lambda clipped, norm: (clipped, _global_norm(clipped))),
            "Your norm is never above the limit. Did you compute it after clipping?",
            "Return the norm of the gradients that the function received.",
        ),
        "the norm is not returned": (
            _clipped(returned=lambda clipped, norm: clipped),
            "You return one thing. How many does `tf.clip_by_global_norm` return?",
            "Return a tuple of the list and the norm.",
        ),
        "the norm is returned first": (
            _clipped(returned=lambda clipped, norm: (norm, clipped)),
            "Your tuple begins with the norm. Is this the order of the docstring?",
            "Return the list first, then the norm.",
        ),
        "one long vector is returned": (
            _clipped(
                returned=lambda clipped, norm: (np.concatenate([g.ravel() for g in clipped]), norm)
            ),
            "Your first result is one array. Is there still one array for each variable?",
            "Scale the arrays of the list. The long vector is only for the norm.",
        ),
        "the tuple is not unpacked": (
            _clipped(returned=lambda clipped, norm: ((clipped, norm), norm)),
            "The first part of your tuple is again a tuple. Where does it come from?",
            "`tf.clip_by_global_norm` returns two things, so give its result two names.",
        ),
    },
    minutes=6,
    difficulty=2,
)
