"""Load the functions of a lesson's script, without running the rest of it."""

import ast
from contextlib import suppress
from types import SimpleNamespace


def lesson_functions(script):
    """Return the imports, functions and literals that a lesson's script defines.

    Arguments:
        script: the path of `solutions/NN_name.py`.

    Returns:
        A namespace. Nothing else of the script is run. A function is left out if its defaults
        depend on a value that a cell computes.
    """
    names = {"__name__": script.stem}
    for node in ast.parse(script.read_text(encoding="utf-8")).body:
        if _defines(node):
            with suppress(NameError):
                exec(compile(ast.Module([node], type_ignores=[]), script, "exec"), names)
    return SimpleNamespace(**names)


def _defines(node):
    if isinstance(node, ast.Assign):
        try:
            ast.literal_eval(node.value)
        except ValueError:
            return False
        return True
    return isinstance(node, (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef))
