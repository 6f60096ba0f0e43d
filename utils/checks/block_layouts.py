"""What people get wrong when they carry an LSTM's weights to `BlockLSTMV2`; NumPy alone."""

import numpy as np

from utils import reference
from utils.exercise import Mistake


def block_oracle(kernel, bias, forget_bias, inputs):
    """Run the LSTM step by step, in the layout of the cell: [batch, steps, units]."""
    zeros = np.zeros((len(inputs), len(bias) // 4), np.float32)
    outputs, _ = reference.unroll(
        lambda x, state: reference.lstm_step(x, state, kernel, bias, forget_bias),
        inputs,
        (zeros, zeros),
    )
    return outputs.astype(np.float32)


def _blocks(order, biased=2, turn_bias=True):
    """Make an answer: columns in an order of i, j, f, o; the forget bias to one block of these."""

    def answer(kernel, bias, forget_bias):
        parts = list(np.split(bias, 4))
        if biased is not None:
            parts[biased] = parts[biased] + np.float32(forget_bias)
        columns = np.split(kernel, 4, axis=1)
        turned = [columns["ijfo".index(gate)] for gate in order]
        biases = [parts["ijfo".index(gate)] for gate in order] if turn_bias else parts
        return np.concatenate(turned, axis=1), np.concatenate(biases)

    return answer


FOR_BLOCK_LSTM_V2 = [
    Mistake(
        "nothing is changed",
        _blocks("ijfo", biased=None),
        (
            "In which two things does the operation differ from the cell?",
            "Neither the order of the blocks nor the forget bias fits as it is.",
        ),
    ),
    Mistake(
        "the order of the gates is kept",
        _blocks("ijfo"),
        (
            "Which gate do the second quarter of the columns belong to, in either layout?",
            "Two of the four blocks of columns have to change places, in kernel and bias.",
        ),
    ),
    Mistake(
        "the forget bias is left out",
        _blocks("ifjo", biased=None),
        (
            "Where does the forget bias come from, in an operation that has no such argument?",
            "The cell adds it while it runs; here it has to lie in the bias itself.",
        ),
    ),
    Mistake(
        "the forget bias lands on another block",
        _blocks("ifjo", biased=1),
        (
            "Which block of your new bias got the forget bias?",
            "The third block is the forget gate's in the old order, not in the new one.",
        ),
    ),
    Mistake(
        "the bias keeps its old order",
        _blocks("ifjo", turn_bias=False),
        (
            "The kernel is right. In which order do the blocks of your bias stand?",
            "The bias has the same four blocks as the columns of the kernel.",
        ),
    ),
]
