"""What tells that a file is Python 3: its syntax, what it asks of the library, or both Pythons."""

import ast
import re
from typing import NamedTuple

CODING = re.compile(r"^[ \t\f]*#.*?coding[:=]")
MODULES = {
    "pathlib",
    "queue",
    "tkinter",
    "typing",
    "urllib.error",
    "urllib.parse",
    "urllib.request",
}
STARRED = (ast.List, ast.Tuple, ast.Set)
BOTH = {"builtins", "future", "past", "six"}  # packages that serve both Pythons
NEW = {
    "AnnAssign": "an annotation",
    "AsyncFunctionDef": "async def",
    "Await": "await",
    "JoinedStr": "an f-string",
    "Match": "match",
    "NamedExpr": ":=",
    "Nonlocal": "nonlocal",
    "YieldFrom": "yield from",
}


class Sign(NamedTuple):
    """What was found, in words, and its line."""

    what: str
    line: int


def sign_of_syntax(tree):
    """The first `Sign` that Python 2 cannot read a file, or None.

    Arguments:
        tree: the `ast.Module` of a file that Python 3 can read.
    """
    has_print = "print_function" in _from_future(tree)
    for node in ast.walk(tree):
        what = _new_syntax(node, has_print)
        if what:
            first = node.kwonlyargs[0] if isinstance(node, ast.arguments) else node
            return Sign(what, first.lineno)
    return None


def sign_of_library(tree, source=""):
    """The first `Sign` of what Python 2 reads and cannot run, or None.

    Arguments:
        tree: the `ast.Module` of a file.
        source: its text, if it is a file of its own: there Python 2 wants the encoding to be named.
    """
    imported = {one.asname or one.name for node in _imports(tree) for one in node.names}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            words = {one.arg for one in node.keywords}
            if name == "open" and "open" not in imported and "encoding" in words:
                return Sign("open(..., encoding=...)", node.lineno)
            if name == "os.makedirs" and "exist_ok" in words:
                return Sign("exist_ok", node.lineno)
    for node in tree.body:  # what is imported inside of a `try` may be missing
        for name in _modules(node):
            if name in MODULES:
                return Sign(f"import {name}", node.lineno)
    if not source.isascii() and not any(map(CODING.match, source.splitlines()[:2])):
        return Sign("characters without the name of an encoding", 1)
    return None


def sign_of_both(tree):
    """The first `Sign` that a file was written for both Pythons, or None."""
    if "division" in _from_future(tree):
        return Sign("from __future__ import division", 1)
    for node in ast.walk(tree):
        if any(name.split(".")[0] in BOTH for name in _modules(node)):
            return Sign(ast.unparse(node), node.lineno)
        if isinstance(node, (ast.If, ast.IfExp)) and re.search(
            r"version_info|six\.PY|sys\.version|python_version", ast.unparse(node.test)
        ):
            return Sign(f"if {ast.unparse(node.test)}", node.lineno)
        if isinstance(node, ast.Try) and "NameError" in _caught(node):
            return Sign("except NameError", node.lineno)
    return None


def _new_syntax(node, has_print):
    """What stands in a node that Python 2 cannot read, in words, or None."""
    if type(node).__name__ in NEW:
        return NEW[type(node).__name__]
    if isinstance(getattr(node, "op", None), ast.MatMult):
        return "the operator @"
    if isinstance(node, ast.Call):
        return _new_call(node, has_print)
    if isinstance(node, ast.arguments) and node.kwonlyargs:
        return "an argument after *"
    if (isinstance(node, ast.arg) and node.annotation) or getattr(node, "returns", None):
        return "an annotation"
    if isinstance(node, ast.Raise) and node.cause:
        return "raise ... from"
    if isinstance(node, STARRED) and any(isinstance(one, ast.Starred) for one in node.elts):
        return "a star in a list"
    if isinstance(node, ast.Dict) and None in node.keys:
        return "two stars in a dict"
    if isinstance(node, ast.ClassDef) and node.keywords:
        return "metaclass="
    if isinstance(node, ast.Name) and not node.id.isascii():
        return f"the name {node.id}"
    return None


def _new_call(node, has_print):
    name = node.func.id if isinstance(node.func, ast.Name) else None
    if name == "super" and not node.args:
        return "super()"
    stars = [place for place, one in enumerate(node.args) if isinstance(one, ast.Starred)]
    if name == "print" and not has_print and (node.keywords or stars):
        return "print(..., end=...)" if node.keywords else "print(*values)"
    if stars and stars[0] < len(node.args) - 1:
        return "an argument after *values"
    return None


def _from_future(tree):
    """The names that a file imports from `__future__`."""
    nodes = [one for one in tree.body if isinstance(one, ast.ImportFrom)]
    return {one.name for node in nodes if node.module == "__future__" for one in node.names}


def _imports(tree):
    return [node for node in ast.walk(tree) if isinstance(node, (ast.Import, ast.ImportFrom))]


def _modules(node):
    """The names of the modules that a line imports."""
    if isinstance(node, ast.Import):
        return [one.name for one in node.names]
    if isinstance(node, ast.ImportFrom) and not node.level:
        return [node.module]
    return []


def _caught(node):
    return " ".join(ast.unparse(one.type) for one in node.handlers if one.type)
