"""The learner's working copy of the lessons. It never overwrites what a learner wrote.

A learner has changed a copy if the source of a cell differs from what was delivered. Running a cell
is not a change. A record beside the copies contains what was delivered. Without this record, every
copy that differs from the course counts as changed.
"""

import hashlib
import itertools
import json
import os
from pathlib import Path

from utils.lessons.writing import whole

RECORD = ".delivered.json"


class NotANotebook(ValueError):
    """A file cannot be read as a notebook."""


class WorkingCopy:
    """The copies in one folder, and the record of what was delivered there."""

    def __init__(self, folder):
        """Create the folder if it does not exist, and read its record."""
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.record = _read_record(self.folder / RECORD)

    def update(self, originals):
        """Deliver every lesson, and return the lines that a learner should read.

        A lesson that was deleted is delivered again. A lesson that cannot be read is left out.
        """
        lines, new = [], 0
        for original in originals:
            there = (self.folder / original.name).exists()
            try:
                lines += self.deliver(original)
            except NotANotebook as error:
                lines.append(error.args[0])
            else:
                new += not there
        if new:
            lines.insert(0, f"{self.folder.name} has {new} new lesson{'s' if new > 1 else ''}.")
        return lines

    def deliver(self, original, name=None, with_outputs=False):
        """Update the copy of one notebook, and return the lines that a learner should read.

        Arguments:
            original: the notebook of the course.
            name: the path of the copy in the folder, with `/`, by default the original's name.
            with_outputs: whether to keep outputs and execution counts.

        Raises NotANotebook if the original cannot be read.
        """
        name = name or original.name
        notebook = read_notebook(original)
        if not with_outputs:
            _clear_outputs(notebook)
        before = self.record.get(name, {})
        entry, lines = _bring_up_to_date(self.folder / name, notebook, before)
        if entry != before:
            self.record[name] = entry
            _write_json(self.record, self.folder / RECORD)
        return lines

    def reset(self, original):
        """Make a new copy of a lesson, and return the lines that say where the old copy is."""
        read_notebook(original)  # before the old copy moves
        copy = self.folder / original.name
        lines = []
        if copy.exists():
            kept = _claim_place(copy, "mine")
            try:
                os.replace(copy, kept)
            except FileNotFoundError:  # another process has just kept it
                kept.unlink()
            else:
                lines.append(f"Your copy of {copy.name} is kept as {kept.name}.")
        return lines + self.deliver(original)


def _bring_up_to_date(copy, notebook, entry):
    """Write the copy if possible. Return the entry of the record and the lines for the learner."""
    current = sources_digest(notebook)
    up_to_date = {"delivered": current}
    if not copy.exists():
        _write_json(notebook, copy)
        return up_to_date, []
    found = _digest_of_copy(copy)
    if found == current:
        return up_to_date, []
    if found and found == entry.get("delivered"):
        _write_json(notebook, copy)
        return up_to_date, [f"{copy.name} was updated, because you had not changed it."]
    lines = []
    if not found:
        lines.append(f"{copy.name} is damaged. Use the option --reset to get a new copy.")
    if current not in (entry.get("delivered"), entry.get("offered")):
        beside = _place_for_update(copy, {current, entry.get("offered")})
        _write_json(notebook, beside)
        entry = entry | {"offered": current}
        lines.append(
            f"The course has a new version of {copy.name}. It is {beside.name}, and your copy is "
            "unchanged."
        )
    return entry, lines


def read_notebook(path):
    """Read a notebook as plain JSON. Raises NotANotebook, which names the file and the fix."""
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        sources_digest(notebook)
    except (FileNotFoundError, ValueError, TypeError, KeyError) as error:
        folder = path.parent.name
        raise NotANotebook(
            f"{folder}/{path.name} is damaged or missing. Restore it with `git checkout {folder}`."
        ) from error
    return notebook


def sources_digest(notebook):
    """Return a SHA-256 over the kinds and sources of the cells.

    Empty cells do not count, because JupyterLab adds one if you run the last cell.
    """
    sources = [[cell["cell_type"], "".join(cell["source"])] for cell in notebook["cells"]]
    written = [source for source in sources if source[1].strip()]
    return hashlib.sha256(json.dumps(written).encode()).hexdigest()


def _digest_of_copy(path):
    try:
        return sources_digest(read_notebook(path))
    except (NotANotebook, OSError):
        return None


def _clear_outputs(notebook):
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell |= {"outputs": [], "execution_count": None}


def _read_record(path):
    """Return what was delivered, by name, without damaged entries."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    entries = record.items() if isinstance(record, dict) else ()
    return {name: entry for name, entry in entries if isinstance(entry, dict)}


def _place_for_update(copy, unwritten):
    """Return a path beside a copy, with no file or with an update that was not changed."""
    for place in _places(copy, "updated"):
        if not place.exists() or _digest_of_copy(place) in unwritten - {None}:
            return place


def _claim_place(copy, word):
    """Create an empty file beside a copy, under a name that no other process uses."""
    for place in _places(copy, word):
        try:
            place.open("x").close()
        except FileExistsError:
            continue
        return place


def _places(copy, word):
    return (copy.with_name(f"{copy.stem}.{word}-{n}{copy.suffix}") for n in itertools.count(1))


def _write_json(content, path):
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
    with whole(path) as draft:
        draft.write_text(text, encoding="utf-8", newline="\n")
