"""Arguments that are asked for in one way everywhere."""

import numpy as np


def require_count(name, value, least=1, most=None):
    """Raise ValueError unless `value` is an integer from `least` to `most`."""
    whole = isinstance(value, (int, np.integer)) and not isinstance(value, bool)
    if not whole or value < least or (most is not None and value > most):
        wanted = f"{least} or more" if most is None else f"{least} to {most}"
        raise ValueError(f"{name} must be an integer, {wanted}, got {value!r}")


def require_numbers(name, values, rank):
    """Return `values` as a float64 array of so many axes.

    Raises ValueError, naming the argument, where it is not that, is empty or not finite.
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
    """Return `value` as an array, or say which argument does not fit, and how.

    Arguments:
        name: of the argument, for the message.
        value: anything that `np.asarray` takes.
        shape: a dict with the name and the size of each dimension, the size None where any from
            1 up will do, as in {"batch": 2, "num_units": None}.
        numbers: "floats" or "integers".

    Returns:
        float32 and integers as they are, other floats as float64.

    Raises ValueError where the value does not fit, naming it, what is expected and what it got.
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
