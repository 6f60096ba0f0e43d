"""What a learner sees of a result and of the progress in a lesson, to the letter."""

import pytest

from utils.checks.engine.result import Progress, Result, stars

ROWS = (
    ("double", "passed", 2, 1, True),
    ("long_name", "failed", 10, 3, True),
    ("x", "not run", 5, 2, False),
)
CODE = "<code style='background:transparent;color:inherit;font-weight:600'>"


def failed(message="Expected `3`, got 4.", hints=("Which *one*?", "Times."), **shown):
    return Result("a<b", "failed", message, "added", hints, **shown)


def test_progress_as_text():
    assert repr(Progress(ROWS)).splitlines() == [
        "✓ double     passed                      2 min  ★☆☆",
        "✗ long_name  passed before, now failed  10 min  ★★★",
        "· x          not run                     5 min  ★★☆",
        "2 of 3 exercises passed, about 5 minutes are left.",
    ]
    assert repr(Progress(ROWS[:1])).splitlines()[0] == "✓ double  passed          2 min  ★☆☆"


def test_progress_in_html():
    row, *_ = rows = Progress(ROWS)._repr_html_().split("</tr>")
    assert len(rows) == 4
    assert row == (
        "<table><tr style='background:#e3f4ea;color:#1a1a1a'>"
        "<td style='text-align:left'>✓ <code>double</code></td>"
        "<td style='text-align:left;color:#00734d'><b>passed</b></td>"
        "<td>2 min</td><td>★☆☆</td>"
    )
    assert rows[-1] == "</table><p>2 of 3 exercises passed, about 5 minutes are left.</p>"


def test_a_failed_result_as_text_has_the_last_hint():
    assert repr(failed()) == (
        "a<b · Failed: expected `3`, got 4. Common mistake: added. Hint: Times."
    )
    assert repr(Result("a", "passed", "Correct in both.")) == "a · Passed: correct in both."


def test_a_failed_result_in_html_has_each_part():
    assert failed(expected="int 3", got="*int* 4")._repr_html_() == (
        "<div style='background:#fdeee2;color:#1a1a1a;border-left:6px solid #b34700;"
        "padding:8px 12px;margin:4px 0;overflow-wrap:anywhere'>"
        "<b style='color:#b34700'>✗ a&lt;b</b>"
        f"<p style='margin:4px 0'>Failed: expected {CODE}3</code>, got 4.</p>"
        "<p style='margin:4px 0'>Common mistake: <b>added</b></p>"
        "<ol style='margin:4px 0 4px 1.5em;padding:0'>"
        "<li>Which <em>one</em>?</li><li>Times.</li></ol>"
        "<p style='margin:4px 0;font-size:90%'>Expected: int 3 · Got: *int* 4</p></div>"
    )


@pytest.mark.parametrize("shown", [{"expected": "int 3"}, {"got": "int 4"}, {}])
def test_what_was_expected_and_what_came_are_shown_together_or_not_at_all(shown):
    assert "Got:" not in failed(**shown)._repr_html_()


def test_a_mistake_is_shown_where_there_is_one():
    assert "mistake" not in Result("a", "failed", "It is wrong.")._repr_html_()


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("One `.", "Failed: one `."),
        ("One `a` and `b`.", f"Failed: one {CODE}a</code> and {CODE}b</code>."),
        ("`a` \"b\" & 'c'.", f"Failed: {CODE}a</code> \"b\" &amp; 'c'."),
        ("`a` `b.", "Failed: `a` `b."),
    ],
)
def test_what_is_between_two_backticks_is_code(message, shown):
    assert f"<p style='margin:4px 0'>{shown}</p>" in failed(message)._repr_html_()


def test_results_and_progress_cannot_be_changed():
    with pytest.raises(AttributeError):
        failed().status = "passed"
    with pytest.raises(AttributeError):
        Progress(ROWS).rows = ()


def test_only_a_passed_result_has_passed():
    assert [Result("a", s, "It.").passed for s in ("passed", "failed", "not attempted")] == [
        *(True, False, False),
    ]


def test_stars_are_always_three():
    assert [stars(number) for number in (1, 2, 3)] == ["★☆☆", "★★☆", "★★★"]
