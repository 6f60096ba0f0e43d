"""The text alternatives of charts. They contain as many numbers as fit."""

from utils.figures.picture import LONGEST_ALT
from utils.text import number_text


def rows_text(input_size, rows):
    """Say which rows of a kernel are W and which are U."""
    return f"{_rows(0, input_size)} W, {_rows(input_size, rows)} U"


def kernel_text(kernel, input_size):
    """Describe a kernel: all its values, or the smallest and the largest of W and of U."""
    start = f"Kernel {list(kernel.shape)}: {rows_text(input_size, len(kernel))}. "
    values, ranges = [], []
    for name, part in (("W", kernel[:input_size]), ("U", kernel[input_size:])):
        rows = (", ".join(number_text(value) for value in row) for row in part)
        values.append(f"{name}: " + ", ".join(f"[{row}]" for row in rows))
        ranges.append(f"{name} from {number_text(part.min())} to {number_text(part.max())}")
    if kernel.min() < 0:
        ranges[-1] += ". A dash marks a weight below 0"
    return first_that_fits(start, values, ranges)


def digit_text(pixels, row, label):
    """Describe a digit's row: where it is not 0, and how bright it becomes."""
    values = pixels[row]
    lit = values.nonzero()[0]
    found = f"all {values.size} values are 0"
    if lit.size:
        found = f"{lit.size} of {values.size} values are not 0, between columns {lit[0]} and "
        found += f"{lit[-1]}; the largest is {number_text(values.max())}"
    size = f"{pixels.shape[0]} by {pixels.shape[1]} pixels"
    return f"Digit {label}, {size}. Row {row}: {found}."


def lines_text(title, curves, number):
    """Describe lines: all their values, or their first, last, smallest and largest values.

    Arguments:
        title: the beginning of the text, with the names of the axes.
        curves: dict from a name to its (x, y).
        number: a function that writes one value of y.
    """

    def course(x, y):
        first, last = number(y[0]), number(y[-1])
        words = f"from {first} at {number_text(x[0])} to {last} at {number_text(x[-1])}"
        low, high = number(y.min()), number(y.max())
        words += f", as low as {low}" if low not in (first, last) else ""
        return words + (f", as high as {high}" if high not in (first, last) else "")

    values, ranges = [], []
    for name, (x, y) in curves.items():
        values.append(f"{name}: {', '.join(map(number, y))}")
        ranges.append(f"{name} goes {course(x, y)}")
    lowest = min(y.min() for _, y in curves.values())
    highest = max(y.max() for _, y in curves.values())
    whole = [f"{len(curves)} lines between {number(lowest)} and {number(highest)}"]
    return first_that_fits(f"{title} ", values, ranges, whole)


def first_that_fits(start, *choices):
    """Return the first text of clauses that is short enough, or else the last text."""
    texts = [f"{start}{'; '.join(parts)}." for parts in choices]
    return next((text for text in texts if len(text) <= LONGEST_ALT), texts[-1])


def _rows(first, end):
    return f"row {first} is" if end - first == 1 else f"rows {first} to {end - 1} are"
