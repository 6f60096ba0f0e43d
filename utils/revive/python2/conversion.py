"""Files that only Python 2 can read, made readable in memory by the standard fixers (fissix)."""

import ast
from contextlib import suppress

from utils.revive.notes import note
from utils.revive.python2 import fixers, python2_literals, python2_names
from utils.revive.python2.python2_notes import note_names
from utils.revive.reading.era import Era


class NotPython2(Exception):
    """A file is not Python 2 either."""


def tree_and_names(source, path, is_needed=True, meaning=""):
    """Read a file of Python 2.

    Arguments:
        source: its text.
        path: where it is, for messages and the report.
        is_needed: whether Python 3 could not run it; if it could, it may need no change.
        meaning: a sentence for the report.

    Returns:
        An `ast.Module` with the lines of the source, and a dict of the names that it needs.

    Raises:
        NotPython2: Python 2 could not read it either.
    """
    tree = _fixed(source, path)
    python2_literals.to_text(tree, path, "import unicode_literals" in source)
    text = str(tree)
    tree = _parsed(text, path)
    if is_needed or text.rstrip() != source.rstrip():
        note("Python 2", "Python 3: python -m fissix -w", meaning, where=(path, 1))
    Era.has_python_2 = True
    note_names(source, path)
    divides = not any(
        isinstance(node, ast.ImportFrom)
        and node.module == "__future__"
        and any(one.name == "division" for one in node.names)
        for node in tree.body
    )
    tree = ast.fix_missing_locations(python2_names.Rewriter(divides).visit(tree))
    return tree, dict(python2_names.NAMES | python2_names.HELPERS)


def with_names_alone(source, tree, path, meaning):
    """Read a file of Python 3 that uses names of Python 2.

    Arguments:
        source: its text.
        tree: its `ast.Module`.
        path: where it is, for the report.
        meaning: a sentence for the report.

    Returns:
        An `ast.Module` with the lines of the source, and a dict of the names that it needs.
    """
    note("names of Python 2", "names of Python 3", meaning, where=(path, 1))
    note_names(source, path)
    with suppress(NotPython2):  # the fixers do not know the newest syntax
        tree = _parsed(str(_fixed(source, path, is_python_3=True)), path)
    missing = python2_names.NAMES.keys() - python2_names.ALSO_IN_PYTHON_3
    return tree, {name: python2_names.NAMES[name] for name in missing}


def _fixed(source, path, is_python_3=False):
    from fissix.pgen2.parse import ParseError
    from fissix.pgen2.tokenize import TokenError

    try:
        return fixers.fixed(source, path, is_python_3)
    except (ParseError, TokenError, SyntaxError, ValueError) as error:
        raise NotPython2(str(error)) from None


def _parsed(text, path):
    try:
        return ast.parse(text, path)
    except (SyntaxError, ValueError) as error:
        raise NotPython2(str(error)) from None
