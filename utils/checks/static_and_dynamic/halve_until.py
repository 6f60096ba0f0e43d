"""The learner writes a `while_loop` that ends when the numbers are small enough."""

import numpy as np

from utils.checks.cases import normal
from utils.checks.engine import Exercise
from utils.checks.in_graph import in_graph
from utils.tf1 import tf

random = np.random.default_rng(9)


def _halve_until_oracle(tensor, limit):
    """Count the halvings with a logarithm instead of a loop."""
    ratio = np.abs(tensor).max() / limit
    count = max(0, int(np.ceil(np.log2(ratio))))
    return (tensor / 2**count).astype(np.float32), np.int32(count)


def _loop(holds=tf.greater, size=lambda x: tf.reduce_max(tf.abs(x)), new=lambda x: x / 2, first=0):
    """Make a mistake: a loop in which the condition, the body or the first count differs."""

    def answer(tensor, limit):
        return tf.while_loop(
            lambda x, count: holds(size(x), limit),
            lambda x, count: (new(x), count + 1),
            [tensor, tf.constant(first)],
        )

    return answer


def _python_loop(tensor, limit):
    count = 0
    while tf.reduce_max(tf.abs(tensor)) > limit:
        tensor = tensor / 2
        count += 1
    return tensor, tf.constant(count)


def _whole_tensor(tensor, limit):
    return tf.while_loop(
        lambda x, count: tf.abs(x) > limit,
        lambda x, count: (x / 2, count + 1),
        [tensor, tf.constant(0)],
    )


def _python_counter(tensor, limit):
    count = 0

    def body(x):
        nonlocal count
        count += 1
        return x / 2

    halved = tf.while_loop(lambda x: tf.reduce_max(tf.abs(x)) > limit, body, [tensor])
    return halved, tf.constant(count)


def _if_only(tensor, limit):
    large = tf.reduce_max(tf.abs(tensor)) > limit
    return tf.where(large, tensor / 2, tensor), tf.cast(large, tf.int32)


def _swapped(tensor, limit):
    halved, count = _loop()(tensor, limit)
    return count, halved


def _count_stays(tensor, limit):
    return tf.while_loop(
        lambda x, count: tf.reduce_max(tf.abs(x)) > limit,
        lambda x, count: (x / 2, count),
        [tensor, tf.constant(0)],
    )


def _other_order(tensor, limit):
    return tf.while_loop(
        lambda x, count: tf.reduce_max(tf.abs(x)) > limit,
        lambda x, count: (count + 1, x / 2),
        [tensor, tf.constant(0)],
    )


def _returns_nothing(tensor, limit):
    def body(x, count):
        x = x / 2
        count += 1

    return tf.while_loop(
        lambda x, count: tf.reduce_max(tf.abs(x)) > limit, body, [tensor, tf.constant(0)]
    )


def _halve_case(values, limit):
    return {"tensor": np.asarray(values, np.float32), "limit": limit}


