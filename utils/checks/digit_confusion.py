"""What people get wrong in confusion_matrix (lesson 07, what it confuses)."""

import numpy as np

from utils.exercise import Mistake


def count_pairs(labels, guesses, num_classes):
    """Count pair by pair: a row for each label, a column for each guess."""
    classes = range(num_classes)
    return np.array(
        [[int(((labels == row) & (guesses == col)).sum()) for col in classes] for row in classes]
    )


def _each_pair_once(labels, guesses, num_classes):
    matrix = np.zeros((num_classes, num_classes), int)
    matrix[labels, guesses] += 1
    return matrix


def _bytes_run_over(labels, guesses, num_classes):
    places = (labels * np.uint8(num_classes)).astype(int) + guesses
    return np.bincount(places, minlength=num_classes**2).reshape(num_classes, num_classes)


CONFUSION_MATRIX = [
    Mistake(
        "rows and columns are exchanged",
        lambda labels, guesses, num_classes: count_pairs(guesses, labels, num_classes),
        (
            "What does row 0 of your matrix add up to: the labels 0, or the guesses 0?",
            "A row belongs to a label.",
        ),
    ),
    Mistake(
        "the counts are floats",
        lambda labels, guesses, num_classes: count_pairs(labels, guesses, num_classes).astype(
            float
        ),
        (
            "Which dtype does `np.zeros` give when you name none?",
            "Counts are whole numbers: say so when you make the matrix.",
        ),
    ),
    Mistake(
        "each pair is counted once",
        _each_pair_once,
        (
            "What is the largest number in your matrix?",
            "`matrix[labels, guesses] += 1` adds one to a place, however often it is named.",
            "NumPy has a function that adds again and again: see `np.add.at`.",
        ),
    ),
    Mistake(
        "the classes that do not occur are missing",
        lambda labels, guesses, num_classes: count_pairs(labels, guesses, int(labels.max()) + 1),
        (
            "What shape has your matrix, and how many classes are there?",
            "A class has its row and its column whether it occurs or not.",
        ),
    ),
    Mistake(
        "each row is divided by its sum",
        lambda labels, guesses, num_classes: (
            count_pairs(labels, guesses, num_classes)
            / np.maximum(count_pairs(labels, guesses, num_classes).sum(1, keepdims=True), 1)
        ),
        (
            "What do the numbers of your matrix add up to?",
            "Counts are wanted, not shares.",
        ),
    ),
    Mistake(
        "only the wrong guesses are counted",
        lambda labels, guesses, num_classes: count_pairs(
            labels[labels != guesses], guesses[labels != guesses], num_classes
        ),
        (
            "What stands on the diagonal of your matrix?",
            "The right guesses are counted too.",
        ),
    ),
    Mistake(
        "the bytes run over",
        _bytes_run_over,
        (
            "Which dtype have the labels, and how far does it count?",
            "A label here is a byte, up to 255. Where is it multiplied?",
        ),
    ),
]
