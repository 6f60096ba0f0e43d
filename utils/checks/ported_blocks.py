"""Weights of TF 1 put in Keras's order: columns in blocks, rows cut, and hints for LSTM and GRU."""

import numpy as np


def either_float(answer, *values):
    """Call an answer whose arrays may be float32 or float64."""

    def widened(value):
        if type(value) in (tuple, list):
            return tuple(widened(part) for part in value)
        single = type(value) is np.ndarray and value.dtype == np.float32
        return value.astype(np.float64) if single else value

    return widened(answer(*values))


def columns_in_order(weights, old, new):
    """Columns in blocks named by the letters of `old`, picked one by one in the order of `new`."""
    size = weights.shape[-1] // len(old)
    picked = [old.index(name) * size + place for name in new for place in range(size)]
    return weights[..., picked]


def cut_rows(kernel, num_units):
    """Cut a kernel into W and U."""
    return kernel[:-num_units], kernel[-num_units:]


def exchanged(answer):
    """Make an answer that returns W and U in each other's place."""

    def with_u_first(*arguments):
        W, U, bias = answer(*arguments)
        return U, W, bias

    return with_u_first


def not_cut(answer):
    """Make an answer that leaves W above U."""

    def whole(*arguments):
        W, U, bias = answer(*arguments)
        return np.concatenate([W, U]), bias

    return whole


NOT_CUT = (
    "How many weights has a Keras layer?",
    "Keras keeps W and U apart: three arrays are wanted.",
)

KERNELS_STAY = (
    "Which of your three results are in Keras's order?",
    "The columns of both kernels belong to the same blocks as the numbers of the bias.",
)

CUT_AT_INPUT_SIZE = (
    "How many rows of your recurrent kernel are there for each unit of the state?",
    "U has one row for each unit, and its rows are the last of the kernel.",
)

WHICH_IS_W = (
    "Which rows of TF 1's kernel meet the input, the first or the last?",
    "Keras's `kernel` is W and comes first; its recurrent kernel is U.",
)
