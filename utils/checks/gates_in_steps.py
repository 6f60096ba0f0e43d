"""What people get wrong in lstm_step and fold_forget_bias (lesson 06, sections 2 and 5)."""

import numpy as np

from utils.exercise import Mistake
from utils.reference import sigmoid


def _like_the_step(
    order="ijfo",
    biased="f",
    with_bias=True,
    taken=lambda forget_bias: forget_bias,
    added_late=False,
    gates=lambda i, j, f, o: (sigmoid(i), np.tanh(j), sigmoid(f), sigmoid(o)),
    meets_kernel="h",
    exchanged=False,
    shows=lambda c, new_c: np.tanh(new_c),
    returns=lambda c, h: (h, (c, h)),
):
    """Make a mistake: a step that goes wrong where a setting differs from the default."""

    def answer(inputs, c, h, kernel, bias, forget_bias):
        if exchanged:
            c, h = h, c
        old = {"c": c, "h": h}[meets_kernel]
        sums = np.concatenate([inputs, old], axis=1) @ kernel + with_bias * bias
        parts = dict(zip(order, np.split(sums, 4, axis=1), strict=True))
        for name in biased if not added_late else "":
            parts[name] = parts[name] + taken(forget_bias)
        i, j, f, o = gates(*(parts[name] for name in "ijfo"))
        new_c = (f + added_late * forget_bias) * c + i * j
        return returns(new_c, o * shows(c, new_c))

    return answer


LSTM_STEP = [
    Mistake(
        "the blocks are taken in the order i, f, j, o",
        _like_the_step(order="ifjo"),
        (
            "Which columns of the kernel are your forget gate?",
            "This is the order of Keras, where j is called c.",
            "Look at the names above the heat map.",
        ),
    ),
    Mistake(
        "the forget bias is left out",
        _like_the_step(biased=""),
        (
            "Which of the six arguments have you not used?",
            "One of the three gates gets a number more before its sigmoid.",
        ),
    ),
    Mistake(
        "the forget bias goes to the input gate",
        _like_the_step(biased="i"),
        (
            "Which gate does `forget_bias` belong to?",
            "The first block lets in; the third keeps.",
        ),
    ),
    Mistake(
        "h is made of c without tanh",
        _like_the_step(shows=lambda c, new_c: new_c),
        (
            "Can your h be larger than 1?",
            "Compare the last line with the formula: what stands around the cell state?",
        ),
    ),
    Mistake(
        "h is made of the old c",
        _like_the_step(shows=lambda c, new_c: np.tanh(c)),
        (
            "Does your h change with what comes in at this step?",
            "Which of the two cell states does the output gate show?",
        ),
    ),
    Mistake(
        "j goes through a sigmoid",
        _like_the_step(gates=lambda i, j, f, o: (sigmoid(i), sigmoid(j), sigmoid(f), sigmoid(o))),
        (
            "Can your cell state become smaller, when all forget gates are open?",
            "Three of the four blocks are gates. What is the fourth?",
        ),
    ),
    Mistake(
        "c is joined to the inputs instead of h",
        _like_the_step(meets_kernel="c"),
        (
            "Which of the two states meets the kernel?",
            "In the formula of the four sums there is no cell state.",
        ),
    ),
    Mistake(
        "the state is returned as (h, c)",
        _like_the_step(returns=lambda c, h: (h, (h, c))),
        (
            "Which of the two stands first in an `LSTMStateTuple`?",
            "Section 3 prints it: `state[0]` is not what the cell puts out.",
        ),
    ),
    Mistake(
        "the blocks are taken in the order i, f, o, j",
        _like_the_step(order="ifoj"),
        (
            "Which block of the kernel holds what is let in?",
            "The three gates do not stand side by side: look at the names above the heat map.",
        ),
    ),
    Mistake(
        "the forget bias is taken to be 1",
        _like_the_step(taken=lambda forget_bias: 1.0),
        (
            "Which of your numbers stays the same when `forget_bias` is 0.5?",
            "Section 2 could write 1.0: it knew its cell. Here the number is an argument.",
        ),
    ),
    Mistake(
        "the forget bias is added after the sigmoid",
        _like_the_step(added_late=True),
        (
            "Can your forget gate be larger than 1?",
            "It is a bias like the others: does it stand inside or outside of the sigmoid?",
        ),
    ),
    Mistake(
        "the bias is left out",
        _like_the_step(with_bias=False),
        (
            "What do your four sums become when inputs and h are zeros?",
            "The formula of the four sums has three terms.",
        ),
    ),
    Mistake(
        "j is let in without tanh",
        _like_the_step(gates=lambda i, j, f, o: (sigmoid(i), j, sigmoid(f), sigmoid(o))),
        (
            "How large can what is let in become in one step?",
            "Two tanh stand in the formulas. Where is the other?",
        ),
    ),
    Mistake(
        "c is put out",
        _like_the_step(returns=lambda c, h: (c, (c, h))),
        (
            "Which half of the state is the output?",
            "Section 1 says of one of the two that it is what the cell shows.",
        ),
    ),
    Mistake(
        "the forget bias goes to all four blocks",
        _like_the_step(biased="ijfo"),
        (
            "How many gates does `forget_bias` belong to?",
            "Added before the split, it reaches every block.",
        ),
    ),
    Mistake(
        "the output gate goes through no sigmoid",
        _like_the_step(gates=lambda i, j, f, o: (sigmoid(i), np.tanh(j), sigmoid(f), o)),
        (
            "Is your output gate a number between 0 and 1?",
            "All three gates are opened and shut by the same function.",
        ),
    ),
    Mistake(
        "c and h are exchanged",
        _like_the_step(exchanged=True),
        (
            "Which of the two old states does the forget gate multiply?",
            "One of them meets the kernel, the other meets a gate.",
        ),
    ),
]


