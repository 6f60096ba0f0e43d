"""The table of grades, and the summary for the instructor."""

import csv
from collections import Counter, defaultdict
from dataclasses import dataclass

from utils.checks.engine.result import NOT_ATTEMPTED, PASSED
from utils.grading.points import SUSPECT, Graded
from utils.grading.students import listed_names
from utils.grading.submissions import Submission, readable
from utils.lessons.writing import whole

FORMULA = ("=", "+", "-", "@")  # a spreadsheet would compute a name that begins with one of these
FIRST, LAST = ("student", "lesson", "points", "of"), "notes"
MOST_MISTAKES = 3
NOTHING = "handed in nothing"


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Arguments:
        submission: the `Submission` of this row.
        graded: a `Graded` for each exercise, or empty if nothing could be judged.
        notes: short notes for the instructor.
    """

    submission: Submission
    graded: tuple[Graded, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def points(self):
        """The sum of the points of all exercises."""
        return sum(one.points for one in self.graded)

    def cells(self):
        """Return the values of the row by the names of their columns."""
        lesson = self.submission.lesson
        student = self.submission.student
        cells = {"student": f"'{student}" if student.startswith(FORMULA) else student}
        if lesson:
            cells["lesson"] = lesson.number
        if self.graded:
            cells |= {"points": self.points, "of": lesson.points}
            cells |= {column(lesson, one.name): one.points for one in self.graded}
        return cells | {LAST: readable("; ".join(self.notes))}


def column(lesson, exercise):
    """Return the name of a column, with the lesson's number before the exercise."""
    return f"{lesson.number} {exercise}"


def best_rows(rows):
    """Return one row for each student and lesson: the row with the most points.

    With equal points, the last file counts. The notes name the other files and their points.
    """
    groups = defaultdict(list)
    for row in rows:
        lesson = row.submission.lesson
        # A file that is not a notebook has no lesson.
        key = lesson.stem if lesson else row.submission.path
        groups[row.submission.student, key].append(row)
    kept = []
    for group in groups.values():
        best = max(group, key=lambda row: (row.points, row.submission.path.name))
        others = [row for row in group if row is not best]
        notes = [
            f"does not count: {row.submission.file} with {row.points} points" for row in others
        ]
        kept.append(Row(best.submission, best.graded, (*best.notes, *notes)))
    return kept


def rows_of_missing(students, rows):
    """Return a row for each student of a list and each lesson without a notebook.

    There are no rows if no name of the list fits a notebook, because then the list has other names.
    """
    lessons = {row.submission.lesson.stem: row.submission.lesson for row in rows if row.graded}
    listed = _listed(students, rows)
    there = {(listed.get(row.submission.student), _stem(row)) for row in rows}
    return [
        Row(Submission(student, None, lesson), notes=(NOTHING,))
        for student in students
        for lesson in lessons.values()
        if listed and not there & {(student, lesson.stem), (student, None)}
    ]


def about_the_list(name, students, rows):
    """Return what the summary says about a list of students: the names that are not in it.

    Arguments:
        name: the name of the list's file.
        students: the names in the list.
        rows: the rows of the table.

    Returns:
        A list of at most one sentence.
    """
    listed = _listed(students, rows)
    there = {row.submission.student for row in rows if row.submission.path}
    unknown = sorted(there - set(listed))
    if not listed:
        return [
            f"No name in {name} fits a notebook, so the missing students are not known. The list "
            f"begins with {students[0]}. Use the names of the notebooks, such as {unknown[0]}."
        ]
    return [f"These students are not in {name}: {'; '.join(unknown)}."] if unknown else []


def _listed(students, rows):
    names = sorted({row.submission.student for row in rows if row.submission.path})
    return listed_names(students, names)


def _stem(row):
    return row.submission.lesson.stem if row.submission.lesson else None


def write_table(rows, path):
    """Write the table as CSV. Spreadsheets show every name unchanged. Raises OSError."""
    lessons = {row.submission.lesson.stem: row.submission.lesson for row in rows if row.graded}
    columns = [
        column(lesson, exercise.name)
        for _, lesson in sorted(lessons.items())
        for exercise in lesson.exercises
    ]
    with whole(path) as draft, draft.open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.DictWriter(file, [*FIRST, *columns, LAST])
        writer.writeheader()
        writer.writerows(row.cells() for row in rows)


def summary(rows):
    """Return lines for each exercise: how many passed, and the most common mistakes."""
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
    passed, not_attempted = (
        sum(one.status == status for one in graded) for status in (PASSED, NOT_ATTEMPTED)
    )
    rest = f", {not_attempted} did not attempt it" if not_attempted else ""
    yield f"  {graded[0].name}: {passed} of {len(graded)} passed{rest}"
    mistakes = Counter(one.mistake for one in graded if one.mistake)
    ranked = sorted(mistakes.items(), key=lambda pair: (-pair[1], pair[0]))
    for mistake, count in ranked[:MOST_MISTAKES]:
        yield f"    {count:>3} made this mistake: {mistake}"


def what_to_look_at(rows):
    """Return sentences on students without a grade, and on notes."""
    lines, missing = [], defaultdict(list)
    for row in rows:
        submission = row.submission
        if submission.path is None:
            missing[submission.lesson.number].append(submission.student)
        elif not row.graded:
            notes = "; ".join(row.notes)
            lines.append(f"{submission.student} has no grade: {submission.file} {notes}.")
    lines += [
        f"These students handed in nothing for lesson {number}: {'; '.join(students)}."
        for number, students in sorted(missing.items())
    ]
    suspects = {
        row.submission.student
        for row in rows
        if any(word in note for note in row.notes for word in SUSPECT)
    }
    if suspects:
        names = "; ".join(sorted(suspects))
        lines.append(f"These students tried to change the checks: {names}.")
    noted = sum(bool(row.notes) for row in rows if row.graded)
    if noted:
        rows_have = "1 row of the table has" if noted == 1 else f"{noted} rows of the table have"
        lines.append(f"{rows_have} notes. The page docs/class.md says what to do with each note.")
    return lines
