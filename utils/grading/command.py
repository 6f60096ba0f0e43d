"""Grade the notebooks of a class: `course grade FOLDER`.

FOLDER is the unzipped export of a learning platform. It has a folder for each student, or the names
of the students in the names of the files. The command writes into FOLDER: grades.csv with a column
for each exercise, feedback/ with a page for each notebook, and feedback.zip with these pages, for
the platform. Graded notebooks are stored, so a second run continues.

Only the answers are executed, each in its own process, with limits. The limits do not stop every
attack, so use an account that has nothing to lose.
"""

import os
import sys
from dataclasses import replace
from pathlib import Path

from utils.grading.students import NUMBER, listed_names, read_students
from utils.grading.submissions import CannotGrade, find_submissions, readable
from utils.lessons import UnknownLesson
from utils.lessons.writing import write_sentence

SECONDS, MEMORY = 20, 2
TABLE, FEEDBACK, ZIP, STORE = "grades.csv", "feedback", "feedback.zip", ".graded"
KEPT = "The grades so far are stored. Run the same command again to continue."
OURS = (TABLE, "grades-new.csv", FEEDBACK, ZIP, "feedback-new.zip")


def add_arguments(parser):
    """Add the arguments of `course grade` to its parser."""
    parser.add_argument("folder", type=Path, help="the folder with the notebooks")
    parser.add_argument(
        "--students",
        type=Path,
        metavar="LIST",
        help="the names, one on each line, or a CSV of the platform, to show who is missing",
    )
    parser.add_argument(
        "--seconds",
        type=float,
        default=SECONDS,
        help=f"the time limit of an answer, by default {SECONDS}",
    )
    parser.add_argument(
        "--memory",
        type=float,
        default=MEMORY,
        help=f"the memory limit of an answer in GiB, by default {MEMORY}",
    )
    parser.add_argument(
        "--workers",
        type=int,
        metavar="N",
        help="how many notebooks at a time, by default one for each processor",
    )
    parser.add_argument(
        "--dask", metavar="ADDRESS", help="grade on a cluster, with the address of its scheduler"
    )
    parser.add_argument("--as-root", action="store_true", help="grade as root, in a container")


def run(options):
    """Grade the notebooks. The exit status is 1 if nothing could be graded or written."""
    try:
        return _grade(options)
    except (CannotGrade, UnknownLesson) as error:
        print(error.args[0], file=sys.stderr)
    except OSError as error:
        print(write_sentence(error), KEPT, file=sys.stderr)
    except KeyboardInterrupt:
        print(
            "The grading was interrupted. Run the same command again to continue.", file=sys.stderr
        )
        return 130
    return 1


def _grade(options):
    _require_limits(options)
    # Imported here, because `course grade --help` should not wait for NumPy.
    from utils.grading.apart import is_root, not_limited
    from utils.grading.feedback import write_zip
    from utils.grading.points import row_notes
    from utils.grading.table import (
        Row,
        about_the_list,
        best_rows,
        rows_of_missing,
        summary,
        what_to_look_at,
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
    submissions = _with_listed_names(find_submissions(folder, stated_lessons(), OURS), students)
    print(*not_limited(), sep="\n", end="\n" if not_limited() else "")
    every = [
        Row(submission, tuple(graded or ()), (*submission.notes, *row_notes(graded or ())))
        for submission, graded in _judged(submissions, options)
    ]
    best = best_rows(every)
    rows = best + rows_of_missing(students, best)
    rows.sort(key=lambda row: (row.submission.student, row.cells().get("lesson", "")))
    table = _write_where_possible(write_table, rows, folder / TABLE)
    written = [str(table), str(folder / FEEDBACK)]
    if pages := _write_pages(every, best, folder / FEEDBACK):
        written.append(str(_write_where_possible(write_zip, pages, folder / ZIP)))
    notes = what_to_look_at(rows)
    if students:
        notes += about_the_list(options.students.name, students, rows)
    lines = [*summary(rows), *([""] if notes else []), *notes]
    print(*lines, f"\nThe results are in {', '.join(written[:-1])} and {written[-1]}.", sep="\n")
    return 0


def _with_listed_names(submissions, students):
    """Return the submissions with the names of the list, which the table then has too."""
    listed = listed_names(students, sorted({submission.student for submission in submissions}))
    return [
        replace(submission, student=listed[submission.student])
        if submission.student in listed and not NUMBER.search(submission.student)
        else submission
        for submission in submissions
    ]


def _require_limits(options):
    for name in ("seconds", "memory", "workers"):
        value = getattr(options, name)
        if value is not None and not 0 < value < 10**6:
            raise CannotGrade(f"--{name} is {value:g}. It must be above 0.")


def _judged(submissions, options):
    """Return pairs of a submission and its `Graded`, in the order of the submissions."""
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
    """Return the number of processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()


def _write_pages(rows, best, folder):
    """Write the feedback pages.

    Arguments:
        rows: a `Row` for each notebook.
        best: the rows that count.
        folder: the folder of the pages.

    Returns:
        For each row that counts, the path that was handed in and the path of its page.
    """
    from utils.grading.feedback import feedback_page, file_name

    folder.mkdir(exist_ok=True)
    counting = {(row.submission.student, _stem(row)): row.submission.path for row in best}
    paths = set(counting.values())
    pages, taken = [], set()
    # The notebooks that count come first, so their pages have the shorter names.
    rows = [row for row in rows if row.graded]
    for row in sorted(rows, key=lambda row: row.submission.path not in paths):
        submission = row.submission
        name = file_name(submission.student, submission.lesson, taken)
        taken.add(name.lower())
        counts = counting[submission.student, _stem(row)]
        is_this = counts == submission.path
        text = feedback_page(row, None if is_this else counts.name)
        (folder / name).write_text(readable(text), encoding="utf-8", newline="\n")
        if is_this:
            pages.append((submission.path.relative_to(folder.parent), folder / name))
    return pages


def _stem(row):
    return row.submission.lesson and row.submission.lesson.stem


def _write_where_possible(write, rows, path):
    """Write a file, or another file beside it if a program has it open. Return the path."""
    try:
        write(rows, path)
    except PermissionError:
        beside = path.with_stem(f"{path.stem}-new")
        write(rows, beside)
        print(f"{path.name} is open in another program, so the new file is {beside.name}.")
        return beside
    return path
