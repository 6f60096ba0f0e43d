"""The learner adds the forget bias of an LSTM to the right block of its bias."""

import numpy as np

from utils.checks.cases import normal
from utils.checks.engine import Exercise
from utils.reference import sigmoid

random = np.random.default_rng(6)


def _blocks(change):
    """Make an answer of what becomes of the blocks i, j, f, o; b is the forget bias."""
    return lambda bias, b: np.concatenate(change(*np.split(bias, 4), b))


def _in_place(bias, forget_bias):
    bias.reshape(4, -1)[2] += forget_bias
    return bias


fold_forget_bias = Exercise(
    name="fold_forget_bias",
    oracle=lambda bias, b: (bias.reshape(4, -1) + np.array([[0, 0, b, 0]]).T).ravel(),
    cases=[
        {"bias": normal(random, 4 * num_units, dtype=float), "forget_bias": forget_bias}
        for num_units, forget_bias in ((3, 1.0), (5, 2.5), (2, -0.5))
    ],
    mistakes={
        "every block is changed": (
            lambda bias, b: bias + b,
            "All four blocks of your bias have changed. Does the forget bias belong to all "
            "of them?",
            "Three of the four blocks stay as they are. Change only the forget gate.",
        ),
        "the second block is changed": (
            _blocks(lambda i, j, f, o, b: [i, j + b, f, o]),
            "Your second block has changed. Is the forget gate the second block?",
            "The second block is the forget gate in Keras. In TensorFlow, the order is i, j, f, o.",
        ),
        "only one number is changed": (
            lambda bias, b: bias + b * (np.arange(len(bias)) == 2),
            "Only one number of your bias has changed. How many units does the cell have?",
            "A block contains one number for each unit. Change all numbers of the block.",
        ),
        "the block is overwritten": (
            _blocks(lambda i, j, f, o, b: [i, j, np.full(len(f), b), o]),
            "Your block f contains only the forget bias. What happened to its old values?",
            "The forget gate needs the sum of both, the learned bias and the forget bias.",
        ),
        "the forget bias is subtracted": (
            _blocks(lambda i, j, f, o, b: [i, j, f - b, o]),
            "Your block f is smaller than before. Should the forget gate open less?",
            "The new cell adds no forget bias itself, so its bias must contain it.",
        ),
        "the last block is changed": (
            _blocks(lambda i, j, f, o, b: [i, j, f, o + b]),
            "Your last block has changed. Is the forget gate the last block?",
            "The order is i, j, f, o, so the forget gate is the third block.",
        ),
        "every fourth number is changed": (
            lambda bias, b: bias + np.tile([0, 0, b, 0], len(bias) // 4),
            "You change every fourth number. Are the four numbers of one unit next to each other?",
            "The bias contains first all numbers of i, then all of j, then f, then o.",
        ),
        "the forget bias is always 1": (
            _blocks(lambda i, j, f, o, b: [i, j, f + 1, o]),
            "Your result is the same for every `forget_bias`. Where do you use this argument?",
            "The check uses other forget biases than 1.",
        ),
        "the sigmoid of the forget bias is added": (
            _blocks(lambda i, j, f, o, b: [i, j, f + sigmoid(b), o]),
            "You add the sigmoid of the forget bias. Where does the cell apply the sigmoid?",
            "The cell applies it later, to the whole sum. Add the number itself.",
        ),
        "the first block is changed": (
            _blocks(lambda i, j, f, o, b: [i + b, j, f, o]),
            "Your first block has changed. Is the forget gate the first block?",
            "The first block is the input gate. The order is i, j, f, o.",
        ),
        "the blocks are in the order of Keras": (
            _blocks(lambda i, j, f, o, b: [i, f + b, j, o]),
            "Your blocks are in the order i, f, j, o. For which cell is your bias?",
            "It is still TensorFlow's cell, so all blocks stay in their order.",
        ),
        "the numbers 8 to 11 are changed": (
            lambda bias, b: np.concatenate([bias[:8], bias[8:12] + b, bias[12:]]),
            "You change the numbers 8 to 11. Does every cell have 4 units?",
            "Compute the length of a block from the length of `bias`.",
        ),
        "the sigmoid is applied": (
            _blocks(lambda i, j, f, o, b: [i, j, sigmoid(f + b), o]),
            "Your block f contains only numbers between 0 and 1. Where is the sigmoid applied?",
            "The new cell applies it at each step, so return only the sum.",
        ),
        "the argument is changed": (
            _in_place,
            "Your function changes its argument `bias`. Do you work on a copy?",
            "A slice of an array is not a copy, and `np.split` does not copy either.",
            "Copy `bias` before you add.",
        ),
        "the notebook's number of units is used": (
            lambda bias, b: bias + np.repeat([0, 0, b, 0], 4),
            "Your blocks have 4 numbers each. Where does your function take this number from?",
            "The cell of section 5 has 4 units. Compute the number from the length of `bias`.",
        ),
    },
    minutes=4,
    difficulty=1,
)
