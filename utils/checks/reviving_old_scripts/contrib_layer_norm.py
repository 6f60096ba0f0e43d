"""The learner writes the layer normalization of `tf.contrib.layers` for today."""

from functools import partial

import numpy as np

from utils.checks.cases import normal
from utils.checks.engine import Exercise
from utils.checks.in_graph import in_graph
from utils.tf1 import tf

random = np.random.default_rng(20)
EPSILON = 1e-12


def _example_by_example(inputs, gamma, beta):
    """Normalize each example as one long row of numbers."""
    results = []
    for example in inputs.astype(np.float64):
        numbers = example.ravel()
        centered = example - sum(numbers) / len(numbers)
        variance = sum(centered.ravel() ** 2) / len(numbers)
        results.append(centered / np.sqrt(variance + EPSILON) * gamma + beta)
    return np.array(results, np.float32)


def _all_but_the_first(inputs):
    return list(range(1, inputs.shape.rank))


def _normalized(
    inputs,
    gamma,
    beta,
    axes=_all_but_the_first,
    epsilon=EPSILON,
    subtract=True,
    deviation=tf.sqrt,
    keepdims=True,
    scale=tf.multiply,
    shift=tf.add,
):
    """The answer, or a mistake where a setting differs from the default."""
    mean, variance = tf.nn.moments(inputs, axes(inputs), keepdims=keepdims)
    centered = inputs - mean if subtract else inputs
    return shift(scale(centered / deviation(variance + epsilon), gamma), beta)


def _unbiased(inputs, gamma, beta):
    count = int(np.prod(inputs.shape[1:]))
    return _normalized(inputs, gamma, beta, deviation=lambda v: tf.sqrt(v * count / (count - 1)))


def _first(value, _):
    return value


def _wrong(**settings):
    return partial(_normalized, **settings)


def _case(*shape):
    return {
        "inputs": normal(random, *shape, scale=0.3, mean=0.5),
        "gamma": normal(random, shape[-1], mean=1.0),
        "beta": normal(random, shape[-1]),
    }


ALL_BUT_THE_FIRST = "The mean is taken over all axes but the first."

contrib_layer_norm = Exercise(
    name="contrib_layer_norm",
    oracle=_example_by_example,
    call=in_graph,
    cases=[_case(3, 5, 4), _case(4, 2, 6), _case(2, 3, 4, 5)],
    tolerance=1e-4,
    mistakes={
        "the mean is taken over the last axis only": (
            _wrong(axes=lambda inputs: [-1]),
            "You normalize each time step alone. Does contrib's layer do this too?",
            ALL_BUT_THE_FIRST,
            "Pass all these axes to `tf.nn.moments`, for any rank.",
        ),
        "the mean is taken over axis 1 only": (
            _wrong(axes=lambda inputs: [1]),
            "You normalize over axis 1 only. Which axes does contrib's layer use?",
            ALL_BUT_THE_FIRST,
            "Make a list of the axes from 1 to the last.",
        ),
        "the mean is taken over axes 1 and 2, for any rank": (
            _wrong(axes=lambda inputs: [1, 2]),
            "Your answer is wrong only for a tensor with four axes. Which axes do you use?",
            ALL_BUT_THE_FIRST,
            "Take the number of axes from `inputs.shape.rank`.",
        ),
        "the mean is taken over the batch too": (
            _wrong(axes=lambda inputs: list(range(inputs.shape.rank))),
            "Your result for one example depends on the others. Should it?",
            "Axis 0 is the batch, and each example is normalized alone.",
            "Begin the list of axes with 1.",
        ),
        "the mean is taken over the batch only": (
            _wrong(axes=lambda inputs: [0]),
            "You normalize over the batch. Is this not batch normalization?",
            "Layer normalization treats each example alone.",
            ALL_BUT_THE_FIRST,
        ),
        "the axes of length 1 are not kept": (
            _wrong(keepdims=False),
            "What shapes do your mean and your variance have?",
            "A mean of shape `[batch]` does not fit `[batch, num_steps, size]`.",
            "Pass `keepdims=True` to `tf.nn.moments`.",
        ),
        "the mean is not subtracted": (
            _wrong(subtract=False),
            "Your result is only scaled. What should its mean be before beta is added?",
            "Subtract the mean before you divide.",
        ),
        "nothing is divided": (
            _wrong(deviation=tf.ones_like),
            "Do you use the variance?",
            "The standard deviation should be 1, before gamma and beta.",
        ),
        "the variance is used as the standard deviation": (
            _wrong(deviation=tf.identity),
            "You divide by the variance. Which unit does it have?",
            "Divide by the standard deviation, which is the root of the variance.",
        ),
        "the variance divides by n - 1": (
            _unbiased,
            "Your result is slightly too small. How is your variance computed?",
            "This variance divides by the count of the numbers, and not by the count minus 1.",
        ),
        "epsilon is Keras's": (
            _wrong(epsilon=1e-3),
            "Your result differs only slightly. Which epsilon do you add to the variance?",
            "The 0.001 is the default of Keras. The exercise names another number.",
        ),
        "gamma and beta are swapped": (
            lambda inputs, gamma, beta: _normalized(inputs, beta, gamma),
            "Which of gamma and beta do you multiply by?",
            "Gamma scales, beta shifts.",
        ),
        "beta is not added": (
            _wrong(shift=_first),
            "Your result does not depend on `beta`. Do you use it?",
            "Beta is added at the end.",
        ),
        "gamma and beta are not used": (
            _wrong(scale=_first, shift=_first),
            "Your result depends neither on `gamma` nor on `beta`. Do you use them?",
            "After the division, the numbers are scaled and shifted.",
            "Multiply by gamma, then add beta.",
        ),
        "gamma is not used": (
            _wrong(scale=_first),
            "Your result does not depend on `gamma`. Do you use it?",
            "Multiply by gamma before you add beta.",
        ),
    },
    minutes=6,
    difficulty=2,
)
