"""What a file binds to its names and attributes, as far as its text tells."""

import ast


def values(tree):
    """Each name that a file binds, with its value, or None where it is not to be seen.

    Arguments:
        tree: the `ast.Module` of a file.

    Yields:
        Pairs of a name, "x" or "self.x", and an `ast` node. The value of a loop's variable is
        written `items[0]`.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                yield from _bound(target, node.value)
        elif isinstance(node, ast.arguments):
            arguments = [*node.posonlyargs, *node.args]
            defaults = [None] * (len(arguments) - len(node.defaults)) + node.defaults
            yield from zip((one.arg for one in arguments), defaults, strict=True)
            yield from ((one.arg, None) for one in node.kwonlyargs)
        elif isinstance(node, ast.alias):
            yield node.asname or node.name, None
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            yield node.name, None
        elif isinstance(node, (ast.For, ast.comprehension)):
            yield from _bound(node.target, ast.Subscript(node.iter, ast.Constant(0), ast.Load()))
        elif isinstance(node, ast.AugAssign):
            yield from _bound(node.target, None)
        elif isinstance(node, ast.withitem) and node.optional_vars:
            yield from _bound(node.optional_vars, node.context_expr)


def name_of(node):
    """The name of an `ast.Name`, or "self.x" of an `ast.Attribute`; None for all else."""
    if isinstance(node, ast.Name):
        return node.id
    is_own = isinstance(node, ast.Attribute) and name_of(node.value) == "self"
    return f"self.{node.attr}" if is_own else None


def names_of_values(tree, is_such):
    """The names to which a file binds nothing but values of a kind.

    Arguments:
        tree: its `ast.Module`.
        is_such: a function of a node, whether it is such a value.
    """
    given = list(values(tree))
    others = {name for name, value in given if value is None or not is_such(value)}
    return {name for name, _ in given} - others


def _bound(target, value):
    """The names that an assignment to a target binds, with the value if there is one name."""
    for one in ast.walk(target):
        if name_of(one) and isinstance(one.ctx, ast.Store):
            yield name_of(one), value if one is target else None
