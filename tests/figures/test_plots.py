import re

import numpy as np
import pytest
from figure_text import assert_readable

from utils.figures import plots

GENERATOR = np.random.default_rng(0)
DIGIT = np.zeros([28, 28], np.uint8)
DIGIT[14, 10:13] = 40, 254, 7


def kernel_of(input_size, num_units):
    return GENERATOR.normal(size=(input_size + num_units, num_units)).astype(np.float32)


def drawn_words(picture):
    return [text.get_text() for axes in picture.figure.axes for text in axes.texts]


@pytest.mark.parametrize(
    ("input_size", "num_units"),
    [(1, 1), (3, 2), (4, 2), (28, 4), (24, 16), (60, 4), (4, 60), (2, 8), (1, 2)],
)
def test_a_kernel_of_any_size_can_be_read(input_size, num_units):
    assert_readable(plots.kernel_heatmap(kernel_of(input_size, num_units), input_size))


def test_a_kernel_with_labels_and_a_long_title_can_be_read():
    labels = [f"pixel {row}" for row in range(28)] + [f"unit {row}" for row in range(4)]
    picture = plots.kernel_heatmap(
        kernel_of(28, 4),
        28,
        title="What the kernel learned is said in many words " * 3,
        row_labels=labels,
    )
    assert_readable(picture)


def test_a_small_kernel_is_described_value_by_value():
    kernel = [[0.5, -1], [0.25, 0.0004], [2, 3], [-0.0001, 1]]
    assert plots.kernel_heatmap(kernel, 2).alt == (
        "Kernel [4, 2]: rows 0 to 1 are W, rows 2 to 3 are U. "
        "W: [0.5, -1], [0.25, 0]; U: [2, 3], [0, 1]."
    )


def test_a_large_kernel_is_described_by_its_limits():
    kernel = np.zeros([32, 4])
    kernel[2, 1], kernel[30, 0] = -0.75, 0.5
    assert plots.kernel_heatmap(kernel, 28).alt == (
        "Kernel [32, 4]: rows 0 to 27 are W, rows 28 to 31 are U. "
        "W from -0.75 to 0; U from 0 to 0.5. A dash marks a weight below 0."
    )


def test_a_kernel_shows_its_values_or_at_least_their_signs():
    words = drawn_words(plots.kernel_heatmap([[0.5, -1], [0.25, -0.001], [2, 3]], 1))
    assert {"0.50", "-1.00", "0.00", "3.00"} <= set(words)
    large = kernel_of(24, 16)
    (signs,) = plots.kernel_heatmap(large, 24).figure.axes[0].collections
    columns, rows = signs.get_offsets().T.astype(int)
    assert len(rows) == (large < 0).sum() and (large[rows, columns] < 0).all()


def test_zero_is_white_in_a_kernel():
    picture = plots.kernel_heatmap([[3.0], [-0.5]], 1)
    (image,) = picture.figure.axes[0].images
    assert image.norm(0) == 0.5
    np.testing.assert_allclose(image.cmap(0.5)[:3], 1, atol=0.02)


@pytest.mark.parametrize(
    ("kernel", "input_size", "labels", "message"),
    [
        (
            np.zeros([6, 2]),
            3,
            None,
            r"kernel must have input_size \+ num_units = 3 \+ 2 rows.*\[6, 2\]",
        ),
        (np.zeros([6]), 3, None, r"kernel must be finite numbers on 2 axes, got shape \[6\]"),
        ([[1.0], [np.nan]], 1, None, "kernel must be finite .* got nan"),
        (np.zeros([100, 2]), 98, None, r"at most 64, got shape \[100, 2\]"),
        (np.zeros([3, 1]), 2, ["a"], "row_labels must be 3 strings, got 1"),
        (np.zeros([3, 1]), 0, None, "input_size must be an integer, 1 or more, got 0"),
        ("kernel", 1, None, "kernel must be finite numbers on 2 axes, got str"),
    ],
)
def test_a_kernel_that_cannot_be_drawn_is_named(kernel, input_size, labels, message):
    with pytest.raises(ValueError, match=message):
        plots.kernel_heatmap(kernel, input_size, row_labels=labels)


@pytest.mark.parametrize("image", [DIGIT, DIGIT / 255])
@pytest.mark.parametrize("row", [0, 14, 27])
def test_a_digit_with_any_row_marked_can_be_read(image, row):
    assert_readable(plots.digit_rows(image, row, 7))


def test_the_values_of_a_digits_row_are_described():
    assert plots.digit_rows(DIGIT, 14, 7).alt == (
        "Digit 7, 28 by 28 pixels. Row 14: 3 of 28 values are not 0, "
        "between columns 10 and 12; the largest is 254."
    )
    assert plots.digit_rows(DIGIT, 0, 7).alt.endswith("Row 0: all 28 values are 0.")


def test_the_bars_of_a_digits_row_are_its_values():
    bars = plots.digit_rows(DIGIT, 14, 7).figure.axes[1].patches
    assert [bar.get_height() for bar in bars] == DIGIT[14].tolist()


@pytest.mark.parametrize(
    ("image", "row", "message"),
    [
        (DIGIT.ravel(), 0, r"image must be finite numbers on 2 axes, got shape \[784\]"),
        (DIGIT, 28, "row must be an integer, 0 to 27, got 28"),
        (DIGIT, -1, "row must be an integer, 0 to 27, got -1"),
    ],
)
def test_a_digit_that_cannot_be_drawn_is_named(image, row, message):
    with pytest.raises(ValueError, match=message):
        plots.digit_rows(image, row, 7)


