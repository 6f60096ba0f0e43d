import numpy as np
import pytest
from figure_text import assert_readable

from utils import text_plots

PASSAGE = "ROMEO:\nIs it even so? then I defy you, stars!\n\nBALTHASAR:\nI do beseech you, sir"
GENERATOR = np.random.default_rng(0)


def strip(text=PASSAGE, values=None, **settings):
    values = GENERATOR.uniform(-1, 1, size=len(text)) if values is None else values
    return text_plots.text_strip(text, values, "unit 3", "A finding", **settings)


def letters(picture):
    return [text for text in picture.figure.axes[0].texts]


@pytest.mark.parametrize(
    ("text", "settings"),
    [
        (PASSAGE, {}),
        (PASSAGE, {"columns": 7}),
        ("a", {}),
        ("\n\n\n", {}),
        (" ", {}),
        ("W" * 1000, {"columns": 80}),
        ("W@M$_^{}\\%&" * 20, {}),
    ],
)
def test_a_strip_can_be_read(text, settings):
    assert_readable(strip(text, **settings))


def test_the_letters_stand_in_their_lines_and_line_feeds_are_arrows():
    drawn = letters(strip("ab c\nde", columns=3))
    assert [text.get_text() for text in drawn] == ["a", "b", "c", "↵", "d", "e"]
    places = [(int(x), int(y)) for x, y in (text.get_position() for text in drawn)]
    assert places == [(0, 0), (1, 0), (0, 1), (1, 1), (0, 2), (1, 2)]


def test_each_value_has_its_colour_and_those_below_zero_a_bar():
    cells, bars = strip("abc", [-1.0, 0.0, 1.0]).figure.axes[0].collections
    blue, white, orange = cells.get_facecolor()[:, :3]
    assert blue[2] > blue[0] and orange[0] > orange[2]
    np.testing.assert_allclose(white, 1, atol=0.02)
    (bar,) = bars.get_segments()
    assert bar[0][0] >= 0 and bar[1][0] <= 1


def test_every_colour_is_pale_enough_for_black_letters():
    colors = text_plots.COLORS(np.linspace(0, 1, 50))[:, :3]
    linear = np.where(colors <= 0.04045, colors / 12.92, ((colors + 0.055) / 1.055) ** 2.4)
    luminance = linear @ [0.2126, 0.7152, 0.0722]
    ink = 0.016  # of #222222
    assert ((luminance + 0.05) / (ink + 0.05)).min() > 4.5


def test_a_strip_is_described_by_its_ends():
    assert strip("ab\n", [0.5, -1.0, -0.25]).alt == (
        "unit 3, over 3 characters, 2 of them below 0: "
        "lowest -1 at character 1, 'b', highest 0.5 at character 0, 'a'."
    )
    assert strip("ab\n", [0.5, -1.0, -0.25], alt="It falls.").alt == "It falls."


@pytest.mark.parametrize(
    ("text", "values", "settings", "message"),
    [
        ("", [], {}, "text must be 1 to 1000 characters, got 0 of them"),
        ("a" * 1001, np.zeros(1001), {}, "text must be 1 to 1000 characters, got 1001 of them"),
        (["a"], [0.0], {}, "text must be 1 to 1000 characters, got list"),
        ("ab", [0.0], {}, "values must be one for each of 2, got 1"),
        ("ab", [0.0, np.nan], {}, "values must be finite numbers on 1 axes, got nan"),
        ("ab", [0.0, -1.5], {}, "values must lie from -1 to 1, got -1.5"),
        ("ab", [0.0, 0.0], {"columns": 0}, "columns must be a whole number, 1 to 80, got 0"),
        ("ab", [0.0, 0.0], {"columns": 81}, "columns must be a whole number, 1 to 80, got 81"),
        ("\n" * 26, np.zeros(26), {}, "text must take at most 25 lines, got 26"),
    ],
)
def test_a_strip_that_cannot_be_drawn_is_named(text, values, settings, message):
    with pytest.raises(ValueError, match=message):
        strip(text, values, **settings)
