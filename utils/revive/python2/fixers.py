"""The standard fixers from Python 2 to 3 (fissix), which note each line that they change."""

import logging
import sys
from functools import cache

from utils.revive.python2.python2_lists import is_walked_through
from utils.revive.python2.python2_notes import note_change

LISTS = {"dict", "filter", "map", "zip"}  # these fixers make a list in each place
# Fixers that change style alone or add lines, and those whose work `python2_names` does.
LEFT_OUT = {
    "apply", "asserts", "buffer", "execfile", "exitfunc", "future", "idioms", "import", "input",
    "intern", "isinstance", "long", "raw_input", "reduce", "reload", "set_literal", "sorted",
    "unicode", "ws_comma",
}  # fmt: skip


# What gives a file of Python 3 the names of Python 2 and leaves all else as it is.
FOR_NAMES = {
    "dict", "filter", "getcwdu", "has_key", "imports", "imports2", "itertools",
    "itertools_imports", "map", "renames", "urllib", "xrange", "zip",
}  # fmt: skip


def can_read(source):
    """Whether a source has the syntax of Python 2."""
    from fissix import pygram, pytree
    from fissix.pgen2 import driver, parse, tokenize

    try:
        driver.Driver(pygram.python_grammar, pytree.convert).parse_string(f"{source}\n")
    except (parse.ParseError, tokenize.TokenError, IndentationError):
        return False
    return True


def fixed(source, path, is_python_3=False):
    """Read a source of Python 2 and change it to Python 3.

    Arguments:
        source: the text of a file.
        path: where it is, for the report.
        is_python_3: whether it is Python 3, but for names of Python 2.

    Returns:
        The tree of fissix, whose text is Python 3.

    Raises:
        ParseError, TokenError: of fissix, for what Python 2 cannot read either.
    """
    from fissix import refactor

    logging.getLogger("fissix").setLevel(logging.ERROR)
    names = [
        name
        for name in refactor.get_fixers_from_package("fissix.fixes")
        if (_short(name) in FOR_NAMES if is_python_3 else _short(name) not in LEFT_OUT)
    ]
    tool = _tool(tuple(names), is_python_3 or "import print_function" in source)
    tool.path = path
    return tool.refactor_string(f"{source}\n", path)


def _short(module):
    return module.rpartition(".fix_")[2]


@cache
def _tool(names, print_is_function):
    from fissix.refactor import RefactoringTool

    class Noting(RefactoringTool):
        path = None  # of the file that is being changed

        def get_fixers(self):
            before, after = super().get_fixers()
            for fixer in [*before, *after]:
                fixer.transform = self._noted(_short(type(fixer).__module__), fixer.transform)
            return before, after

        def _noted(self, name, transform):
            def noted(node, results):
                leaves, before = list(node.leaves()), str(node).strip()
                old, lines = [leaf.value for leaf in leaves], [leaf.lineno for leaf in leaves]
                is_as_before = name in LISTS and ".iter" not in before and is_walked_through(node)
                new = transform(node, results)
                if is_as_before:
                    return new
                changed = node if new is None else new
                for place in _changed(old, [leaf.value for leaf in changed.leaves()]):
                    note_change(name, before, str(changed).strip(), (self.path, lines[place]))
                if new is None and node.parent is None:  # another stands in its place
                    note_change(name, before, "", (self.path, lines[0]))
                return new

            return noted

        def log_error(self, message, *arguments, **settings):
            raise sys.exception() if hasattr(sys, "exception") else sys.exc_info()[1]

    return Noting(list(names), {"print_function": print_is_function})


def _changed(before, after):
    """The places of what was changed, all of them only where the number of values has stayed."""
    pairs = enumerate(zip(before, after, strict=False))
    places = [place for place, (old, new) in pairs if old != new]
    if len(before) == len(after):
        return places
    first = places[0] if places else len(before)
    return [max(first - 1, 0)]
