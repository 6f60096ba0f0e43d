"""Find the answers in a notebook, and the parts of a cell to execute."""

import ast
import re
from dataclasses import dataclass

MOST_CANDIDATES = 5
MAGIC = re.compile(r"(?m)^(\s*)[%!].*$")
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
IMPORTS = (ast.Import, ast.ImportFrom)
ASSIGNMENTS = (ast.Assign, ast.AnnAssign)
# Names that few answers need. They may show an attempt to get around the check.
UNUSUAL = {
    *("check", "reference", "oracle", "utils", "sys", "os", "gc", "inspect", "builtins", "ctypes"),
    *("exec", "eval", "compile", "open", "subprocess", "socket", "importlib", "globals"),
    *("get_ipython", "__import__", "__code__", "__globals__", "__subclasses__", "_getframe"),
}
NOT_CODE = (SyntaxError, ValueError, RecursionError, MemoryError)  # all that parsing raises


@dataclass(frozen=True)
class Answer:
    """A cell that defines an exercise's function.

    Arguments:
        source: the cell as it was handed in.
        place: the number of the cell, from 1, among all cells.
        is_own: whether it is the cell of the lesson for this answer.
        is_stub: whether the cell is unchanged.
    """

    source: str
    place: int
    is_own: bool
    is_stub: bool


def answers_to(exercise, cells):
    """Return the cells that may answer an exercise, with the most likely one first.

    Arguments:
        exercise: a `StatedExercise`.
        cells: the code cells of a notebook, each `(number, id, source)`.

    Returns:
        A list of at most MOST_CANDIDATES `Answer`. The cell of the lesson is the first one, and
        then the last of the others. An unchanged cell is in the list only if there is no other.
    """
    found = [
        Answer(
            source, place, cell_id == exercise.cell_id, source.strip() == exercise.source.strip()
        )
        for place, cell_id, source in cells
        if defines(source, exercise.name)
    ]
    written = [answer for answer in found if not answer.is_stub] or found[:1]
    written.sort(key=lambda answer: (answer.is_own, answer.place), reverse=True)
    return written[:MOST_CANDIDATES]


def parsed(source):
    """Return the statements of a cell without magics, or None if it is not valid Python."""
    for text in (source, MAGIC.sub(r"\1pass", source)):
        try:
            return ast.parse(text).body
        except NOT_CODE:
            continue
    return None


def defines(source, name):
    """Return whether a cell defines a name at its top level, or tries to."""
    if name not in source:
        return False
    statements = parsed(source)
    if statements is None:
        return bool(re.search(rf"(?m)^\s*(def|class)\s+{name}\b|^{name}\s*=", source))
    return any(name in bound_names(statement) for statement in statements)


def bound_names(statement):
    """Return the names that a definition, an import or an assignment binds."""
    if isinstance(statement, FUNCTIONS):
        return {statement.name}
    if isinstance(statement, IMPORTS):
        return {(alias.asname or alias.name).split(".")[0] for alias in statement.names}
    if isinstance(statement, ASSIGNMENTS):
        targets = getattr(statement, "targets", [getattr(statement, "target", None)])
        nodes = [node for target in targets for node in ast.walk(target)]
        return {node.id for node in nodes if isinstance(node, ast.Name)}
    return set()


def definitions(source, literals_only=False):
    """Return the definitions, imports and assignments of a cell, which do not train a network.

    Arguments:
        source: the source of a cell.
        literals_only: whether to keep only the assignments of literals.
    """
    return [
        statement
        for statement in parsed(source) or []
        if isinstance(statement, (*FUNCTIONS, *IMPORTS))
        or (isinstance(statement, ASSIGNMENTS) and not (literals_only and _computes(statement)))
    ]


def _computes(assignment):
    try:
        ast.literal_eval(assignment.value)
    except (*NOT_CODE, TypeError):
        return True
    return False


def names_used(statements):
    """Return all names in statements, with attributes and imported modules."""
    found = set()
    for node in (node for statement in statements for node in ast.walk(statement)):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, IMPORTS):
            names = [alias.name for alias in node.names]
            found |= {
                part
                for name in [*names, getattr(node, "module", "") or ""]
                for part in name.split(".")
            }
    return found


def unusual_names(source, solved):
    """Return unusual names of an answer that the course's own answer does not need.

    Arguments:
        source: the source of the learner's cell.
        solved: the source of the cell in the course's solution.
    """
    learners, ours = (names_used(definitions(text)) for text in (source, solved))
    return sorted((learners - ours) & UNUSUAL)


def changes_checks(source):
    """Return whether a cell assigns to the checks, or imports more of them than a lesson."""
    for node in (node for statement in parsed(source) or [] for node in ast.walk(statement)):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, (ast.Store, ast.Del)):
            if ast.unparse(node).startswith("check."):
                return True
        elif isinstance(node, ast.Import):
            if any(alias.name.startswith("utils.checks") for alias in node.names):
                return True
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("utils.checks."):
            return True
    return False
