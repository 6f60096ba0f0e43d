import re

import numpy as np
import pytest
from figure_text import assert_readable

from utils.figures import digit_plots

GENERATOR = np.random.default_rng(0)
LABELS = np.array([0, 0, 1, 2, 2, 2])
GUESSES = np.array([0, 1, 1, 2, 0, 0])


def digits(number):
    return GENERATOR.integers(0, 256, size=(number, 28, 28)).astype(np.uint8)


def probabilities_of(number, num_classes=10, rows=28):
    return GENERATOR.dirichlet(np.ones(num_classes), size=(number, rows))


def confusion(labels=LABELS, guesses=GUESSES, num_classes=3, **settings):
    return digit_plots.confusion_matrix(labels, guesses, num_classes, "A finding", **settings)


def words_in_cells(picture):
    axes = picture.figure.axes[0]
    return {(int(t.get_position()[1]), int(t.get_position()[0])): t.get_text() for t in axes.texts}


@pytest.mark.parametrize("num_classes", [2, 3, 10, 12])
@pytest.mark.parametrize("number", [1, 50, 100_000])
def test_a_confusion_matrix_can_be_read(num_classes, number):
    labels, guesses = GENERATOR.integers(0, num_classes, size=(2, number))
    assert_readable(confusion(labels, guesses, num_classes))


def test_a_confusion_matrix_writes_its_counts_with_labels_in_rows():
    assert words_in_cells(confusion()) == {
        (0, 0): "1",
        (0, 1): "1",
        (1, 1): "1",
        (2, 0): "2",
        (2, 2): "1",
    }


def test_a_class_that_does_not_occur_has_its_row_and_its_zero():
    assert words_in_cells(confusion(num_classes=4))[3, 3] == "0"


def test_only_errors_have_a_color():
    (image,) = confusion().figure.axes[0].images
    np.testing.assert_array_equal(image.get_array(), [[0, 1, 0], [0, 0, 0], [2, 0, 0]])


