"""A lesson's source, a percent script, read into cells: where the builder and the runner start."""

import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import jupytext

# jupytext would otherwise take a comment such as `# ls is a list` for a shell command.
PERCENT_FORMAT = {"extension": ".py", "format_name": "percent", "comment_magics": False}
MARKER = re.compile(r"# %%(\s|$)")


@dataclass(frozen=True)
class Problem:
    """What is wrong with one cell of a file, or, where `cell` is None, with the file.

    Arguments:
        file: the script or notebook, with its folder.
        verdict: the kind of problem, in a few words, the same for every case of it.
        detail: what was found, and what to do.
        cell: the cell's number, from 1.
        first_line: the first line of the cell.
    """

    file: str
    verdict: str
    detail: str
    cell: int | None = None
    first_line: str = ""

    def __str__(self):
        place = f', cell {self.cell} ("{shorten(self.first_line)}")' if self.cell else ""
        return f"{self.file}{place}: {self.verdict}: {self.detail}"


class LessonError(Exception):
    """A lesson cannot be read, built or run. `problems` says why."""

    def __init__(self, problems):
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = list(problems)


@dataclass(frozen=True)
class Cell:
    """One cell of a script: `line` is the line of the script where its source begins."""

    number: int
    kind: str
    source: str
    metadata: dict
    line: int
    id: str

    @property
    def tags(self):
        """The tags after `# %%`."""
        return self.metadata.get("tags", [])

    def problem(self, file, verdict, detail):
        """A `Problem` of this cell."""
        return Problem(file, verdict, detail, self.number, first_line(self.source))


@dataclass(frozen=True)
class Lesson:
    """A lesson's script and its cells, answers still in."""

    path: Path
    cells: list[Cell]

    @property
    def file(self):
        """The script with its folder, as problems name it."""
        return short_path(self.path)

    @property
    def number(self):
        """The two digits that the script's name begins with."""
        return self.path.stem[:2]


def short_path(path):
    """A file with its folder, and nothing of the machine."""
    return f"{path.parent.name}/{path.name}"


def first_line(source):
    """The first line that is not empty."""
    return next((line.strip() for line in source.splitlines() if line.strip()), "")


def shorten(line, longest=50):
    """Return the beginning of a line."""
    return line if len(line) <= longest else line[: longest - 1] + "…"


def read_lesson(path):
    """Read a script with jupytext, find the line of each cell, and give each cell its id.

    The id comes from the kind and the source of the cell, with its answer. So it does not change if
    another cell changes, and it is the same in the lesson and in the solution. Equal cells are
    numbered. Raises LessonError if a cell would not be the same in the notebook.
    """
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    if not lines or not MARKER.match(lines[0]):
        detail = "the first line of a script must be # %%, without a header."
        raise LessonError([Problem(short_path(path), "text before the first cell", detail)])
    cells, end, seen = [], 0, Counter()
    for number, node in enumerate(jupytext.reads(text, fmt=PERCENT_FORMAT).cells, start=1):
        source = node.source.strip("\n")
        markers = (i for i in range(end, len(lines)) if MARKER.match(lines[i]))
        begin = next(markers, len(lines)) + 1
        while source and begin < len(lines) and not lines[begin].strip():
            begin += 1
        end = begin + len(source.splitlines())
        key = (node.cell_type, source)
        seen[key] += 1
        metadata = {k: v for k, v in node.metadata.items() if k != "lines_to_next_cell"}
        cell = Cell(number, node.cell_type, source, metadata, begin + 1, _cell_id(key, seen[key]))
        if cell.kind == "code" and source.splitlines() != lines[begin:end]:
            detail = "jupytext changes this cell. Write it in a simpler way."
            raise LessonError([cell.problem(short_path(path), "not read as written", detail)])
        cells.append(cell)
    return Lesson(path, cells)


def _cell_id(key, occurrence):
    return hashlib.sha256(repr((key, occurrence)).encode()).hexdigest()[:12]
