"""Find the notebooks in a folder, with the student and the lesson of each one."""

import hashlib
import json
import re
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from pathlib import Path

from utils.grading.answers import changes_checks, defines
from utils.lessons.exercises import StatedLesson

NOT_HANDED_IN = ("__MACOSX", ".")  # what a Mac and Jupyter add, by the beginning of the name
# What Moodle and Canvas add to a student's name.
PLATFORM = re.compile(
    r"_(?P<moodle>\d+)_assignsubmission_.*|(?P<late>_late)?_(?P<canvas>\d+)_\d+$",
    re.DOTALL | re.IGNORECASE,
)
# How they begin the name of a file that is in no folder.
HANDED_IN = re.compile(r".*?_\d+_assignsubmission_[a-z]+|.*?_\d{2,}_\d{2,}(?=_)")
# Some browsers add an ending of their own.
NOTEBOOK = re.compile(r"(.+)\.ipynb(\.txt|\.json)?", re.IGNORECASE | re.DOTALL)
UNREADABLE = "its name is not UTF-8 text: unzip again with the encoding of the names"
NO_NOTEBOOK = "is not a notebook: ask for the .ipynb file again"
COPY = re.compile(r"(-\d+| ?\(\d+\)|[ _-]*copy\d*)+$", re.IGNORECASE)


class CannotGrade(Exception):
    """Nothing can be graded. The message says what is wrong and what to do."""


@dataclass(frozen=True)
class Submission:
    """A file that was handed in.

    Arguments:
        student: the name of the student.
        path: the path of the notebook.
        lesson: a `StatedLesson`, or None if the file is not a notebook of the course.
        cells: its code cells, each `(number, id, source)`.
        digest: a SHA-256 of the file.
        notes: short notes for the instructor.
    """

    student: str
    path: Path
    lesson: StatedLesson | None = None
    cells: tuple = ()
    digest: str = ""
    notes: tuple[str, ...] = ()

    @property
    def file(self):
        """The name of the file, as text that can be printed."""
        return readable(self.path.name)


