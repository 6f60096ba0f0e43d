"""What people get wrong in clip_by_global_norm (lesson 08, clipping), and its oracle."""

import numpy as np

from utils.exercise import Mistake
from utils.tf1 import tf


def clip_oracle(gradients, most):
    """Clip as TensorFlow does."""
    with tf.Graph().as_default(), tf.Session() as session:
        return session.run(tf.clip_by_global_norm([tf.constant(g) for g in gradients], most))


def _norms(gradients):
    return np.array([np.linalg.norm(g) for g in gradients])


def _global_norm(gradients):
    return np.linalg.norm(_norms(gradients))


def _scaled(factor=lambda norm, most: min(1.0, most / norm), norm_of=_global_norm):
    """Make a mistake out of the factor, or of the norm; it returns a pair, as is wanted."""

    def answer(gradients, most):
        norm = norm_of(gradients)
        return [g * factor(norm, most) for g in gradients], norm

    return answer


def _each_by_its_own(gradients, most):
    clipped = [g * min(1.0, most / np.linalg.norm(g)) for g in gradients]
    return clipped, _global_norm(gradients)


def _norm_after_clipping(gradients, most):
    clipped, _ = clip_oracle(gradients, most)
    return clipped, _global_norm(clipped)


CLIP_BY_GLOBAL_NORM = [
    Mistake(
        "each array by its own norm",
        _each_by_its_own,
        (
            "By how many different factors are your arrays multiplied?",
            "One factor for all of them: only then does the direction stay.",
        ),
    ),
    Mistake(
        "small gradients are made larger",
        _scaled(lambda norm, most: most / norm),
        (
            "What do you do with gradients whose norm is below the limit?",
            "Clipping only ever makes shorter.",
        ),
    ),
    Mistake(
        "the norms are added up",
        _scaled(norm_of=lambda gradients: np.sum(_norms(gradients))),
        (
            "How long is an arrow that goes 3 to the east and 4 to the north?",
            "Put all numbers into one long row: what is its norm?",
        ),
    ),
    Mistake(
        "the root is missing",
        _scaled(norm_of=lambda gradients: np.sum(_norms(gradients) ** 2)),
        (
            "What is the norm of a single number, 3?",
            "The sum of squares is not yet a norm.",
        ),
    ),
    Mistake(
        "clipped by value",
        lambda gradients, most: (
            [np.clip(g, -most, most) for g in gradients],
            _global_norm(gradients),
        ),
        (
            "Does your result point in the direction of the gradients that you were given?",
            "No number is cut: all are multiplied by one factor.",
        ),
    ),
    Mistake(
        "the norm after clipping",
        _norm_after_clipping,
        (
            "What would a plot of your norms tell about a training that explodes?",
            "The norm that is returned is the one that was found, before anything was scaled.",
        ),
    ),
    Mistake(
        "the norm is not returned",
        lambda gradients, most: clip_oracle(gradients, most)[0],
        (
            "How many things does `tf.clip_by_global_norm` return?",
            "A pair is wanted: the list, and the norm.",
        ),
    ),
]
