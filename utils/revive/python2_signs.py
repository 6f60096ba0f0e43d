"""What tells that a file needs Python 2: its statements, or else its names and its lists."""

import ast
import warnings
from typing import NamedTuple

from utils.revive import fixers, python2_names
from utils.revive.python2_notes import METHODS
from utils.revive.quotients import counted_by_quotients

MODULES = {
    "cPickle", "StringIO", "cStringIO", "urllib2", "urlparse", "ConfigParser", "Queue", "Tkinter",
    "commands", "HTMLParser", "__builtin__", "httplib", "cookielib", "SocketServer", "thread",
    "anydbm", "md5", "sets",
}  # fmt: skip
DEFINITIONS = (ast.FunctionDef, ast.ClassDef)
FROM_ITERTOOLS = {"izip", "imap", "ifilter", "izip_longest"}
LISTS = {"map", "filter", "zip", "range"}  # what these return was a list
VIEWS = {"keys", "values", "items"}  # and what these methods of a dict return


class Signs(NamedTuple):
    """Nodes of a tree that need Python 2: by a name alone, or by what is done with a list."""

    names: list
    uses: list


def is_needed(tree):
    """Whether a file that Python 3 can read still needs something of Python 2."""
    return any(signs(tree))


def signs(tree):
    """The `Signs` of a file that Python 3 can read.

    Arguments:
        tree: its `ast.Module`. What it catches itself (`try: xrange except NameError`) is its own
            care, and so is a name that it defines.
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
    names = python2_names.NAMES.keys() - defined - python2_names.ALSO_IN_PYTHON_3
    lists = LISTS - defined
    files = {node.optional_vars.id for node in ast.walk(tree) if _is_file_of_text(node)}
    nodes = list(_outside_of_try(tree))
    uses = [
        node
        for node in nodes
        if _is_list_of_python_2(node, lists) or _decodes_what_is_read(node, files)
    ]
    found = [node for node in nodes if _is_of_python_2(node, names)]
    return Signs(found, uses + counted_by_quotients(tree))


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


def _is_list_of_python_2(node, lists):
    """Whether something is done with a `map`, a `range` or a `dict.keys()` that lists alone allow.

    In Python 3 each of these raises an error, or makes an array of no numbers.
    """
    if isinstance(node, ast.Subscript):
        return _calls(node.value, lists - {"range"}) or (
            _is_place(node.slice) and _is_view(node.value)
        )
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _calls(node.left, lists) or _calls(node.right, lists)
    if not isinstance(node, ast.Call) or not node.args:
        return False
    if _calls(node, lists & {"range"}):
        return any(isinstance(one, ast.BinOp) and isinstance(one.op, ast.Div) for one in node.args)
    of_a_list = ast.unparse(node.func) in ("len", "np.array", "np.asarray")
    return of_a_list and _calls(node.args[0], lists - {"range"})


def _is_file_of_text(node):
    """Whether `with tf.gfile.GFile(path, "r") as f` opens a file, whose text was bytes."""
    if not isinstance(node, ast.withitem) or not isinstance(node.optional_vars, ast.Name):
        return False
    opened = ast.unparse(node.context_expr)
    is_gfile = opened.split("(")[0].rpartition(".")[2] in ("GFile", "FastGFile", "Open")
    return is_gfile and "b" not in opened.rpartition(",")[2]


def _decodes_what_is_read(node, files):
    if not isinstance(node, ast.Attribute) or node.attr != "decode":
        return False
    read = node.value
    is_read = isinstance(read, ast.Call) and isinstance(read.func, ast.Attribute)
    return is_read and isinstance(read.func.value, ast.Name) and read.func.value.id in files


def _calls(node, names):
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names


def _is_place(node):
    """Whether an index is a number that is written out, or a slice."""
    node = node.operand if isinstance(node, ast.UnaryOp) else node
    return isinstance(node, ast.Slice) or (
        isinstance(node, ast.Constant) and isinstance(node.value, int)
    )


def _is_view(node):
    is_method = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    return is_method and node.func.attr in VIEWS and not node.args and not node.keywords


def _is_of_python_2(node, names):
    if isinstance(node, ast.Name):
        return node.id in names
    if isinstance(node, ast.Attribute):
        return node.attr in ("setdefaultencoding", *METHODS) and not _is_six(node)
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


def _is_six(node):
    return isinstance(node.value, ast.Name) and node.value.id == "six"


def _outside_of_try(tree):
    """The nodes of a tree, without those in the body of a `try` that catches a missing name."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, ast.Try) and catches_missing_names(node):
            waiting += node.orelse + node.finalbody
        elif not (isinstance(node, ast.If) and "version" in ast.unparse(node.test)):
            waiting += ast.iter_child_nodes(node)


def catches_missing_names(node):
    """Whether an `ast.Try` catches the error of a name that is not there."""
    caught = " ".join(ast.unparse(one.type) if one.type else "Exception" for one in node.handlers)
    kinds = ("NameError", "ImportError", "ModuleNotFoundError", "AttributeError", "Exception")
    return any(kind in caught for kind in kinds)
