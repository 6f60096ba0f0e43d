"""The learner writes the gradient of any function, by changing one number at a time."""

import numpy as np

from utils import backward
from utils.checks.engine import Exercise

random = np.random.default_rng(8)


def _function_of(weights):
    """A function without symmetries: each number has its own weight, and depends on the others."""
    return lambda array: np.sum(weights * array**3) + np.sum(array) ** 2 + np.prod(array)


def _changed(array, index, distance):
    changed = array.copy()
    changed[index] += distance
    return changed


def _differences(
    quotient=lambda above, here, below, step: (above - below) / (2 * step), change=_changed
):
    """Make a mistake out of the quotient, or of what is changed."""

    def answer(function, array, step):
        gradient = np.zeros_like(array)
        for index in np.ndindex(array.shape):
            above, below = (function(change(array, index, far)) for far in (step, -step))
            gradient[index] = quotient(above, function(array), below, step)
        return gradient

    return answer


def _in_place(function, array, step, back=1.0):
    """Change the numbers of the array itself, and at the end add `back` steps."""
    gradient = np.zeros_like(array)
    for index in np.ndindex(array.shape):
        array[index] += step
        above = function(array)
        array[index] -= 2 * step
        gradient[index] = (above - function(array)) / (2 * step)
        array[index] += back * step
    return gradient


def _two_names_for_one_array(function, array, step):
    above = below = array
    for index in np.ndindex(array.shape):
        above[index] += step
        below[index] -= step
    return np.zeros_like(array)


def _difference_case(*shape, step):
    weights = random.uniform(2, 4, size=shape) * random.choice([-1, 1], size=shape)
    array = random.uniform(0.5, 1.5, size=shape)
    # A number far below the step: changed and changed back, it loses digits.
    array.flat[0] *= step / 100
    return {"weights": weights, "array": array, "step": step}


BOTH_DIRECTIONS = (
    "Your result is close, but not close enough. Do you change the number in both directions?",
    "The formula of section 2 has two values of the loss, one above and one below.",
)

finite_differences = Exercise(
    name="finite_differences",
    oracle=lambda weights, *others: backward.finite_differences(_function_of(weights), *others),
    cases=[
        _difference_case(3, 2, step=1e-2),
        _difference_case(4, step=1e-3),
        _difference_case(2, 1, 3, step=1e-2),
    ],
    mistakes={
        "the number is only increased": (
            _differences(lambda above, here, below, step: (above - here) / step),
            *BOTH_DIRECTIONS,
        ),
        "the number is only decreased": (
            _differences(lambda above, here, below, step: (here - below) / step),
            *BOTH_DIRECTIONS,
        ),
        "the difference is divided by one step": (
            _differences(lambda above, here, below, step: (above - below) / step),
            "Your gradient is twice as large as expected. How far apart are your two points?",
            "One point is a step above, and the other a step below.",
        ),
        "the parentheses around the denominator are missing": (
            _differences(lambda above, here, below, step: (above - below) / 2 * step),
            "Your gradient is far too small. In which order does Python compute `a / 2 * b`?",
            "Python divides by 2, and then multiplies by the step.",
            "Put parentheses around the whole denominator.",
        ),
        "the difference is not divided": (
            _differences(lambda above, here, below, step: above - below),
            "Your gradient is far too small. By what do you divide the difference?",
            "Divide by the distance of your two points, which are two steps apart.",
        ),
        "the sign is wrong": (
            _differences(lambda above, here, below, step: (below - above) / (2 * step)),
            "Your gradient has the opposite sign. Which of the two losses do you subtract?",
            "Subtract the loss below from the loss above.",
        ),
        "the argument `step` is not used": (
            lambda function, array, step: _differences()(function, array, 1e-6),
            "Your result is the same for every `step`. Where do you use this argument?",
            "Change the numbers by `step` itself, also where another step is more exact.",
        ),
        "only one difference is returned": (
            lambda function, array, step: (
                (function(array + step) - function(array - step)) / 2 / step
            ),
            "You return one number. How many numbers does the gradient have?",
            "Each number of the array needs its own difference, with only this number changed.",
        ),
        "the absolute value is taken": (
            _differences(lambda above, here, below, step: abs(above - below) / (2 * step)),
            "All numbers of your gradient are positive. Can the function also become smaller?",
            "The sign of a gradient is its direction, so keep it.",
        ),
        "all numbers are changed at once": (
            _differences(change=lambda array, index, distance: array + distance),
            "All numbers of your gradient are equal. Do you change all numbers of the array "
            "together?",
            "Each number of the gradient belongs to one number of the array. Change only this one.",
        ),
        "a whole row is changed": (
            _differences(change=lambda array, index, distance: _changed(array, index[0], distance)),
            "For an array with two axes, what does `array[0]` select?",
            "You change a whole row. `np.ndindex(array.shape)` gives the index of each single "
            "number.",
        ),
        "the copy keeps its changes": (
            lambda function, array, step: _in_place(function, array.copy(), step, back=0.0),
            "Only your first number is correct. What does the copy contain at the second?",
            "At the second number, the copy still contains the change of the first.",
            "Make a new copy for each number.",
        ),
        "the argument is changed": (
            lambda function, array, step: _in_place(function, array, step, back=0.0),
            "Your function changes its argument `array`. Do you work on a copy?",
            "Change a copy, so that the weights of the caller stay as they were.",
        ),
        "the argument is changed and changed back": (
            _in_place,
            "You add the step, and subtract it again. Do you get exactly the old number?",
            "Each addition rounds, so the last digits of the number can change.",
            "Change a copy, or store the old number and put it back.",
        ),
        "above and below are one array": (
            _two_names_for_one_array,
            "Your gradient is zero. Are `above` and `below` two different arrays?",
            "A second name, or a slice `[:]`, is not a copy.",
            "Each of the two needs its own copy of the array.",
        ),
        "the shape is lost": (
            lambda function, array, step: _differences()(function, array, step).ravel(),
            "Your numbers are correct, but on one axis. Which shape does the argument `array` "
            "have?",
            "The gradient has the shape of the array.",
        ),
    },
    minutes=6,
    difficulty=2,
    arguments=("function", "array", "step"),
    call=lambda answer, weights, *others: answer(_function_of(weights), *others),
)
