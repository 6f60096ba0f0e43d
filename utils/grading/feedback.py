"""The feedback page of one notebook: one small file without a script and without an address."""

import re
from html import escape

from utils.checks.engine.result import FAILED, Result
from utils.grading.points import MISSING, PASSED
from utils.page import bar, html_page

LONGEST_SOURCE = 20_000  # characters
SHOWN = {PASSED: "passed", MISSING: "not in the notebook"}


def feedback_page(row):
    """The page of a `Row` of the table that was graded, as HTML text."""
    lesson, student = row.submission.lesson, row.submission.student
    title = f"{student} · {lesson.title}"
    return html_page(
        title,
        f'<h1>{escape(lesson.title)}</h1><p class="quiet">{escape(student)}</p>',
        f'<p class="large"><b>{row.points} of {lesson.points} points</b></p>',
        bar(row.points, lesson.points),
        _overview(row.graded),
        *(_section(number, one) for number, one in enumerate(row.graded, start=1)),
        '<p class="quiet">Each exercise gives its minutes as points, all or none.</p>',
    )


def _overview(graded):
    lines = [
        f'<tr><td><a href="#{one.name}"><code>{one.name}</code></a></td><td>{_shown(one)}</td>'
        f'<td class="number">{one.points} of {one.of}</td></tr>'
        for one in graded
    ]
    return f"<table>{''.join(lines)}</table>"


def _shown(one):
    return SHOWN.get(one.status, one.status)


def _section(number, one):
    parts = [
        f'<h2 id="{one.name}">Exercise {number}<span>{one.points} of {one.of} points</span></h2>',
        _box(one),
    ]
    if one.source.strip():
        source = one.source[:LONGEST_SOURCE] + "\n…" * (len(one.source) > LONGEST_SOURCE)
        opened = " open" if one.status == FAILED else ""
        parts.append(
            f"<details{opened}><summary>Your code</summary><pre>{escape(source)}</pre></details>"
        )
    return "\n".join(parts)


def _box(one):
    """The box of the check, made here from its texts, so that an answer cannot write into it."""
    status = FAILED if one.status == MISSING else one.status
    fields = {"mistake": one.mistake, "expected": one.expected, "got": one.got}
    result = Result(one.name, status, one.message, hints=tuple(one.hints), **fields)
    return result._repr_html_()


def file_name(student, lesson, taken):
    """A name for the page, on every system, that is not yet among `taken` (in lower case)."""
    plain = re.sub(r'[\x00-\x1f<>:"/\\|?*%#]+', "_", student).strip(". ") or "student"
    plain = plain.encode()[:150].decode(errors="ignore")
    name, number = f"{plain}-{lesson.number}.html", 1
    while name.lower() in taken:
        number += 1
        name = f"{plain}-{lesson.number}-{number}.html"
    return name
