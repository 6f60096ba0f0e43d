"""The learner takes W and U out of a kernel."""

import numpy as np

from utils import reference
from utils.checks.cell_variables.shared import kernel_cases
from utils.checks.engine import Exercise

_IN_HALVES = (
    "Your two parts have the same number of rows. Does your answer use `input_size`?",
    "W and U usually have different numbers of rows. U begins after `input_size` rows.",
)

split_kernel = Exercise(
    name="split_kernel",
    oracle=reference.split_kernel,
    cases=kernel_cases(np.random.default_rng(3)),
    mistakes={
        "U comes first": (
            lambda kernel, input_size: (kernel[input_size:], kernel[:input_size]),
            "Your first matrix is U. Which rows come first in the kernel?",
            "Look at the labels beside the figure of section 2.",
            "Return the rows of the input first, then the rows of the state.",
        ),
        "the state's rows are taken from the top": (
            lambda kernel, _: (kernel[kernel.shape[1] :], kernel[: kernel.shape[1]]),
            "Your second matrix is the top of the kernel. Do the top rows belong to the state?",
            "The top rows belong to the input. The rows of the state come after them.",
            "Cut at `input_size`, and return the upper part first.",
        ),
        "the columns are cut instead of the rows": (
            lambda kernel, input_size: (kernel[:, :input_size], kernel[:, input_size:]),
            "You cut the columns. How many columns should W and U have?",
            "Each column belongs to one unit, so W and U both need all columns.",
            "Cut along the first axis, the rows.",
        ),
        "it is split into two equal parts": (lambda kernel, _: np.split(kernel, 2), *_IN_HALVES),
        "it is split into input_size parts": (
            np.split,
            "You get more or fewer than two parts. Did you use `np.split`?",
            "An integer is the number of parts. A list contains the positions of the cuts.",
        ),
        "the row at the cut is lost": (
            lambda kernel, input_size: (kernel[:input_size], kernel[input_size + 1 :]),
            "Your two parts have fewer rows than the kernel. Which row do you lose?",
            "A slice from `input_size` on already begins after the last row of W.",
        ),
        "one row instead of the rest": (
            lambda kernel, input_size: (kernel[:input_size], kernel[input_size]),
            "Your second part is one row. How many rows does U have?",
            "An index without a colon takes one row. A slice takes all rows from there on.",
        ),
        "both parts are transposed": (
            lambda kernel, input_size: (kernel[:input_size].T, kernel[input_size:].T),
            "Your matrices are transposed. Which shapes does the exercise ask for?",
            "Rows of the kernel remain rows of W and U. Remove the transposing.",
        ),
        "the kernel is cut in the middle": (
            lambda kernel, _: (kernel[: len(kernel) // 2], kernel[len(kernel) // 2 :]),
            *_IN_HALVES,
        ),
        "the cut is at num_units": (
            lambda kernel, _: (kernel[: kernel.shape[1]], kernel[kernel.shape[1] :]),
            "Your W has `num_units` rows. How many rows should it have?",
            "W needs one row for each number of the input. Cut at `input_size`.",
        ),
    },
    minutes=4,
    difficulty=1,
)
