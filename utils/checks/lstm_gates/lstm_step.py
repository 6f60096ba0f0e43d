"""The learner writes one step of an LSTM in NumPy: the output, and the new state (c, h)."""

import numpy as np

from utils import reference
from utils.checks.cases import normal
from utils.checks.engine import Exercise
from utils.reference import sigmoid

random = np.random.default_rng(6)


def _right(inputs, c, h, kernel, bias, forget_bias):
    return reference.lstm_step(inputs, (c, h), kernel, bias, forget_bias)


def _step(
    joined=lambda inputs, c, h: [inputs, h],
    order="ijfo",
    cell_state=lambda i, j, f, c, b: sigmoid(f + b) * c + sigmoid(i) * np.tanh(j),
    shown=lambda o, c, new_c: sigmoid(o) * np.tanh(new_c),
    returned=lambda c, h: (h, (c, h)),
):
    """Make a step that does one thing otherwise; b is the forget bias."""

    def answer(inputs, c, h, kernel, bias, forget_bias):
        sums = np.concatenate(joined(inputs, c, h), axis=1) @ kernel + bias
        blocks = dict(zip(order, np.split(sums, 4, axis=1), strict=True))
        new_c = cell_state(blocks["i"], blocks["j"], blocks["f"], c, forget_bias)
        return returned(new_c, shown(blocks["o"], c, new_c))

    return answer


def _split_along_the_batch(inputs, c, h, kernel, bias, forget_bias):
    sums = np.concatenate([inputs, h], axis=1) @ kernel + bias
    i, j, f, o = np.split(sums, 4)
    new_c = sigmoid(f + forget_bias) * c + sigmoid(i) * np.tanh(j)
    new_h = sigmoid(o) * np.tanh(new_c)
    return new_h, (new_c, new_h)


def _every_fourth_column(inputs, c, h, kernel, bias, forget_bias):
    order = np.arange(len(bias)).reshape(-1, 4).T.ravel()
    return _right(inputs, c, h, kernel[:, order], bias[order], forget_bias)


def _case(batch_size, input_size, num_units, forget_bias):
    return {
        "inputs": normal(random, batch_size, input_size, dtype=float),
        "c": normal(random, batch_size, num_units, dtype=float),
        "h": random.uniform(-1, 1, size=(batch_size, num_units)),
        "kernel": normal(random, input_size + num_units, 4 * num_units, scale=0.5, dtype=float),
        "bias": normal(random, 4 * num_units, dtype=float),
        "forget_bias": forget_bias,
    }


