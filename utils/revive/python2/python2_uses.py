"""What only Python 2 can do with lists, quotients, text and `print`, which a file may still do.

In Python 3 each of these raises an error, or gives something that nobody wants: an array of no
numbers, or a tuple of nothing beside a line that is printed.
"""

import ast

from utils.revive.python2.bindings import name_of, names_of_values

VIEWS = {"keys", "values", "items"}  # methods of a dict that returned a list
ITERATORS = {"map", "filter", "zip"}  # functions that returned one
CHANGES = {"append", "extend", "insert", "pop", "remove", "reverse", "sort"}  # methods of lists
OF_ARRAYS = {
    f"{module}.{name}"
    for module in ("np", "numpy")
    for name in ("argmax", "array", "asarray", "max", "mean", "median", "min", "std")
}
SHAPED = {f"{module}.{name}" for module in ("np", "numpy") for name in ("empty", "ones", "zeros")}
GFILES = ("GFile", "FastGFile", "Open")


def uses(tree, nodes, defined):
    """The nodes that only Python 2 can run.

    Arguments:
        tree: the `ast.Module` of a file.
        nodes: those of its nodes that count.
        defined: the names that the file gives a meaning of its own.
    """
    lists, files = _Lists(tree, defined), _Files(tree, defined)
    quotients = _Quotients(tree, defined)
    return [
        node
        for node in nodes
        if lists.are_used_in(node)
        or files.are_decoded_in(node)
        or quotients.are_counted_in(node)
        or _sorts_by_comparison(node)
    ]


def _has_tables(tree):
    """Whether a file imports pandas, whose tables have `keys()` and take floats for places."""
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import)]
    return any(one.name == "pandas" for node in imports for one in node.names)


class _Lists:
    """What was a list in Python 2: what `map` and its like return, ranges, and views of a dict."""

    def __init__(self, tree, defined):
        """See which names a file binds to them alone.

        A file that imports pandas may mean a table's `keys()`, and one that defines a `keys` its
        own.
        """
        self._views = VIEWS - defined - ({"keys"} if _has_tables(tree) else set())
        self._functions = {"iterator": ITERATORS - defined, "range": {"range"} - defined}
        self._names = {
            kind: names_of_values(tree, lambda node, kind=kind: self._is_made(node, kind))
            for kind in ("iterator", "range", "view")
        }

    def are_used_in(self, node):
        """Whether something is done with one of them in a node that lists alone allow."""
        if isinstance(node, ast.Subscript):
            return (
                self._is(node.value, "iterator")
                or (_is_place(node.slice) and self._is(node.value, "view"))
                or (not isinstance(node.ctx, ast.Load) and self._is(node.value, "range"))
            )
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            return any(map(self._is_any, (node.left, node.right)))
        if not isinstance(node, ast.Call):
            return False
        if isinstance(node.func, ast.Attribute) and node.func.attr in CHANGES:
            return self._is_any(node.func.value)
        function, first = ast.unparse(node.func), node.args[0] if node.args else None
        if function.endswith("random.shuffle"):
            return self._is_any(first)
        if function in OF_ARRAYS or function.endswith("random.choice"):
            return self._is(first, "iterator") or self._is(first, "view")
        return function == "len" and self._is(first, "iterator")

    def _is_any(self, node):
        return any(self._is(node, kind) for kind in self._names)

    def _is(self, node, kind):
        return name_of(node) in self._names[kind] or self._is_made(node, kind)

    def _is_made(self, node, kind):
        if not isinstance(node, ast.Call):
            return False
        if kind == "view":
            is_method = isinstance(node.func, ast.Attribute) and node.func.attr in self._views
            return is_method and not node.args and not node.keywords
        return isinstance(node.func, ast.Name) and node.func.id in self._functions[kind]


