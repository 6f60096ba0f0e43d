"""The files of the owner's program: the script, and what it may import of the owner's."""

import ast
import os
import re
import warnings
from pathlib import Path
from typing import NamedTuple

from utils.revive.reading.source_text import CannotBeRead, text_of, with_spaces

IMPORT = re.compile(r"^[ \t]*(?:from[ \t]+\.*([\w.]*)[ \t]+)?import[ \t]+(.*)", re.MULTILINE)


class ProgramFile(NamedTuple):
    """A file or a cell of the program: its name, its text, and its tree if Python 3 can read it."""

    name: str
    source: str
    tree: ast.Module | None


def rooms_of(script):
    """The folders in which the modules of a script may stand, the nearest first.

    These are its own folder and the ones around it, up to the root of the repository or to the
    folder around its packages. The last one is the working directory, if the script is below it.
    """
    folders = [*Path(os.path.abspath(script)).parents]
    packages = 0
    while (folders[packages] / "__init__.py").is_file():
        packages += 1
    last = packages
    for place, folder in enumerate(folders):
        if (folder / ".git").exists():
            last = max(last, place)
            break
    here = [one for one in folders[last + 1 :] if one == Path.cwd()]
    return folders[: last + 1] + here


def files_of(module, rooms):
    """The files that stand for a module and for the packages around it, in the first room that has.

    Arguments:
        module: its dotted name.
        rooms: the folders in which to look.
    """
    words = module.split(".")
    for room in rooms if module else []:
        inside = room.joinpath(*words)
        for file in (inside.with_suffix(".py"), inside / "__init__.py"):
            if file.is_file():
                packages = [room.joinpath(*words[:end]) for end in range(1, len(words))]
                around = [package / "__init__.py" for package in packages]
                return [file, *(one for one in around if one.is_file() and one != file)]
    return []


def program_files(script, cells=()):
    """Read a script and, one after the other, the files that it may import.

    Arguments:
        script: its path.
        cells: a `ProgramFile` for each cell, if it is a notebook.

    Yields:
        A `ProgramFile` for each one that is text.
    """
    rooms = rooms_of(script)
    waiting, seen = list(cells) or [Path(os.path.abspath(script))], set()
    while waiting:
        one = waiting.pop(0)
        if one in seen:
            continue
        folders = rooms
        if isinstance(one, Path):
            seen.add(one)
            folders = [one.parent, *rooms]
            try:
                one = program_file(one, text_of(one))
            except (CannotBeRead, OSError):
                continue
        yield one
        for name in imported(one):
            waiting += files_of(name, folders)


def program_file(name, source):
    """The `ProgramFile` of a text."""
    try:
        tree = _tree(source)
    except (SyntaxError, ValueError):
        tree = None
    return ProgramFile(str(name), source, tree)


def _tree(source):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(source)
        except TabError:
            return ast.parse(with_spaces(source))


def imported(file):
    """The names of all modules that a `ProgramFile` may import."""
    if file.tree is None:  # Python 2 reads it, whose imports have the same form
        for module, names in IMPORT.findall(file.source):
            words = re.findall(r"[\w.]+", names)
            yield from [module, *(f"{module}.{one}".strip(".") for one in words)]
        return
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        if isinstance(node, ast.ImportFrom):
            module = node.module or ""
            yield module
            yield from (f"{module}.{one.name}".strip(".") for one in node.names)
