"""The learner writes one step of `BasicRNNCell` in NumPy."""

import numpy as np

from utils import reference
from utils.checks.cases import normal
from utils.checks.engine import Exercise

random = np.random.default_rng(2)


def _case(batch_size, input_size, num_units):
    return {
        "inputs": normal(random, batch_size, input_size, dtype=np.float64),
        "state": random.uniform(-1, 1, size=(batch_size, num_units)),
        "kernel": normal(random, input_size + num_units, num_units, scale=0.5, dtype=np.float64),
        "bias": normal(random, num_units, dtype=np.float64),
    }


def _twice(formula):
    """Make a mistake out of a formula: one array, returned as output and as new state."""
    return lambda *arguments: (formula(*arguments),) * 2


rnn_step = Exercise(
    name="rnn_step",
    oracle=reference.rnn_step,
    cases=[_case(3, 4, 2), _case(1, 2, 5), _case(4, 6, 6)],
    mistakes={
        "tanh is missing": (
            _twice(lambda x, h, kernel, bias: np.hstack([x, h]) @ kernel + bias),
            "Your result contains values larger than 1. Can tanh return such a value?",
            "Compare your last line with the formula of section 2.",
            "Apply `np.tanh` to the whole sum.",
        ),
        "the bias is missing": (
            _twice(lambda x, h, kernel, bias: np.tanh(np.hstack([x, h]) @ kernel)),
            "Your result does not depend on `bias`. Do you use all four arguments?",
            "The formula of section 2 has three terms inside the parentheses.",
            "Add `bias` to the sum, before tanh.",
        ),
        "the state is forgotten": (
            _twice(lambda x, h, kernel, bias: np.tanh(x @ kernel[: x.shape[1]] + bias)),
            "Your result does not depend on `state`. Where does your code use it?",
            "The formula multiplies two things by weights, the input and the state.",
            "Join `inputs` and `state`, so that the kernel multiplies both.",
        ),
        "the bias is added after tanh": (
            _twice(lambda x, h, kernel, bias: np.tanh(np.hstack([x, h]) @ kernel) + bias),
            "Your result contains values larger than 1. Is the bias inside the tanh?",
            "Look at the parentheses of the formula. All three terms are inside them.",
        ),
        "inputs and state are joined along axis 0": (
            _twice(lambda x, h, kernel, bias: np.tanh(np.vstack([x, h]) @ kernel + bias)),
            "Your joined array has the wrong shape. Does it have one row for each example?",
            "`np.concatenate` joins along axis 0, unless you give it another axis.",
            "The columns of inputs and state must be side by side, so join along axis 1.",
        ),
        "the state comes before the inputs": (
            _twice(lambda x, h, kernel, bias: np.tanh(np.hstack([h, x]) @ kernel + bias)),
            "Your result mixes up two parts. Which rows of the kernel belong to the inputs?",
            "The first `input_size` rows of the kernel multiply the inputs, the others the state.",
            "Join the two parts in the order of the kernel's rows, inputs first.",
        ),
        "multiplied element by element": (
            _twice(lambda x, h, kernel, bias: np.tanh(np.hstack([x, h]) * kernel + bias)),
            "Your code multiplies with `*`. Is that a matrix multiplication?",
            "In NumPy, `*` multiplies element by element. Section 3 uses another operator.",
        ),
        "the kernel is the first factor": (
            _twice(lambda x, h, kernel, bias: np.tanh(kernel @ np.hstack([x, h]) + bias)),
            "Your kernel is on the left. Which factor is on the left in section 2?",
            "Each row of `[x, h]` is multiplied by the columns of the kernel, so it comes first.",
        ),
        "the two arrays are not in a list": (
            _twice(lambda x, h, kernel, bias: np.tanh(np.concatenate(x, h) @ kernel + bias)),
            "The error arises where you join the arrays. What is the first argument there?",
            "`np.concatenate` takes all arrays in one list, then the axis.",
        ),
        "the input size of the lesson": (
            _twice(lambda x, h, kernel, bias: np.tanh(x @ kernel[:28] + h @ kernel[28:] + bias)),
            "Your code cuts the kernel at row 28. Where does this number come from?",
            "The check uses other sizes. The input size is the number of columns of `inputs`.",
            "Or do not cut the kernel: join `inputs` and `state` instead.",
        ),
        "tanh is applied to the input alone": (
            _twice(
                lambda x, h, kernel, bias: (
                    np.tanh(x @ kernel[: x.shape[1]]) + h @ kernel[x.shape[1] :] + bias
                )
            ),
            "Your result contains values larger than 1. Which terms are inside your tanh?",
            "Look at the parentheses of the formula. All three terms are inside them.",
        ),
        "the state is added without its weights": (
            _twice(lambda x, h, kernel, bias: np.tanh(x @ kernel[: x.shape[1]] + h + bias)),
            "You add the state itself. Which rows of the kernel does your code not use?",
            "The last `num_units` rows of the kernel are the weights of the state.",
            "Multiply the state by these rows before you add it.",
        ),
        "the old state is returned": (
            lambda x, h, kernel, bias: (reference.rnn_step(x, h, kernel, bias)[0], h),
            "You return the old state. Which state should the next step receive?",
            "Look at your `return`. The cell returns one array twice, as output and as new state.",
        ),
        "the output alone is returned": (
            lambda x, h, kernel, bias: reference.rnn_step(x, h, kernel, bias)[0],
            "You return one array. How many values does `cell(x, h)` return in section 3?",
            "The cell returns a pair, the output and the new state.",
        ),
        "sigmoid instead of tanh": (
            lambda *arguments: reference.rnn_step(*arguments, activation=reference.sigmoid),
            "All your values are between 0 and 1. Can a state of this cell be negative?",
            "The formula of section 2 uses a function with values between -1 and 1.",
        ),
    },
    minutes=8,
    difficulty=2,
)
