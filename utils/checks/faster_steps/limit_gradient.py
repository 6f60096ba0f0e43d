"""The learner writes a custom gradient that limits each number of the gradient on its way back."""

import numpy as np

from utils.checks.cases import normal
from utils.checks.engine import Exercise, WrongAnswer
from utils.checks.in_graph import in_graph, require_tensors
from utils.tf1 import tf

random = np.random.default_rng(18)


def _limited_oracle(x, limit, arriving):
    """Return the value and the gradient of `x`, one number after another."""
    limited = [min(max(number, -limit), limit) for number in arriving.flat]
    return [x, np.array(limited, x.dtype).reshape(x.shape)]


def _value_and_gradient(answer, x, limit, arriving):
    """Build an answer, and send a known gradient back through it."""

    def build(x, arriving):
        value = answer(x, limit)
        require_tensors(value)
        gradient = tf.gradients(value, x, grad_ys=arriving)[0]
        if gradient is None:
            raise WrongAnswer("no gradient arrives at `x`: its value does not depend on `x`.")
        return [value, gradient]

    return in_graph(build, x, arriving)


def _with_gradient(backward, forward=tf.identity):
    """Make an answer from the gradient that arrives, the limit and x."""

    def answer(x, limit):
        @tf.custom_gradient
        def limited(x):
            return forward(x), lambda gradient: backward(gradient, limit, x)

        return limited(x)

    return answer


def _clipped(gradient, limit, x):
    return tf.clip_by_value(gradient, -limit, limit)


def _limit_case(limit, *shape):
    return {
        "x": normal(random, *shape),
        "limit": limit,
        "arriving": normal(random, *shape, scale=2.0),
    }


limit_gradient = Exercise(
    name="limit_gradient",
    oracle=_limited_oracle,
    cases=[_limit_case(0.5, 3, 4), _limit_case(2.0, 2, 5, 3)],
    mistakes={
        "the gradient is not limited": (
            lambda x, limit: tf.identity(x),
            "Your value is correct, but the gradient passes unchanged. Which line limits it?",
            "The second function gets a gradient, and what it returns is the gradient of `x`.",
            "Return `tf.clip_by_value(gradient, -limit, limit)` from the second function.",
        ),
        "the value is limited": (
            lambda x, limit: tf.clip_by_value(x, -limit, limit),
            "You limit `x`. Which of the two should change, the value or its gradient?",
            "The value is returned first, and it is `x` without a change.",
            "Move `tf.clip_by_value` into the second function.",
        ),
        "value and gradient are limited": (
            lambda x, limit: _with_gradient(
                _clipped, forward=lambda x: tf.clip_by_value(x, -limit, limit)
            )(x, limit),
            "Your gradient is correct, but you also limit the value. What is the value of `x`?",
            "In the forward pass, nothing changes.",
            "Return `tf.identity(x)` as the value.",
        ),
        "large gradients become 0": (
            _with_gradient(lambda g, limit, x: tf.where(tf.abs(g) <= limit, g, tf.zeros_like(g))),
            "Your gradient is 0 where it was too large. What should it be there?",
            "A number above the limit becomes the limit, with its sign.",
            "Use `tf.clip_by_value`.",
        ),
        "the limit is for x": (
            _with_gradient(lambda g, limit, x: tf.where(tf.abs(x) <= limit, g, tf.zeros_like(g))),
            "Your gradient is 0 where `x` is large. What does the limit belong to?",
            "The size of `x` does not matter here.",
            "Compare the gradient with the limit, and not `x`.",
        ),
        "only large positive gradients are limited": (
            _with_gradient(lambda g, limit, x: tf.minimum(g, limit)),
            "Your gradient is still below `-limit` in some places. What about large negative ones?",
            "The range has two ends, `-limit` and `limit`.",
        ),
        "only large negative gradients are limited": (
            _with_gradient(lambda g, limit, x: tf.maximum(g, -limit)),
            "Your gradient is still above `limit` in some places. What about large positive ones?",
            "The range has two ends, `-limit` and `limit`.",
        ),
        "negative gradients become 0": (
            _with_gradient(lambda g, limit, x: tf.clip_by_value(g, 0.0, limit)),
            "Your gradient is never negative. Which end does the range have below 0?",
            "The range has two ends, `-limit` and `limit`.",
        ),
        "the limit is always 1": (
            _with_gradient(lambda g, limit, x: tf.clip_by_value(g, -1.0, 1.0)),
            "You limit the gradient to 1. Which argument do you not use?",
            "The check uses other limits, so read `limit`.",
        ),
        "the norm is limited": (
            _with_gradient(lambda g, limit, x: tf.clip_by_norm(g, limit)),
            "You make the whole gradient shorter. Does the task limit its norm or each number?",
            "A norm belongs to all numbers together. Here, each number has its own limit.",
            "Use `tf.clip_by_value` instead of `tf.clip_by_norm`.",
        ),
        "the largest gradient becomes the limit": (
            _with_gradient(lambda g, limit, x: g * (limit / tf.reduce_max(tf.abs(g)))),
            "You multiply all numbers by the same factor. Which of them are too large?",
            "Numbers inside the range must not change.",
            "Use `tf.clip_by_value`.",
        ),
        "all gradients become the limit": (
            _with_gradient(lambda g, limit, x: tf.sign(g) * limit),
            "All your numbers are as large as the limit. Which of them were too large?",
            "Numbers inside the range must not change.",
            "Use `tf.clip_by_value`.",
        ),
        "x is limited in the backward pass": (
            _with_gradient(lambda g, limit, x: tf.clip_by_value(x, -limit, limit)),
            "Your gradient is `x`, limited. What does the second function receive?",
            "Its argument is the gradient of the loss with respect to the value.",
            "Limit this argument, and not `x`.",
        ),
        "the gradient is multiplied by x": (
            _with_gradient(lambda g, limit, x: _clipped(g, limit, x) * x),
            "You multiply the limited gradient by `x`. What is the derivative of `x`?",
            "The value is `x` itself, so its derivative is 1.",
            "Return the limited gradient alone.",
        ),
        "the gradient is 1": (
            _with_gradient(lambda g, limit, x: tf.clip_by_value(tf.ones_like(g), -limit, limit)),
            "You limit the derivative of `x`. Where is the gradient that arrives?",
            "The second function returns the gradient of the loss, and not that of the value.",
            "Limit the argument of the second function.",
        ),
        "the sign is turned": (
            _with_gradient(lambda g, limit, x: -_clipped(g, limit, x)),
            "Your gradient has the wrong sign. Which line turns it?",
            "A number inside the range must not change.",
        ),
    },
    minutes=6,
    difficulty=2,
    arguments=("x", "limit"),
    call=_value_and_gradient,
    tolerance=1e-6,
    place="[value, gradient]",
)
