"""Execute an answer and judge it, in a process that ends after it."""

import ast
import linecache
import re
from dataclasses import replace
from importlib import import_module

from utils.grading.answers import bound_names, definitions, names_used
from utils.grading.seal import broken, hide_checks, seal

NOT_DEFINED = re.compile(r"NameError: name '(\w+)' is not defined")
LONGEST_TEXT = 2000


def judge(lesson, name, imports, answer, others):
    """Judge one answer by the check of its exercise.

    Arguments:
        lesson: the name of a package in `utils.checks`.
        name: the name of the exercise.
        imports: the source of the lesson's own imports.
        answer: the source of the cell that defines the function.
        others: the sources of the notebook's other cells, from which functions are taken
            where the answer needs them.

    Returns:
        A dict of texts: `status` and `message`, and perhaps `mistake`, `hints`, `expected`,
        `got`, `note` and `tampered`. The last one says how the answer tried to change the check.
    """
    exercise = getattr(import_module(f"utils.checks.{lesson}"), name)
    wrong, refused = _known_to_fail(exercise)
    checks = hide_checks(lesson)
    before = seal(exercise)
    found = _judged(exercise, imports, answer, [])
    missing = NOT_DEFINED.search(found["message"])
    if missing and others:
        again = _judged(exercise, imports, answer, others)
        if not NOT_DEFINED.search(again["message"]):
            found = again | {"note": f"needs {missing[1]} from another cell"}
    if checks.asked:
        found["tampered"] = f"the answer asked for {checks.asked[0]}"
    elif changed := broken(before, seal(exercise)):
        found["tampered"] = f"the answer changed {changed[0]}"
    elif _verdict(exercise(wrong)) != refused:
        found["tampered"] = "after the answer, the check accepted a known mistake"
    return found


def _known_to_fail(exercise):
    """Return a known mistake and its verdict, which must be the same after the answer."""
    for function, *_ in exercise.mistakes.values():
        result = exercise(function)
        if result.expected:
            break
    return function, _verdict(result)


def _verdict(result):
    return result.status, result.message, result.mistake


def _judged(exercise, imports, answer, others):
    """Execute the imports and definitions that an answer needs, and run its check."""
    statements = definitions(answer)
    helpers = [definitions(source, literals_only=True) for source in others]
    used = names_used(statements).union(*map(names_used, helpers))
    names = {"__name__": "__main__"}
    for statement in definitions(imports):
        if bound_names(statement) & used:  # figures, for example, would take seconds
            _execute([statement], imports, "imports", names)
    for source, helper in zip(others, helpers, strict=True):
        _execute(helper, source, "other cell", names, lenient=True)
    for statement in statements:
        needed = exercise.name in bound_names(statement)
        try:
            _execute([statement], answer, exercise.name, names, lenient=not needed)
        except BaseException as error:  # the learner's code may raise anything
            message = f"The cell raised {type(error).__name__}: {_text(error)}"
            return {"status": "failed", "message": message}
    result = exercise(names.get(exercise.name))
    if result.mistake:
        result = replace(result, hints=exercise.mistakes[result.mistake][1:])
    fields = {name: getattr(result, name) for name in ("status", "message", "mistake", "hints")}
    shown = {"expected": result.expected, "got": result.got}
    return {name: value for name, value in (fields | shown).items() if value}


def _execute(statements, source, title, names, lenient=False):
    """Execute the statements of a cell. With `lenient`, errors are ignored."""
    file = f"<{title}>"
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    for statement in statements:
        try:
            exec(compile(ast.Module([statement], type_ignores=[]), file, "exec"), names)
        except BaseException:
            if not lenient:
                raise


def _text(error):
    try:
        return " ".join(str(error).split())[:LONGEST_TEXT]
    except Exception:  # whatever the learner's own exception class does
        return "its message cannot be shown"