def _bias_added(to):
    """Make an answer that adds the forget bias `to` some of the blocks i, j, f, o."""

    def answer(bias, forget_bias):
        mask = np.array([name in to for name in "ijfo"], float)
        return bias + forget_bias * np.repeat(mask, len(bias) // 4)

    return answer


def _in_every_fourth_place(bias, forget_bias):
    return bias + forget_bias * np.tile([0.0, 0.0, 1.0, 0.0], len(bias) // 4)


def _in_one_place(bias, forget_bias):
    folded = bias.copy()
    folded[2] += forget_bias
    return folded


def _instead_of_the_block(bias, forget_bias):
    folded = bias.reshape(4, -1).copy()
    folded[2] = forget_bias
    return folded.ravel()


def _in_the_order_of_keras(bias, forget_bias):
    i, j, f, o = np.split(bias, 4)
    return np.concatenate([i, f + forget_bias, j, o])


FOLD_FORGET_BIAS = [
    Mistake(
        "it is added to every block",
        _bias_added("ijfo"),
        (
            "How many gates does `forget_bias` belong to?",
            "Three of the four blocks stay as they are.",
        ),
    ),
    Mistake(
        "it is added to the second block",
        _bias_added("j"),
        (
            "In which order do the four blocks stand?",
            "The second block is the forget gate in Keras, not here.",
        ),
    ),
    Mistake(
        "it is added in one place only",
        _in_one_place,
        (
            "How many units has the cell, and how many numbers did you change?",
            "A block has a number for each unit.",
        ),
    ),
    Mistake(
        "the block is overwritten",
        _instead_of_the_block,
        (
            "What becomes of the bias that the forget gate had learned?",
            "The sum of two biases is wanted.",
        ),
    ),
    Mistake(
        "it is taken away",
        lambda bias, forget_bias: _bias_added("f")(bias, -forget_bias),
        (
            "Does your forget gate open wider, or less wide?",
            "The cell without a forget bias lacks that number: give it back.",
        ),
    ),
    Mistake(
        "it is added to the last block",
        _bias_added("o"),
        (
            "In which order do the four blocks stand?",
            "The third block begins after two of them.",
        ),
    ),
    Mistake(
        "it is added to every fourth number",
        _in_every_fourth_place,
        (
            "Do the four numbers of one unit stand side by side?",
            "The blocks of section 1 are `num_units` wide: first all i, then all j.",
        ),
    ),
    Mistake(
        "1 is added, whatever the forget bias is",
        lambda bias, forget_bias: _bias_added("f")(bias, 1.0),
        (
            "What does your function do with its second argument?",
            "Section 5 could add 1: it knew its cell.",
        ),
    ),
    Mistake(
        "the opening of the gate is added",
        lambda bias, forget_bias: _bias_added("f")(bias, sigmoid(forget_bias)),
        (
            "Is 0.73 what the cell adds, or what comes out of the sigmoid?",
            "The sigmoid comes later, in the cell.",
        ),
    ),
    Mistake(
        "it is added to the first block",
        _bias_added("i"),
        (
            "Which gate does the first block work?",
            "The first block lets in. Which one keeps?",
        ),
    ),
    Mistake(
        "the blocks are put into the order of Keras",
        _in_the_order_of_keras,
        (
            "For which cell is the bias that you return?",
            "It is TensorFlow's cell still: its blocks stay where they are.",
        ),
    ),
]
