"""The learner sets the weights of an LSTM by hand, so that it holds the numbers at a mark."""

import numpy as np

from utils import reference
from utils.checks.engine import Exercise, WrongAnswer
from utils.checks.engine.compare import difference, is_sequence

random = np.random.default_rng(6)


def _weights(i=(2, -1), j=np.eye, f=(-2, 1), o=(0, 1), mark_first=False, order=(0, 1, 2, 3)):
    """Make an answer that does one thing differently.

    i, f, o: what the mark adds, and the bias, as multiples of 15.
    j: a function of `num_units` that returns the upper rows of its block of the kernel.
    order: which of the blocks i, j, f, o is at each of the four positions.
    """

    def answer(num_units):
        marks, biases = 15.0 * np.array([i, (0, 0), f, o]).T  # each [4]
        kernel = np.zeros([2 * num_units + 1, 4, num_units])
        upper_rows = j(num_units)
        kernel[: len(upper_rows), 1] = upper_rows
        kernel[num_units] += marks[:, np.newaxis]
        if mark_first:
            kernel[: num_units + 1] = np.roll(kernel[: num_units + 1], 1, axis=0)
        kernel = kernel.take(order, axis=1).reshape(len(kernel), -1)
        return kernel, biases.take(order).repeat(num_units)

    return answer


def _weak(num_units):
    """Gates that are opened and closed by 5, not 15."""
    kernel, bias = _weights()(num_units)
    kernel[num_units] /= 3
    return kernel, bias / 3


def _mark_last(num_units):
    """The weights of the mark in the last row of U."""
    kernel, bias = _weights()(num_units)
    kernel[-1], kernel[num_units] = kernel[num_units], 0
    return kernel, bias


def _in_float64(part):
    """Integers and float32, which are as good, in float64; anything else as it is."""
    as_good = isinstance(part, np.ndarray) and (part.dtype.kind in "iu" or part.dtype == "float32")
    return part.astype(float) if as_good else part


def _outputs_of_weights(answer, num_units, inputs):
    """Run the cell with an answer's weights, in NumPy: 200 steps are faster than in a graph."""
    weights = answer(num_units)
    if is_sequence(weights) and len(weights) == 2:
        weights = [_in_float64(part) for part in weights]
    wanted = np.zeros([2 * num_units + 1, 4 * num_units]), np.zeros(4 * num_units)
    complaint = difference(wanted, weights, np.inf)
    if complaint:
        complaint = complaint.replace("the answer[0]", "the kernel")
        raise WrongAnswer(complaint.replace("the answer[1]", "the bias") + ".")
    zeros = np.zeros([len(inputs), num_units])
    outputs, _ = reference.unroll(
        lambda step, state: reference.lstm_step(step, state, *weights), inputs, (zeros, zeros)
    )
    return outputs


def _last_marked_values(num_units, inputs):
    held, stored = [], np.zeros((len(inputs), num_units))
    for step in inputs.swapaxes(0, 1):  # [batch, num_units + 1]
        stored = np.where(step[:, -1:] == 1, step[:, :-1], stored)
        held.append(np.tanh(np.tanh(stored)))
    return np.stack(held, axis=1)


def _case(marks, num_units, num_steps):
    inputs = random.uniform(0.2, 1, size=(len(marks), num_steps, num_units + 1))
    inputs *= random.choice([-1, 1], size=inputs.shape)
    inputs[:, :, -1] = [[step in steps for step in range(num_steps)] for steps in marks]
    return {"num_units": num_units, "inputs": inputs}


