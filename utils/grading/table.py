"""The table of grades, and the summary that an instructor reads first."""

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
        submission: whose it is.
        graded: a `Graded` for each exercise; empty where nothing could be judged.
        notes: what the instructor should know, in short sentences.
    """

    submission: Submission
    graded: tuple[Graded, ...] = ()
    notes: tuple[str, ...] = ()

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
        return cells | {LAST: readable("; ".join(self.notes))}


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
            f"does not count: {row.submission.file} with {row.points} points" for row in others
        ]
        kept.append(Row(best.submission, best.graded, (*best.notes, *notes)))
    return kept


def rows_of_missing(students, rows):
    """A row for each student of a list who handed in nothing, for each lesson that others did.

    Where no name of the list is that of a notebook, there is no row, because the list is not one
    of these names.
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
    """What the summary says of a list of students: which notebooks are of nobody on it.

    Arguments:
        name: that of the list's file.
        students: the names in it.
        rows: the table.

    Returns:
        A list of at most one sentence.
    """
    listed = _listed(students, rows)
    there = {row.submission.student for row in rows if row.submission.path}
    unknown = sorted(there - set(listed))
    if not listed:
        return [
            f"No name in {name} is that of a notebook, so nobody is said to be missing. It begins "
            f"with {students[0]}. Use names as the notebooks have them, such as {unknown[0]}."
        ]
    return [f"Not in {name}: {'; '.join(unknown)}."] if unknown else []


def _listed(students, rows):
    names = sorted({row.submission.student for row in rows if row.submission.path})
    return listed_names(students, names)


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
    with whole(path) as draft, draft.open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.DictWriter(file, [*FIRST, *columns, LAST])
        writer.writeheader()
        writer.writerows(row.cells() for row in rows)


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
    """What the summary says of those without a grade, and of notes: a list of sentences."""
    lines, missing = [], defaultdict(list)
    for row in rows:
        submission = row.submission
        if submission.path is None:
            missing[submission.lesson.number].append(submission.student)
        elif not row.graded:
            notes = "; ".join(row.notes)
            lines.append(f"Not graded: {submission.student}: {submission.file} {notes}.")
    lines += [
        f"Handed in nothing for lesson {number}: {'; '.join(students)}."
        for number, students in sorted(missing.items())
    ]
    suspects = {
        row.submission.student
        for row in rows
        if any(word in note for note in row.notes for word in SUSPECT)
    }
    if suspects:
        lines.append(f"Tried to change the checks: {'; '.join(sorted(suspects))}.")
    noted = sum(bool(row.notes) for row in rows if row.graded)
    if noted:
        rows_have = "1 row of the table has" if noted == 1 else f"{noted} rows of the table have"
        lines.append(f"{rows_have} notes: docs/class.md says what to do with each.")
    return lines
