"""Show what you have passed, how many minutes are left, and what comes next: `course progress`.

The command reads the notebooks in my_lessons as they were last saved, and runs no cell. An exercise
is passed if its check has said so once, as in `check.progress()`.
"""

import re
import sys
from dataclasses import dataclass
from html import escape

from utils.lab.working_copy import NotANotebook, read_notebook
from utils.lessons import MY_LESSONS, PARTS, UnknownLesson
from utils.lessons.exercises import StatedLesson, stated_lessons
from utils.lessons.writing import write_sentence
from utils.page import bar, html_page

PASSED, FAILED, NOT_PASSED = "passed", "failed", "not passed"
SIGNS = {PASSED: "✓", FAILED: "✗", NOT_PASSED: "○"}
PAGE = "progress.html"


@dataclass(frozen=True)
class Standing:
    """The progress of a learner in a lesson.

    Arguments:
        lesson: a `StatedLesson`.
        statuses: "passed", "failed" or "not passed" for each exercise.
        executed: the fraction of its code cells that were executed, from 0 to 1.
        saved: the time of the last change of the copy, in seconds, or 0 without a copy.
        problem: what is wrong with the copy and what to do, or an empty string.
    """

    lesson: StatedLesson
    statuses: tuple[str, ...]
    executed: float = 0.0
    saved: float = 0.0
    problem: str = ""

    @property
    def passed(self):
        """The number of exercises that are passed."""
        return self.statuses.count(PASSED)

    @property
    def is_done(self):
        """Whether all exercises are passed."""
        return self.passed == len(self.statuses)

    @property
    def is_begun(self):
        """Whether the learner has begun the lesson and not yet passed all exercises."""
        return not self.is_done and (self.executed > 0 or self.passed > 0)

    @property
    def first_left(self):
        """The index of the first exercise that is not passed."""
        return next(n for n, status in enumerate(self.statuses) if status != PASSED)

    @property
    def minutes_left(self):
        """The minutes of the exercises that are left, and of the cells that were not executed."""
        if self.is_done:
            return 0
        reading = self.lesson.minutes - self.lesson.points
        pairs = zip(self.lesson.exercises, self.statuses, strict=True)
        exercises = sum(exercise.minutes for exercise, status in pairs if status != PASSED)
        return round(reading * (1 - self.executed)) + exercises


def standing_in(lesson, folder):
    """Read the progress of a learner in a lesson.

    Arguments:
        lesson: a `StatedLesson`.
        folder: the folder of the working copy.

    Returns:
        A `Standing`.
    """
    path = folder / f"{lesson.stem}.ipynb"
    nothing = (NOT_PASSED,) * len(lesson.exercises)
    if not path.exists():
        return Standing(lesson, nothing)
    try:
        notebook = read_notebook(path)
    except (NotANotebook, OSError):
        problem = f"{path.name} is damaged. Run `course lab --reset {lesson.number}` to replace it."
        return Standing(lesson, nothing, problem=problem)
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    shown = "\n".join(text for cell in code for text in _shown(cell))
    executed = sum(cell.get("execution_count") is not None for cell in code)
    return Standing(
        lesson,
        tuple(_status(exercise.name, shown) for exercise in lesson.exercises),
        executed / max(len(code), 1),
        path.stat().st_mtime,
    )


def _shown(cell):
    """Yield the outputs of a cell as plain text."""
    for output in cell.get("outputs", []):
        text = output.get("text") or output.get("data", {}).get("text/plain", "")
        yield "".join(text)


def _status(name, shown):
    """Return the status of an exercise, from the line of its check or from `check.progress()`."""
    if re.search(rf"(?m)^{name} · Passed:|^\S {name} +passed", shown):
        return PASSED
    return FAILED if re.search(rf"(?m)^{name} · Failed:|^\S {name} +failed", shown) else NOT_PASSED


