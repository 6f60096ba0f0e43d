"""What people get wrong in step_back (lesson 08, one step of the RNN)."""

import numpy as np

from utils.exercise import Mistake


def _step_back(
    slope=lambda h, h_before: 1 - h**2,
    joined=lambda x, h_before: np.concatenate([x, h_before], axis=1),
    summed=lambda a: a.sum(axis=0),
    back=lambda a, U: a @ U.T,
    input_first=True,
    batch=lambda gradient, count: gradient,
):
    """Make a mistake out of the one part of the step that is wrong."""

    def answer(h_gradient, x, h_before, h, kernel):
        a = h_gradient * slope(h, h_before)
        W, U = np.split(kernel, [x.shape[1]])
        if not input_first:
            U, W = np.split(kernel, [h.shape[1]])
        kernel_gradient = batch(joined(x, h_before).T @ a, len(x))
        return kernel_gradient, batch(summed(a), len(x)), a @ W.T, back(a, U)

    return answer


STEP_BACK = [
    Mistake(
        "the slope of tanh is missing",
        _step_back(slope=lambda h, h_before: 1),
        (
            "What stands between h and the sum that tanh is applied to?",
            "The table needs the gradient to that sum. You are given the one to h.",
        ),
    ),
    Mistake(
        "the slope at the state before",
        _step_back(slope=lambda h, h_before: 1 - h_before**2),
        (
            "Which of the two states came out of this step's tanh?",
            "The slope is taken where the tanh was: at what the step returned.",
        ),
    ),
    Mistake(
        "tanh is applied once more",
        _step_back(slope=lambda h, h_before: 1 - np.tanh(h) ** 2),
        (
            "Is `h` the sum that tanh is applied to, or what tanh gave?",
            "In the slope, 1 - tanh(a)**2, the tanh of a is h itself.",
        ),
    ),
    Mistake(
        "U is not transposed",
        _step_back(back=lambda a, U: a @ U),
        (
            "Forwards, unit i reaches unit j through U[i, j]. Which number leads back?",
            "A square matrix hides a missing transpose: compare with what you do for x.",
        ),
    ),
    Mistake(
        "the last rows of the kernel are taken for the input",
        _step_back(input_first=False),
        (
            "Which rows of the kernel multiply the input?",
            "W is the first `input_size` rows, U the rest.",
        ),
    ),
    Mistake(
        "the state stands before the input in the kernel's gradient",
        _step_back(joined=lambda x, h_before: np.concatenate([h_before, x], axis=1)),
        (
            "Which rows of the kernel does your first row of its gradient belong to?",
            "The rows of the gradient stand in the order of the kernel's rows.",
        ),
    ),
    Mistake(
        "the kernel's gradient has the rows of W only",
        _step_back(joined=lambda x, h_before: x),
        (
            "What shape has the kernel, and what shape has your gradient?",
            "The kernel multiplies the input and the state: both have a part in it.",
        ),
    ),
    Mistake(
        "the mean over the batch",
        _step_back(batch=lambda gradient, count: gradient / count),
        (
            "Is the loss here a sum over the rows, or a mean?",
            "If the loss is a mean, its gradient to h says so already: add up the rows.",
        ),
    ),
    Mistake(
        "the bias is not summed over the batch",
        _step_back(summed=lambda a: a),
        (
            "What shape has the bias?",
            "All rows of the batch share the bias: each adds its share.",
        ),
    ),
]
