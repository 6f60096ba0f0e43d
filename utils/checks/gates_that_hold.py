"""What people get wrong in hold_weights (lesson 06, section 7)."""

import numpy as np

from utils.exercise import Mistake


def _weights(num_units, switched=15.0, order="ijfo", mark_first=False, from_h=0.0, **blocks):
    """The kernel and bias that hold, with some blocks made differently.

    Each of `blocks` is a tuple: what the mark adds, and the bias, as multiples of `switched`; for j
    it is the matrix of the values and what the mark adds. `from_h` is what j adds of h.
    """
    values, mark_j = blocks.get("j", (np.eye(num_units), 0.0))
    made = {"j": (values, mark_j, 0.0)}
    for name, default in {"i": (2, -1), "f": (-2, 1), "o": (0, 1)}.items():
        mark, bias = blocks.get(name, default)
        made[name] = (np.zeros((num_units, num_units)), switched * mark, switched * bias)
    columns, biases = [], []
    for name in order:
        from_values, from_mark, bias = made[name]
        W = [from_values, np.full((1, num_units), from_mark)]
        U = np.eye(num_units) * (from_h if name == "j" else 0.0)
        columns.append(np.concatenate([*(W[::-1] if mark_first else W), U]))
        biases.append(np.full(num_units, bias))
    return np.concatenate(columns, axis=1), np.concatenate(biases)


HOLD_WEIGHTS = [
    Mistake(
        "the second value is added to the first",
        lambda num_units: _weights(num_units, f=(0, 1)),
        (
            "What does the cell hold after the second mark: the second value, or both?",
            "At a mark the old value must go. Which gate does that?",
            "The mark's row of the kernel can shut one gate while it opens another.",
        ),
    ),
    Mistake(
        "the forget gate is left half open",
        lambda num_units: _weights(num_units, f=(0, 0)),
        (
            "How much of the value is left after ten steps?",
            "sigmoid(1) is 0.73, and 0.73 is multiplied in at every step.",
        ),
    ),
    Mistake(
        "the input gate never shuts",
        lambda num_units: _weights(num_units, i=(0, 1)),
        (
            "What comes in where there is no mark?",
            "The input gate needs a bias that shuts it, and a mark that opens it.",
        ),
    ),
    Mistake(
        "the output gate is left half open",
        lambda num_units: _weights(num_units, o=(0, 0)),
        (
            "By which factor is your output too small?",
            "sigmoid(0) is one half. Which gate did you leave there?",
        ),
    ),
    Mistake(
        "the blocks stand in the order i, f, j, o",
        lambda num_units: _weights(num_units, order="ifjo"),
        (
            "Which columns of your kernel receive the values?",
            "The second block is j, the third is f.",
        ),
    ),
    Mistake(
        "every value reaches every unit",
        lambda num_units: _weights(num_units, j=(np.ones((num_units, num_units)), 0.0)),
        (
            "With two values, what does the first unit hold: one of them, or their sum?",
            "Each unit takes one of the values: what does such a block of W look like?",
        ),
    ),
    Mistake(
        "the mark is stored too",
        lambda num_units: _weights(num_units, j=(np.eye(num_units), 1.0)),
        (
            "Does your cell hold the value, or the value and one more?",
            "The mark works the gates. Is a gate what j is?",
        ),
    ),
    Mistake(
        "the forget gate opens at the mark, and is shut between",
        lambda num_units: _weights(num_units, f=(2, -1)),
        (
            "Does a forget gate that is open keep, or forget?",
            "In the formula the old c is multiplied by it: what is left where it is 0?",
        ),
    ),
    Mistake(
        "the value is gone after the mark",
        lambda num_units: _weights(num_units, o=(2, -1)),
        (
            "What do your outputs show between two marks?",
            "Two gates can be at fault there: the one that keeps, and the one that shows.",
        ),
    ),
    Mistake(
        "the row of the mark stands first",
        lambda num_units: _weights(num_units, mark_first=True),
        (
            "Which number of the input does the first row of your kernel multiply?",
            "The input is the numbers, then the mark; the rows of W stand in the same order.",
        ),
    ),
    Mistake(
        "h is let in beside the number",
        lambda num_units: _weights(num_units, from_h=1.0),
        (
            "Is what your cell stores the number alone?",
            "What do the rows of U do in a cell that is to remember by $c$?",
        ),
    ),
    Mistake(
        "the mark opens the input gate half",
        lambda num_units: _weights(num_units, i=(1, -1)),
        (
            "At a mark, what is the sum of the mark's weight and the input gate's bias?",
            "The sigmoid of 0 is one half: the mark has to do more than undo the bias.",
        ),
    ),
    Mistake(
        "the numbers are multiplied as if they worked a gate",
        lambda num_units: _weights(num_units, j=(15 * np.eye(num_units), 0.0)),
        (
            "Are your outputs all of one size, whatever the number was?",
            "A large weight drives tanh to its ends. Which weight leaves a number as it is?",
        ),
    ),
]
