"""The learner writes one step of the backward pass of an RNN: four gradients from one."""

import numpy as np

from utils import backward, reference
from utils.checks.engine import Exercise

random = np.random.default_rng(8)


def _step_back_oracle(h_gradient, x, h_before, h, kernel):
    """The course's backward pass over one step, with the bias that gives this h."""
    bias = (np.arctanh(h) - np.concatenate([x, h_before], axis=1) @ kernel).mean(axis=0)
    inputs, direct = x[:, np.newaxis], h_gradient[:, np.newaxis]
    found = backward.rnn_gradients(inputs, h_before, kernel, bias, direct)
    return found.kernel, found.bias, found.inputs[:, 0], found.state


def _step_back(
    derivative=lambda h, h_before: 1 - h**2,
    joined=lambda x, h_before: np.concatenate([x, h_before], axis=1),
    summed=lambda a: a.sum(axis=0),
    parts=lambda kernel, input_size: np.split(kernel, [input_size]),
    back=lambda a, U: a @ U.T,
):
    """Make a mistake out of the one part of the step that is wrong."""

    def answer(h_gradient, x, h_before, h, kernel):
        a = h_gradient * derivative(h, h_before)
        W, U = parts(kernel, x.shape[1])
        return joined(x, h_before).T @ a, summed(a), a @ W.T, back(a, U)

    return answer


def _with_the_new_state(h_gradient, x, h_before, h, kernel):
    a = h_gradient * (1 - h**2)
    joined = np.concatenate([x, h], axis=1)
    return joined.T @ a, *_step_back()(h_gradient, x, h_before, h, kernel)[1:]


def _step_case(batch_size, input_size, num_units):
    x = random.normal(size=(batch_size, input_size))
    h_before = random.uniform(-0.9, 0.9, size=(batch_size, num_units))
    kernel = random.normal(scale=0.4, size=(input_size + num_units, num_units))
    h, _ = reference.rnn_step(x, h_before, kernel, random.normal(scale=0.2, size=num_units))
    h_gradient = random.normal(size=h.shape)
    return {"h_gradient": h_gradient, "x": x, "h_before": h_before, "h": h, "kernel": kernel}


step_back = Exercise(
    name="step_back",
    oracle=_step_back_oracle,
    cases=[_step_case(3, 4, 2), _step_case(1, 2, 5), _step_case(4, 3, 3)],
    mistakes={
        "the derivative of tanh is missing": (
            _step_back(derivative=lambda h, h_before: 1),
            "Your gradients do not depend on `h`. What is between the sum a_t and h_t?",
            "You get the gradient of h. The table of section 3 needs the gradient of the sum.",
            "Multiply by the derivative of tanh first.",
        ),
        "the derivative is computed from the state before": (
            _step_back(derivative=lambda h, h_before: 1 - h_before**2),
            "You compute the derivative of tanh from `h_before`. Is this the result of this tanh?",
            "The tanh of this time step returned `h`.",
        ),
        "tanh is applied twice": (
            _step_back(derivative=lambda h, h_before: 1 - np.tanh(h) ** 2),
            "You apply tanh to `h`. Is `h` the sum, or is it already the tanh of the sum?",
            "The derivative is 1 minus the square of tanh(a), and tanh(a) is h.",
        ),
        "the derivative is the square of 1 - h": (
            _step_back(derivative=lambda h, h_before: (1 - h) ** 2),
            "Your derivative of tanh is the square of 1 - h. Is this the formula of section 1?",
            "First take the square of h, and then subtract it from 1.",
        ),
        "the kernel gradient uses h, not h_before": (
            _with_the_new_state,
            "Your kernel gradient contains `h`. Which state did the kernel multiply?",
            "In this time step, the kernel multiplied x and the state before it.",
        ),
        "the gradient of h goes directly to U": (
            lambda h_gradient, x, h_before, h, kernel: (
                *_step_back()(h_gradient, x, h_before, h, kernel)[:3],
                h_gradient @ kernel[x.shape[1] :].T,
            ),
            "Your last gradient does not depend on `h`. Which derivative is missing there?",
            "All four gradients begin with the gradient of the sum a_t.",
        ),
        "only the bias is a mean over the batch": (
            _step_back(summed=lambda a: a.mean(axis=0)),
            "Your bias gradient is smaller by the batch size. Does the table contain a mean?",
            "Add the rows of the batch, and do not divide.",
        ),
        "the bias is summed over the units": (
            _step_back(summed=lambda a: a.sum(axis=1)),
            "Your bias gradient has one number for each example. Which shape does the bias have?",
            "Sum over the batch, which is axis 0, and keep the units.",
        ),
        "U is not transposed": (
            _step_back(back=lambda a, U: a @ U),
            "Your gradient of `h_before` has the correct shape. Why can it still be wrong?",
            "U is square, so a missing transpose does not change the shape.",
            "Compare the row of the state in the table with your last gradient.",
        ),
        "W is taken from the last rows of the kernel": (
            _step_back(parts=lambda kernel, input_size: np.split(kernel, [-input_size])[::-1]),
            "You use the last rows of the kernel for the input. Is W above or below U?",
            "The kernel is W above U. W has one row for each value of x.",
        ),
        "the state comes before the input": (
            _step_back(joined=lambda x, h_before: np.concatenate([h_before, x], axis=1)),
            "The rows of your kernel gradient are in another order. Which rows does the kernel "
            "have first?",
            "The kernel is W above U, so the input comes before the state.",
        ),
        "the gradient of the kernel contains only W": (
            _step_back(joined=lambda x, h_before: x),
            "Your kernel gradient has too few rows. What does the kernel multiply besides the "
            "input?",
            "The kernel multiplies the input and the state, joined along axis 1.",
        ),
        "the mean over the batch is taken": (
            _step_back(
                joined=lambda x, h_before: np.concatenate([x, h_before], axis=1) / len(x),
                summed=lambda a: a.mean(axis=0),
            ),
            "Your gradients are smaller by the batch size. Does the table contain a mean?",
            "If the loss is a mean, `h_gradient` already contains this factor. Here we only add.",
        ),
        "the bias is not summed over the batch": (
            _step_back(summed=lambda a: a),
            "Your bias gradient has one row for each example. Which shape does the bias have?",
            "All rows of the batch use the same bias, so their shares are added.",
        ),
    },
    minutes=8,
    difficulty=2,
)
