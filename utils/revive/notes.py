"""What is noted while a script runs, and the report: its lines, old names, what to write today."""

import json
import linecache
import os
import sys
from pathlib import Path
from typing import NamedTuple

from utils.revive.old_names import find
from utils.revive.reading.owner import is_of_tensorflow_1, line_of_owner
from utils.table import Table

HEADINGS = ["line", "old", "today", "what changed"]
NOTES = {}  # (file, line, old name) -> Note, in the order in which they were met


class Note(NamedTuple):
    """One thing of the past on one of the owner's lines."""

    file: str
    line: int
    old: str
    today: str
    meaning: str = ""


def note(old, today, meaning="", where=None, replace=False):
    """Keep a `Note` of the owner's line that is being run; do nothing outside the owner's code.

    The first note of a line and an old name stays, unless a later one is to replace it.

    Arguments:
        old: what stands there.
        today: what to write.
        meaning: a sentence on what changed, if anything did.
        where: the file and the line, if it is another one.
        replace: whether this note takes the place of an earlier one, because it says more.
    """
    where = where or line_of_owner()
    if not where or is_of_tensorflow_1(where[0]):
        return
    if replace or (*where, old) not in NOTES:
        NOTES[*where, old] = Note(*where, old, today, meaning)


def note_name(name, today=None):
    """Note that a name of the table was used, such as "tf.pack", with its old arguments if it has.

    Arguments:
        name: a whole name that has a row in the table.
        today: what to write, if there is something more exact than the row says.
    """
    row = find(name)
    note(row.old + row.arguments, today or row.today, row.meaning)


def sorted_notes():
    """The notes, by file in the order in which files were met, and by line."""
    files = list(dict.fromkeys(one.file for one in NOTES.values()))
    return sorted(NOTES.values(), key=lambda one: (files.index(one.file), one.line))


def shown_path(file):
    """A path as seen from the working directory, or whole where it is elsewhere."""
    path = Path(file)
    if not path.is_absolute():
        return file
    try:
        return path.relative_to(Path.cwd()).as_posix()
    except (ValueError, FileNotFoundError):
        return str(path)


def table_of_notes():
    """The notes as a `Table`, which shows itself in a terminal and in Jupyter."""
    rows = [
        [f"{shown_path(one.file)}:{one.line}", one.old, one.today, one.meaning]
        for one in sorted_notes()
    ]
    return Table(HEADINGS, rows)


def as_text():
    """The report for a terminal."""
    if not NOTES:
        return "course revive: no line of this script needed help."
    lines = [f"course revive: {len(NOTES)} old names, and what to write today"]
    if len(NOTES) == 1:
        lines = ["course revive: 1 old name, and what to write today"]
    for one in sorted_notes():
        lines.append(f"{shown_path(one.file)}:{one.line}: {one.old}  ->  {one.today}")
        lines += [f"    {one.meaning}"] if one.meaning else []
    return "\n".join(lines)


def as_markdown():
    """The report as a Markdown document, a table for each file."""
    lines = ["# Old names, and what to write today", ""]
    if not NOTES:
        lines += ["No line of this script needed help."]
    file = None
    for one in sorted_notes():
        if one.file != file:
            lines += [""] if file else []
            file = one.file
            lines += [f"## {shown_path(file)}", ""]
            lines += ["| line | what stands there | what to write today | what changed |"]
            lines += ["|--:|---|---|---|"]
        cells = [f"`{one.old}`", f"`{one.today}`", one.meaning]
        escaped = [cell.replace("|", "\\|") for cell in cells]
        lines.append(f"| {one.line} | {' | '.join(escaped)} |")
    return "\n".join(lines) + "\n"


def as_json():
    """The report as JSON: a list of objects, each with the text of its line."""
    rows = [
        one._replace(file=shown_path(one.file))._asdict()
        | {"text": linecache.getline(one.file, one.line).strip()}
        for one in sorted_notes()
    ]
    return json.dumps(rows, indent=1, ensure_ascii=False) + "\n"


def write_report(path=None, quiet=False):
    """Print the report to standard error, and write it to a file if one is named.

    Arguments:
        path: a file that ends in .md or .json.
        quiet: print nothing.
    """
    if not quiet:
        sys.stdout.flush()
        print(f"\n{as_text()}", file=sys.stderr, flush=True)
    if path:
        text = as_json() if os.fspath(path).endswith(".json") else as_markdown()
        Path(path).write_text(text, encoding="utf-8")
