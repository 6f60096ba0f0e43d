"""Which Python a program was written for: `/` of integers has a remainder in one of them alone.

Syntax is certain. Where there is only a name such as `xrange`, it counts if the program can come to
it: a function that nothing mentions may be left over from another time.
"""

import ast
from pathlib import Path

from utils.revive.notes import note, shown_path
from utils.revive.python2 import python2_signs, python3_signs
from utils.revive.python2.bindings import values
from utils.revive.reading.era import Era

VERDICTS = ("Python 2", "Python 2, met late", "Python 3", "names of Python 2")  # in the report
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def look_at(files, kernel=""):
    """Decide which Python the program was written for, and keep it in `Era`.

    Arguments:
        files: the `ProgramFile`s, in the order in which they are met.
        kernel: the version of Python that a notebook names, if it does.
    """
    files = list(files)
    Era.files = {one.name for one in files}
    Era.is_python_2 = Era.is_python_3 = Era.is_guess = False
    for one in files:
        if python2_signs.is_only_python_2(one.source):
            Era.is_python_2, Era.sign = True, f"the syntax of {shown_path(one.name)}"
            return
    if kernel:
        Era.is_python_2, Era.is_python_3 = kernel.startswith("2."), not kernel.startswith("2.")
        Era.sign = f"the notebook's kernel, Python {kernel}"
        return
    readable = [one for one in files if one.tree]
    for look in (_syntax, _library):
        for one in readable:
            sign = look(one)
            if sign:
                Era.is_python_3, Era.sign = True, _at(one, *sign)
                return
    Era.starred = {one.name: _starred(one, readable) for one in readable}
    reached = set(map(id, _reached([one.tree for one in readable])))
    for one in readable:
        for node in _signs_of_python_2(one.tree, one.name):
            if id(node) in reached:
                Era.is_python_2, Era.is_guess = True, True
                Era.sign = _at(one, _words(node), node.lineno)
                return


def means_python_2(path, tree, source):
    """Whether what Python 3 can read means what it meant in Python 2.

    Arguments:
        path: the file, or the name of a cell.
        tree: its `ast.Module`.
        source: its text.
    """
    path, sign = str(path), python3_signs.sign_of_syntax(tree)
    if sign:
        if Era.is_python_2:
            meaning = f"This file has {sign.what} in line {sign.line}, so `/` is today's here."
            note("Python 3", f"nothing, though {Era.sign} is Python 2", meaning, where=(path, 1))
        return False
    if Era.is_python_2 or Era.is_python_3 or path in Era.files:
        return Era.is_python_2
    return bool(_signs_of_python_2(tree, path)) and not python3_signs.sign_of_library(
        tree, _whole(path, source)
    )


def why_python_2(tree):
    """A sentence on why a file is taken for Python 2 that Python 3 can read."""
    if Era.is_python_2 and not Era.is_guess:
        return f"It is taken for Python 2, because of {Era.sign}."
    sign = Era.sign if Era.is_guess else _words(_signs_of_python_2(tree)[0])
    return f"A guess, because of {sign}: Python 2 rounds `/` of two integers down."


def why_python_3(tree):
    """A sentence on why a file with names of Python 2 is taken for Python 3."""
    sign = python3_signs.sign_of_syntax(tree) or python3_signs.sign_of_library(tree)
    if sign:
        reason = f"because of {sign.what} in line {sign.line}"
    elif Era.is_python_3:
        reason = f"because of {Era.sign}"
    else:
        reason = "because it serves both Pythons, or calls nothing that uses these names"
    return f"It is taken for Python 3, where `/` of integers has a remainder, {reason}."


def note_late_file(path):
    """Keep that a file of Python 2 was met that no import had named, and note what it changes."""
    if Era.is_python_2 or not Era.files:
        return
    Era.is_python_2, Era.sign = True, f"the syntax of {shown_path(str(path))}"
    meaning = "The files before it were taken for Python 3, where `/` of integers has a remainder."
    note("Python 2, met late", "Python 3: python -m fissix -w", meaning, where=(str(path), 1))


def _syntax(file):
    return python3_signs.sign_of_syntax(file.tree)


def _library(file):
    return python3_signs.sign_of_library(file.tree, _whole(file.name, file.source))


def _whole(name, source):
    """The text of a file of Python, and nothing for a cell, whose encoding nobody names."""
    return source if name.endswith(".py") else ""


def _starred(file, files):
    """The names that a `ProgramFile` gets from others by `import *`, at any distance."""
    found, seen, waiting = set(), {file.name}, [file]
    while waiting:
        for node in ast.walk(waiting.pop().tree):
            if not isinstance(node, ast.ImportFrom) or node.names[0].name != "*":
                continue
            last = (node.module or "").rpartition(".")[2]
            for one in files:
                path = Path(one.name)
                is_named = last in (path.stem, path.stem == "__init__" and path.parent.name)
                if is_named and one.name not in seen:
                    seen.add(one.name)
                    waiting.append(one)
                    found |= {name for name, _ in values(one.tree)}
    return frozenset(found)


def _signs_of_python_2(tree, path=None):
    """The nodes that tell of Python 2; in a file that serves both Pythons names do not."""
    names, uses = python2_signs.signs(tree, Era.starred.get(path, frozenset()))
    return uses if python3_signs.sign_of_both(tree) else [*names, *uses]


def _words(node):
    text = ast.unparse(node)
    return text if len(text) < 40 else f"{text[:37]}..."


def _at(file, what, line):
    return f"{what} in {shown_path(file.name)}, line {line}"


def _reached(trees):
    """The nodes of a program that it can come to, as far as names tell.

    The body of a function or of a class is left out until its name is met somewhere else. What
    has a decorator, and the methods of a class that is derived from another, is met from outside,
    and so is `main`, which `tf.app.run()` calls.
    """
    met, held, waiting = set(), {}, list(trees)
    while waiting:
        node = waiting.pop()
        yield node
        name = _name_met(node)
        if name and name not in met:
            met.add(name)
            waiting += held.pop(name, [])
        for child in ast.iter_child_nodes(node):
            if _may_be_left_over(child, node) and child.name not in met:
                held.setdefault(child.name, []).append(child)
            else:
                waiting.append(child)


def _name_met(node):
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        return node.id
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.alias):
        return node.name.rpartition(".")[2]
    return None


def _may_be_left_over(node, parent):
    if not isinstance(node, (*FUNCTIONS, ast.ClassDef)) or node.decorator_list:
        return False
    if node.name.startswith("__") or node.name == "main":
        return False
    bases = [ast.unparse(one) for one in getattr(parent, "bases", [])]
    return not isinstance(node, FUNCTIONS) or bases in ([], ["object"])
