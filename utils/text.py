"""Numbers and shapes as the lessons write them; Python alone."""


def number_text(value, decimals=3):
    """Return a number rounded for a text alternative: 0.25 not 0.250, and 0 not -0.000."""
    text = f"{float(value):z.{decimals}f}"  # z: no minus before a zero
    return text.rstrip("0").rstrip(".") if "." in text else text


def shape_text(shape):
    """Return `[3, 4]` for the shape (3, 4); an unknown size is `?`, an unknown rank `[...]`."""
    if shape is None:
        return "[...]"
    return "[" + ", ".join("?" if size is None else str(size) for size in shape) + "]"
