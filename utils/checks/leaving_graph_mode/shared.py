"""What exercises of `leaving_graph_mode` share: how weights are moved, and go wrong on the way."""

import numpy as np


def either_float(answer, *values):
    """Call an answer whose arrays may be float32 or float64."""

    def widened(value):
        if type(value) in (tuple, list):
            return tuple(widened(part) for part in value)
        single = type(value) is np.ndarray and value.dtype == np.float32
        return value.astype(np.float64) if single else value

    return widened(answer(*values))


def _columns_in_order(weights, old, new):
    """Columns in blocks named by the letters of `old`, picked one by one in the order of `new`."""
    size = weights.shape[-1] // len(old)
    picked = [old.index(name) * size + place for name in new for place in range(size)]
    return weights[..., picked]


def moved(
    kernel,
    bias,
    old,
    order,
    recurrent_order=None,
    bias_order=None,
    cut_at=lambda num_units: -num_units,
    returns=lambda W, U, bias: (W, U, bias),
):
    """Cut a kernel, and put the blocks in order, or go wrong where a setting says so.

    Arguments:
        kernel, bias: all blocks side by side, in the order of the letters of `old`.
        order: that of the blocks wanted; the recurrent kernel and the bias may have their own.
        cut_at: num_units -> the first row of U.
        returns: what is made of W, U and bias.
    """
    at = cut_at(len(bias) // len(old))
    return returns(
        _columns_in_order(kernel[:at], old, order),
        _columns_in_order(kernel[at:], old, recurrent_order or order),
        _columns_in_order(bias, old, bias_order or order),
    )


def mistakes_in_cutting(make):
    """Return mistakes that have nothing to do with the meaning of the blocks.

    Arguments:
        make: some of the settings of `moved` -> an answer.
    """
    return {
        "the kernel is not cut": (
            make(returns=lambda W, U, bias: (np.concatenate([W, U]), bias)),
            "Does your answer return one array for each of the three weights?",
            "Look at the rows of the kernel: Keras keeps those of W and those of U apart.",
            "Return W, U and the bias.",
        ),
        "W and U are swapped": (
            make(returns=lambda W, U, bias: (U, W, bias)),
            "Does your first array contain the rows of W or those of U?",
            "Look at the order: the first rows of the old kernel belong to the input.",
            "Return W first, which Keras calls `kernel`, then U, the recurrent kernel.",
        ),
        "the kernel is cut after `num_units` rows": (
            make(cut_at=lambda num_units: num_units),
            "How many rows does your first array have?",
            "Look at the row where you cut: U has one row per unit, and its rows come last.",
            "Cut at `-num_units`, counted from the end.",
        ),
    }