class _Files:
    """Files that are opened for text, whose text was bytes in Python 2."""

    def __init__(self, tree, defined):
        """See which names a file binds to them, and which to their lines."""
        self._openers = {"open"} - defined
        self._names = names_of_values(tree, self._is_opened)
        self._lines = names_of_values(tree, self._is_line)

    def are_decoded_in(self, node):
        """Whether a node is `.decode` of what is read, which is text already."""
        if not isinstance(node, ast.Attribute) or node.attr != "decode":
            return False
        read = node.value
        while _is_method_of_text(read):
            read = read.func.value
        return self._is_read(read) or name_of(read) in self._lines or _is_text(read)

    def _is_read(self, node):
        is_method = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        return is_method and node.func.attr in ("read", "readline") and self._is(node.func.value)

    def _is_line(self, node):
        """Whether it is `file[0]`, as a loop's variable is written."""
        return isinstance(node, ast.Subscript) and self._is(node.value)

    def _is(self, node):
        return name_of(node) in self._names or self._is_opened(node)

    def _is_opened(self, node):
        if not isinstance(node, ast.Call):
            return False
        if _last_name(node.func) not in GFILES and name_of(node.func) not in self._openers:
            return False
        modes = [*node.args[1:2], *(one.value for one in node.keywords if one.arg == "mode")]
        return all(isinstance(one, ast.Constant) and "b" not in str(one.value) for one in modes)


def _is_method_of_text(node):
    is_method = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    return is_method and node.func.attr in ("strip", "rstrip", "lstrip", "lower", "replace")


def _is_text(node):
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


class _Quotients:
    """Quotients of integers, which are floats in Python 3."""

    def __init__(self, tree, defined):
        """See which names a file binds to them, and nothing if it imports today's division."""
        self._names = names_of_values(tree, _is_quotient)
        self._is_today = "division" in defined
        self._functions = SHAPED | ({"range"} - defined)
        self._has_tables = _has_tables(tree)

    def are_counted_in(self, node):
        """Whether one of them is a length or a place."""
        if self._is_today:
            return False
        if isinstance(node, ast.Slice) and not self._has_tables:
            return any(map(_is_quotient, (node.lower, node.upper)))
        if not isinstance(node, ast.Call) or ast.unparse(node.func) not in self._functions:
            return False
        sizes = [size for one in node.args for size in getattr(one, "elts", [one])]
        return any(name_of(one) in self._names or _is_quotient(one) for one in sizes)


def _is_quotient(value):
    return isinstance(value, ast.BinOp) and isinstance(value.op, ast.Div)


def _is_place(node):
    """Whether an index is a number that is written out, or a slice."""
    node = node.operand if isinstance(node, ast.UnaryOp) else node
    return isinstance(node, ast.Slice) or (
        isinstance(node, ast.Constant) and isinstance(node.value, int)
    )


def _sorts_by_comparison(node):
    """Whether a call sorts by a function of two items."""
    if not isinstance(node, ast.Call) or _last_name(node.func) not in ("sorted", "sort"):
        return False
    has_two = [isinstance(one, ast.Lambda) and len(one.args.args) == 2 for one in node.args]
    return any(has_two) or any(one.arg == "cmp" for one in node.keywords)


def _last_name(node):
    return node.attr if isinstance(node, ast.Attribute) else name_of(node)


def is_printed_statement(node):
    """Whether a line is `print("a") % b`, `print("a"), b` or `print` alone: a statement."""
    if not isinstance(node, ast.Expr):
        return False
    first = node.value
    if isinstance(first, ast.Name):
        return first.id == "print"
    is_part = False
    while not (isinstance(first, ast.Call) and name_of(first.func) == "print"):
        is_part = True
        if isinstance(first, ast.Tuple) and first.elts:
            first = first.elts[0]
        elif isinstance(first, ast.BinOp):
            first = first.left
        elif isinstance(first, ast.Call) and isinstance(first.func, ast.Attribute):
            first = first.func.value
        else:
            return False
    return is_part
