"""Arrays for the cases of exercises."""

import numpy as np


def normal(random, *shape, scale=1.0, mean=0.0, dtype=np.float32):
    """Return normally distributed numbers of that shape.

    Arguments:
        random: a `numpy.random.Generator`, which each exercise has of its own, so that a new case
            in one exercise changes the numbers of no other.
        shape: integers.
        scale, mean: standard deviation and mean.
        dtype: of the array that is returned.
    """
    return random.normal(mean, scale, size=shape).astype(dtype)
