import numpy as np
import pytest

from utils.checks import backpropagation_through_time as check


def by_difference(difference_at):
    """Make an answer out of what it does at one index of the array."""

    def answer(function, array, step):
        gradient = np.zeros_like(array)
        for index in np.ndindex(array.shape):
            gradient[index] = difference_at(function, array, step, index) / (2 * step)
        return gradient

    return answer


@by_difference
def up_first(function, array, step, index):
    array[index] += step
    above = function(array)
    array[index] -= 2 * step
    below = function(array)
    array[index] += step
    return above - below


@by_difference
def down_first(function, array, step, index):
    array[index] -= step
    below = function(array)
    array[index] += step
    array[index] += step
    above = function(array)
    array[index] -= step
    return above - below


@by_difference
def slices_as_copies(function, array, step, index):
    above, below = array[:], array[:]
    above[index] += step
    below[index] -= step
    return function(above) - function(below)


@by_difference
def put_back(function, array, step, index):
    old = array[index]
    array[index] = old + step
    above = function(array)
    array[index] = old - step
    below = function(array)
    array[index] = old
    return above - below


def by_unit_arrays(function, array, step):
    units = np.eye(array.size).reshape(-1, *array.shape)
    found = [(function(array + step * u) - function(array - step * u)) / step / 2 for u in units]
    return np.reshape(found, array.shape)


def backward_pass(states, U, output_gradients, pass_back=lambda dh, h, U: (dh * (1 - h**2)) @ U.T):
    found = [output_gradients[:, -1]]
    for t in range(states.shape[1] - 1, 0, -1):
        found.append(output_gradients[:, t - 1] + pass_back(found[-1], states[:, t], U))
    return np.stack(found[::-1], axis=1)


def matrix_before_derivative(*arguments):
    return backward_pass(*arguments, lambda dh, h, U: dh @ U.T * (1 - h**2))


@pytest.mark.parametrize(
    ("name", "answer", "mistake"),
    [
        ("finite_differences", up_first, "the argument is changed and changed back"),
        ("finite_differences", down_first, "the argument is changed and changed back"),
        ("finite_differences", slices_as_copies, "above and below are one array"),
        ("state_gradients", matrix_before_derivative, "U comes before the derivative"),
    ],
)
def test_a_wrong_answer_fails_and_is_named(name, answer, mistake):
    result = getattr(check, name)(answer)
    assert (result.status, result.mistake) == ("failed", mistake)


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("finite_differences", put_back),
        ("finite_differences", by_unit_arrays),
        ("state_gradients", backward_pass),
    ],
)
def test_another_right_answer_passes(name, answer):
    result = getattr(check, name)(answer)
    assert (result.status, result.mistake) == ("passed", None)
