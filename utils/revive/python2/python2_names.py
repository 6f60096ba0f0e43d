"""What Python 2 had under a name, and how its operators behaved, for files that need it."""

import ast
import sys
from functools import cmp_to_key, reduce
from importlib import reload
from numbers import Integral
from sys import intern

import numpy as np

from utils.revive.notes import note
from utils.revive.python2 import python2_text
from utils.revive.python2.files import TextFile, string_io, with_text
from utils.revive.reading.course_modules import import_from_course

TEXT_STAYS = "Text stays text, where Python 2 made bytes of it: a guess."
FLOORED = "Python 2 rounded the quotient down."
WITHOUT_REMAINDER = "There was no remainder in this run, but today the quotient is a float."


def compare(first, second):
    """-1, 0 or 1, as Python 2's `cmp`."""
    return (first > second) - (first < second)


def execfile(path, names=None):
    """Run a file, as Python 2's `execfile` did."""
    code, extra = import_from_course("utils.revive.reading.sources").compiled(path)
    names = {} if names is None else names
    names.update(extra)
    exec(code, names)


def rounded(number, digits=0):
    """A float, with halves away from zero, as Python 2's `round`."""
    scaled = abs(float(number)) * 10.0**digits
    whole = float(np.floor(scaled + 0.5))
    return float(np.copysign(whole / 10.0**digits, number))


def open_file(path, mode="r", buffering=-1, **settings):
    """Open a file; what is text is read and written as UTF-8."""
    mode = mode.replace("U", "") or "r"
    if "b" in mode:
        return with_text(open(path, mode, buffering, **settings))
    settings.setdefault("encoding", "utf-8")
    settings.setdefault("errors", "surrogateescape")
    if "+" in mode or isinstance(path, int):
        return open(path, mode, buffering if buffering > 0 else -1, **settings)
    return TextFile(open(path, mode.replace("t", "") + "b"), **settings)


def divide(first, second):
    """`first / second` as Python 2 had it: integers are divided without a remainder."""
    if _is_integer(first) and _is_integer(second):
        quotient = first // second
        is_exact = not _is_tensor(quotient) and np.all(quotient * second == first)
        meaning = WITHOUT_REMAINDER if is_exact else FLOORED
        note("/ of integers", "//", meaning, replace=not is_exact)
        return quotient
    return first / second


def _is_tensor(value):
    return hasattr(value, "dtype") and hasattr(value, "op")


def _is_integer(value):
    if isinstance(value, Integral):
        return True
    if type(value).__name__ == "Dimension":  # of TensorFlow
        return True
    dtype = getattr(value, "dtype", None)
    if isinstance(dtype, np.dtype):
        return np.issubdtype(dtype, np.integer)
    return bool(getattr(dtype, "is_integer", False))


def decode(value, *arguments, **settings):
    """`value.decode(...)`; text is returned as it is."""
    if isinstance(value, str):
        note(".decode() of text", "nothing: it is text already", TEXT_STAYS)
        return value
    return value.decode(*arguments, **settings)


def encode(value, *arguments, **settings):
    """`value.encode(...)`; text is returned as it is, as Python 2 wrote it next to other text."""
    if isinstance(value, str):
        note(".encode() of text", "nothing, or .encode() where bytes are needed", TEXT_STAYS)
        return value
    return value.encode(*arguments, **settings)


def set_default_encoding(name):
    """`sys.setdefaultencoding(name)`; text has no encoding today."""
    note("sys.setdefaultencoding", "nothing: text is Unicode already")


def reload_module(module):
    """`reload(module)`; `sys` is left as it is, as it was reloaded for its default encoding."""
    return module if module is sys else reload(module)


def text_from(value, encoding="utf-8", errors="strict"):
    """`unicode(value, encoding)`; text is returned as it is."""
    return decode(value, encoding, errors)


def sort(items, *arguments, **settings):
    """`items.sort(...)`, of a list by a comparison too; arrays and tables have a `sort` too."""
    if not isinstance(items, list):
        return items.sort(*arguments, **settings)
    items.sort(**_with_key(arguments, settings))
    return None


def sorted_list(items, *arguments, **settings):
    """`sorted(items, ...)`, by a comparison too."""
    return sorted(items, **_with_key(arguments, settings))