@pytest.mark.parametrize(
    ("series", "settings"),
    [
        ({"RNN": [1, 2, 3]}, {}),
        ({"RNN": np.ones(200), "LSTM": np.ones(200), "GRU": np.ones(200) + 1e-6}, {}),
        ({f"series {n}": np.arange(50.0) * n for n in range(6)}, {}),
        ({f"series {n}": np.full(5, 7.0) for n in range(6)}, {}),
        ({f"series {n}": [5.0 + n, 0.0] for n in range(6)}, {}),
        ({f"series {n}": [5.0 - n, 6.0] for n in range(6)}, {}),
        ({"RNN": 0.5 ** np.arange(30), "LSTM": 0.9 ** np.arange(30)}, {"log_y": True}),
        ({"static": [81, 1031], "a name that is rather long": [130, 130]}, {"x": [10, 200]}),
        ({"one point": [4.0]}, {}),
        ({"short": [1, 2], "long": np.arange(9)}, {}),
        ({"net": [6.1, 3.2, 2.8]}, {"levels": {"uniform": 6.0, "unigram": 4.8, "bigram": 3.6}}),
        ({"net": [6.1, 3.0], "another": [6.0, 3.0]}, {"levels": {f"level {n}": 3 for n in "abcd"}}),
        ({"norm": [1.0, 0.1]}, {"levels": {"far below the line": 1e-6}, "log_y": True}),
    ],
)
def test_lines_can_be_read(series, settings):
    assert_readable(plots.lines(series, "step", "loss (nats)", "A finding", **settings))


def test_lines_are_described_value_by_value_where_there_is_room():
    picture = plots.lines({"a": [1, 0.5], "b": [2, 1 / 3]}, "step", "loss (nats)", "b is slower")
    assert picture.alt == "Loss (nats), by step: a: 1, 0.5; b: 2, 0.333."


def test_long_lines_are_described_by_their_ends_and_limits():
    values = np.sin(np.arange(300) / 50)
    picture = plots.lines({"a": values}, "step", "value", "Waves", x=np.arange(300) * 2, decimals=1)
    course = "a goes from 0 at 0 to -0.3 at 598, as low as -1, as high as 1"
    assert picture.alt == f"Value, by step: {course}."


@pytest.mark.parametrize("label", [-1, 10, 7.0, "7", None])
def test_a_label_that_is_no_digit_is_refused(label):
    message = f"label must be an integer, 0 to 9, got {label!r}"
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        plots.digit_rows(DIGIT, 14, label)


def test_many_long_lines_are_described_all_the_same():
    curves = {f"a line with a long name, number {n}": np.linspace(0.1234, n, 50) for n in range(6)}
    picture = plots.lines(curves, "step", "loss (nats)", "Many")
    assert picture.alt == "Loss (nats), by step: 6 lines between 0 and 5."


def test_levels_are_drawn_across_and_described():
    levels = {"uniform": 6, "unigram": 4.786}
    picture = plots.lines({"net": [6, 3]}, "update", "bits", "It learns", levels=levels)
    assert picture.alt == "Bits, by update, beside uniform 6, unigram 4.786: net: 6, 3."
    heights = [list(line.get_ydata()) for line in picture.figure.axes[0].lines]
    assert [6, 6] in heights and [4.786, 4.786] in heights
    assert {"uniform", "unigram", "net"} <= set(drawn_words(picture))


def test_tiny_values_on_a_logarithmic_axis_keep_two_digits():
    picture = plots.lines({"norm": [1, 1.234e-9]}, "step", "norm", "It fades", log_y=True)
    assert picture.alt == "Norm, by step: norm: 1, 1.2e-09."


def test_a_text_alternative_of_the_callers_is_used():
    assert plots.lines({"a": [1, 2]}, "x", "y", "t", alt="It falls.").alt == "It falls."


def test_markers_are_drawn_where_points_are_few_or_when_asked_for():
    def markers(count, **settings):
        axes = plots.lines({"a": np.arange(count)}, "x", "y", "t", **settings).figure.axes[0]
        return axes.lines[0].get_marker()

    assert markers(5) == "o" and markers(500) == ""
    assert markers(5, markers=False) == "" and markers(500, markers=True) == "o"


@pytest.mark.parametrize(
    ("series", "settings", "message"),
    [
        ({}, {}, "series must hold 1 to 6 lines, got 0"),
        ({str(n): [1] for n in range(7)}, {}, "series must hold 1 to 6 lines, got 7"),
        ({"a": [1, np.inf]}, {}, "series 'a' must be finite numbers .* got inf"),
        ({"a": []}, {}, r"series 'a' must be finite numbers on 1 axes, got shape \[0\]"),
        ({"a": [1, 2]}, {"x": [1, 2, 3]}, "series 'a' must have 3 values, got 2"),
        ({"a": [1, 0]}, {"log_y": True}, "series 'a' must be positive for log_y, got 0"),
        ({"a": [1]}, {"levels": {"b": np.nan}}, "level 'b' must be finite numbers .* got nan"),
        ({"a": [1]}, {"levels": {"b": 0}, "log_y": True}, "level 'b' must be positive .* got 0"),
        (
            {"a": [1]},
            {"levels": {str(n): n for n in range(7)}},
            "levels must hold 6 numbers at most, got 7",
        ),
    ],
)
def test_lines_that_cannot_be_drawn_are_named(series, settings, message):
    with pytest.raises(ValueError, match=message):
        plots.lines(series, "x", "y", "t", **settings)