def readable(text):
    """Return a text in which characters that cannot be written are escaped."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def find_submissions(folder, lessons, ours=()):
    """Read every notebook below a folder.

    The name of a student is the name of a folder, or a part of the name of a file.

    Arguments:
        folder: the export of a learning platform, or a folder with a folder for each student.
        lessons: a dict from stems to `StatedLesson`.
        ours: the names of files in the folder that the command has written.

    Returns:
        A list of `Submission`, sorted by student, lesson and path. For a student who handed in
        only other files, it has one of these files, without a lesson.

    Raises CannotGrade if there is no folder, or no notebook in it.
    """
    if not folder.is_dir():
        what = "is a file" if folder.exists() else "does not exist"
        raise CannotGrade(f"{folder} {what}. Give the unzipped folder with the notebooks.")
    files = [path for path in sorted(folder.rglob("*")) if _is_handed_in(path, folder, ours)]
    paths = [path for path in files if NOTEBOOK.fullmatch(path.name)]
    if not paths:
        what = f"{folder} contains no notebook (*.ipynb)."
        raise CannotGrade(f"{what} Unzip the submissions in this folder.")
    folders = {path: _folders_of(path, folder, lessons) for path in files}
    wrapper = all(len(folders[path]) > 1 for path in paths)
    wrapper &= len({folders[path][:1] for path in paths}) == 1
    wrapper &= len({folders[path][:2] for path in paths}) > 1
    named = [_with_name(_read(path, lessons), folders[path][wrapper:], lessons) for path in paths]
    there = {submission.student for submission in named}
    for path in files:
        names = folders[path][wrapper:]
        if path not in paths and (names or HANDED_IN.match(path.name)):
            other = _with_name(Submission("", path, notes=(NO_NOTEBOOK,)), names, lessons)
            if other.student not in there:
                there.add(other.student)
                named.append(other)
    return sorted(
        _told_apart(named), key=lambda s: (s.student, s.lesson.stem if s.lesson else "", s.path)
    )


def _is_handed_in(path, folder, ours):
    parts = path.relative_to(folder).parts
    return (
        parts[0] not in ours
        and path.is_file()
        and not any(part.startswith(NOT_HANDED_IN) for part in parts)
    )


def _folders_of(path, folder, lessons):
    """The folders above a notebook that name no lesson."""
    names = path.relative_to(folder).parts[:-1]
    return tuple(name for name in names if not _names_a_lesson(name, lessons))


def _names_a_lesson(name, lessons):
    plain = name.casefold()
    numbers = {lesson.number for lesson in lessons.values()}
    number = re.fullmatch(r"(?:lesson[ _-]*)?(\d{1,2})", plain)
    return plain in lessons or bool(number and number[1].zfill(2) in numbers)


def _read(path, lessons):
    """A `Submission` without its student."""
    try:
        content = path.read_bytes()
        notebook = json.loads(content)
        cells = [_cell(place, cell) for place, cell in enumerate(notebook["cells"], start=1)]
        metadata = notebook.get("metadata", {}).get("course", {})
        source, version = Path(metadata.get("source", "")).stem, metadata.get("cells")
    except OSError as error:
        return Submission("", path, notes=(f"cannot be read: {error.strerror}",))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Submission("", path, notes=(NO_NOTEBOOK,))
    code = tuple(cell[1:] for cell in cells if cell[0] == "code")
    lesson = lessons.get(source) or _lesson_by_functions(code, lessons)
    if lesson is None:
        return Submission("", path, notes=("is not a notebook of this course",))
    notes = _notes_on_version(lesson, code, version)
    notes += tuple(
        f"cell {place} changes the checks" for place, _, text in code if changes_checks(text)
    )
    return Submission("", path, lesson, code, hashlib.sha256(content).hexdigest(), notes)


def _cell(place, cell):
    source = cell.get("source", "")
    return cell.get("cell_type"), place, str(cell.get("id", "")), readable("".join(source))


def _lesson_by_functions(cells, lessons):
    """The lesson with the most exercises in the cells, for a notebook whose metadata were lost."""
    counts = Counter(
        lesson.stem
        for lesson in lessons.values()
        for exercise in lesson.exercises
        if any(defines(source, exercise.name) for *_, source in cells)
    )
    return lessons[counts.most_common(1)[0][0]] if counts else None


def _notes_on_version(lesson, cells, version):
    """Say which exercises changed since a notebook was handed out."""
    if version in (None, lesson.version):
        return ()
    ids = {cell_id for _, cell_id, _ in cells}
    changed = [exercise.name for exercise in lesson.exercises if exercise.cell_id not in ids]
    return (f"an older version of the lesson; changed: {', '.join(changed)}",) if changed else ()


def _with_name(submission, folders, lessons):
    notebook = NOTEBOOK.fullmatch(submission.path.name)
    stem = notebook[1] if notebook else submission.path.stem
    if folders:
        student = folders[0]
    else:
        ends = "|".join(map(re.escape, lessons))
        student = re.sub(rf"[ _-]*({ends})$", "", COPY.sub("", stem)) or stem
        if not PLATFORM.search(student) and (renamed := HANDED_IN.match(student)):
            student = renamed[0]
    name = readable(unicodedata.normalize("NFC", student)).strip() or readable(stem)
    unread = (UNREADABLE,) if readable(student) != student else ()
    return replace(submission, student=name, notes=submission.notes + unread)


def _told_apart(submissions):
    """Remove the platforms' numbers from the names, unless two students have the same name."""
    found = [PLATFORM.search(submission.student) for submission in submissions]
    numbers = defaultdict(set)
    for submission, match in zip(submissions, found, strict=True):
        if match:
            numbers[_namesakes(submission, match)].add(match["moodle"] or match["canvas"])
    for submission, match in zip(submissions, found, strict=True):
        if not match:
            yield submission
            continue
        name = submission.student[: match.start()].strip() or submission.file
        notes = ("handed in late",) if match["late"] else ()
        if len(numbers[_namesakes(submission, match)]) > 1:
            name = f"{name}_{match['moodle'] or match['canvas']}"
            notes += ("another student has the same name",)
        yield replace(submission, student=name, notes=submission.notes + notes)


def _namesakes(submission, match):
    """Return a key that is the same for students who differ only in their numbers.

    It contains the lesson, because Moodle gives a student another number for each assignment.
    """
    lesson = submission.lesson and submission.lesson.stem if match["moodle"] else None
    return submission.student[: match.start()], lesson
