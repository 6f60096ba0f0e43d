"""Write numbers and shapes as text. This module needs no other package."""


def number_text(value, decimals=3):
    """Round a number for a text alternative, without zeros at its end: 0.25 and not 0.250.

    Arguments:
        value: a number.
        decimals: the largest number of decimals, an integer.

    Returns:
        A string. It is "0" for a small negative number, and not "-0".
    """
    text = f"{float(value):z.{decimals}f}"  # z: no minus before a zero
    return text.rstrip("0").rstrip(".") if "." in text else text


def shape_text(shape):
    """Write a shape as text: (3, 4) is `[3, 4]`.

    Arguments:
        shape: a tuple or list of integers or None, or None for an unknown shape.

    Returns:
        A string. An unknown size is `?`, and an unknown shape is `[...]`.
    """
    if shape is None:
        return "[...]"
    return "[" + ", ".join("?" if size is None else str(size) for size in shape) + "]"
