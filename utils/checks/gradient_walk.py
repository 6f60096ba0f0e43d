"""What people get wrong in state_gradients (lesson 08, the walk back), and its oracle."""

import numpy as np

from utils import backward
from utils.exercise import Mistake


def state_gradients_oracle(states, U, output_gradients):
    """The course's walk, over a network whose inputs are such that it takes these states."""
    start = np.zeros_like(states[:, 0])
    before = np.concatenate([start[:, np.newaxis], states[:, :-1]], axis=1)
    inputs = np.arctanh(states) - before @ U
    kernel = np.concatenate([np.eye(len(U)), U])
    return backward.rnn_gradients(inputs, start, kernel, np.zeros(len(U)), output_gradients).h


def _walk_back(slope=lambda h_next, h_now: 1 - h_next**2, back=lambda a, U: a @ U.T):
    """Make a mistake out of the slope that it takes, or of the way that it goes back."""

    def answer(states, U, output_gradients):
        total = output_gradients.copy()
        for t in reversed(range(states.shape[1] - 1)):
            a_next = total[:, t + 1] * slope(states[:, t + 1], states[:, t])
            total[:, t] += back(a_next, U)
        return total

    return answer


def _gradients_to_the_sums(states, U, output_gradients):
    return _walk_back()(states, U, output_gradients) * (1 - states**2)


def _last_step_first(states, U, output_gradients):
    return _walk_back()(states, U, output_gradients)[:, ::-1]


def _last_output_only(states, U, output_gradients):
    direct = np.zeros_like(output_gradients)
    direct[:, -1] = output_gradients[:, -1]
    return state_gradients_oracle(states, U, direct)


def _one_step_back(states, U, output_gradients):
    total = output_gradients.copy()
    total[:, :-1] += (output_gradients[:, 1:] * (1 - states[:, 1:] ** 2)) @ U.T
    return total


def _walked_forwards(states, U, output_gradients):
    total = output_gradients.copy()
    for t in range(1, states.shape[1]):
        total[:, t] += (total[:, t - 1] * (1 - states[:, t - 1] ** 2)) @ U.T
    return total


STATE_GRADIENTS = [
    Mistake(
        "only the last output has a share",
        _last_output_only,
        (
            "What does your loop do with `output_gradients[:, 0]`?",
            "Each step has a direct part of its own, besides what comes back.",
        ),
    ),
    Mistake(
        "the gradients to the sums",
        _gradients_to_the_sums,
        (
            "The last step's gradient is known without any walk: and what is yours?",
            "dL/da is on the way to the step before. dL/dh is asked for.",
        ),
    ),
    Mistake(
        "the last step stands first",
        _last_step_first,
        (
            "You walk from the end. In which order do your results lie in their list?",
            "Turn the list round before you stack it.",
        ),
    ),
    Mistake(
        "what comes back goes one step only",
        _one_step_back,
        (
            "Over how many steps does the last output's share go back in yours?",
            "What a step hands back is its gradient in all, not its direct part.",
        ),
    ),
    Mistake(
        "the walk goes forwards",
        _walked_forwards,
        (
            "Which step's gradient is known first, with nothing else computed?",
            "Nothing comes back to the last step: begin there.",
        ),
    ),
    Mistake(
        "U is not transposed",
        _walk_back(back=lambda a, U: a @ U),
        (
            "Forwards, unit i reaches unit j through U[i, j]. Which number leads back?",
            "In the formula something stands at U.",
        ),
    ),
    Mistake(
        "the slope of the wrong step",
        _walk_back(slope=lambda h_next, h_now: 1 - h_now**2),
        (
            "From step t + 1 back to step t: which of the two steps' tanh lies between?",
            "What comes back to step t went through the sum of step t + 1.",
        ),
    ),
    Mistake(
        "the slope of tanh is missing",
        _walk_back(slope=lambda h_next, h_now: 1),
        (
            "What lies between h of step t + 1 and the product with U?",
            "Each step back goes through a tanh.",
        ),
    ),
]
