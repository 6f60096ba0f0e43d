"""Run a solved lesson in the terminal, cell by cell."""

import ast
import os
import sys
import traceback
from pathlib import Path

from utils.lessons import SOLUTIONS, UnknownLesson, find_scripts
from utils.lessons.scrub import scrub
from utils.lessons.source import LessonError, read_lesson

FIRST_LESSON_WITH_A_CELL = "02"
LONGEST_ERROR = 6  # lines
PNG = "image/png"


class Run:
    """One run of a `Lesson` in this process. Its figures are saved in `folder`."""

    def __init__(self, lesson, folder):
        """Define the names that a notebook would define."""
        self.lesson = lesson
        self.folder = folder
        self.figures = 0
        self.names = {
            "__name__": "__main__",
            "__file__": str(lesson.path),
            "display": lambda *values: [self.show(value) for value in values],
        }

    def cell(self, cell):
        """Show the headings of a markdown cell, or run a code cell and show its last value."""
        if cell.kind == "markdown":
            headings = [line for line in cell.source.splitlines() if line.startswith("#")]
            print("".join(f"\n{heading}\n" for heading in headings), end="")
        elif "raises-exception" in cell.tags:
            try:
                self.execute(cell)
            except Exception as error:  # whatever the lesson means to raise
                print(error_lines(error))
            else:
                print("(No error was raised.)")
        else:
            self.execute(cell)

    def execute(self, cell):
        """Run a code cell with the line numbers of its script, and show its last value."""
        tree = ast.parse(cell.source)
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        if last:
            shown = cell.source.splitlines()[last.lineno - 1 : last.end_lineno]
            value = ast.increment_lineno(ast.Expression(last.value), cell.line - 1)
        exec(self._compiled(ast.increment_lineno(tree, cell.line - 1), "exec"), self.names)
        if last:
            if not shown[0].startswith(("print(", "display(")):
                print(">>> " + "\n... ".join(shown))
            self.show(eval(self._compiled(value, "eval"), self.names))

    def _compiled(self, tree, mode):
        return compile(tree, self.lesson.path, mode)

    def show(self, value):
        """Print a value as text. If it is a picture, save it too."""
        if value is None:
            return
        bundle = {} if isinstance(value, type) else getattr(value, "_repr_mimebundle_", dict)()
        data = bundle[0] if isinstance(bundle, tuple) else bundle
        print(data.get("text/plain", repr(value)))
        if PNG in data:
            self.figures += 1
            self.folder.mkdir(parents=True, exist_ok=True)
            path = self.folder / f"{self.figures:02}.png"
            path.write_bytes(data[PNG])
            print(f"[{path.name}]")


def error_lines(error):
    """Return the type of an error and the first lines of its message, without paths."""
    lines = f"{type(error).__name__}: {scrub(str(error))}".rstrip().splitlines()
    more = ["…"] if len(lines) > LONGEST_ERROR else []
    return "\n".join(lines[:LONGEST_ERROR] + more)


def run_lesson(lesson, figures):
    """Run a `Lesson` and save its figures. Return whether it ended without error."""
    this_run = Run(lesson, figures / lesson.path.stem)
    for cell in lesson.cells:
        try:
            this_run.cell(cell)
        except Exception as error:
            _print_traceback(error, lesson.path)
            return False
    if this_run.figures:
        print(f"\nThe figures ({this_run.figures}) were saved in {this_run.folder}.")
    return True


def _print_traceback(error, path):
    """Print a traceback that begins in the script."""
    frames = error.__traceback__
    while frames and frames.tb_frame.f_code.co_filename != str(path):
        frames = frames.tb_next
    sys.stdout.flush()
    traceback.print_exception(error.with_traceback(frames or error.__traceback__))


def add_arguments(parser):
    """Add the arguments of `course run` to its parser."""
    parser.add_argument(
        "name",
        nargs="?",
        default=FIRST_LESSON_WITH_A_CELL,
        metavar="NN",
        help=f"the number of the lesson, by default {FIRST_LESSON_WITH_A_CELL}",
    )


def run(options, solutions=SOLUTIONS):
    """Run the lesson that is named. The exit status is 1 if it is not known or fails."""
    os.environ["MPLBACKEND"] = "Agg"  # no window, and no display needed
    try:
        [script] = find_scripts([options.name], solutions)
        lesson = read_lesson(script)
    except (UnknownLesson, LessonError) as error:
        print(error.args[0], file=sys.stderr)
        return 1
    return 0 if run_lesson(lesson, Path("figures")) else 1
