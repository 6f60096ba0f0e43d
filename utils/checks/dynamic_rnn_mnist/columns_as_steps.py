"""The learner makes sequences of a batch of images: a column a step, floats from 0 to 1."""

import numpy as np

from utils.checks.engine import Exercise

random = np.random.default_rng(7)


def _columns(images):
    return np.stack([images[:, :, column] for column in range(images.shape[2])], axis=1)


def _scaled(pixels):
    return pixels.astype(np.float32) / np.float32(255)


def _answer(turned, scaled):
    """Make an answer of what it does with the axes, and then with the pixels."""
    return lambda images: scaled(turned(images))


_DIVIDED_WHOLE = (
    "Almost all values of your result are 0. Where does your code drop the fraction?",
    "`//` and a conversion to integers both drop it. Use `/`, and convert to float32.",
)
_AXES = {
    "the axes are swapped by reshape": (
        lambda images: images.reshape(len(images), images.shape[2], images.shape[1]),
        "Your first time step mixes pixels of several columns. Did you use `reshape`?",
        "`reshape` keeps the order of the pixels in memory, so it swaps no axes.",
        "Swap the axes of height and width. NumPy has functions for this.",
    ),
    "the rows are the steps": (
        lambda images: images,
        "Your time steps are the rows of the image. Which axis holds its columns?",
        "The axes of the images are batch, rows, columns. The columns should come second.",
    ),
    "the batch axis moves too": (
        lambda images: images.T,
        "The batch is the last axis of your result. Should it move?",
        "`.T` reverses the order of all axes. The first axis must stay first.",
    ),
    "the columns come before the batch": (
        lambda images: images.transpose(2, 0, 1),
        "Your first axis is the columns. Which axis comes first in the docstring?",
        "The batch stays first. Swap only the two other axes.",
    ),
    "the digit is read from the right": (
        lambda images: _columns(images)[:, ::-1],
        "Your time step 0 is the right edge of the digit. Which column comes first?",
        "Column 0 is the left edge, so keep the order of the columns.",
    ),
}
_PIXELS = {
    "the pixels still go up to 255": (
        lambda pixels: pixels.astype(np.float32),
        "The values of your result go up to 255. What range is expected?",
        "The expected values are between 0 and 1, so scale the pixels.",
    ),
    "the pixels are still bytes": (
        lambda pixels: pixels,
        "Your result contains bytes up to 255. Which dtype and range are expected?",
        "A network expects floats from 0 to 1. The docstring names the dtype.",
    ),
    "the result is float64": (
        lambda pixels: pixels / 255,
        "Your result has the dtype float64. Which dtype does the docstring name?",
        "NumPy divides bytes as float64. Convert to float32, with `astype` for example.",
    ),
    "the fraction is lost, and the result contains integers": (
        lambda pixels: pixels // 255,
        *_DIVIDED_WHOLE,
    ),
    "the division drops the fraction": (
        lambda pixels: (pixels // 255).astype(np.float32),
        *_DIVIDED_WHOLE,
    ),
}

columns_as_steps = Exercise(
    name="columns_as_steps",
    oracle=_answer(_columns, _scaled),
    cases=[
        {"images": random.integers(1, 256, size=shape).astype(np.uint8)}
        for shape in ((3, 5, 7), (2, 6, 4), (1, 4, 9))
    ],
    mistakes={
        **{name: (_answer(turned, _scaled), *hints) for name, (turned, *hints) in _AXES.items()},
        **{name: (_answer(_columns, scaled), *hints) for name, (scaled, *hints) in _PIXELS.items()},
        # With two bugs the hints are about the axes: these fixed, the other bug is named alone.
        # (After `//` hardly a pixel is left to tell the axes by.)
        **{
            f"{axes}, and {pixels}": (_answer(turned, _PIXELS[pixels][0]), *hints)
            for axes, (turned, *hints) in _AXES.items()
            for pixels in list(_PIXELS)[:3]
        },
    },
    minutes=5,
    difficulty=1,
)
