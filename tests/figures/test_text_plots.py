import numpy as np
import pytest
from figure_text import assert_readable

from utils.figures import text_plots

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


def test_each_value_has_its_color_and_those_below_zero_a_bar():
    cells, bars = strip("abc", [-1.0, 0.0, 1.0]).figure.axes[0].collections
    blue, white, orange = cells.get_facecolor()[:, :3]
    assert blue[2] > blue[0] and orange[0] > orange[2]
    np.testing.assert_allclose(white, 1, atol=0.02)
    (bar,) = bars.get_segments()
    assert bar[0][0] >= 0 and bar[1][0] <= 1


def test_every_color_is_pale_enough_for_black_letters():
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
        ("ab", [0.0, 0.0], {"columns": 0}, "columns must be an integer, 1 to 80, got 0"),
        ("ab", [0.0, 0.0], {"columns": 81}, "columns must be an integer, 1 to 80, got 81"),
        ("\n" * 26, np.zeros(26), {}, "text must take at most 25 lines, got 26"),
    ],
)
def test_a_strip_that_cannot_be_drawn_is_named(text, values, settings, message):
    with pytest.raises(ValueError, match=message):
        strip(text, values, **settings)


def bars(probabilities, **settings):
    return text_plots.character_bars(probabilities, "A finding", **settings)


@pytest.mark.parametrize("characters", ["a", "e \nR'", "W@M$_^{}\\%&m", "\n abcdefghij"], ids=repr)
def test_bars_of_characters_can_be_read(characters):
    assert_readable(bars({character: 1 / len(characters) for character in characters}))


def test_each_character_has_a_bar_as_high_as_its_probability():
    picture = bars({"e": 0.75, " ": 0.25, "\n": 0.0})
    (axes,) = picture.figure.axes
    assert [patch.get_height() for patch in axes.patches] == [0.75, 0.25, 0.0]
    assert [label.get_text() for label in axes.get_xticklabels()] == ["e", "space", "↵"]
    assert axes.get_ylim() == (0, 1)
    assert picture.alt == "Probability of the next character: e 0.75, space 0.25, ↵ 0.00."
    assert bars({"e": 1.0}, alt="They fall.").alt == "They fall."


@pytest.mark.parametrize(
    ("probabilities", "message"),
    [
        ({}, "probabilities must hold 1 to 12 characters, got 0"),
        (dict.fromkeys("abcdefghijklm", 0.0), "probabilities must hold 1 to 12 characters, got 13"),
        ({"a": 0.5, "b": -0.5}, "probabilities must lie from 0 to 1, got -0.5"),
        ({"a": 1.5}, "probabilities must lie from 0 to 1, got 1.5"),
        ({"a": np.nan}, "probabilities must be finite numbers on 1 axes, got nan"),
    ],
)
def test_bars_that_cannot_be_drawn_are_named(probabilities, message):
    with pytest.raises(ValueError, match=message):
        bars(probabilities)