def _with_key(arguments, settings):
    settings = dict(zip(("cmp", "key", "reverse"), arguments, strict=False)) | settings
    comparison, key = settings.pop("cmp", None), settings.pop("key", None)
    if comparison:
        note("sort by cmp", "key=functools.cmp_to_key(...)")
        by = cmp_to_key(comparison)
        return settings | {"key": (lambda item: by(key(item))) if key else by}
    return settings | {"key": key}


class Rewriter(ast.NodeTransformer):
    """Lets `/`, `unicode`, `.sort()` and the methods of text behave as in Python 2."""

    def __init__(self, divides):
        """Keep `divides`: whether `/` of integers has no remainder in this file."""
        self.divides = divides

    def visit_BinOp(self, node):
        """Replace a division."""
        self.generic_visit(node)
        if self.divides and isinstance(node.op, ast.Div):
            return _call("__divide__", node, node.left, node.right)
        return node

    def visit_AugAssign(self, node):
        """Replace `name /= value`; what is stored in place stays."""
        self.generic_visit(node)
        if self.divides and isinstance(node.op, ast.Div) and isinstance(node.target, ast.Name):
            value = _call("__divide__", node, ast.Name(node.target.id, ast.Load()), node.value)
            return ast.copy_location(ast.Assign([node.target], value), node)
        return node

    def visit_Call(self, node):
        """Replace a method of text or of a list."""
        self.generic_visit(node)
        _name_text(node)
        if _is_name(node.func, "unicode") and len(node.args) + len(node.keywords) > 1:
            node.func.id = "__unicode__"
            return node
        name = isinstance(node.func, ast.Attribute) and node.func.attr
        if name == "StringIO" or _is_name(node.func, "StringIO"):
            node.func = ast.copy_location(ast.Name("__string_io__", ast.Load()), node.func)
            return node
        if name == "setdefaultencoding":
            return _call(f"__{name}__", node, *node.args)
        if name in ("encode", "decode", "sort") and not _is_module(node.func.value):
            new = _call(f"__{name}__", node, node.func.value, *node.args)
            new.keywords = node.keywords
            return new
        if name == "join" and len(node.args) == 1 and not _is_module(node.func.value):
            return _call("__join__", node, node.func.value, *node.args)
        if name in python2_text.METHODS and not isinstance(node.func.value, ast.Constant):
            node.func.value = _call("__text__", node.func.value, node.func.value)
        return node


def _name_text(node):
    """Let NumPy's old names of the type of text, as in `dtype="string"`, be today's."""
    root = node.func
    while isinstance(root, ast.Attribute):
        root = root.value
    places = []
    if _is_name(root, "np", "numpy"):
        places = [one.value for one in node.keywords if one.arg == "dtype"]
    if isinstance(node.func, ast.Attribute) and node.func.attr in ("astype", "dtype"):
        places += node.args[:1]
    for one in places:
        if isinstance(one, ast.Constant) and one.value in ("string", "unicode"):
            one.value = "str"


def _is_module(node):
    """Whether a method's owner is a name that modules have, `np.sort` for example."""
    return _is_name(node, "np", "numpy", "base64", "json", "codecs", "string")


def _is_name(node, *names):
    return isinstance(node, ast.Name) and node.id in names


def _call(name, node, *arguments):
    return ast.copy_location(ast.Call(ast.Name(name, ast.Load()), list(arguments), []), node)


ALSO_IN_PYTHON_3 = {"open", "round", "sorted", "input"}
NAMES = {
    "apply": lambda function, arguments=(), settings=None: function(*arguments, **settings or {}),
    "basestring": str,
    "buffer": memoryview,
    "cmp": compare,
    "execfile": execfile,
    "file": open_file,
    "input": lambda prompt="": eval(input(prompt)),
    "intern": intern,
    "long": int,
    "open": open_file,
    "raw_input": input,
    "reduce": reduce,
    "reload": reload_module,
    "round": rounded,
    "sorted": sorted_list,
    "unichr": chr,
    "unicode": str,
    "xrange": range,
}
# Names that end in two underscores are the same inside a class.
HELPERS = {
    "__divide__": divide,
    "__encode__": encode,
    "__decode__": decode,
    "__sort__": sort,
    "__setdefaultencoding__": set_default_encoding,
    "__string_io__": string_io,
    "__join__": python2_text.join,
    "__text__": python2_text.with_text,
    "__unicode__": text_from,
}
