"""What a check found, shown as a colored box in a notebook and as one plain line elsewhere."""

import re
from dataclasses import dataclass
from html import escape

PASSED = "passed"
FAILED = "failed"
NOT_ATTEMPTED = "not attempted"
NOT_RUN = "not run"

# Dark text on a light ground of its own, so that the box reads the same in a dark theme;
# the word stands beside the color for those who do not see the color.
COLORS = {
    PASSED: ("#e3f4ea", "#00734d"),
    FAILED: ("#fdeee2", "#b34700"),
    NOT_ATTEMPTED: ("#e8f1f8", "#00568a"),
    NOT_RUN: ("#f2f2f2", "#555555"),
}
EMPHASIS = re.compile(r"(?<!\w)\*(\S(?:[^*]*\S)?)\*(?!\w)")
SIGNS = {PASSED: "✓", FAILED: "✗", NOT_ATTEMPTED: "○", NOT_RUN: "·"}


@dataclass(frozen=True)
class Result:
    """What a check found out about an answer.

    Arguments:
        exercise: the name of the exercise.
        status: PASSED, FAILED or NOT_ATTEMPTED.
        message: one sentence.
        mistake: the name of the known mistake that the answer makes, or None.
        hints: the hints given so far for this mistake, the latest last.
        expected: what was wanted, in a few words, or None.
        got: what came, in a few words, or None.
    """

    exercise: str
    status: str
    message: str
    mistake: str | None = None
    hints: tuple[str, ...] = ()
    expected: str | None = None
    got: str | None = None

    @property
    def passed(self):
        """Whether the answer is right."""
        return self.status == PASSED

    def __repr__(self):
        line = f"{self.exercise} · {self._verdict()}"
        if self.mistake:
            line += f" Common mistake: {self.mistake}. Hint: {self.hints[-1]}"
        return line

    def _verdict(self):
        """The status and the message as one sentence: "Passed: correct in all 3 test cases."."""
        message = self.message[0].lower() + self.message[1:]
        return f"{self.status.capitalize()}: {message}"

    def _repr_html_(self):
        parts = [f"<p style='margin:4px 0'>{_code(self._verdict())}</p>"]
        if self.mistake:
            parts.append(
                f"<p style='margin:4px 0'>Common mistake: <b>{_code(self.mistake)}</b></p>"
            )
            items = "".join(f"<li>{_code(hint, emphasis=True)}</li>" for hint in self.hints)
            parts.append(f"<ol style='margin:4px 0 4px 1.5em;padding:0'>{items}</ol>")
        if self.expected and self.got:
            parts.append(
                "<p style='margin:4px 0;font-size:90%'>"
                f"Expected: {_code(self.expected)} · Got: {_code(self.got)}</p>"
            )
        return _box(self.status, self.exercise, "".join(parts))


@dataclass(frozen=True)
class Progress:
    """What is done in a lesson and what is left.

    Arguments:
        rows: for each exercise `(name, status, minutes, difficulty, whether it has passed)`; it
            counts as done where it has passed, whatever came of an answer after that.
    """

    rows: tuple[tuple[str, str, int, int, bool], ...]

    @property
    def sentence(self):
        """How many exercises are done, and the minutes that are left."""
        left = [minutes for *_, minutes, _, has_passed in self.rows if not has_passed]
        done = len(self.rows) - len(left)
        minutes = sum(left)
        ending = f"about {minutes} minutes are left" if left else "nothing is left"
        return f"{done} of {len(self.rows)} exercises passed, {ending}."

    def __repr__(self):
        width = max(len(row[0]) for row in self.rows)
        states = [_standing(status, has_passed) for _, status, _, _, has_passed in self.rows]
        shown = max(len(text) for text in [*states, NOT_ATTEMPTED])
        lines = [
            f"{SIGNS[status]} {name:<{width}}  {_standing(status, has_passed):<{shown}}  "
            f"{minutes:>2} min  {stars(difficulty)}"
            for name, status, minutes, difficulty, has_passed in self.rows
        ]
        return "\n".join([*lines, self.sentence])

    def _repr_html_(self):
        rows = "".join(
            f"<tr style='background:{COLORS[status][0]};color:#1a1a1a'>"
            f"<td style='text-align:left'>{SIGNS[status]} <code>{escape(name)}</code></td>"
            f"<td style='text-align:left;color:{COLORS[status][1]}'>"
            f"<b>{_standing(status, has_passed)}</b></td>"
            f"<td>{minutes} min</td><td>{stars(difficulty)}</td></tr>"
            for name, status, minutes, difficulty, has_passed in self.rows
        )
        return f"<table>{rows}</table><p>{escape(self.sentence)}</p>"


def _standing(status, has_passed):
    """Say how the last answer did, and whether one before it had passed."""
    return f"passed before, now {status}" if has_passed and status != PASSED else status


def stars(difficulty):
    """Return the difficulty, 1 to 3, as three stars of which some are filled."""
    return "★" * difficulty + "☆" * (3 - difficulty)


def _box(status, title, body):
    ground, accent = COLORS[status]
    return (
        f"<div style='background:{ground};color:#1a1a1a;border-left:6px solid {accent};"
        "padding:8px 12px;margin:4px 0;overflow-wrap:anywhere'>"
        f"<b style='color:{accent}'>{SIGNS[status]} {escape(title)}</b>{body}</div>"
    )


def _code(sentence, emphasis=False):
    """Escape a sentence for HTML and set what stands between backticks as code.

    emphasis: set what stands between asterisks in italics, for sentences of the course itself.
    """
    pieces = escape(sentence, quote=False).split("`")
    if len(pieces) % 2 == 0:  # a backtick without a partner is an ordinary character
        return "`".join(pieces)
    style = "background:transparent;color:inherit;font-weight:600"
    pieces[1::2] = [f"<code style='{style}'>{piece}</code>" for piece in pieces[1::2]]
    if emphasis:
        pieces[::2] = [EMPHASIS.sub(r"<em>\1</em>", piece) for piece in pieces[::2]]
    return "".join(pieces)
