"""Charts of digits that a network classifies: its errors, and its probabilities row by row."""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Rectangle

from utils.arguments import require_count, require_numbers
from utils.figures.drawing.chart_parts import add_axes
from utils.figures.drawing.chart_texts import first_that_fits
from utils.figures.picture import (
    INK,
    LABEL_SIZE,
    MARGIN,
    PAPER,
    SMALL_SIZE,
    VERMILION,
    Picture,
    house_style,
    new_figure,
    text_height,
    text_width,
)

# From light to dark, so that prints are readable too. The errors have another color.
PROBABILITIES = LinearSegmentedColormap.from_list("probabilities", [PAPER, "#56b4e9", "#00324f"])
ERRORS = LinearSegmentedColormap.from_list("errors", [PAPER, "#f0a46b", "#a33c00"])
DIAGONAL = "#e9e9e9"
MOST_READINGS, MOST_DIGITS, MOST_CLASSES = 4, 24, 12
IN_A_ROW = 6


@house_style
def confusion_matrix(labels, guesses, num_classes, title, alt=None):
    """Draw a confusion matrix, in which only the errors have colors. Lesson 07.

    Arguments:
        labels, guesses: the correct and the predicted classes, integers [number of examples].
        num_classes: the number of classes, an integer from 2 to 12.
        title: a sentence that states the finding.
        alt: the text alternative. Give one if the numbers differ between computers.

    Returns:
        A `Picture`, with a row for each label and a column for each predicted class.

    Raises:
        ValueError: `labels` and `guesses` differ in length, or are not integers from 0 to
            `num_classes` - 1.
    """
    require_count("num_classes", num_classes, least=2, most=MOST_CLASSES)
    labels = _require_classes("labels", labels, num_classes)
    guesses = _require_classes("guesses", guesses, num_classes)
    if labels.size != guesses.size:
        raise ValueError(f"guesses must be {labels.size}, one a label, got {guesses.size}")
    counts = np.zeros([num_classes, num_classes], int)
    np.add.at(counts, (labels, guesses), 1)
    errors = counts * (1 - np.eye(num_classes, dtype=int))

    cell = 0.42
    width, height = max(6, num_classes * cell + 1.6), num_classes * cell
    figure = new_figure(width, height + 0.55 + MARGIN, title)
    place = (width - num_classes * cell) / 2, 0.55, num_classes * cell, height
    axes = add_axes(figure, *place, "guess", "label")
    most = max(errors.max(), 1)
    axes.imshow(errors, cmap=ERRORS, vmin=0, vmax=most, aspect="auto")
    for right in range(num_classes):
        axes.add_patch(Rectangle((right - 0.5, right - 0.5), 1, 1, color=DIAGONAL))
    axes.set_xticks(range(num_classes))
    axes.set_yticks(range(num_classes))
    axes.tick_params(length=0)
    for (row, column), count in np.ndenumerate(counts):
        wrong = row != column
        if count or not wrong:
            color = PAPER if wrong and count > 0.6 * most else INK
            style = {"ha": "center", "va": "center", "size": SMALL_SIZE}
            axes.text(column, row, str(count), color=color, **style)
    right = counts.trace()
    said = f"Rows are labels, columns are guesses: {right} of {labels.size} are on the diagonal"
    if errors.any():
        row, column = np.unravel_index(errors.argmax(), errors.shape)
        said += f"; the commonest error is {row} taken for {column}, {errors.max()} times"
    return Picture(figure, alt or f"{said}.")


