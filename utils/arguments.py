"""Arguments that are asked for in one way everywhere."""

import numpy as np


def require_count(name, value, least=1, most=None):
    """Raise ValueError unless `value` is a whole number from `least` to `most`."""
    whole = isinstance(value, (int, np.integer)) and not isinstance(value, bool)
    if not whole or value < least or (most is not None and value > most):
        wanted = f"{least} or more" if most is None else f"{least} to {most}"
        raise ValueError(f"{name} must be a whole number, {wanted}, got {value!r}")
