"""How far two results are from each other, in one printed line."""

import numpy as np

SMALL = 1e-6  # what float32 loses in a short computation


def show_difference(name, first, second, limit=SMALL):
    """Print a name, and the largest difference between two results.

    Arguments:
        name: a string, printed in a column of 34 characters.
        first, second: two arrays or numbers of one shape, or two lists of arrays.
        limit: a power of ten. Of a difference below it only that is printed, since its digits vary.

    Raises ValueError where there are more arrays on one side, or their shapes differ.
    """
    lists = isinstance(first, (list, tuple)) and np.ndim(first[0]) > 0
    pairs = zip(first, second, strict=True) if lists else [(first, second)]
    differences = []
    for one, other in pairs:
        one, other = np.asarray(one), np.asarray(other)
        if one.shape != other.shape:
            raise ValueError(f"{name} must have one shape, got {one.shape} and {other.shape}")
        differences.append(np.abs(one - other).max())
    largest = max(differences)
    below = f"below {limit:.0e}".replace("e-0", "e-")
    print(f"{name:34} largest difference", below if largest < limit else f"{largest:.2g}")