@house_style
def digit_grid(images, captions, title, alt=None):
    """Draw digits in a grid, each with a caption below it.

    Arguments:
        images: array [number, height, width], from 0 to 255 or from 0 to 1. It has 1 to 24 images.
        captions: list with a string for each image, which may have several lines.
        title: a sentence that states the finding.
        alt: the text alternative. Give one if the digits differ between computers.

    Returns:
        A `Picture`, with six digits in each row.

    Raises:
        ValueError: there are no digits or too many, or the number of captions differs.
    """
    pixels = require_numbers("images", images, rank=3)
    if len(pixels) > MOST_DIGITS:
        raise ValueError(f"images must be {MOST_DIGITS} at most, got {len(pixels)}")
    captions = [str(caption) for caption in captions]
    if len(captions) != len(pixels):
        raise ValueError(f"captions must be {len(pixels)} strings, got {len(captions)}")

    size = 0.95
    words = max(text_width(line, SMALL_SIZE) for text in captions for line in text.split("\n"))
    across = max(size, words) + 0.2
    down = size + max(text_height(caption, SMALL_SIZE) for caption in captions) + 0.15
    rows, columns = -(-len(pixels) // IN_A_ROW), min(IN_A_ROW, len(pixels))
    width = max(6, columns * across + 2 * MARGIN)
    figure = new_figure(width, rows * down + MARGIN, title)
    left = (width - columns * across) / 2
    for number, (image, caption) in enumerate(zip(pixels, captions, strict=True)):
        row, column = divmod(number, IN_A_ROW)
        x = left + column * across + (across - size) / 2
        axes = add_axes(figure, x, (rows - row) * down - size, size, size, "", "")
        axes.imshow(image, cmap="gray_r", vmin=0, aspect="auto")
        axes.set(xticks=[], yticks=[])
        axes.set_xlabel(caption, size=SMALL_SIZE, color=INK, labelpad=3, linespacing=1.3)
    named = [caption.replace("\n", ", ") for caption in captions]
    ends = [f"from {named[0]}", f"to {named[-1]}"]
    return Picture(figure, alt or first_that_fits(f"Digits ({len(pixels)}): ", named, ends))


def confident_errors(images, labels, logits, title):
    """Draw the twelve errors with the highest probability, in descending order. Lesson 07.

    Arguments:
        images: array [number, rows, columns], from 0 to 255 or from 0 to 1.
        labels: the correct classes, integers [number].
        logits: floats [number, num_classes].
        title: a sentence that states the finding.

    Returns:
        A `Picture`.
    """
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    certainty = (exponentials / exponentials.sum(axis=1, keepdims=True)).max(axis=1)
    guesses = logits.argmax(axis=1)
    wrong = np.flatnonzero(guesses != labels)
    shown = wrong[np.argsort(-certainty[wrong])][:12]
    captions = [f"label {labels[n]}, guess {guesses[n]}\n{certainty[n]:.2f}" for n in shown]
    alt = "Digits that the network classified wrongly, those first of which it is most certain. "
    alt += "Below each: the label, the guess, and the probability of the guess."
    return digit_grid(images[shown], captions, title, alt)


@house_style
def row_by_row(images, labels, probabilities, title, alt=None):
    """Draw digits, with the probabilities of the classes after each row. Lesson 07.

    Arguments:
        images: array [number, rows, columns], from 0 to 255 or from 0 to 1. It has 1 to 4 images.
        labels: the correct classes, integers [number].
        probabilities: floats from 0 to 1, [number, rows, num_classes].
        title: a sentence that states the finding.
        alt: the text alternative. Give one if the numbers differ between computers.

    Returns:
        A `Picture`. The column of the correct class has a frame.

    Raises:
        ValueError: there are no digits or too many, or another array has another shape.
    """
    pixels = require_numbers("images", images, rank=3)
    values = require_numbers("probabilities", probabilities, rank=3)
    if len(pixels) > MOST_READINGS:
        raise ValueError(f"images must be {MOST_READINGS} at most, got {len(pixels)}")
    if values.shape[:2] != pixels.shape[:2]:
        wanted = f"[{len(pixels)}, {pixels.shape[1]}, num_classes]"
        raise ValueError(f"probabilities must be {wanted}, got shape {list(values.shape)}")
    if values.min() < 0 or values.max() > 1:
        extreme = values.min() if values.min() < 0 else values.max()
        raise ValueError(f"probabilities must be 0 to 1, got {extreme:g}")
    num_classes = values.shape[2]
    labels = _require_classes("labels", labels, num_classes)
    if labels.size != len(pixels):
        raise ValueError(f"labels must be {len(pixels)}, one an image, got {labels.size}")

    size, table, gap = 1.75, 1.5, 0.95
    across, down, legend = size + 0.1 + table, size + 0.75, 0.75
    columns, rows = min(2, len(pixels)), -(-len(pixels) // 2)
    width = max(6, columns * (across + gap) + legend)
    figure = new_figure(width, rows * down + MARGIN, title)
    for number, (image, label) in enumerate(zip(pixels, labels, strict=True)):
        row, column = divmod(number, 2)
        left, bottom = 0.7 + column * (across + gap), (rows - row) * down - size - 0.05
        digit = add_axes(figure, left, bottom, size, size, "column", "row = time step")
        digit.imshow(image, cmap="gray_r", vmin=0, aspect="auto")
        place = left + size + 0.1, bottom, table, size
        shown = add_axes(figure, *place, f"class (correct: {label})", "")
        drawn = shown.imshow(values[number], cmap=PROBABILITIES, vmin=0, vmax=1, aspect="auto")
        shown.set_xticks(range(num_classes))
        shown.set_yticks([])
        shown.tick_params(length=0)
        for edge in (label - 0.5, label + 0.5):
            shown.axvline(edge, color=VERMILION, linewidth=1, clip_on=False)
    bar = add_axes(figure, width - legend - 0.1, rows * down - size - 0.05, 0.12, size, "", "")
    figure.colorbar(drawn, cax=bar).set_label("probability", size=LABEL_SIZE, color=INK)
    ends = (
        f"digit {label}: {values[number, -1, label]:.2f} after the last row"
        for number, label in enumerate(labels)
    )
    return Picture(figure, alt or f"Probability of the right class, {'; '.join(ends)}.")


def _require_classes(name, values, num_classes):
    """Return `values` as an array [number] of integers from 0 to `num_classes` - 1.

    Raises ValueError, which names the argument, if the array is another one.
    """
    array = require_numbers(name, values, rank=1)
    wrong = array[(array != array.round()) | (array < 0) | (array >= num_classes)]
    if wrong.size:
        wanted = f"integers, 0 to {num_classes - 1}"
        raise ValueError(f"{name} must be {wanted}, got {wrong[0]:g}")
    return array.astype(int)
