"""What exercises of `cell_variables` share."""

import numpy as np

from utils.checks.cases import normal


def kernel_cases(random):
    """Return cases of a kernel with its `input_size`: above, below and at `num_units`."""
    return [
        {
            "kernel": normal(random, input_size + num_units, num_units, dtype=np.float64),
            "input_size": input_size,
        }
        for input_size, num_units in ((4, 2), (2, 5), (3, 3))
    ]
