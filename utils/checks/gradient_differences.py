"""What people get wrong in finite_differences (lesson 08, a gradient by moving each number)."""

import numpy as np

from utils import backward
from utils.exercise import Mistake


def _moved(array, index, distance):
    moved = array.copy()
    moved[index] += distance
    return moved


def _for_each_number(formula):
    """Make a mistake out of what it puts at one index."""

    def answer(function, array, step):
        gradient = np.zeros_like(array)
        for index in np.ndindex(array.shape):
            gradient[index] = formula(function, array, step, index)
        return gradient

    return answer


@_for_each_number
def _to_one_side(function, array, step, index):
    return (function(_moved(array, index, step)) - function(array)) / step


@_for_each_number
def _to_the_other_side(function, array, step, index):
    return (function(array) - function(_moved(array, index, -step))) / step


@_for_each_number
def _divided_by_one_step(function, array, step, index):
    above, below = _moved(array, index, step), _moved(array, index, -step)
    return (function(above) - function(below)) / step


@_for_each_number
def _multiplied_by_the_step(function, array, step, index):
    above, below = _moved(array, index, step), _moved(array, index, -step)
    return (function(above) - function(below)) / 2 * step


@_for_each_number
def _sign_lost(function, array, step, index):
    above, below = _moved(array, index, step), _moved(array, index, -step)
    return abs(function(above) - function(below)) / (2 * step)


@_for_each_number
def _all_moved(function, array, step, index):
    return (function(array + step) - function(array - step)) / (2 * step)


def _rows_moved(function, array, step):
    gradient = np.zeros_like(array)
    for row in range(len(array)):
        above, below = _moved(array, row, step), _moved(array, row, -step)
        gradient[row] = (function(above) - function(below)) / (2 * step)
    return gradient


def _moves_kept(function, array, step):
    gradient, moved = np.zeros_like(array), array.copy()
    for index in np.ndindex(array.shape):
        moved[index] += step
        above = function(moved)
        moved[index] -= 2 * step
        gradient[index] = (above - function(moved)) / (2 * step)
    return gradient


def _array_left_moved(function, array, step):
    gradient = np.zeros_like(array)
    for index in np.ndindex(array.shape):
        array[index] += step
        above = function(array)
        array[index] -= 2 * step
        gradient[index] = (above - function(array)) / (2 * step)
    return gradient


def _shape_lost(function, array, step):
    return backward.finite_differences(function, array, step).ravel()


FINITE_DIFFERENCES = [
    Mistake(
        "moved to one side only",
        _to_one_side,
        (
            "At how many points does the formula of the lesson ask for the function?",
            "A move up and a move down: the error of the one cancels that of the other.",
        ),
    ),
    Mistake(
        "moved to the other side only",
        _to_the_other_side,
        (
            "At how many points does the formula of the lesson ask for the function?",
            "A move up and a move down: the error of the one cancels that of the other.",
        ),
    ),
    Mistake(
        "divided by one step",
        _divided_by_one_step,
        (
            "How far do your two points lie from each other?",
            "Your gradient is twice what is wanted.",
        ),
    ),
    Mistake(
        "divided by two, and multiplied by the step",
        _multiplied_by_the_step,
        (
            "In which order does Python work off `a / 2 * b`?",
            "Everything below the fraction's line needs a bracket around it.",
        ),
    ),
    Mistake(
        "the sign is lost",
        _sign_lost,
        (
            "Which way does the loss go when a number grows: are all your numbers positive?",
            "A gradient says the direction too: it is no distance.",
        ),
    ),
    Mistake(
        "all numbers are moved at once",
        _all_moved,
        (
            "How many of your numbers are different from each other?",
            "Each number of the gradient asks what happens when one number alone is moved.",
        ),
    ),
    Mistake(
        "a whole row is moved",
        _rows_moved,
        (
            "What does `array[0]` stand for, where the array has two axes?",
            "`np.ndindex(array.shape)` goes through the places of single numbers.",
        ),
    ),
    Mistake(
        "the copy stays moved",
        _moves_kept,
        (
            "Your first number is right. What does the copy look like at the second?",
            "When one number is done, it must stand where it stood before.",
            "Take a new copy for each number.",
        ),
    ),
    Mistake(
        "the array itself is moved",
        _array_left_moved,
        (
            "What has become of the learner's weights when your function is done?",
            "Move a copy, and leave what you were given as it was.",
        ),
    ),
    Mistake(
        "the shape is lost",
        _shape_lost,
        (
            "Your numbers are right. What is their shape?",
            "A gradient has the shape of what it belongs to.",
        ),
    ),
]
