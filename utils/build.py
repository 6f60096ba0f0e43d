"""From a lesson's script to its two notebooks: `python -m utils.build [--check] [NN ...]`."""

import argparse
import sys
import time

from utils.authoring.freshness import orphans, stored_problems
from utils.authoring.lesson_rules import lesson_problems
from utils.authoring.lesson_source import LessonError, read_lesson, short_path
from utils.authoring.notebook import notebook_pair, write_notebook
from utils.authoring.outputs import execute
from utils.lessons import LESSONS, SOLUTIONS, UnknownLesson, find_scripts


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


def main(arguments=None, solutions=SOLUTIONS, lessons=LESSONS):
    """Build the lessons that are named, or all; the exit status is 1 where there is a problem."""
    parser = argparse.ArgumentParser(prog="python -m utils.build", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NN", help="a lesson's number; all without")
    parser.add_argument("--check", action="store_true", help="only say what is not fresh")
    options = parser.parse_args(arguments)
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
            build(script, solutions, lessons)
        except LessonError as error:
            problems += error.problems
    if not options.names:
        problems += orphans(scripts, solutions, lessons)
    for problem in problems:
        print(problem, file=sys.stderr)
    if options.check and not problems:
        print(f"Fresh: every notebook is what its script gives ({len(scripts)} scripts).")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
