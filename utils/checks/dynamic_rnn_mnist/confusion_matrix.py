"""The learner counts how often each class was guessed for each label, as integers."""

import numpy as np

from utils.checks.engine import Exercise

random = np.random.default_rng(7)


def _count(labels, guesses, num_classes):
    pairs = list(zip(labels.tolist(), guesses.tolist(), strict=True))
    classes = range(num_classes)
    return np.array([[pairs.count((row, column)) for column in classes] for row in classes])


def _each_pair_once(labels, guesses, num_classes, dtype=int):
    matrix = np.zeros((num_classes, num_classes), dtype)
    matrix[labels, guesses] = 1
    return matrix


def _by_bincount(labels, guesses, num_classes, minlength=0):
    places = labels * labels.dtype.type(num_classes) + guesses
    return np.bincount(places, minlength=minlength).reshape(num_classes, num_classes)


_TOO_SHORT = (
    "`np.bincount` returned too few numbers to reshape. Where does it end?",
    "It ends with the largest index that occurs. Its argument `minlength` makes it longer.",
)


def _case(count, used, num_classes):
    labels = random.integers(0, used, size=count)
    guesses = np.where(random.uniform(size=count) < 0.6, labels, random.integers(0, used, count))
    return {"labels": labels.astype(np.uint8), "guesses": guesses, "num_classes": num_classes}


def _of_wide_integers(answer, *case):
    """A matrix of integers of any size, but for bytes, which many digits run over."""
    matrix = answer(*case)
    counted = isinstance(matrix, np.ndarray) and matrix.dtype.kind in "iu"
    return matrix.astype(int) if counted and matrix.itemsize > 1 else matrix


confusion_matrix = Exercise(
    name="confusion_matrix",
    call=_of_wide_integers,
    oracle=_count,
    # The last classes do not occur, and 19 times 20 is more than a byte holds.
    cases=[_case(40, 4, 6), _case(200, 19, 20), _case(300, 9, 10)],
    mistakes={
        "rows and columns are swapped": (
            lambda labels, guesses, num_classes: _count(guesses, labels, num_classes),
            "The sum of your row 0 is the number of guesses 0. What should a row count?",
            "A row belongs to a label, and a column belongs to a guess.",
        ),
        "the counts are floats": (
            lambda *case: _count(*case).astype(float),
            "The counts are correct, but they are floats. Which dtype is expected?",
            "`np.zeros` creates floats by default. Pass a dtype for integers.",
        ),
        "each pair is counted once": (
            _each_pair_once,
            "The largest number in your matrix is 1. Can a pair occur more often?",
            "`matrix[labels, guesses] += 1` adds 1 only once, even if a pair occurs several times.",
            "Use a loop over the pairs, or `np.add.at`, which adds for every pair.",
        ),
        "each pair is counted once, and in floats": (
            lambda *case: _each_pair_once(*case, float),
            "The largest number in your matrix is 1.0. Can a pair occur more often?",
            "`matrix[labels, guesses] += 1` adds 1 only once, even if a pair occurs several times.",
        ),
        "the classes that do not occur are missing": (
            lambda labels, guesses, num_classes: _count(labels, guesses, int(labels.max()) + 1),
            "Your matrix is too small. Do all classes occur among the labels?",
            "Every class needs a row and a column. Take the size from `num_classes`.",
        ),
        "each row is divided by its sum": (
            lambda *case: _count(*case) / np.maximum(_count(*case).sum(1, keepdims=True), 1),
            "Each row of your matrix has the sum 1. Are fractions expected?",
            "Expected: counts. Do not divide by the sum of the row.",
        ),
        "only the wrong guesses are counted": (
            lambda *case: _count(*case) * (1 - np.eye(case[-1], dtype=int)),
            "The diagonal of your matrix is 0. Where do correct guesses belong?",
            "Count the correct guesses too. They belong on the diagonal.",
        ),
        "the uint8 labels overflow": (
            lambda *case: _by_bincount(*case, minlength=case[-1] ** 2),
            "The labels are uint8. What happens to a product above 255?",
            "The labels are multiplied as bytes, which overflow above 255. Convert them first.",
        ),
        "the elements after the last pair are missing": (_by_bincount, *_TOO_SHORT),
        "the counts end after the last pair": (
            lambda labels, *case: _by_bincount(labels.astype(int), *case),
            *_TOO_SHORT,
        ),
        "only the correct guesses are counted": (
            lambda *case: _count(*case) * np.eye(case[-1], dtype=int),
            "Outside of its diagonal, your matrix is 0. Where do wrong guesses belong?",
            "Count them too, in the row of the label and the column of the guess.",
        ),
    },
    minutes=7,
    difficulty=2,
)
