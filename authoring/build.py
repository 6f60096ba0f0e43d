"""From a lesson's script to its two notebooks: `course build 03`, in a clone of the course."""

import argparse
import sys
import time
from pathlib import Path

from authoring import old_names_page
from authoring.freshness import orphans, stored_problems
from authoring.instructor import pages as instructor_pages
from authoring.lesson_rules import lesson_problems
from authoring.nbgrader import write_assignment
from authoring.notebook import notebook_pair, write_notebook
from authoring.outputs import execute
from utils.lessons import LESSONS, SOLUTIONS, UnknownLesson, find_scripts
from utils.lessons.source import LessonError, read_lesson, short_path
from utils.lessons.writing import write_sentence


def build(script, solutions=SOLUTIONS, lessons=LESSONS):
    """Make, execute and write the solution and the lesson of one script, or neither of them.

    Raises LessonError with every problem of the script, or of the first notebook that has some.
    """
    lesson = _checked_lesson(script)
    notebooks = notebook_pair(lesson, solutions, lessons)
    for path, notebook in notebooks.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        print(short_path(path), end=" ", flush=True)
        start = time.monotonic()
        try:
            execute(notebook, path)
        finally:
            print(f"{time.monotonic() - start:.1f} s", flush=True)
    for path, notebook in notebooks.items():
        write_notebook(notebook, path)


def check(script, solutions=SOLUTIONS, lessons=LESSONS):
    """Every `Problem` of a script and of its stored notebooks; nothing is executed."""
    try:
        lesson = _checked_lesson(script)
    except LessonError as error:
        return error.problems
    return stored_problems(lesson, solutions, lessons)


def _checked_lesson(script):
    lesson = read_lesson(script)
    if problems := lesson_problems(lesson):
        raise LessonError(problems)
    return lesson


def add_arguments(parser):
    """Add the arguments of `course build` to its parser."""
    parser.add_argument("names", nargs="*", metavar="NN", help="a lesson's number; all without")
    parser.add_argument("--check", action="store_true", help="only say what is not fresh")
    parser.add_argument(
        "--nbgrader", type=Path, metavar="FOLDER", help="write sources for nbgrader there instead"
    )


def run(options, solutions=SOLUTIONS, lessons=LESSONS):
    """Build the lessons that are named, or all; the exit status is 1 where there is a problem."""
    problems = []
    try:
        scripts = find_scripts(options.names, solutions)
    except UnknownLesson as error:
        print(error.args[0], file=sys.stderr)
        return 1
    for script in scripts:
        if options.check:
            problems += check(script, solutions, lessons)
            continue
        try:
            if options.nbgrader:
                print(write_assignment(_checked_lesson(script), options.nbgrader))
            else:
                build(script, solutions, lessons)
        except LessonError as error:
            problems += error.problems
        except OSError as error:
            print(write_sentence(error), file=sys.stderr)
            return 1
    if not options.names and not options.nbgrader:
        problems += orphans(scripts, solutions, lessons)
    if not options.nbgrader:
        problems += _page_problems(options, of_the_course=solutions == SOLUTIONS)
    for problem in problems:
        print(problem, file=sys.stderr)
    if options.check and not problems:
        print(f"Fresh: every notebook is what its script gives ({len(scripts)} scripts).")
    return 1 if problems else 0


def _page_problems(options, of_the_course):
    """Write the pages that rest on what was built, unless only asked; every `Problem` of them.

    Those for an instructor rest on each lesson of the course, all others on no lesson.
    """
    rest_on_names = [] if options.names else [old_names_page]
    rest_on_lessons = [instructor_pages] if of_the_course else []
    if options.names and options.check:
        return []
    problems = []
    for page in rest_on_names + rest_on_lessons:
        if not options.check:
            page.write()
        problems += page.problems()
    return problems


def main(arguments=None, solutions=SOLUTIONS, lessons=LESSONS):
    """Do what `course build` does, as `python -m authoring.build`."""
    parser = argparse.ArgumentParser(prog="python -m authoring.build", description=__doc__)
    add_arguments(parser)
    return run(parser.parse_args(arguments), solutions, lessons)


if __name__ == "__main__":
    sys.exit(main())