def next_thing(standings):
    """Return a sentence that says what comes next.

    It is an exercise of the lesson that was saved last, or else the first lesson that is not begun.
    """
    begun = [standing for standing in standings if standing.is_begun]
    waiting = [standing for standing in standings if not standing.is_done]
    if begun:
        chosen = max(begun, key=lambda standing: standing.saved)
        exercise = chosen.lesson.exercises[chosen.first_left]
        return (
            f"The next exercise is {exercise.name}, exercise {chosen.first_left + 1} in "
            f"{chosen.lesson.stem}.ipynb, about {exercise.minutes} minutes."
        )
    if waiting:
        lesson = waiting[0].lesson
        name = f"{lesson.title}, in {lesson.stem}.ipynb"
        return f"The next lesson is {name}, about {lesson.minutes} minutes."
    return "You have passed all exercises."


def _by_part(standings):
    """Yield pairs of a part of the course and its standings."""
    first_of = list(PARTS.values())
    for position, (part, first) in enumerate(PARTS.items()):
        end = first_of[position + 1] if position + 1 < len(first_of) else 100
        yield part, [s for s in standings if first <= int(s.lesson.number) < end]


def _total(standings):
    passed = sum(standing.passed for standing in standings)
    of = sum(len(standing.statuses) for standing in standings)
    hours, minutes = divmod(sum(standing.minutes_left for standing in standings), 60)
    left = f"{hours} h {minutes} min" if hours else f"{minutes} min"
    return passed, of, f"You have passed {passed} of {of} exercises. About {left} are left."


def progress_lines(standings):
    """Return the lines for a terminal."""
    lines = []
    width = max(len(standing.lesson.title) for standing in standings)
    for part, group in _by_part(standings):
        lines.append(part)
        for standing in group:
            signs = "".join(SIGNS[status] for status in standing.statuses)
            left = f"{standing.minutes_left:>3} min left" if not standing.is_done else "done"
            lines.append(f"  {standing.lesson.title:<{width}}  {signs:<7}  {left}")
        lines.append("")
    lines += [standing.problem for standing in standings if standing.problem]
    return [*lines, _total(standings)[-1], next_thing(standings)]


def progress_page(standings):
    """Return the same as a page of HTML."""
    passed, of, sentence = _total(standings)
    parts = [
        "<h1>Your progress</h1>",
        f'<p class="large"><b>{sentence}</b></p>',
        bar(passed, of),
        f"<p>{escape(next_thing(standings))}</p>",
    ]
    for part, group in _by_part(standings):
        done = sum(standing.is_done for standing in group)
        parts.append(f"<h2>{part}<span>{done} of {len(group)} lessons done</span></h2>")
        parts.append(f"<table class='wide'>{''.join(map(_row, group))}</table>")
    parts.append('<p class="quiet">✓ passed, ✗ failed, ○ not passed yet.</p>')
    return html_page("Your progress", *parts)


def _row(standing):
    pairs = zip(standing.lesson.exercises, standing.statuses, strict=True)
    exercises = ", ".join(
        f'<span style="white-space:nowrap">{SIGNS[status]} {exercise.name}</span>'
        for exercise, status in pairs
    )
    left = "done" if standing.is_done else f"{standing.minutes_left} min left"
    title = f"{escape(standing.lesson.title)}<br><span class='quiet'>{exercises}</span>"
    return f'<tr><td>{title}</td><td class="number">{left}</td></tr>'


def add_arguments(parser):
    """Add the arguments of `course progress` to its parser."""
    parser.add_argument("--page", action="store_true", help=f"also write my_lessons/{PAGE}")


def run(options, folder=MY_LESSONS):
    """Print the progress. The exit status is 1 if the course or the folder cannot be used."""
    try:
        standings = [standing_in(lesson, folder) for lesson in stated_lessons().values()]
        print(*progress_lines(standings), sep="\n")
        if not folder.exists():
            print(f"There is no folder {folder.name} yet. Run `course lab` to create it.")
        elif options.page:
            (folder / PAGE).write_text(progress_page(standings), encoding="utf-8", newline="\n")
            print(f"The page {folder.name}/{PAGE} was written. You can open it in JupyterLab.")
    except UnknownLesson as error:
        print(error.args[0], file=sys.stderr)
        return 1
    except OSError as error:
        print(write_sentence(error), file=sys.stderr)
        return 1
    return 0
