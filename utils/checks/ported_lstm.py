"""What people get wrong in lstm_to_keras (lesson 15, an LSTM by hand)."""

import numpy as np

from utils.checks.ported_blocks import (
    CUT_AT_INPUT_SIZE,
    KERNELS_STAY,
    NOT_CUT,
    WHICH_IS_W,
    columns_in_order,
    cut_rows,
    exchanged,
    not_cut,
)
from utils.exercise import Mistake


def like_the_lstm(
    order="ifjo",
    recurrent_order=None,
    bias_order=None,
    biased="f",
    amount=lambda forget_bias: forget_bias,
    cut=cut_rows,
):
    """Make an answer that goes wrong where a setting differs from the default."""

    def answer(kernel, bias, forget_bias):
        num_units = len(bias) // 4
        added = np.repeat([name in biased for name in "ijfo"], num_units)
        bias = bias + amount(forget_bias) * added
        W, U = cut(kernel, num_units)
        return (
            columns_in_order(W, "ijfo", order),
            columns_in_order(U, "ijfo", recurrent_order or order),
            columns_in_order(bias, "ijfo", bias_order or order),
        )

    return answer


def _interleaved(kernel, bias, forget_bias):
    num_units = len(bias) // 4
    bias = bias + np.repeat([0, 0, forget_bias, 0], num_units)
    parts = (*cut_rows(kernel, num_units), bias)
    return tuple(
        part.reshape(*part.shape[:-1], num_units, 4)[..., [0, 2, 1, 3]].reshape(part.shape)
        for part in parts
    )


def _with_only_the_forget_bias(kernel, bias, forget_bias):
    bias = bias.copy()
    bias.reshape(4, -1)[2] = forget_bias
    return like_the_lstm(biased="")(kernel, bias, forget_bias)


LSTM_TO_KERAS = [
    Mistake("the kernel is not cut", not_cut(like_the_lstm()), NOT_CUT),
    Mistake(
        "nothing is done but the cut",
        like_the_lstm(order="ijfo", biased=""),
        (
            "Would section 2's list end after its first point?",
            "The blocks have to move, and the forget bias has to be added.",
        ),
    ),
    Mistake(
        "the kernels stay in the order i, j, f, o",
        like_the_lstm(order="ijfo", bias_order="ifjo"),
        KERNELS_STAY,
    ),
    Mistake(
        "the bias stays as it was",
        like_the_lstm(bias_order="ijfo", biased=""),
        (
            "Does the bias have blocks?",
            "It has the same four as the kernel, and one of them gets the forget bias.",
        ),
    ),
    Mistake(
        "the blocks stay in the order i, j, f, o",
        like_the_lstm(order="ijfo"),
        (
            "Where did the ones stand in the bias of a new Keras layer?",
            "In Keras the forget gate's block is the second one.",
        ),
    ),
    Mistake(
        "the blocks are put in the order i, f, o, j",
        like_the_lstm(order="ifoj"),
        (
            "Which block is the last, in TF 1 and in Keras?",
            "Two blocks change places; the first and the last stay.",
        ),
    ),
    Mistake(
        "the forget bias takes the place of block f",
        _with_only_the_forget_bias,
        (
            "What became of the numbers that block f of the bias held?",
            "The forget bias is added to them.",
        ),
    ),
    Mistake(
        "the blocks are put in the order f, i, j, o",
        like_the_lstm(order="fijo"),
        (
            "Where did the ones stand in the bias of a new Keras layer?",
            "In the second block: i stays first.",
        ),
    ),
    Mistake(
        "the bias stays in the order i, j, f, o",
        like_the_lstm(bias_order="ijfo"),
        (
            "Do the columns of your kernel and the numbers of your bias belong together?",
            "The bias has the same four blocks, and they move too.",
        ),
    ),
    Mistake(
        "the recurrent kernel stays in the order i, j, f, o",
        like_the_lstm(recurrent_order="ijfo"),
        (
            "Which of your three results are in Keras's order?",
            "U has the same columns as W: reorder before you cut, and both are done.",
        ),
    ),
    Mistake(
        "the forget bias is left out",
        like_the_lstm(biased=""),
        (
            "Which of your three arguments have you not used?",
            "Keras adds nothing at run time: what TF 1 adds must lie in the bias.",
        ),
    ),
    Mistake(
        "the forget bias goes to j",
        like_the_lstm(biased="j"),
        (
            "Is f the second block or the third, at the moment when you add to it?",
            "Before the blocks are moved f is the third, afterwards the second.",
        ),
    ),
    Mistake(
        "the forget bias goes to all blocks",
        like_the_lstm(biased="ijfo"),
        (
            "How many of the four blocks should change their values?",
            "Only the forget gate has a bias more.",
        ),
    ),
    Mistake(
        "the forget bias is always 1",
        like_the_lstm(amount=lambda forget_bias: 1.0),
        (
            "What does your function do when it is told another forget bias?",
            "1 is the default of TF 1; a script can say otherwise.",
        ),
    ),
    Mistake("W and U are exchanged", exchanged(like_the_lstm()), WHICH_IS_W),
    Mistake(
        "the kernel is cut after `num_units` rows",
        like_the_lstm(cut=lambda kernel, n: (kernel[:n], kernel[n:])),
        CUT_AT_INPUT_SIZE,
    ),
    Mistake(
        "the kernel is cut after the notebook's three rows",
        like_the_lstm(cut=lambda kernel, n: (kernel[:3], kernel[3:])),
        (
            "Where does your number of rows come from?",
            "The notebook's `input_size` is 3. The check has kernels of other sizes.",
            "The columns tell `num_units`, and the rows that are left are the input's.",
        ),
    ),
    Mistake(
        "the four of one unit are taken for neighbours",
        _interleaved,
        (
            "Do the columns go unit by unit, or block by block?",
            "All units of i come first, then all of j.",
        ),
    ),
]
