"""docs/instructor.md and a page for each lesson in docs/instructor/: written, and held fresh."""

import re
from pathlib import Path

from authoring.instructor.lesson_page import CLASSES, lesson_page
from authoring.instructor.parts import LessonParts
from authoring.instructor.plan import plan_of
from utils.lessons import ROOT, find_scripts
from utils.lessons.source import LessonError, Problem, read_lesson, short_path

PAGE = ROOT / "docs" / "instructor.md"
START = Path(__file__).with_name("start.md")
FIX = "make build, or python -m authoring.build"
TABLE_PLACE = "<!-- the table of lessons -->\n"


def pages():
    """Every page as a dict from its path to its text; nothing of a lesson that cannot be read."""
    found, rows = {}, []
    folder = PAGE.with_suffix("")
    for script in find_scripts():
        try:
            parts = LessonParts(read_lesson(script))
        except LessonError:  # which the build says
            continue
        found[folder / f"{script.stem}.md"] = lesson_page(parts)
        rows.append(_row(parts, f"{folder.name}/{script.stem}.md"))
    start = START.read_text(encoding="utf-8")
    return {PAGE: start.replace(TABLE_PLACE, "\n".join([*_headings(), *rows, ""])), **found}


def _headings():
    classes = " | ".join(f"in {minutes} minutes" for minutes in CLASSES)
    return [f"| lesson | needs | exercises | {classes} |", "|---|---|--:|" + "---|" * len(CLASSES)]


def _row(parts, address):
    count = len(parts.exercises)
    cells = [f"[{parts.title}]({address})", re.sub("^lessons? ", "", parts.needed_lessons)]
    cells.append(f"{count}, {sum(one.minutes for one in parts.exercises)} min")
    for minutes in CLASSES:
        plan = plan_of(parts, minutes)
        fits = "all sections"
        if plan.sections_left:
            fits = f"{len(parts.sections) - len(plan.sections_left)} of {len(parts.sections)} "
            fits += "sections"
        cells.append(f"{fits}, {len(plan.exercises_done)} of {count} exercises")
    return f"| {' | '.join(cells)} |"


def write():
    """Write every page, and delete those of lessons that there are no more."""
    for path, text in pages().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    for path in _orphans():
        path.unlink()


def problems():
    """A `Problem` for each page that is stale, missing, or of a lesson that is gone."""
    stale = [
        Problem(short_path(path), "stale", f"{FIX}.")
        for path, text in pages().items()
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]
    return stale + [Problem(short_path(path), "orphaned", f"{FIX}.") for path in _orphans()]


def _orphans():
    stems = {script.stem for script in find_scripts()}
    pages_there = sorted(PAGE.with_suffix("").glob("*.md"))
    return [path for path in pages_there if path.stem not in stems]