hold_weights = Exercise(
    name="hold_weights",
    oracle=_last_marked_values,
    cases=[
        _case([(0, 12, 20), (3, 25)], num_units=2, num_steps=30),
        _case([(4, 5), (0, 29)], num_units=1, num_steps=30),
        _case([(0,), (9, 14)], num_units=5, num_steps=201),
    ],
    mistakes={
        "the second value is added to the first": (
            _weights(f=(0, 1)),
            "After the second mark, your cell holds the sum of both values. Which gate erases?",
            "Look at the row of the mark, in the columns of the forget gate.",
            "The mark must close the forget gate while it opens the input gate.",
        ),
        "the forget gate is half open": (
            _weights(f=(0, 0)),
            "Your value is almost gone after ten time steps. How open is the forget gate?",
            "The forget bias alone gives 0.73. Look at the bias of the forget gate.",
        ),
        "the forget gate has only the forget bias": (
            _weights(f=(-2, 0)),
            "Your values fade between marks. How open is the forget gate there?",
            "The forget bias alone gives 0.73. Look at the bias of the forget gate.",
        ),
        "the input gate is always open": (
            _weights(i=(0, 1)),
            "Your cell also stores numbers without a mark. Is the input gate closed then?",
            "Give the input gate a negative bias, and let the mark open it.",
        ),
        "the input gate is half open between marks": (
            _weights(i=(2, 0)),
            "Your cell also stores a part of the numbers without a mark. Which gate admits them?",
            "If the mark is 0, only the bias is left, and the sigmoid of 0 is 0.5.",
            "Give the input gate a negative bias.",
        ),
        "the mark closes the input gate": (
            _weights(i=(-2, 1)),
            "Your cell stores the numbers without a mark. Should the mark open the input gate?",
            "Look at the signs of the input gate: a negative bias, and a positive weight.",
        ),
        "the output gate is half open": (
            _weights(o=(0, 0)),
            "Your outputs are half as large as expected. How open is the output gate?",
            "The sigmoid of 0 is 0.5. Look at the bias of the last block.",
        ),
        "the gates are not open enough": (
            _weak,
            "Your values fade over 200 time steps. How near to 1 is the forget gate?",
            "With a sum of 6, the forget gate is 0.9975, and 200 steps keep only 0.6.",
            "Use larger numbers for all gates, for example 20.",
        ),
        "the blocks are in the order i, f, j, o": (
            _weights(order=(0, 2, 1, 3)),
            "Your candidate is in the third block of columns. Is this TensorFlow's order?",
            "The order of the blocks is i, j, f, o.",
        ),
        "every value reaches every unit": (
            _weights(j=lambda n: np.ones([n, n])),
            "With two numbers, each of your units holds their sum. Should they be separate?",
            "Look at the rows of the numbers in the block of the candidate.",
            "Each unit needs a 1 for its own number and 0 for the others.",
        ),
        "the mark is stored too": (
            _weights(j=lambda n: np.vstack([np.eye(n), np.ones(n)])),
            "Your values are larger by the mark. Should the mark be part of the candidate?",
            "In the block of the candidate, the row of the mark must be 0.",
        ),
        "the mark opens the forget gate": (
            _weights(f=(2, -1)),
            "Your cell loses the values between marks. Does an open forget gate erase?",
            "The forget gate multiplies the old c, so an open gate keeps it.",
            "The forget gate needs a positive bias and a negative weight for the mark.",
        ),
        "the output gate is open only at the mark": (
            _weights(o=(2, -1)),
            "Your outputs are 0 between marks. Which gate shows the value?",
            "The output gate must always be open, with or without a mark.",
        ),
        "the row of the mark is first": (
            _weights(mark_first=True),
            "Your gates react to a number. Which row of the kernel belongs to the mark?",
            "The input is the numbers, then the mark. The rows of W have the same order.",
        ),
        "all outputs are 0": (
            _mark_last,
            "All your outputs are 0. Does your cell store nothing, or does it show nothing?",
            "If it stores nothing, look at the row of the mark, the last row of W.",
            "If it shows nothing, look at the sign of the output gate's bias.",
        ),
        "h is part of the candidate": (
            _weights(j=lambda n: np.vstack([np.eye(n), np.zeros(n), np.eye(n)])),
            "Your cell stores the number plus the old output. Which rows multiply h?",
            "The rows of U multiply h. Here all of them can be 0.",
        ),
        "the mark opens the input gate only half": (
            _weights(i=(1, -1)),
            "Your cell stores only half of each number. What is the input gate at a mark?",
            "At a mark, the weight and the bias are added. Your sum is 0.",
            "The weight of the mark must be larger than the negative bias.",
        ),
        "the mark does not close the forget gate completely": (
            _weights(f=(-1, 1)),
            "After the second mark, a part of the old value is left. Is the forget gate closed?",
            "At a mark, weight, bias and the forget bias of 1 are added. Your sum is 1.",
            "The weight of the mark must be more negative.",
        ),
        "the numbers are multiplied by a large weight": (
            _weights(j=lambda n: 15 * np.eye(n)),
            "All your outputs have nearly the same size. What is tanh of 15 times a number?",
            "A large weight is for gates. For the candidate, use 1.",
        ),
    },
    minutes=10,
    difficulty=3,
    tolerance=0.02,
    arguments=("num_units",),
    call=_outputs_of_weights,
    place="outputs",
)
