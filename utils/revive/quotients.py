"""Where a file counts by a quotient of integers, which only Python 2 can do."""

import ast


def counted_by_quotients(tree):
    """Each call of `range` by a name that is a quotient wherever the file gives it a value.

    In Python 3 a quotient is a float, and `range` refuses it. `from __future__ import division`
    makes it one in Python 2 too.

    Arguments:
        tree: the `ast.Module` of a file.
    """
    given = list(_values(tree))
    others = {name for name, value in given if not _is_quotient(value)}
    quotients = {name for name, value in given if _is_quotient(value)} - others
    if "division" in others:
        return []
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) == "range"
        and any(isinstance(one, ast.Name) and one.id in quotients for one in node.args)
    ]


def _is_quotient(value):
    return isinstance(value, ast.BinOp) and isinstance(value.op, ast.Div)


def _values(tree):
    """Each name that a file binds, with its value, or None where it is not to be seen."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            yield from ((one.id, node.value) for one in node.targets if isinstance(one, ast.Name))
            inner = [one for one in node.targets if not isinstance(one, ast.Name)]
            yield from ((one.id, None) for part in inner for one in _stored(part))
        elif isinstance(node, ast.arguments):
            arguments = [*node.posonlyargs, *node.args]
            defaults = [None] * (len(arguments) - len(node.defaults)) + node.defaults
            yield from zip((one.arg for one in arguments), defaults, strict=True)
            yield from ((one.arg, None) for one in node.kwonlyargs)
        elif isinstance(node, ast.alias):
            yield node.asname or node.name, None
        elif isinstance(node, (ast.For, ast.comprehension, ast.AugAssign)):
            yield from ((one.id, None) for one in _stored(node.target))


def _stored(tree):
    return [
        one
        for one in ast.walk(tree)
        if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)
    ]
