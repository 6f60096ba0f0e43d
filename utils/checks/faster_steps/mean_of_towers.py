"""The learner averages the gradients of towers that have read unequally many rows."""

import numpy as np

from utils.checks.cases import normal
from utils.checks.engine import Exercise
from utils.checks.in_graph import in_graph
from utils.tf1 import tf

random = np.random.default_rng(18)


def _one_batch_oracle(x, y, kernel, bias, batch_sizes):
    """Gradients of a linear layer's mean squared error over all rows, one row after another."""
    total_kernel, total_bias = np.zeros_like(kernel), np.zeros_like(bias)
    for x_row, y_row in zip(x, y, strict=True):
        error = 2 * (x_row @ kernel + bias - y_row)
        total_kernel += np.outer(x_row, error)
        total_bias += error
    return [total_kernel / len(x), total_bias / len(x)]


def _on_towers(answer, x, y, kernel, bias, batch_sizes):
    """Let a tower read each part of the rows, and an answer average their gradients."""

    def build(x, y, kernel, bias):
        gradients = []
        for x_part, y_part in zip(tf.split(x, batch_sizes), tf.split(y, batch_sizes), strict=True):
            errors = tf.matmul(x_part, kernel) + bias - y_part
            loss = tf.reduce_mean(tf.reduce_sum(tf.square(errors), axis=1))
            gradients.append(tf.gradients(loss, [kernel, bias]))
        return answer(gradients, batch_sizes)

    return in_graph(build, x, y, kernel, bias)


def _weighted(weights_of):
    """Make an answer: the sum of the towers' gradients, each times a weight."""

    def answer(gradients, batch_sizes):
        weights = weights_of(np.array(batch_sizes))
        return [
            tf.add_n([part * weight for part, weight in zip(parts, weights, strict=True)])
            for parts in zip(*gradients, strict=True)
        ]

    return answer


def _first_tower(gradients, batch_sizes):
    return [tf.identity(part) for part in gradients[0]]


def _for_each_tower(gradients, batch_sizes):
    total = sum(batch_sizes)
    return [
        [part * (size / total) for part in parts]
        for parts, size in zip(gradients, batch_sizes, strict=True)
    ]


def _towers_case(batch_sizes, input_size, num_units):
    rows = sum(batch_sizes)
    return {
        "x": normal(random, rows, input_size),
        "y": normal(random, rows, num_units),
        "kernel": normal(random, input_size, num_units, scale=0.5),
        "bias": normal(random, num_units, scale=0.5),
        "batch_sizes": batch_sizes,
    }


mean_of_towers = Exercise(
    name="mean_of_towers",
    oracle=_one_batch_oracle,
    cases=[_towers_case([1, 5, 3], 4, 2), _towers_case([6, 2, 1, 4], 3, 5)],
    mistakes={
        "every tower counts the same": (
            _weighted(lambda sizes: np.ones(len(sizes)) / len(sizes)),
            "All your towers have the same weight. How many rows does each of them have?",
            "Each row must count the same, so a larger tower must count more.",
            "Use the weight `size / sum(batch_sizes)`.",
        ),
        "the gradients are added": (
            _weighted(np.ones_like),
            "You add the gradients. What should the result be if all towers agree?",
            "Each gradient is already a mean. The sum of means is too large.",
            "Multiply each gradient by a weight, so that the weights add up to 1.",
        ),
        "the sum over all rows": (
            _weighted(lambda sizes: sizes),
            "Your result is a sum over all rows. What do your weights add up to?",
            "A mean divides by the number of rows of all towers.",
            "Divide by `sum(batch_sizes)`.",
        ),
        "divided by the number of towers": (
            _weighted(lambda sizes: sizes / len(sizes)),
            "You divide by the number of towers. Do your weights add up to 1?",
            "The weights count rows, so divide by a number of rows.",
            "Divide by `sum(batch_sizes)`.",
        ),
        "means are divided by the number of rows": (
            _weighted(lambda sizes: np.ones(len(sizes)) / sizes.sum()),
            "You divide by the number of all rows. Is the gradient of a tower a sum of its rows?",
            "Each gradient is already a mean over the rows of its tower.",
            "Multiply it by the size of its tower first.",
        ),
        "NumPy gets tensors": (
            lambda gradients, batch_sizes: np.average(gradients[0][0], axis=0),
            "You pass tensors to NumPy. When are their values known?",
            "The gradients are operations of a graph, so TensorFlow must add them.",
            "Use `*` and `tf.add_n`.",
        ),
        "divided by the rows and by the towers": (
            _weighted(lambda sizes: sizes / sizes.sum() / len(sizes)),
            "You divide twice: by the rows and by the towers. Do your weights add up to 1?",
            "With the weight `size / total`, the sum over the towers is already the mean.",
            "Use `tf.add_n` for the sum, without a second mean.",
        ),
        "divided by the largest tower": (
            _weighted(lambda sizes: sizes / sizes.max()),
            "You divide by the largest size. Do your weights add up to 1?",
            "The mean is over the rows of all towers together.",
            "Divide by `sum(batch_sizes)`.",
        ),
        "the size of the first tower counts for all": (
            _weighted(lambda sizes: np.full(len(sizes), sizes[0] / sizes.sum())),
            "All towers get the weight of the first. Which size belongs to which tower?",
            "Loop over gradients and sizes together, for example with `zip`.",
        ),
        "the weights are rounded down to 0": (
            _weighted(lambda sizes: sizes // sizes.sum()),
            "Your gradients are all 0. What is `2 // 6`?",
            "The operator `//` rounds down to an integer.",
            "Use `/`.",
        ),
        "small towers count more": (
            _weighted(lambda sizes: 1 / sizes / (1 / sizes).sum()),
            "Your smallest tower counts most. Which tower reads most rows?",
            "Each gradient is already divided by its rows. Undo this, and do not repeat it.",
            "Use the weight `size / sum(batch_sizes)`.",
        ),
        "only the first tower": (
            _first_tower,
            "You return the gradients of the first tower. Where are the others?",
            "Each variable has one gradient from each tower.",
            "Collect them with `zip(*gradients)`, and add them with weights.",
        ),
        "a list for each tower": (
            _for_each_tower,
            "You return a list for each tower. How many tensors does each variable need?",
            "The weights are correct. But the gradients of one variable are not yet added.",
            "Add them with `tf.add_n`.",
        ),
    },
    minutes=5,
    difficulty=2,
    arguments=("gradients", "batch_sizes"),
    call=_on_towers,
    tolerance=1e-5,
)
