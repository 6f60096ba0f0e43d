"""The exercises of lesson 07: what each is tried on; the mistakes stand in modules by exercise."""

import numpy as np

from utils.checks import digit_columns, digit_confusion, digit_outputs, digit_reading
from utils.checks.in_graph import in_graph
from utils.exercise import Exercise, progress_of

random = np.random.default_rng(7)


def _normal(*shape, scale=1.0):
    return random.normal(scale=scale, size=shape).astype(np.float32)


columns_as_steps = Exercise(
    name="columns_as_steps",
    oracle=lambda images: digit_columns.columns_first(images) / np.float32(255),
    cases=[
        {"images": random.integers(1, 256, size=shape).astype(np.uint8)}
        for shape in ((3, 5, 7), (2, 6, 4), (1, 4, 9))
    ],
    mistakes=digit_columns.COLUMNS_AS_STEPS,
    minutes=5,
    difficulty=1,
)


def _last_output_oracle(outputs, time_major):
    steps = outputs if time_major else outputs.swapaxes(0, 1)
    *_, last = steps
    return last


last_output = Exercise(
    name="last_output",
    oracle=_last_output_oracle,
    cases=[
        {"outputs": _normal(*shape), "time_major": time_major}
        for shape, time_major in (((3, 5, 4), False), ((5, 3, 4), True), ((1, 6, 5), False))
    ],
    mistakes=digit_outputs.LAST_OUTPUT,
    minutes=4,
    difficulty=1,
    call=in_graph,
)


def _batches_case(sizes, num_steps, input_size, num_units):
    first, second = (_normal(size, num_steps, input_size) for size in sizes)
    return {
        "first": first,
        "second": second,
        "c": _normal(num_units, scale=0.8),
        "h": _normal(num_units, scale=0.5),
        "kernel": _normal(input_size + num_units, 4 * num_units, scale=0.4),
        "bias": _normal(4 * num_units, scale=0.3),
    }


read_from = Exercise(
    name="read_from",
    oracle=digit_reading.read_oracle,
    cases=[_batches_case((3, 2), 4, 5, 6), _batches_case((3, 1), 2, 4, 3)],
    mistakes=digit_reading.READ_FROM,
    minutes=9,
    difficulty=3,
    tolerance=1e-5,
    call=digit_reading.read_two_batches,
    arguments=("cell", "inputs", "c", "h"),
    place="the result for batch",
)


def _guesses_case(count, used, num_classes):
    labels = random.integers(0, used, size=count)
    guesses = np.where(random.uniform(size=count) < 0.6, labels, random.integers(0, used, count))
    return {
        "labels": labels.astype(np.uint8),
        "guesses": guesses.astype(np.int64),
        "num_classes": num_classes,
    }


def _of_any_integers(answer, *values):
    """A matrix of whole numbers, whatever their size in bytes."""
    matrix = answer(*values)
    counted = isinstance(matrix, np.ndarray) and matrix.dtype.kind in "iu"
    return matrix.astype(int) if counted else matrix


confusion_matrix = Exercise(
    name="confusion_matrix",
    call=_of_any_integers,
    arguments=("labels", "guesses", "num_classes"),
    oracle=digit_confusion.count_pairs,
    cases=[
        # The last classes do not occur, and 19 times 20 is more than a byte holds.
        _guesses_case(count, used, num_classes)
        for count, used, num_classes in ((40, 4, 6), (200, 19, 20), (300, 9, 10))
    ],
    mistakes=digit_confusion.CONFUSION_MATRIX,
    minutes=7,
    difficulty=2,
)

progress = progress_of(columns_as_steps, last_output, read_from, confusion_matrix)