lstm_step = Exercise(
    name="lstm_step",
    oracle=_right,
    cases=[_case(3, 4, 2, 1.0), _case(1, 2, 5, 0.5), _case(4, 3, 3, 2.0)],
    mistakes={
        "the order is i, f, j, o": (
            _step(order="ifjo"),
            "Your second block is the forget gate. Is this TensorFlow's order?",
            "Look at the names above the heat map in section 5.",
            "The second block is the candidate, and the third is the forget gate.",
        ),
        "the sums are split along the batch": (
            _split_along_the_batch,
            "You split the rows of the sums. Which axis contains the four blocks?",
            "Each row is an example. The blocks are blocks of columns, so split axis 1.",
        ),
        "every fourth column is one block": (
            _every_fourth_column,
            "You take every fourth column. Are the columns of one block next to each other?",
            "The heat map in section 5 shows four blocks, one after the other.",
        ),
        "the order is f, i, j, o": (
            _step(order="fijo"),
            "Your first block is the forget gate. Is this TensorFlow's order?",
            "Look at the names above the heat map in section 5.",
        ),
        "the forget bias is missing": (
            lambda *case: _right(*case[:-1], 0.0),
            "Your result does not depend on `forget_bias`. Do you use all six arguments?",
            "In the formula of section 5, one gate has a second term inside its sigmoid.",
            "Add `forget_bias` to the block f, before the sigmoid.",
        ),
        "the forget bias is added to the input gate": (
            _step(cell_state=lambda i, j, f, c, b: sigmoid(f) * c + sigmoid(i + b) * np.tanh(j)),
            "Your input gate changes with `forget_bias`. Does this argument belong to the "
            "input gate?",
            "The first block is the input gate. The forget gate is another block.",
        ),
        "tanh of the cell state is missing": (
            _step(shown=lambda o, c, new_c: sigmoid(o) * new_c),
            "Your h contains values larger than 1. Can the formula give such values?",
            "Compare the line of $h_t$ with the formula. What is applied to the cell state?",
        ),
        "h is computed from the old c": (
            _step(shown=lambda o, c, new_c: sigmoid(o) * np.tanh(c)),
            "Your h does not depend on the candidate. Which cell state does it use?",
            "The output gate multiplies tanh of the new cell state.",
        ),
        "sigmoid instead of tanh for the candidate": (
            _step(cell_state=lambda i, j, f, c, b: sigmoid(f + b) * c + sigmoid(i) * sigmoid(j)),
            "Your candidate is never negative. Should the cell be able to subtract?",
            "Three of the four blocks are gates. The candidate is not a gate.",
            "Apply tanh to the block j.",
        ),
        "c is joined to the inputs": (
            _step(joined=lambda inputs, c, h: [inputs, c]),
            "You multiply c by the kernel. Is there a c in the formula of the four sums?",
            "The kernel multiplies the input and the old hidden state.",
        ),
        "h comes before the inputs": (
            _step(joined=lambda inputs, c, h: [h, inputs]),
            "You join h and the inputs. Which rows of the kernel come first?",
            "In TensorFlow's kernel, W is above U, so the inputs come first.",
        ),
        "the state is returned as (h, c)": (
            _step(returned=lambda c, h: (h, (h, c))),
            "Your output is correct, but the state is not. Which field does "
            "`LSTMStateTuple` have first?",
            "Section 5 prints the names of the two fields, in their order.",
        ),
        "the output is missing": (
            _step(returned=lambda c, h: (c, h)),
            "You return two arrays. What does a cell return besides its state?",
            "Return the output first, and then the pair, although the pair contains the "
            "output too.",
        ),
        "the order is i, f, o, j": (
            _step(order="ifoj"),
            "Your last block is the candidate. Is this TensorFlow's order?",
            "The three gates are not next to each other. Look at the names above the heat map.",
        ),
        "the forget bias is always 1": (
            lambda *case: _right(*case[:-1], 1.0),
            "Your result is the same for every `forget_bias`. Where does your code use this "
            "argument?",
            "Section 5 writes 1.0, because that cell has the default. Use the argument instead.",
        ),
        "the forget bias is added after the sigmoid": (
            _step(cell_state=lambda i, j, f, c, b: (sigmoid(f) + b) * c + sigmoid(i) * np.tanh(j)),
            "Your forget gate is larger than 1. Is the forget bias inside the sigmoid?",
            "Look at the parentheses in the formula. Add first, then apply the sigmoid.",
        ),
        "the bias is missing": (
            lambda x, c, h, kernel, bias, b: _right(x, c, h, kernel, 0 * bias, b),
            "Your result does not depend on `bias`. Do you use all six arguments?",
            "The formula of the four sums has three terms.",
        ),
        "tanh of the candidate is missing": (
            _step(cell_state=lambda i, j, f, c, b: sigmoid(f + b) * c + sigmoid(i) * j),
            "In one step, your cell state grows by more than 1. Is this possible?",
            "The formulas contain tanh twice. Your code has it only once.",
        ),
        "c is returned as the output": (
            _step(returned=lambda c, h: (c, (c, h))),
            "Your output is the cell state. Which part of the state is the output?",
            "Section 5 prints the name of the field that is the output.",
        ),
        "the forget bias is added to all blocks": (
            lambda x, c, h, kernel, bias, b: _right(x, c, h, kernel, bias + b, 0.0),
            "All four blocks change with `forget_bias`. Does it belong to all of them?",
            "If you add it before the split, it reaches every block.",
            "Add it to the block f, after the split.",
        ),
        "the sigmoid of the output gate is missing": (
            _step(shown=lambda o, c, new_c: o * np.tanh(new_c)),
            "Your output gate contains values outside of 0 to 1. Is it still a gate?",
            "All three gates need the same function.",
        ),
        "c and h are swapped": (
            lambda inputs, c, h, *weights: _right(inputs, h, c, *weights),
            "You multiply c by the kernel and h by the forget gate. Which way round is the "
            "formula?",
            "The kernel multiplies the hidden state, and the forget gate multiplies the "
            "cell state.",
        ),
    },
    minutes=8,
    difficulty=2,
)