halve_until = Exercise(
    name="halve_until",
    oracle=_halve_until_oracle,
    cases=[
        _halve_case(10 * normal(random, 3, 4), 1.0),
        _halve_case([[1.0, -8.0], [2.0, 3.0]], 2.0),
        _halve_case([0.25, -0.5, 0.125], 0.75),
        _halve_case([-40.0, 3.0, 5.0], 0.3),
    ],
    mistakes={
        "the loop is Python's": (
            _python_loop,
            "Your loop runs while the graph is built. Does the tensor have a value then?",
            "Only a run knows the values, so Python cannot test them.",
            "Use `tf.while_loop`, with a function for the condition and one for the body.",
        ),
        "the condition is a whole tensor": (
            _whole_tensor,
            "Your condition has one answer for each number. How many answers does the loop need?",
            "The condition must be a single boolean.",
            "Take the largest absolute value with `tf.reduce_max` before you compare.",
        ),
        "the sign is not removed": (
            _loop(size=tf.reduce_max),
            "Your loop ends too early for large negative numbers. What does your condition see?",
            "The largest absolute value counts. Use `tf.abs` before `tf.reduce_max`.",
        ),
        "the mean is compared": (
            _loop(size=lambda x: tf.reduce_mean(tf.abs(x))),
            "Some numbers of your answer are still above the limit. What do you compare?",
            "The mean can be small while one number is large.",
            "Compare the largest absolute value.",
        ),
        "the sum is compared": (
            _loop(size=lambda x: tf.reduce_sum(tf.abs(x))),
            "Your loop halves too often. What do you compare with the limit?",
            "The sum of all numbers is larger than the largest of them.",
        ),
        "the smallest number is compared": (
            _loop(size=lambda x: tf.reduce_min(tf.abs(x))),
            "Some numbers of your answer are still above the limit. What do you compare?",
            "Every number must be at most `limit`, so the largest one counts.",
        ),
        "the condition says when to stop": (
            _loop(holds=tf.less_equal),
            "Your loop ends at once where it should run. When is your condition true?",
            "The condition of `while_loop` says when the loop continues, as in Python's `while`.",
        ),
        "it halves once more at the limit": (
            _loop(holds=tf.greater_equal),
            "One case has a value that equals the limit. Is this value small enough?",
            "The loop ends when the largest absolute value is at most `limit`.",
        ),
        "the count begins with 1": (
            _loop(first=1),
            "Your count is too large by one. What is its first value?",
            "If the numbers are small enough at the beginning, the loop does not run.",
        ),
        "the limit is subtracted": (
            _loop(new=lambda x: x - 1),
            "Your body subtracts. What should happen to each number in an iteration?",
            "Halving is a division by 2.",
        ),
        "the count is not increased": (
            _count_stays,
            "Your count stays at its first value. What does your body return for it?",
            "The body returns the next value of each loop variable, also of the count.",
        ),
        "the count is a Python variable": (
            _python_counter,
            "Your count does not fit the iterations. How often does Python call the body?",
            "The body is built once, so a Python variable in it changes once.",
            "Make the count a second loop variable.",
        ),
        "it halves at most once": (
            _if_only,
            "Your answer is halved at most once. What repeats the halving?",
            "Use `tf.while_loop`. Its condition is tested before each iteration.",
        ),
        "the division is that of integers": (
            _loop(new=lambda x: x // 2),
            "Your answer contains only integers. Which division do you use?",
            "In Python, `//` rounds down. Half of 5.0 is 2.5.",
        ),
        "the body returns its values in another order": (
            _other_order,
            "Your body returns the count first. In which order are your loop variables?",
            "The body returns the next values in the order of the loop variables.",
        ),
        "the body returns nothing": (
            _returns_nothing,
            "Your body has no `return`. How does the loop get the next values?",
            "An assignment in the body does not change a loop variable.",
            "Return the next value of each loop variable.",
        ),
        "a NumPy function gets the tensor": (
            _loop(size=lambda x: np.max(np.abs(x))),
            "You pass the tensor to NumPy. Does it have values while the graph is built?",
            "Only a run knows the values, so NumPy cannot use them here.",
            "Use TensorFlow's functions `tf.abs` and `tf.reduce_max`.",
        ),
        "only the tensor is returned": (
            lambda tensor, limit: _loop()(tensor, limit)[0],
            "You return one tensor. How many results does the docstring name?",
            "`while_loop` returns all loop variables, so return the count too.",
        ),
        "the norm is compared": (
            _loop(size=tf.norm),
            "Your loop halves too often. What do you compare with the limit?",
            "The norm of a tensor is larger than its largest number.",
            "Compare the largest absolute value.",
        ),
        "the count is returned first": (
            _swapped,
            "You return the count first. Which result does the docstring name first?",
            "Return the tensor, then the count.",
        ),
    },
    minutes=6,
    difficulty=2,
    call=in_graph,
)