def test_a_confusion_matrix_is_described_by_its_diagonal_and_its_commonest_error():
    assert confusion().alt == (
        "Rows are labels, columns are guesses: 3 of 6 are on the diagonal; "
        "the commonest error is 2 taken for 0, 2 times."
    )
    assert confusion(LABELS, LABELS).alt.endswith("6 of 6 are on the diagonal.")
    assert confusion(alt="Few errors.").alt == "Few errors."


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"labels": [0, 1, 3]}, "labels must be integers, 0 to 2, got 3"),
        ({"labels": [0, -1]}, "labels must be integers, 0 to 2, got -1"),
        ({"guesses": [0, 0.5]}, "guesses must be integers, 0 to 2, got 0.5"),
        ({"guesses": [0, 1]}, "guesses must be 6, one a label, got 2"),
        ({"labels": []}, "labels must be finite numbers on 1 axes, got shape [0]"),
        ({"labels": np.eye(3)}, "labels must be finite numbers on 1 axes, got shape [3, 3]"),
        ({"num_classes": 1}, "num_classes must be an integer, 2 to 12, got 1"),
        ({"num_classes": 13}, "num_classes must be an integer, 2 to 12, got 13"),
    ],
)
def test_a_confusion_matrix_that_cannot_be_drawn_is_named(changed, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        confusion(**changed)


@pytest.mark.parametrize("number", [1, 2, 6, 7, 12, 24])
@pytest.mark.parametrize(
    "caption", ["7", "7 taken for 1\n0.99", "a caption that is long\nand\nhigh"]
)
def test_a_grid_of_digits_can_be_read(number, caption):
    assert_readable(digit_plots.digit_grid(digits(number), [caption] * number, "A finding"))


def test_a_grid_shows_each_digit_above_its_caption():
    images = digits(7)
    picture = digit_plots.digit_grid(images, list("abcdefg"), "A finding")
    for image, name, axes in zip(images, "abcdefg", picture.figure.axes, strict=True):
        np.testing.assert_array_equal(axes.images[0].get_array(), image)
        assert axes.get_xlabel() == name


def test_a_grid_is_described_by_its_captions_or_the_first_and_the_last():
    captions = ["7 taken for 1\n0.99", "5"]
    picture = digit_plots.digit_grid(digits(2), captions, "A finding")
    assert picture.alt == "Digits (2): 7 taken for 1, 0.99; 5."
    captions = [f"the digit number {number} of many" for number in range(24)]
    picture = digit_plots.digit_grid(digits(24), captions, "A finding")
    assert picture.alt == f"Digits (24): from {captions[0]}; to {captions[-1]}."
    picture = digit_plots.digit_grid(digits(2), ["a", "b"], "A finding", alt="Two.")
    assert picture.alt == "Two."


@pytest.mark.parametrize(
    ("images", "captions", "message"),
    [
        (digits(25), ["a"] * 25, "images must be 24 at most, got 25"),
        (digits(2), ["a"], "captions must be 2 strings, got 1"),
        (digits(1)[0], ["a"], "images must be finite numbers on 3 axes, got shape [28, 28]"),
        (digits(0), [], "images must be finite numbers on 3 axes, got shape [0, 28, 28]"),
    ],
)
def test_a_grid_that_cannot_be_drawn_is_named(images, captions, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        digit_plots.digit_grid(images, captions, "A finding")


@pytest.mark.parametrize("number", [1, 2, 3, 4])
@pytest.mark.parametrize("num_classes", [2, 10])
def test_probabilities_beside_rows_can_be_read(number, num_classes):
    values = probabilities_of(number, num_classes)
    labels = [num_classes - 1] * number
    assert_readable(digit_plots.row_by_row(digits(number), labels, values, "A finding"))


def test_each_digit_stands_beside_its_own_probabilities():
    images, values = digits(3), probabilities_of(3)
    figure = digit_plots.row_by_row(images, [4, 5, 6], values, "A finding").figure
    for number, label in enumerate([4, 5, 6]):
        digit, table = figure.axes[2 * number : 2 * number + 2]
        np.testing.assert_array_equal(digit.images[0].get_array(), images[number])
        np.testing.assert_array_equal(table.images[0].get_array(), values[number])
        assert [line.get_xdata()[0] for line in table.lines] == [label - 0.5, label + 0.5]
        assert digit.get_ylim() == table.get_ylim()


def test_probabilities_are_described_by_those_after_the_last_row():
    values = np.full([2, 28, 10], 0.05)
    values[0, -1, 7], values[1, -1, 2] = 0.5, 0.25
    assert digit_plots.row_by_row(digits(2), [7, 2], values, "A finding").alt == (
        "Probability of the right class, digit 7: 0.50 after the last row; "
        "digit 2: 0.25 after the last row."
    )
    picture = digit_plots.row_by_row(digits(2), [7, 2], values, "A finding", alt="Two.")
    assert picture.alt == "Two."


@pytest.mark.parametrize(
    ("images", "labels", "values", "message"),
    [
        (digits(5), [1] * 5, probabilities_of(5), "images must be 4 at most, got 5"),
        (
            digits(2),
            [1, 2],
            probabilities_of(2, rows=27),
            "probabilities must be [2, 28, num_classes], got shape [2, 27, 10]",
        ),
        (digits(1), [1], probabilities_of(1) + 1, "probabilities must be 0 to 1, got "),
        (digits(1), [1], probabilities_of(1) - 1, "probabilities must be 0 to 1, got -"),
        (digits(1), [10], probabilities_of(1), "labels must be integers, 0 to 9, got 10"),
        (digits(2), [1], probabilities_of(2), "labels must be 2, one an image, got 1"),
        (
            digits(1),
            [1],
            [[0.5]],
            "probabilities must be finite numbers on 3 axes, got shape [1, 1]",
        ),
    ],
)
def test_probabilities_that_cannot_be_drawn_are_named(images, labels, values, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}"):
        digit_plots.row_by_row(images, labels, values, "A finding")


def test_confident_errors_are_the_wrong_guesses_the_most_certain_first():
    logits = np.array([[1.0, 0, 0], [0, 2, 0], [0, 0, 9], [3, 0, 0]])
    images = np.ones([4, 5, 5])
    picture = digit_plots.confident_errors(images, np.array([0, 2, 0, 1]), logits, "A finding")
    captions = [axes.get_xlabel() or axes.get_title() for axes in picture.figure.axes]
    assert [one.split("\n")[0] for one in captions if one][:3] == [
        "label 0, guess 2",
        "label 1, guess 0",
        "label 2, guess 1",
    ]
