"""The learner writes the backward pass: the total gradient dL/dh of every step of an RNN."""

import numpy as np

from utils import backward
from utils.checks.engine import Exercise

random = np.random.default_rng(8)


def _state_gradients_oracle(states, U, output_gradients):
    """The course's backward pass, over a network whose inputs lead to these states."""
    start = np.zeros_like(states[:, 0])
    before = np.concatenate([start[:, np.newaxis], states[:, :-1]], axis=1)
    inputs = np.arctanh(states) - before @ U
    kernel = np.concatenate([np.eye(len(U)), U])
    return backward.rnn_gradients(inputs, start, kernel, np.zeros(len(U)), output_gradients).h


def _backward_pass(back=lambda h_gradient, U, h_next, h_now: h_gradient * (1 - h_next**2) @ U.T):
    """Make a mistake out of the step from dL/dh to what it passes to the step before."""

    def answer(states, U, output_gradients):
        total = output_gradients.copy()
        for t in reversed(range(states.shape[1] - 1)):
            total[:, t] += back(total[:, t + 1], U, states[:, t + 1], states[:, t])
        return total

    return answer


def _last_output_only(states, U, output_gradients):
    direct = np.zeros_like(output_gradients)
    direct[:, -1] = output_gradients[:, -1]
    return _backward_pass()(states, U, direct)


def _one_step_back(states, U, output_gradients):
    total = output_gradients.copy()
    total[:, :-1] += (output_gradients[:, 1:] * (1 - states[:, 1:] ** 2)) @ U.T
    return total


def _loop_forward(states, U, output_gradients):
    return _backward_pass()(states[:, ::-1], U, output_gradients[:, ::-1])[:, ::-1]


def _without_the_last(states, U, output_gradients):
    total = output_gradients.copy()
    total[:, -1] = 0
    return _backward_pass()(states, U, total)


def _in_place(states, U, output_gradients):
    output_gradients[:] = _backward_pass()(states, U, output_gradients)
    return output_gradients


def _states_case(batch_size, num_steps, num_units):
    shape = (batch_size, num_steps, num_units)
    return {
        "states": random.uniform(-0.8, 0.8, size=shape),
        "U": random.normal(scale=0.5, size=(num_units, num_units)),
        "output_gradients": random.normal(size=shape),
    }


state_gradients = Exercise(
    name="state_gradients",
    oracle=_state_gradients_oracle,
    cases=[_states_case(3, 5, 4), _states_case(2, 7, 3), _states_case(1, 4, 2)],
    mistakes={
        "only the last direct part is used": (
            _last_output_only,
            "Your result depends only on the last direct part. Where do you use the others?",
            "At each time step, the total is the direct part plus what comes back.",
        ),
        "only the direct parts are returned": (
            lambda states, U, output_gradients: output_gradients.copy(),
            "You return the direct parts. What comes back from the next time step?",
            "Begin at the last time step, and add at each step what the next one passes back.",
        ),
        "the last time step has no gradient": (
            _without_the_last,
            "At the last time step, your gradient is zero. Which part does it have?",
            "The last time step has only the direct part. Begin with it.",
        ),
        "the argument is changed": (
            _in_place,
            "Your function changes its argument `output_gradients`. Do you work on a copy?",
            "Store the totals in a new array.",
        ),
        "the gradients of the sums are returned": (
            lambda states, *others: _backward_pass()(states, *others) * (1 - states**2),
            "At the last time step, your result differs from the direct part. Should it?",
            "You return dL/da. It is only needed to go one step back.",
            "Return dL/dh, before the derivative of tanh is applied.",
        ),
        "the last time step comes first": (
            lambda *arguments: _backward_pass()(*arguments)[:, ::-1],
            "Your values are correct, but in reverse order. Which time step do you compute first?",
            "Your loop begins at the end, so the last time step is first in your list.",
            "Reverse the list before you stack it.",
        ),
        "the gradient goes back only one step": (
            _one_step_back,
            "In your result, the last direct part reaches only one earlier time step. Should it "
            "stop there?",
            "What goes back is computed from the total gradient, not from the direct part.",
        ),
        "the loop goes forward": (
            _loop_forward,
            "Your loop begins at the first time step. Which total gradient do you know first?",
            "At the last time step, nothing comes back. Begin there.",
        ),
        "U is not transposed": (
            _backward_pass(lambda h_gradient, U, h_next, h_now: h_gradient * (1 - h_next**2) @ U),
            "In the forward pass, `U[i, j]` leads from unit i to unit j. Which element leads back?",
            "Look at the formula of section 3. U has a superscript.",
        ),
        "the derivative is taken at the wrong time step": (
            _backward_pass(lambda h_gradient, U, h_next, h_now: h_gradient * (1 - h_now**2) @ U.T),
            "You use the derivative of tanh at time step t. Which tanh is between t and t + 1?",
            "What comes back to time step t goes through the sum of time step t + 1.",
        ),
        "the derivative of tanh is missing": (
            _backward_pass(lambda h_gradient, U, h_next, h_now: h_gradient @ U.T),
            "Your gradient goes from dL/dh directly to U. Which function is between them?",
            "Each step back goes through a tanh, so it needs the derivative of tanh.",
        ),
        "U comes before the derivative": (
            _backward_pass(lambda h_gradient, U, h_next, h_now: h_gradient @ U.T * (1 - h_next**2)),
            "You multiply by U first, and by the derivative then. Which order does the backward "
            "pass have?",
            "Python computes `@` and `*` from left to right.",
            "First multiply by the derivative of tanh, then by the matrix.",
        ),
    },
    minutes=6,
    difficulty=2,
)
