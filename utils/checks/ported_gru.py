"""What people get wrong in gru_to_keras (lesson 15, a GRU by hand)."""

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


def like_the_gru(
    order="urc", recurrent_order=None, bias_order=None, more=0.0, sign=1, cut=cut_rows
):
    """Make an answer that goes wrong where a setting differs from the default."""

    def answer(gate_kernel, gate_bias, candidate_kernel, candidate_bias):
        num_units = len(candidate_bias)
        signs = np.repeat([1, sign, 1], num_units)
        kernel = np.concatenate([gate_kernel, candidate_kernel], axis=1) * signs
        bias = np.concatenate([gate_bias + more, candidate_bias]) * signs
        W, U = cut(kernel, num_units)
        return (
            columns_in_order(W, "ruc", order),
            columns_in_order(U, "ruc", recurrent_order or order),
            columns_in_order(bias, "ruc", bias_order or order),
        )

    return answer


def _two_rows(*arguments):
    W, U, bias = like_the_gru()(*arguments)
    return W, U, np.stack([bias, np.zeros_like(bias)])


GRU_TO_KERAS = [
    Mistake("the kernel is not cut", not_cut(like_the_gru()), NOT_CUT),
    Mistake(
        "the kernels stay in the order r, u",
        like_the_gru(order="ruc", bias_order="urc"),
        KERNELS_STAY,
    ),
    Mistake(
        "the candidate stands in the middle",
        like_the_gru(order="ucr"),
        (
            "What do z, r and h stand for, in this order?",
            "h is Keras's name for the candidate, and stands last.",
        ),
    ),
    Mistake(
        "the gates stay in the order r, u",
        like_the_gru(order="ruc"),
        (
            "Which gate stands first in Keras?",
            "z is Keras's name for the update gate.",
        ),
    ),
    Mistake(
        "the candidate stands first",
        like_the_gru(order="cur"),
        (
            "Where is the candidate's block in Keras's order z, r, h?",
            "h is its name there.",
        ),
    ),
    Mistake(
        "the bias stays in the order r, u",
        like_the_gru(bias_order="ruc"),
        (
            "Do the columns of your kernel and the numbers of your bias belong together?",
            "The bias of the gates has two blocks, and they move too.",
        ),
    ),
    Mistake(
        "the recurrent kernel stays in the order r, u",
        like_the_gru(recurrent_order="ruc"),
        (
            "Which of your three results are in Keras's order?",
            "Join and reorder first, and cut the rows last.",
        ),
    ),
    Mistake(
        "1 is added to the biases of the gates",
        like_the_gru(more=1.0),
        (
            "Where are the ones of a new `GRUCell`, in a variable or at run time?",
            "Only an LSTM of TF 1 adds something that is in no variable.",
        ),
    ),
    Mistake(
        "the update gate is turned round",
        like_the_gru(sign=-1),
        (
            "With your weights, does an open update gate keep the old state in both?",
            "Books differ in this; TF 1 and Keras agree. No sign changes.",
        ),
    ),
    Mistake(
        "the bias has two rows",
        _two_rows,
        (
            "Which setting makes a bias of two rows, and do we want it?",
            "With `reset_after=False` Keras has one bias of three blocks.",
        ),
    ),
    Mistake(
        "the kernel is cut after the notebook's three rows",
        like_the_gru(cut=lambda kernel, n: (kernel[:3], kernel[3:])),
        (
            "Where does your number of rows come from?",
            "The notebook's `input_size` is 3. The check has kernels of other sizes.",
            "The candidate's bias tells `num_units`, and the last so many rows are U.",
        ),
    ),
    Mistake(
        "the kernel is cut for the notebook's four units",
        like_the_gru(cut=lambda kernel, n: (kernel[:-4], kernel[-4:])),
        (
            "Where does your number of units come from?",
            "The notebook's `num_units` is 4. The check has kernels of other sizes.",
        ),
    ),
    Mistake(
        "the gates' columns are counted as units",
        like_the_gru(cut=lambda kernel, n: (kernel[: -2 * n], kernel[-2 * n :])),
        (
            "How many units has a gate bias of six numbers?",
            "It holds a block for r and one for u; the candidate's bias holds one.",
        ),
    ),
    Mistake(
        "W alone keeps the order r, u",
        like_the_gru(order="ruc", recurrent_order="urc", bias_order="urc"),
        (
            "Which of your three results are in Keras's order?",
            "W has the same columns as U: join and reorder first, and cut the rows last.",
        ),
    ),
    Mistake("W and U are exchanged", exchanged(like_the_gru()), WHICH_IS_W),
    Mistake(
        "the kernel is cut after `num_units` rows",
        like_the_gru(cut=lambda kernel, n: (kernel[:n], kernel[n:])),
        CUT_AT_INPUT_SIZE,
    ),
]
