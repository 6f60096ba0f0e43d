"""The learner chooses a kernel of zeros and ones with which a cell remembers two inputs."""

import numpy as np

from utils import reference
from utils.checks.engine import Exercise, WrongAnswer
from utils.checks.engine.compare import difference

random = np.random.default_rng(3)


def _states_of_kernel(answer, inputs):
    """Run a cell with the kernel that an answer gives over some inputs; return its states."""
    input_size = inputs.shape[1]
    kernel = answer(input_size)
    expected = np.zeros((3 * input_size, 2 * input_size))
    if complaint := difference(expected, kernel, np.inf, "the kernel"):
        raise WrongAnswer(f"{complaint}.")
    # The second half begins with ones, which must have no effect. Zeros would hide an effect.
    start = np.repeat([[0.0, 1.0]], input_size, axis=1)
    states, _ = reference.unroll(
        lambda inputs, state: reference.rnn_step(inputs, state, kernel, np.zeros(2 * input_size)),
        inputs[np.newaxis],
        start,
    )
    return states[0]


def _now_and_before(inputs):
    now = np.tanh(inputs)
    before = np.tanh(np.concatenate([np.zeros_like(now[:1]), now[:-1]]))
    return np.concatenate([now, before], axis=1)


def _mistake(*blocks):
    """Make a mistake out of its kernel for one input; for more, a one stands for an identity.

    The rows are those of the input and of the two halves, the columns those of the two halves.
    """
    return lambda input_size: np.kron(blocks, np.eye(input_size))


remembering_kernel = Exercise(
    name="remembering_kernel",
    oracle=_now_and_before,
    cases=[{"inputs": random.uniform(-1, 1, size=(4, input_size))} for input_size in (2, 1, 5)],
    mistakes={
        "the second half feeds the first": (
            _mistake([1, 0], [0, 0], [1, 0]),
            "The second half of the state goes to the first half. Did you mix up rows and columns?",
            "A row is where a number comes from. A column is where it goes.",
            "In U, use the rows of the first half and the columns of the second half.",
        ),
        "each unit also keeps its own state": (
            _mistake([1, 0], [1, 0], [0, 1]),
            "Every unit adds its own old value. Should the first half depend on older inputs?",
            "A one on the diagonal of U gives a unit its own old value. Remove it.",
        ),
        "the halves are swapped, or U comes first": (
            _mistake([0, 1], [0, 0], [1, 0]),
            "The new input goes to the second half. To which half should it go?",
            "The input has the first rows of the kernel. The first half has the first columns.",
        ),
        "whole blocks of ones": (
            lambda input_size: np.kron([[1, 0], [0, 1], [0, 0]], np.ones([input_size, input_size])),
            "Each unit adds several inputs. Should it copy only one number?",
            "A block of ones mixes all numbers. An identity matrix copies each number to one unit.",
        ),
        "the new input reaches both halves": (
            _mistake([1, 1], [0, 1], [0, 0]),
            "The input goes to both halves. Should the second half see the current input?",
            "The second half needs only the old state. Use zeros in its columns of W.",
        ),
        "both halves are the current input": (
            _mistake([1, 1], [0, 0], [0, 0]),
            "Both halves contain the current input. Does your kernel use the old state?",
            "The second half needs the old first half. Look at the rows of the first half in U.",
        ),
        "the first half also keeps itself": (
            _mistake([1, 0], [1, 1], [0, 0]),
            "The first half adds its own old value. Should it depend on older inputs?",
            "The rows of the old first half must reach only the second half.",
        ),
        "the rows of the second half are missing": (
            _mistake([1, 0], [0, 1]),
            "Your kernel has rows for the input and for one half. Which rows are missing?",
            "The old second half needs rows too, even if no unit uses their values.",
        ),
        "the kernel is transposed": (
            lambda input_size: np.eye(2 * input_size, 3 * input_size),
            "Your kernel has more columns than rows. Which of the two belong to the units?",
            "The kernel has one column for each of the `2 * input_size` units.",
        ),
        "the second half also keeps itself": (
            _mistake([1, 0], [0, 1], [0, 1]),
            "The second half adds two old values. Which one does it need?",
            "Look at the last rows of U, those of the old second half. No unit needs them.",
        ),
        "the second half keeps itself alone": (
            _mistake([1, 0], [0, 0], [0, 1]),
            "The second half only copies itself. Where should its values come from?",
            "Look at the rows of the old first half in U. They must reach the second half.",
        ),
    },
    minutes=10,
    difficulty=3,
    arguments=("input_size",),
    call=_states_of_kernel,
    place="the array of states",
)
