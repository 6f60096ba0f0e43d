"""The learner converts a kernel to the matrices of a post that writes vectors as columns."""

import numpy as np

from utils import reference
from utils.checks.cell_variables.shared import kernel_cases
from utils.checks.engine import Exercise

column_form = Exercise(
    name="column_form",
    oracle=lambda kernel, input_size: tuple(
        np.einsum("ij->ji", part) for part in reference.split_kernel(kernel, input_size)[::-1]
    ),
    cases=kernel_cases(np.random.default_rng(3)),
    mistakes={
        "reshaped instead of transposed": (
            lambda kernel, input_size: (
                kernel[input_size:],
                kernel[:input_size].reshape(kernel.shape[1], input_size),
            ),
            "The shapes are correct, but the values are not. Did you use `reshape`?",
            "`reshape` fills the new shape row by row. Transposing makes columns out of rows.",
        ),
        "the letters are not swapped": (
            lambda kernel, input_size: (kernel[:input_size].T, kernel[input_size:].T),
            "Your first matrix multiplies the input. What does the post multiply by its W?",
            "Look at the table in section 4. The post's W is square.",
            "Return the state's matrix first.",
        ),
        "the state's matrix is not transposed": (
            lambda kernel, input_size: (kernel[input_size:], kernel[:input_size].T),
            "The state's matrix is not transposed. Its shape is square, so did you miss that?",
            "A transposed square matrix keeps its shape, but its values move.",
            "Transpose the state's matrix in the same way as the input's matrix.",
        ),
        "the input's matrix is not transposed": (
            lambda kernel, input_size: (kernel[input_size:].T, kernel[:input_size]),
            "Your second matrix has the shape of TensorFlow's W. Which shape does the post use?",
            "The post writes `U x`, with the matrix on the left of a column.",
            "Transpose the input's matrix in the same way as the state's matrix.",
        ),
        "the whole kernel is transposed": (
            lambda kernel, _: kernel.T,
            "You return one matrix. How many matrices does the exercise ask for?",
            "Cut the kernel into its two parts first. Then transpose each of them.",
        ),
        "nothing is transposed": (
            lambda kernel, input_size: (kernel[input_size:], kernel[:input_size]),
            "Nothing is transposed. What shape does the post's U have?",
            "The post writes `U x`, with the matrix on the left of a column.",
            "The letters are correct. Transpose both matrices.",
        ),
        "neither swapped nor transposed": (
            lambda kernel, input_size: (kernel[:input_size], kernel[input_size:]),
            "You returned TensorFlow's W and U. Which two things does the post do differently?",
            "The post swaps the letters, and it writes vectors as columns.",
        ),
        "the kernel is transposed before it is cut": (
            lambda kernel, input_size: (kernel.T[input_size:], kernel.T[:input_size]),
            "You cut the rows of the transposed kernel. What shape does it have?",
            "In the transposed kernel, the input's part is on the left. Cut first, then transpose.",
        ),
    },
    minutes=5,
    difficulty=2,
)
