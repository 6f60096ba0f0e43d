"""A picture of matrix multiplications with their numbers."""

import numpy as np

from utils.arguments import require_count, require_numbers
from utils.figures.drawing.boxes import box, canvas, words
from utils.figures.picture import INPUT, LABEL_SIZE, OUTPUT, STATE, Picture, house_style
from utils.text import shape_text

MOST_JOINED = 6  # columns of [x, h]
MOST_UNITS = 3  # of the cell
LARGEST_NUMBER = 99  # that a box has room for


@house_style
def joined_multiplication(x, h, W, U):
    """Draw with numbers that the joined matrix multiplication equals x W + h U. Lesson 02.

    The joined multiplication is that of [x, h] by the kernel, which has W above U.

    Arguments:
        x, h: the input [1, input_size] and the state [1, num_units], integers.
        W, U: integers [input_size, num_units] and [num_units, num_units].

    Returns:
        A `Picture`.

    Raises:
        ValueError: a shape does not fit, [x, h] has more than 6 columns, there are more than 3
            units, or a number is above 99.
    """
    parts = {"x": x, "h": h, "W": W, "U": U}
    x, h, W, U = (require_numbers(name, value, rank=2) for name, value in parts.items())
    shapes = [array.shape for array in (x, h, W, U)]
    input_size, num_units = x.shape[1], h.shape[1]
    fitting = [(1, input_size), (1, num_units), (input_size, num_units), (num_units, num_units)]
    if shapes != fitting:
        got = ", ".join(map(shape_text, shapes))
        raise ValueError(f"x, h, W, U must fit together, as in x W + h U, got {got}")
    require_count("num_units", num_units, most=MOST_UNITS)
    require_count("input_size + num_units", input_size + num_units, most=MOST_JOINED)
    from_input, from_state = x @ W, h @ U
    result = from_input + from_state
    for array in (x, h, W, U, from_input, from_state, result):
        if np.any(array != array.round()) or np.abs(array).max() > LARGEST_NUMBER:
            raise ValueError(f"every number must be an integer of at most {LARGEST_NUMBER}")

    size, rows = 0.42, input_size + num_units  # inches of one number
    left, middle = 0.3, 0.55 + rows * size / 2
    width = left * 2 + (rows + 4 * num_units) * size + 0.5 + 1.05 + 2 * 0.5
    title = "One multiplication by the kernel gives the sum $x W + h U$"
    figure, axes = canvas(width, 0.85 + rows * size, title)

    def place(left, top, array, color):
        """Draw an array as a grid of numbers, and return the position of its right side."""
        for row, values in enumerate(array):
            for column, value in enumerate(values):
                center = left + (column + 0.5) * size, top - (row + 0.5) * size
                box(axes, *center, size, size, color)
                words(axes, *center, f"{value:.0f}", LABEL_SIZE)
        return left + array.shape[1] * size

    def name(left, right, text, below=middle - size / 2):
        words(axes, (left + right) / 2, below - 0.2, text)

    top = middle + size / 2
    end = place(left, top, x, INPUT)
    name(left, end, f"$x$ {shape_text(x.shape)}")
    right = place(end, top, h, STATE)
    name(end, right, f"$h$ {shape_text(h.shape)}")
    words(axes, right + 0.25, middle, r"$\times$", LABEL_SIZE)
    left, top = right + 0.5, middle + rows * size / 2
    right = place(left, top, W, INPUT)
    place(left, top - input_size * size, U, STATE)
    name(left, right, f"kernel {shape_text((rows, num_units))}", top - rows * size)
    for symbol, first, count, array in (("W", 0, input_size, W), ("U", input_size, num_units, U)):
        text = f"${symbol}$ {shape_text(array.shape)}"
        words(axes, right + 0.1, top - (first + count / 2) * size, text, ha="left")
    left, top = right + 1.05, middle + size / 2
    words(axes, left - 0.17, middle, "=", LABEL_SIZE)
    for sign, array, text, color in (
        ("+", from_input, "$x W$", INPUT),
        ("=", from_state, "$h U$", STATE),
        ("", result, "sum", OUTPUT),
    ):
        right = place(left, top, array, color)
        name(left, right, text)
        words(axes, right + 0.25, middle, sign, LABEL_SIZE)
        left = right + 0.5
    joined, *sums = (
        "[" + " ".join(f"{value:.0f}" for value in array[0]) + "]"
        for array in (np.concatenate([x, h], axis=1), from_input, from_state, result)
    )
    return Picture(
        figure,
        f"[x, h] = {joined} times the kernel {shape_text((rows, num_units))} is "
        f"x W + h U = {sums[0]} + {sums[1]} = {sums[2]}. The {input_size} values of x meet the "
        f"rows of W, the {num_units} values of h meet the rows of U.",
    )
