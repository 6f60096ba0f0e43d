import re
from types import SimpleNamespace

import numpy as np
import pytest
from figure_text import assert_readable

from utils.figures.direction_plots import bits_by_training_step, what_was_seen

FORWARD = np.tril(np.ones([4, 4], bool))


def drawn(seen=None, steps="Lars", **settings):
    seen = {"forward half": FORWARD, "backward half": FORWARD.T} if seen is None else seen
    return what_was_seen(seen, list(steps), "A finding", **settings)


@pytest.mark.parametrize(
    ("seen", "steps"),
    [
        (None, "Lars"),
        ({"one": np.ones([1, 1], bool)}, "$"),
        (
            {name: np.eye(12, dtype=bool) for name in ("forward", "backward", "both, joined")},
            "W" * 12,
        ),
        ({"a name that is wider than its two steps": np.eye(2, dtype=bool)}, "_a"),
    ],
)
def test_what_was_seen_can_be_read(seen, steps):
    assert_readable(drawn(seen, steps))


def test_each_chart_fills_what_its_reading_has_seen():
    for axes, wanted in zip(drawn().figure.axes, (FORWARD, FORWARD.T), strict=True):
        filled = np.zeros([4, 4], bool)
        for bar in axes.patches:
            row, column = bar.get_y() + bar.get_height() / 2, bar.get_x() + bar.get_width() / 2
            filled[round(row), round(column)] = True
        np.testing.assert_array_equal(filled, wanted)
        assert axes.yaxis_inverted()


def test_it_says_what_each_output_has_seen_or_only_the_ends_where_that_is_too_long():
    said = drawn({"forward": FORWARD}).alt
    assert said == (
        "Outputs in rows, inputs in columns, for L a r s; filled: was seen. forward: output 0 has "
        "seen 0, output 1 has seen 0 and 1, output 2 has seen 0 to 2, output 3 has seen 0 to 3."
    )
    apart = np.array([[1, 0, 1, 1], [0, 0, 0, 0], [1, 0, 1, 0], [0, 0, 0, 1]], bool)
    said = drawn({"other": apart}).alt
    assert "output 0 has seen 3 inputs, output 1 has seen none, output 2 has seen 0 and 2" in said
    twelve = np.tril(np.ones([12, 12], bool))
    said = drawn({"forward": twelve, "backward": twelve.T}, "abcdefghijkl").alt
    assert "backward: output 0 has seen 0 to 11, output 11 has seen 11." in said
    assert "output 5" not in said
    assert drawn(alt="A sentence.").alt == "A sentence."


@pytest.mark.parametrize(
    ("seen", "steps", "message"),
    [
        ({}, "Lars", "seen must hold 1 to 3 readings, got 0"),
        (dict.fromkeys("abcd", FORWARD), "Lars", "seen must hold 1 to 3 readings, got 4"),
        (None, "", "the number of steps must be an integer, 1 to 12, got 0"),
        (None, "a" * 13, "the number of steps must be an integer, 1 to 12, got 13"),
        (
            None,
            "Bo",
            "seen 'forward half' must be booleans of shape [2, 2], got bool of shape [4, 4]",
        ),
        ({"a": np.ones([4, 4])}, "Lars", "booleans of shape [4, 4], got float64 of shape [4, 4]"),
    ],
)
def test_what_cannot_be_drawn_is_named(seen, steps, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        drawn(seen, steps)


def test_the_bits_that_were_measured_are_drawn_by_training_step():
    measured = {"both": np.array([5.75, 3.3]), "both, not shifted": np.array([5.75, 0.03])}
    picture = bits_by_training_step(
        SimpleNamespace(measured=measured, measured_after=np.array([0, 80]))
    )
    assert_readable(picture)
    axes = picture.figure.axes[0]
    for line, bits in zip(axes.lines, measured.values(), strict=False):
        np.testing.assert_array_equal(line.get_xdata(), [0, 80])
        np.testing.assert_array_equal(line.get_ydata(), bits)
    assert "drop to almost 0" in picture.alt
