"""How far two results are from each other, the bounds of a number, and finite differences."""

import numpy as np

from utils import backward

SMALL = 1e-6  # what float32 loses in a short computation


def show_difference(name, first, second, limit=SMALL):
    """Print a name, and the largest difference between two results.

    Arguments:
        name: a string, printed in a column of 34 characters.
        first, second: two arrays or numbers of one shape, or two lists of arrays.
        limit: a power of ten. Of a difference below it only that is printed, since its digits vary.

    Raises ValueError where there are more arrays on one side, or their shapes differ.
    """
    largest = largest_difference(first, second, name)
    below = f"below {limit:.0e}".replace("e-0", "e-")
    print(f"{name:34} largest difference", below if largest < limit else f"{largest:.2g}")


def show_bound(name, value, above=None, below=None, unit=""):
    """Print a name, and the bound that a number keeps to. Its digits vary between machines.

    Arguments:
        name: a string, printed in a column of 34 characters.
        value: a number. It is printed itself where it does not keep to the bound.
        above, below: numbers, one of them or both; the value must be between them.
        unit: a string, printed after the number.

    Raises ValueError where there is no bound.
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
    """Return the largest difference between two results, a number. Lesson 16.

    Arguments:
        first, second: two arrays or numbers of one shape, or two lists of arrays.
        name: what an error calls them.

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
    return max(differences)


def finite_differences_of_each(function, arrays):
    """Return the gradients of a function of several arrays by finite differences. Lesson 16.

    Arguments:
        function: takes a list of float64 arrays, as `arrays`, and returns one float64 number.
        arrays: a list of arrays of floats, for example the weights of a cell; not changed.

    Returns:
        A list with a gradient for each array, of its shape.
    """

    def gradient(position):
        def with_one_changed(array):
            return function([*arrays[:position], array, *arrays[position + 1 :]])

        return backward.finite_differences(with_one_changed, arrays[position])

    return [gradient(position) for position in range(len(arrays))]
