"""What the builder asks of a lesson's cells, before anything is made or run of them."""

import ast
import re
import symtable

from authoring.answers import answer_problems, is_exercise

TAGS = ("nbval-ignore-output", "raises-exception", "solution")
NBVAL_COMMENT = re.compile(r"^\s*#+\s*(NBVAL_\w+|PYTEST_VALIDATE_IGNORE_OUTPUT)\s*$", re.MULTILINE)


def lesson_problems(lesson):
    """Every `Problem` of a lesson's source; an empty list where it can be built."""
    problems = []
    code = []
    for cell in lesson.cells:
        problems += _cell_problems(cell, lesson.file)
        if cell.kind == "markdown" or _parses(cell.source):
            problems += answer_problems(cell, lesson.file)
            code += [cell] if cell.kind == "code" else []
        elif cell.kind == "code":
            problems.append(_syntax_problem(cell, lesson.file))
    return problems + list(_leaf_problems(code, lesson.file))


def _cell_problems(cell, file):
    if cell.kind not in ("code", "markdown"):
        yield cell.problem(file, "unknown kind of cell", f"{cell.kind}; use code or markdown.")
    if not cell.source.strip():
        yield cell.problem(file, "empty cell", "take it out.")
    for key in sorted(cell.metadata.keys() - {"tags"}):
        yield cell.problem(file, "unknown metadata", f"{key}; only tags may stand after # %%.")
    for tag in sorted(set(cell.tags) - set(TAGS)):
        yield cell.problem(file, "unknown tag", f"{tag}; the tags are {', '.join(TAGS)}.")
    if cell.kind == "code" and (found := NBVAL_COMMENT.search(cell.source)):
        yield cell.problem(file, "nbval comment", f"{found[1]}; use the tag nbval-ignore-output.")


def _parses(source):
    try:
        ast.parse(source)
    except SyntaxError:
        return False
    return True


def _syntax_problem(cell, file):
    escapes = [line.strip() for line in cell.source.splitlines() if line.strip()[:1] in ("%", "!")]
    if escapes:
        return cell.problem(file, "magic", f"{escapes[0]}; write it in Python.")
    return cell.problem(file, "does not parse", f"see the script from line {cell.line} on.")


def _leaf_problems(code, file):
    """Exercises are leaves: a lesson must run whatever its learner wrote, or did not."""
    for exercise in filter(is_exercise, code):
        bound = _bound_names(_symbols(exercise))
        for cell in code:
            if cell is exercise or "solution" in cell.tags:
                continue
            table = _symbols(cell)
            for name in sorted(bound & (_names_used(table) - _bound_names(table))):
                detail = f"{name} comes from the exercise in cell {exercise.number}; do without it."
                yield cell.problem(file, "not a leaf", detail)


def _symbols(cell):
    return symtable.symtable(cell.source, f"cell {cell.number}", "exec")


def _bound_names(table):
    """The names that a cell binds for the cells after it."""
    symbols = table.get_symbols()
    return {s.get_name() for s in symbols if s.is_assigned() or s.is_imported()}


def _names_used(table):
    """The names of the notebook that a cell uses, inside its functions too."""
    everywhere = table.get_type() == "module"
    symbols = [s for s in table.get_symbols() if s.is_referenced()]
    used = {s.get_name() for s in symbols if everywhere or s.is_global()}
    return used.union(*map(_names_used, table.get_children()))
