"""Compare results: the largest difference, the bounds of a number, and finite differences."""

import numpy as np

from utils import backward

SMALL = 1e-6  # above the rounding errors of a short computation in float32


def show_difference(name, first, second, limit=SMALL):
    """Print a name, and the largest absolute difference between two results.

    Arguments:
        name: a string, printed in a column of 34 characters.
        first, second: two arrays or numbers of the same shape, or two lists of arrays.
        limit: a power of ten. A difference below the limit is printed as "below 1e-6", because its
            digits differ between computers.

    Raises ValueError if the lists differ in length, or shapes differ.
    """
    largest = largest_difference(first, second, name)
    below = f"below {limit:.0e}".replace("e-0", "e-")
    print(f"{name:34} largest difference", below if largest < limit else f"{largest:.2g}")


def show_bound(name, value, above=None, below=None, unit=""):
    """Print a name, and a bound of a number whose digits differ between computers.

    Arguments:
        name: a string, printed in a column of 34 characters.
        value: a number. If it is not within the bound, the number itself is printed.
        above, below: the lower and the upper bound, numbers. One of them may be None.
        unit: a string, printed after the bound.

    Raises ValueError if both bounds are None.
    """
    kept = {}
    if above is not None:
        kept[f"above {above:g}"] = value > above
    if below is not None:
        kept[f"below {below:g}"] = value < below
    if not kept:
        raise ValueError("a bound is missing: give above, below or both")
    verdict = " and ".join(kept) if all(kept.values()) else f"{value:.3g}"
    print(f"{name:34} {verdict} {unit}".rstrip())


def largest_difference(first, second, name="the results"):
    """Compute the largest absolute difference between two results. Lesson 16.

    Arguments:
        first, second: two arrays or numbers of the same shape, or two lists of arrays.
        name: the name of the results in an error message.

    Returns:
        A number.

    Raises ValueError if the lists differ in length, or shapes differ.
    """
    lists = isinstance(first, (list, tuple)) and np.ndim(first[0]) > 0
    pairs = zip(first, second, strict=True) if lists else [(first, second)]
    differences = []
    for one, other in pairs:
        one, other = np.asarray(one), np.asarray(other)
        if one.shape != other.shape:
            raise ValueError(f"{name} must have one shape, got {one.shape} and {other.shape}")
        differences.append(np.abs(one - other).max())
    return max(differences)


def finite_differences_of_each(function, arrays):
    """Compute the gradients of a function of several arrays by finite differences. Lesson 16.

    Arguments:
        function: takes a list of float64 arrays, such as `arrays`, and returns one float64 number.
        arrays: a list of arrays of floats, for example the weights of a cell. It is not changed.

    Returns:
        A list with a gradient for each array, float64 of its shape.
    """

    def gradient(position):
        def with_one_changed(array):
            return function([*arrays[:position], array, *arrays[position + 1 :]])

        return backward.finite_differences(with_one_changed, arrays[position])

    return [gradient(position) for position in range(len(arrays))]
