"""What people get wrong when they gather a kernel's gradient into one product."""

import numpy as np

from utils.exercise import Mistake
from utils.tf1 import tf


def kernel_gradient_oracle(x, h, a_gradients):
    """Add up one outer product for each step of each example: [input + units, columns]."""
    gradient = 0.0
    for example in range(len(x)):
        before = np.zeros_like(h[0, 0])
        for step in range(x.shape[1]):
            row = np.concatenate([x[example, step], before])
            gradient = gradient + np.outer(row, a_gradients[example, step])
            before = h[example, step]
    return gradient


def _zeros_then(h, axis=1):
    kept = h[:, :-1] if axis == 1 else h[:-1]
    first = h[:, :1] if axis == 1 else h[:1]
    return tf.concat([tf.zeros_like(first), kept], axis=axis)


def _later(h):
    return tf.concat([h[:, 1:], tf.zeros_like(h[:, :1])], axis=1)


def _gathered(before=_zeros_then, parts=lambda x, h: [x, h], scale=lambda x: 1.0):
    """Make an answer out of which h goes with a step, the order of the rows, and a factor."""

    def answer(x, h, a_gradients):
        rows = tf.concat(parts(x, before(h)), axis=2)
        return tf.tensordot(rows, a_gradients, [[0, 1], [0, 1]]) * scale(x)

    return answer


def _step_by_step(x, h, a_gradients):
    rows = tf.concat([x, _zeros_then(h)], axis=2)
    return tf.add_n(
        [
            tf.matmul(rows[:, step], a_gradients[:, step], transpose_a=True)
            for step in range(x.shape[1])
        ]
    )


def _last_step(x, h, a_gradients):
    rows = tf.concat([x, _zeros_then(h)], axis=2)
    return tf.matmul(rows[:, -1], a_gradients[:, -1], transpose_a=True)


KERNEL_GRADIENT = [
    Mistake(
        "h of the same step",
        _gathered(before=lambda h: h),
        (
            "Which h went into `a` at step *t*: the one that the step makes?",
            "The kernel met `[x_t, h_{t-1}]`, so step 0 met zeros.",
            "All h move back by one step, and the last one is not needed.",
        ),
    ),
    Mistake(
        "h of the step after",
        _gathered(before=_later),
        (
            "Which h stands beside `x_0` in your matrix?",
            "A step meets the h from *before* it; you moved them the other way.",
        ),
    ),
    Mistake(
        "h moves along the batch",
        _gathered(before=lambda h: _zeros_then(h, axis=0)),
        (
            "Along which axis did your zeros come in?",
            "Here the first axis counts sequences; the steps are on the second.",
        ),
    ),
    Mistake(
        "the rows of the state come first",
        _gathered(parts=lambda x, h: [h, x]),
        (
            "Which rows of the kernel multiply the input (lesson 03)?",
            "The gradient has the kernel's layout: rows of the input first.",
        ),
    ),
    Mistake(
        "one product for each step",
        _step_by_step,
        (
            "How many products does your graph have for 28 steps? And for 1,000?",
            "A product sums over what its two matrices share. Which sums do you need?",
            "If steps and batch are one axis of both, the product sums over both.",
        ),
    ),
    Mistake(
        "only the last step counts",
        _last_step,
        (
            "At which steps was the kernel used?",
            "One kernel serves all steps, so each step has its share in the gradient.",
        ),
    ),
    Mistake(
        "the mean over the batch",
        _gathered(scale=lambda x: 1 / int(x.shape[0])),
        (
            "By which factor is your gradient too small?",
            "Where a loss is a mean, that lies in the gradients of `a` already: here you sum.",
        ),
    ),
]
