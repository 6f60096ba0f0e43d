"""The feedback page of one notebook, and a zip with all pages for a learning platform.

A page is one small file without scripts and links.
"""

import re
import zipfile
from html import escape

from utils.checks.engine.result import FAILED, PASSED, Result
from utils.grading.points import MISSING
from utils.grading.submissions import HANDED_IN, readable
from utils.lessons.writing import whole
from utils.page import bar, html_page

LONGEST_SOURCE = 20_000  # characters
ALWAYS = (1980, 1, 1, 0, 0, 0)  # a zip's first day: the same pages always give the same zip
SHOWN = {PASSED: "passed", MISSING: "not in the notebook"}


def feedback_page(row, counts=None):
    """Return the page of a graded `Row` of the table, as HTML text.

    Arguments:
        row: the `Row`.
        counts: the name of the student's other notebook if it counts instead, or None.
    """
    lesson, student = row.submission.lesson, row.submission.student
    title = f"{student} · {lesson.title}"
    return html_page(
        title,
        f"<h1>{escape(lesson.title)}</h1>"
        f'<p class="quiet">{escape(student)}, {escape(row.submission.file)}</p>',
        f"<p><b>This notebook does not count</b>, because your notebook {escape(counts)} does.</p>"
        if counts
        else "",
        f'<p class="large"><b>{row.points} of {lesson.points} points</b></p>',
        bar(row.points, lesson.points),
        _overview(row.graded),
        *(_section(number, one) for number, one in enumerate(row.graded, start=1)),
        '<p class="quiet">Each exercise gives its minutes as points, all or nothing.</p>',
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
    """Return the box of a check. It is made from texts, so an answer cannot change it."""
    status = FAILED if one.status == MISSING else one.status
    fields = {"mistake": one.mistake, "expected": one.expected, "got": one.got}
    result = Result(one.name, status, one.message, hints=tuple(one.hints), **fields)
    return result._repr_html_()


def file_name(student, lesson, taken):
    """Return a file name for any system that is not in `taken` (in lower case)."""
    plain = re.sub(r'[\x00-\x1f<>:"/\\|?*%#]+', "_", student).strip(". ") or "student"
    plain = plain.encode()[:150].decode(errors="ignore")
    name, number = f"{plain}-{lesson.number}.html", 1
    while name.lower() in taken:
        number += 1
        name = f"{plain}-{lesson.number}-{number}.html"
    return name


def write_zip(pages, path):
    """Write pages into a zip, each in the folder that its student handed in. Raises OSError.

    Moodle and Canvas know by the names in such a zip to which student a page belongs.

    Arguments:
        pages: pairs of the path that was handed in, relative to the class folder, and the file
            of the page.
        path: the zip.
    """
    taken = set()
    with whole(path) as draft, zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
        for handed_in, page in pages:
            name = _name_in_zip(handed_in, page)
            if name.lower() in taken:
                name = f"{name.removesuffix('.html')}-{page.stem}.html"
            taken.add(name.lower())
            archive.writestr(zipfile.ZipInfo(name, ALWAYS), page.read_bytes(), compresslevel=9)


def _name_in_zip(handed_in, page):
    """A name that begins as the name of what was handed in."""
    number = re.search(r"-(\d\d)(-\d+)?$", page.stem)[1]
    if handed_in.parent.parts:
        return readable((handed_in.parent / f"feedback-{number}.html").as_posix())
    platform = HANDED_IN.match(handed_in.name)
    return readable(f"{platform[0]}_feedback-{number}.html" if platform else page.name)
