"""What a lesson's script defines, without the rest of it being run."""

import ast
from contextlib import suppress
from types import SimpleNamespace


def lesson_functions(script):
    """What a lesson's script defines: its imports, functions, and names bound to literals.

    Arguments:
        script: the path of `solutions/NN_name.py`.

    Returns:
        A namespace; nothing else of the script was run. A function whose defaults rest on what a
        cell computes is left out.
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
