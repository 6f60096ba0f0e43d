"""Files that only Python 2 can read, made readable in memory by the standard fixers (fissix)."""

import ast
import warnings

from utils.revive import fixers, python2_literals, python2_names
from utils.revive.era import Era
from utils.revive.notes import note
from utils.revive.python2_notes import METHODS, note_names
from utils.revive.quotients import counts_by_quotients

MODULES = {
    "cPickle", "StringIO", "cStringIO", "urllib2", "urlparse", "ConfigParser", "Queue", "Tkinter",
    "commands", "HTMLParser", "__builtin__", "httplib", "cookielib", "SocketServer", "thread",
    "anydbm", "md5", "sets",
}  # fmt: skip
DEFINITIONS = (ast.FunctionDef, ast.ClassDef)
FROM_ITERTOOLS = {"izip", "imap", "ifilter", "izip_longest"}
LISTS = {"map", "filter", "zip", "range"}  # what these return was a list
VIEWS = {"keys", "values", "items"}  # and what these methods of a dict return
# How Python 3 refuses what can only have been written for Python 2.
REFUSALS = ("Missing parentheses in call to", "multiple exception types must be parenthesized")


class NotPython2(Exception):
    """A file is not Python 2 either."""


def is_needed(tree):
    """Whether a file that Python 3 can read still needs Python 2, by the names that it uses.

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
    return counts_by_quotients(tree) or any(
        _is_of_python_2(node, names)
        or _is_list_of_python_2(node, lists)
        or _decodes_what_is_read(node, files)
        for node in _outside_of_try(tree)
    )


def is_only_python_2(source):
    """Whether a source has a statement that Python 3 refuses, `print x` for example."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(source)
    except SyntaxError as error:
        return str(error.msg).startswith(REFUSALS)
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
        if isinstance(node, ast.Try) and _catches_missing_names(node):
            waiting += node.orelse + node.finalbody
        elif not (isinstance(node, ast.If) and "version" in ast.unparse(node.test)):
            waiting += ast.iter_child_nodes(node)


def _catches_missing_names(node):
    caught = " ".join(ast.unparse(one.type) if one.type else "Exception" for one in node.handlers)
    kinds = ("NameError", "ImportError", "ModuleNotFoundError", "AttributeError", "Exception")
    return any(kind in caught for kind in kinds)


def tree_and_names(source, path, is_needed=True):
    """Read a file of Python 2.

    Arguments:
        source: its text.
        path: where it is, for messages and the report.
        is_needed: whether Python 3 could not run it; if it could, it may need no change.

    Returns:
        An `ast.Module` with the lines of the source, and a dict of the names that it needs.

    Raises:
        NotPython2: Python 2 could not read it either.
    """
    from fissix.pgen2.parse import ParseError
    from fissix.pgen2.tokenize import TokenError

    try:
        tree = fixers.fixed(source, path)
        python2_literals.to_text(tree, path, "import unicode_literals" in source)
        text = str(tree)
        tree = ast.parse(text, path)
    except (ParseError, TokenError, SyntaxError, IndentationError, ValueError) as error:
        raise NotPython2(str(error)) from None
    if is_needed or text.rstrip() != source.rstrip():
        note("Python 2", "Python 3: python -m fissix -w", where=(path, 1))
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
