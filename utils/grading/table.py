"""The table of grades, and the summary that an instructor reads first."""

import csv
from collections import Counter, defaultdict
from dataclasses import dataclass

from utils.grading.points import PASSED, Graded
from utils.grading.submissions import Submission

FORMULA = ("=", "+", "-", "@")  # a spreadsheet would compute a name that begins with one of these
FIRST, LAST = ("student", "lesson", "points", "of"), "notes"
MOST_MISTAKES = 3


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Arguments:
        submission: whose it is.
        graded: a `Graded` for each exercise; empty where nothing could be judged.
        notes: what the instructor should know, in short sentences.
        feedback: the name of the feedback page, or an empty text.
    """

    submission: Submission
    graded: tuple[Graded, ...] = ()
    notes: tuple[str, ...] = ()
    feedback: str = ""

    @property
    def points(self):
        """The sum over the exercises."""
        return sum(one.points for one in self.graded)

    def cells(self):
        """What the line holds, by the name of its column."""
        lesson = self.submission.lesson
        student = self.submission.student
        cells = {"student": f"'{student}" if student.startswith(FORMULA) else student}
        if lesson:
            cells["lesson"] = lesson.number
        if self.graded:
            cells |= {"points": self.points, "of": lesson.points}
            cells |= {column(lesson, one.name): one.points for one in self.graded}
        return cells | {LAST: "; ".join(self.notes)}


def column(lesson, exercise):
    """The name of an exercise's column: two lessons may have exercises of one name."""
    return f"{lesson.number} {exercise}"


def best_rows(rows):
    """One row for each student and lesson: that with the most points, the later file of equals.

    What does not count is named in the notes, so that no grade is lost.
    """
    groups = defaultdict(list)
    for row in rows:
        lesson = row.submission.lesson
        # A file that is no notebook stands in for no lesson.
        key = lesson.stem if lesson else row.submission.path
        groups[row.submission.student, key].append(row)
    kept = []
    for group in groups.values():
        best = max(group, key=lambda row: (row.points, row.submission.path.name))
        others = [row for row in group if row is not best]
        notes = [
            f"does not count: {row.submission.path.name} with {row.points} points" for row in others
        ]
        kept.append(Row(best.submission, best.graded, (*best.notes, *notes), best.feedback))
    return kept


def rows_of_missing(students, rows):
    """A row for each student of a list who handed in nothing, for each lesson that others did."""
    lessons = {row.submission.lesson.stem: row.submission.lesson for row in rows if row.graded}
    there = {(_plain(row.submission.student), _stem(row)) for row in rows}
    return [
        Row(Submission(student, None, lesson), notes=("handed in nothing",))
        for student in students
        for lesson in lessons.values()
        if not there & {(_plain(student), lesson.stem), (_plain(student), None)}
    ]


def unknown_students(students, rows):
    """The names in the folder that are not in the list."""
    known = set(map(_plain, students))
    names = {row.submission.student for row in rows}
    return sorted(name for name in names if _plain(name) not in known)


def _plain(name):
    return " ".join(name.replace("_", " ").split()).casefold()


def _stem(row):
    return row.submission.lesson.stem if row.submission.lesson else None


def write_table(rows, path):
    """Write the table as a CSV that spreadsheets open with every name as it is. Raises OSError."""
    lessons = {row.submission.lesson.stem: row.submission.lesson for row in rows if row.graded}
    columns = [
        column(lesson, exercise.name)
        for _, lesson in sorted(lessons.items())
        for exercise in lesson.exercises
    ]
    draft = path.with_suffix(".draft")
    with draft.open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.DictWriter(file, [*FIRST, *columns, LAST])
        writer.writeheader()
        writer.writerows(row.cells() for row in rows)
    draft.replace(path)


def summary(rows):
    """What an instructor reads first: by exercise how many passed, and the commonest mistakes."""
    lines = []
    by_lesson = defaultdict(list)
    for row in rows:
        if row.graded:
            by_lesson[row.submission.lesson.stem].append(row)
    for _, group in sorted(by_lesson.items()):
        lesson = group[0].submission.lesson
        mean = sum(row.points for row in group) / len(group)
        notebooks = "1 notebook" if len(group) == 1 else f"{len(group)} notebooks"
        lines += ["", lesson.title, f"{notebooks}, {mean:.1f} of {lesson.points} points on average"]
        for graded in zip(*(row.graded for row in group), strict=True):
            lines += _exercise_lines(graded)
    return lines[1:]


def _exercise_lines(graded):
    passed = sum(one.status == PASSED for one in graded)
    yield f"  {graded[0].name}: {passed} of {len(graded)} passed"
    mistakes = Counter(one.mistake for one in graded if one.mistake)
    ranked = sorted(mistakes.items(), key=lambda pair: (-pair[1], pair[0]))
    for mistake, count in ranked[:MOST_MISTAKES]:
        yield f"    {count:>3} made this mistake: {mistake}"
