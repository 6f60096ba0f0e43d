"""The learner counts the numbers in the kernel and the bias of a cell."""

import numpy as np

from utils.checks.engine import Exercise

number_of_weights = Exercise(
    name="number_of_weights",
    oracle=lambda input_size, num_units: np.prod([input_size + num_units + 1, num_units]),
    cases=[
        {"input_size": input_size, "num_units": num_units}
        for input_size, num_units in ((4, 2), (28, 128), (1, 7))
    ],
    mistakes={
        "the bias is not counted": (
            lambda input_size, num_units: (input_size + num_units) * num_units,
            "Your count is too small by `num_units`. How many variables does the cell have?",
            "Look at the table of variables in section 2. The bias counts too.",
        ),
        "the state's rows are not counted": (
            lambda input_size, num_units: input_size * num_units + num_units,
            "Your count is too small. What does the kernel multiply, besides the inputs?",
            "The kernel has `input_size` rows for the inputs, and more rows for the state.",
            "The state has `num_units` values, and the kernel has one row for each.",
        ),
        "the inputs' rows are not counted": (
            lambda input_size, num_units: num_units * num_units + num_units,
            "Your count does not depend on `input_size`. Does the kernel's shape depend on it?",
            "The kernel has rows for the state, and `input_size` more rows for the inputs.",
        ),
        "the bias is counted as one number": (
            lambda input_size, num_units: (input_size + num_units) * num_units + 1,
            "You count the bias as one value. What shape does the bias have?",
            "Each unit has a bias of its own.",
        ),
        "the sizes are added instead of multiplied": (
            lambda input_size, num_units: input_size + num_units + num_units,
            "Your count is a sum of sizes. How many values does a matrix `[5, 2]` contain?",
            "A matrix contains rows times columns values. Look at the shape of the kernel.",
            "Count the kernel with a multiplication, then add the bias.",
        ),
        "the input and the state each have a bias": (
            lambda input_size, num_units: (input_size + num_units + 2) * num_units,
            "Your count is too large by `num_units`. How many biases does the cell have?",
            "Look at the table of variables in section 2. There is one bias.",
        ),
        "the two sizes are swapped": (
            lambda input_size, num_units: (input_size + num_units + 1) * input_size,
            "Your kernel has `input_size` columns. How many columns does it have in section 2?",
            "The kernel has one column for each unit, and one row for each value of [x, h].",
        ),
        "a bias for each row of the kernel": (
            lambda input_size, num_units: (input_size + num_units) * (num_units + 1),
            "You count one bias for each row of the kernel. What shape does the bias have?",
            "The bias has one value for each unit.",
        ),
    },
    minutes=4,
    difficulty=1,
)
