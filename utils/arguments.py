"""Check arguments, and raise errors that name the argument."""

import numpy as np


def require_count(name, value, least=1, most=None):
    """Raise ValueError unless `value` is an integer from `least` to `most`."""
    whole = isinstance(value, (int, np.integer)) and not isinstance(value, bool)
    if not whole or value < least or (most is not None and value > most):
        wanted = f"{least} or more" if most is None else f"{least} to {most}"
        raise ValueError(f"{name} must be an integer, {wanted}, got {value!r}")


def require_numbers(name, values, rank):
    """Return `values` as a float64 array with `rank` axes.

    Raises ValueError, which names the argument, if the array is another one, empty or not finite.
    """
    wanted = f"{name} must be finite numbers on {rank} axes"
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{wanted}, got {type(values).__name__}") from error
    if array.ndim != rank or not array.size:
        raise ValueError(f"{wanted}, got shape {list(array.shape)}")
    if not np.isfinite(array).all():
        raise ValueError(f"{wanted}, got {array[~np.isfinite(array)][0]}")
    return array


def checked_array(name, value, shape, numbers="floats"):
    """Return `value` as an array of the given shape and kind.

    Arguments:
        name: the name of the argument, for the error message.
        value: anything that `np.asarray` accepts.
        shape: a dict from the name of each axis to its size, as in {"batch": 2, "num_units": None}.
            None stands for any size of at least 1.
        numbers: "floats" or "integers".

    Returns:
        An array. Integers and float32 keep their dtype, and other floats become float64.

    Raises ValueError if the value does not fit. The message says what is expected and what it got.
    """
    sizes = (f"{key} >= 1" if size is None else f"{key} = {size}" for key, size in shape.items())
    wanted = f"{name}: expected {numbers} of shape [{', '.join(sizes)}]"
    try:
        array = np.asarray(value)
    except ValueError:
        raise ValueError(f"{wanted}, got parts of different shapes") from None
    fits = array.ndim == len(shape) and all(
        got >= 1 if size is None else got == size
        for got, size in zip(array.shape, shape.values(), strict=True)
    )
    if not fits or array.dtype.kind not in {"floats": "f", "integers": "iu"}[numbers]:
        raise ValueError(f"{wanted}, got {array.dtype} of shape {list(array.shape)}")
    as_it_is = array.dtype == np.float32 or numbers == "integers"
    return array if as_it_is else array.astype(np.float64)
