"""Grade the notebooks of a class: `course grade FOLDER`.

FOLDER is what a learning platform exports, unzipped: a folder for each student, or the names in
the names of the files. Written there: grades.csv, with a column for each exercise, and a page of
feedback for each notebook in feedback/. What was graded is kept, so that a second run continues.

Only the answers are executed, each in a process of its own, with limits. This is a fence and not
a wall: grade under an account that has nothing to lose.
"""

import errno
import os
import sys
from pathlib import Path

from utils.grading.submissions import CannotGrade, find_submissions, read_students
from utils.lessons import UnknownLesson

SECONDS, MEMORY = 20, 2
TABLE, FEEDBACK, STORE = "grades.csv", "feedback", ".graded"


def add_arguments(parser):
    """Add the arguments of `course grade` to its parser."""
    parser.add_argument("folder", type=Path, help="the folder with the notebooks")
    parser.add_argument(
        "--students", type=Path, metavar="LIST", help="one name a line: says who is missing"
    )
    parser.add_argument(
        "--seconds", type=float, default=SECONDS, help=f"for each answer; {SECONDS} if not given"
    )
    parser.add_argument(
        "--memory", type=float, default=MEMORY, help=f"GiB for each answer; {MEMORY} if not given"
    )
    parser.add_argument(
        "--workers", type=int, metavar="N", help="how many notebooks at a time; one a processor"
    )
    parser.add_argument(
        "--dask", metavar="ADDRESS", help="grade on a cluster: the address of its scheduler"
    )
    parser.add_argument("--as-root", action="store_true", help="grade as root, in a container")


def run(options):
    """Grade; the exit status is 1 where nothing could be graded or written."""
    try:
        return _grade(options)
    except (CannotGrade, UnknownLesson) as error:
        print(error.args[0], file=sys.stderr)
    except OSError as error:
        print(_disk_sentence(error), file=sys.stderr)
    except KeyboardInterrupt:
        print("Interrupted. The same command continues from here.", file=sys.stderr)
        return 130
    return 1


def _disk_sentence(error):
    kept = "What was graded is kept: the same command continues."
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk is full. Free some space. {kept}"
    return f"{error.filename or 'A file'} cannot be written: {error.strerror or error}. {kept}"


def _grade(options):
    _require_limits(options)
    # Grading brings NumPy, for which `course grade --help` should not wait.
    from utils.grading.apart import is_root, not_limited
    from utils.grading.table import (
        best_rows,
        rows_of_missing,
        summary,
        unknown_students,
        write_table,
    )
    from utils.lessons.exercises import stated_lessons

    if is_root() and not options.as_root:
        raise CannotGrade(
            "You are root, and an answer could change everything on this machine. "
            "Grade as an ordinary user, or in a container with --as-root."
        )
    folder = options.folder
    students = read_students(options.students) if options.students else []
    submissions = find_submissions(folder, stated_lessons())
    print(*not_limited(), sep="\n", end="\n" if not_limited() else "")
    rows = _pages(_judged(submissions, options), folder / FEEDBACK)
    rows = best_rows(rows)
    rows += rows_of_missing(students, rows)
    rows.sort(key=lambda row: (row.submission.student, row.cells().get("lesson", "")))
    table = _write_where_possible(write_table, rows, folder / TABLE)
    print(*summary(rows), sep="\n")
    for row in rows:
        if not row.graded:
            what = f"{row.submission.path.name} " if row.submission.path else ""
            print(f"Not graded: {row.submission.student}: {what}{'; '.join(row.notes)}.")
    if students and (unknown := unknown_students(students, rows)):
        print(f"Not in {options.students.name}: {', '.join(unknown)}.")
    print(f"\nWritten: {table} and {folder / FEEDBACK}.")
    return 0


def _require_limits(options):
    for name in ("seconds", "memory", "workers"):
        value = getattr(options, name)
        if value is not None and not 0 < value < 10**6:
            raise CannotGrade(f"--{name} is {value:g}. It must be above 0.")


def _judged(submissions, options):
    """Pairs of a submission and its `Graded`, in the order of the submissions."""
    from tqdm import tqdm

    from utils.grading.store import Store
    from utils.grading.workers import graded_side_by_side

    store = Store(options.folder / STORE, (options.seconds, options.memory))
    done = {s: store.get(s) for s in submissions if s.lesson}
    left = [submission for submission, graded in done.items() if graded is None]
    limits = (options.seconds, options.memory)
    if options.dask and left:
        from utils.grading.cluster import graded_on_a_cluster

        grading = graded_on_a_cluster(left, store, options.dask, *limits)
    else:
        workers = min(options.workers or processors(), len(left)) or 1
        grading = graded_side_by_side(left, store, workers, *limits)
    with tqdm(total=len(done), initial=len(done) - len(left), unit="notebook", disable=None) as bar:
        for submission, graded in grading:
            done[submission] = graded
            bar.update()
    return [(submission, done.get(submission)) for submission in submissions]


def processors():
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()


def _pages(judged, folder):
    """Write the feedback pages; return the rows of the table."""
    from utils.grading.feedback import feedback_page, file_name
    from utils.grading.points import row_notes
    from utils.grading.table import Row

    folder.mkdir(exist_ok=True)
    rows, taken = [], set()
    for submission, graded in judged:
        if graded is None:
            rows.append(Row(submission, notes=submission.notes))
            continue
        name = file_name(submission.student, submission.lesson, taken)
        taken.add(name.lower())
        row = Row(submission, tuple(graded), (*submission.notes, *row_notes(graded)), name)
        (folder / name).write_text(feedback_page(row), encoding="utf-8", newline="\n")
        rows.append(row)
    return rows


def _write_where_possible(write, rows, path):
    """Write the table, beside its place where another program holds it open; return the path."""
    try:
        write(rows, path)
    except PermissionError:
        beside = path.with_stem(f"{path.stem}-new")
        write(rows, beside)
        print(f"{path.name} is open in another program: the new one is {beside.name}.")
        return beside
    return path
