"""The folders, names and parts of the lessons. It imports only what is fast to import."""

import os
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOLUTIONS, LESSONS = ROOT / "solutions", ROOT / "lessons"
MY_LESSONS_VARIABLE = "COURSE_MY_LESSONS"  # where several learners share one clone
MY_LESSONS = Path(os.environ.get(MY_LESSONS_VARIABLE) or ROOT / "my_lessons")
SCRIPTS = "[0-9][0-9]_*.py"
# The parts of the course, each with the number of its first lesson.
PARTS = {"Basics": 1, "Training": 5, "Sequences in practice": 10, "Tools and migration": 15}


class UnknownLesson(LookupError):
    """There is no such lesson."""


def find_scripts(names=(), folder=SOLUTIONS):
    """Return the scripts of `names` such as "3", "03" or "03_cell_variables", by default all.

    Raises UnknownLesson, with the names of all lessons.
    """
    scripts = sorted(folder.glob(SCRIPTS))
    if not scripts:
        raise UnknownLesson(f"There is no lesson in {folder}. Run this in a clone of the course.")
    return [_find_script(name, scripts) for name in names] if names else scripts


def _find_script(name, scripts):
    stem = Path(name).stem
    found = [script for script in scripts if stem.zfill(2) in (script.stem, script.stem[:2])]
    if len(found) != 1:
        choices = ", ".join(script.stem for script in scripts)
        problem = "more than one lesson" if found else "no lesson"
        raise UnknownLesson(f"There is {problem} {name}. Choose one of {choices}.")
    return found[0]


def lesson_list(folder=SOLUTIONS):
    """Return lines with each part of the course, and its lessons with their minutes."""
    lines, first_of = [], {number: part for part, number in PARTS.items()}
    waiting = sorted(first_of)
    for script in find_scripts(folder=folder):
        text = script.read_text(encoding="utf-8")
        number = int(script.stem[:2])
        while waiting and number >= waiting[0]:
            lines += ["", first_of[waiting.pop(0)]]
        title = re.search(r"(?m)^# # \d\d · (.+)$", text)
        minutes = re.search(r"\*\*Time\*\*: about (\d+) minutes", text)
        if title and minutes:
            lines.append(f"  {number:02}  {minutes[1]:>3} min  {title[1]}")
    return lines[1:]
