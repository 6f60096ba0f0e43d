"""What people get wrong in columns_as_steps (lesson 07, an image is a sequence)."""

import numpy as np

from utils.exercise import Mistake


def columns_first(images, dtype=np.float32):
    """Return the columns of images as steps."""
    return np.stack([images[:, :, column] for column in range(images.shape[2])], axis=1).astype(
        dtype
    )


COLUMNS_AS_STEPS = [
    Mistake(
        "the pixels are dealt out anew by reshape",
        lambda images: (
            images.reshape(len(images), images.shape[2], images.shape[1]).astype(np.float32)
            / np.float32(255)
        ),
        (
            "Is your first step the left edge of the digit?",
            "`reshape` keeps the order in which the pixels lie, and only counts them out anew.",
            "Two axes must change places, and with them the pixels.",
        ),
    ),
    Mistake(
        "the rows are the steps",
        lambda images: images.astype(np.float32) / np.float32(255),
        (
            "Which axis of your result counts the columns of the image?",
            "The axes of an image are rows, then columns; the steps are to come first.",
        ),
    ),
    Mistake(
        "the batch changes places too",
        lambda images: images.T.astype(np.float32) / np.float32(255),
        (
            "How many sequences has your batch?",
            "`.T` turns the order of all axes round. The first must stay where it is.",
        ),
    ),
    Mistake(
        "the digit is read from the right",
        lambda images: columns_first(images)[:, ::-1] / np.float32(255),
        (
            "Which column of the image is your step 0?",
            "The first column is at the left edge.",
        ),
    ),
    Mistake(
        "the pixels still go up to 255",
        columns_first,
        (
            "How large is the largest number in your result?",
            "The background is to be 0, and full ink 1.",
        ),
    ),
    Mistake(
        "the pixels are still bytes",
        lambda images: columns_first(images, np.uint8),
        (
            "Which dtype has your result, and how large is its largest number?",
            "A network wants floats from 0 to 1, of the dtype that the docstring names.",
        ),
    ),
    Mistake(
        "whole numbers are divided by `//`",
        lambda images: columns_first(images, np.uint8) // 255,
        (
            "Which values occur in your result?",
            "`//` divides whole numbers, and nearly every grey becomes 0.",
        ),
    ),
    Mistake(
        "the division drops the fraction",
        lambda images: (columns_first(images, np.uint8) // 255).astype(np.float32),
        (
            "Which values occur in your result?",
            "`//` divides whole numbers, and nearly every grey becomes 0.",
        ),
    ),
    Mistake(
        "the result is float64",
        lambda images: columns_first(images, np.float64) / 255,
        (
            "Which dtype has your result?",
            "Bytes divided by a number of Python's are float64, twice as large as is wanted.",
        ),
    ),
]
