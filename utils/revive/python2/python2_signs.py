"""What tells that a file needs Python 2: its statements, or else its names and its lists."""

import ast
import warnings
from typing import NamedTuple

from utils.revive.libraries import library_names
from utils.revive.python2 import fixers, python2_names
from utils.revive.python2.python2_notes import METHODS
from utils.revive.python2.python2_uses import is_printed_statement, uses

MODULES = {
    "cPickle", "StringIO", "cStringIO", "urllib2", "urlparse", "ConfigParser", "Queue", "Tkinter",
    "commands", "HTMLParser", "__builtin__", "httplib", "cookielib", "SocketServer", "thread",
    "anydbm", "md5", "sets",
}  # fmt: skip
DEFINITIONS = (ast.FunctionDef, ast.ClassDef)
FROM_ITERTOOLS = {"izip", "imap", "ifilter", "izip_longest"}
# What modules had in Python 2 alone.
OF_MODULES = {
    "itertools": FROM_ITERTOOLS | {"ifilterfalse"},
    "os": {"getcwdu"},
    "string": set(library_names.NAMES["string"]),
    "sys": {"maxint", "setdefaultencoding"},
    "urllib": {"quote", "quote_plus", "unquote", "unquote_plus", "urlencode", "urlopen",
               "urlretrieve"},
}  # fmt: skip


class Signs(NamedTuple):
    """Nodes of a tree that need Python 2: by a name alone, or by what is done with a list."""

    names: list
    uses: list


def is_needed(tree, given=frozenset()):
    """Whether a file that Python 3 can read still needs something of Python 2; see `signs`."""
    return any(signs(tree, given))


def signs(tree, given=frozenset()):
    """The `Signs` of a file that Python 3 can read.

    Arguments:
        tree: its `ast.Module`. What it catches itself (`try: xrange except NameError`) is its own
            care, and so is a name that it defines.
        given: names that `from module import *` gives it.
    """
    defined = {node.id for node in ast.walk(tree) if _is_stored(node)}
    defined |= {node.name for node in ast.walk(tree) if isinstance(node, DEFINITIONS)}
    defined |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    defined |= {
        (one.asname or one.name).split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for one in node.names
    }
    defined |= given
    names = python2_names.NAMES.keys() - defined - python2_names.ALSO_IN_PYTHON_3
    nodes = list(_outside_of_try(tree))
    modules = {one.name for node in nodes if isinstance(node, ast.Import) for one in node.names}
    prints = "print" not in defined and "print_function" not in defined
    found = [
        node
        for node in nodes
        if _is_of_python_2(node, names, modules) or (prints and is_printed_statement(node))
    ]
    return Signs(found, uses(tree, nodes, defined))


def is_only_python_2(source):
    """Whether a source has what Python 3 refuses and Python 2 reads, `print x` for example."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(source)
    except TabError:  # tabs and spaces in turns
        return True
    except SyntaxError:
        return fixers.can_read(source)
    except ValueError:
        pass
    return False


def _is_of_python_2(node, names, modules):
    if isinstance(node, ast.Name):
        return node.id in names
    if isinstance(node, ast.Attribute):
        owner = node.value.id if isinstance(node.value, ast.Name) else None
        of_module = OF_MODULES.get(owner, ()) if owner in modules else ()
        return node.attr in of_module or (node.attr in METHODS and owner != "six")
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.RShift):
        return isinstance(node.left, ast.Name) and node.left.id == "print"
    if isinstance(node, ast.Import):
        return any(one.name in MODULES for one in node.names)
    if isinstance(node, ast.ImportFrom) and not node.level:
        imported = {one.name for one in node.names}
        return node.module in MODULES or (
            node.module == "itertools" and not FROM_ITERTOOLS.isdisjoint(imported)
        )
    return False


def _is_stored(node):
    return isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)


def _outside_of_try(tree):
    """The nodes of a tree, without those in the body of a `try` that catches a missing name."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, ast.Try) and catches_missing_names(node, "TypeError"):
            waiting += node.orelse + node.finalbody
        elif not (isinstance(node, ast.If) and "version" in ast.unparse(node.test)):
            waiting += ast.iter_child_nodes(node)


def catches_missing_names(node, *others):
    """Whether an `ast.Try` catches the error of a name that is not there, or one of the others."""
    caught = " ".join(ast.unparse(one.type) if one.type else "Exception" for one in node.handlers)
    kinds = ("NameError", "ImportError", "ModuleNotFoundError", "AttributeError", "Exception")
    return any(kind in caught for kind in (*kinds, *others))
