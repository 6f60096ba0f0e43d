"""Where a lesson's answers are: the markers around them, those that would let one leak, and stubs.

Other tools know a marker by two words anywhere in a line, so these are refused where they are not
a marker's.
"""

import ast
import io
import re
import tokenize

STUB = "raise NotImplementedError"
BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
MARKER_WORDS = re.compile(r"\b(BEGIN|END)[ _-]*SOLUTION", re.IGNORECASE)
# Three hashes are kept for the markers, so that one with a slip in its words is seen too.
NEARLY_A_MARKER = re.compile(r"###|#\W*(begin|end)\b.*\b(solution|answer)", re.IGNORECASE)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def is_exercise(cell):
    """Say whether a code cell holds an answer."""
    return cell.kind == "code" and any(line.strip() == BEGIN for line in cell.source.splitlines())


def answers(cell):
    """The answers of an exercise, each a list of its lines, stripped; markers must be in order."""
    found = []
    inside = False
    for line in cell.source.splitlines():
        if line.strip() == BEGIN:
            inside = True
            found.append([])
        elif line.strip() == END:
            inside = False
        elif inside:
            found[-1].append(line.strip())
    return found


def without_answers(source):
    """Return an exercise's source with a stub for each answer; markers must be in order."""
    lines, inside = [], False
    for line in source.splitlines():
        if line.strip() == BEGIN:
            inside = True
            lines.append(line.replace(BEGIN, STUB))
        elif line.strip() == END:
            inside = False
        elif not inside:
            lines.append(line)
    return "\n".join(lines)


def answer_problems(cell, file):
    """Every `Problem` of the markers in a cell, whose code can be parsed."""
    if cell.kind != "code":
        if found := MARKER_WORDS.search(cell.source):
            yield cell.problem(file, "marker in markdown", f"{found[0]}; say it in other words.")
        return
    markers, misspelt = _markers(cell, file)
    yield from misspelt
    if not misspelt:
        pairs, problems = _pairs(cell, file, markers)
        yield from problems
        if pairs and not problems:
            yield from _pair_problems(cell, file, pairs)


def _pairs(cell, file, markers):
    """The lines of BEGIN and of END, paired; and problems for all that has no partner."""
    pairs, problems = [], []
    begin = None
    for line, marker in markers:
        if marker == BEGIN and begin:
            problems.append(cell.problem(file, "nested marker", f"a {BEGIN} before the {END}."))
        elif marker == BEGIN:
            begin = line
        elif begin is None:
            problems.append(cell.problem(file, "stray end", f"{END} without {BEGIN}."))
        else:
            pairs.append((begin, line))
            begin = None
    if begin:
        problems.append(cell.problem(file, "unclosed marker", f"{BEGIN} without {END}."))
    return pairs, problems


def _markers(cell, file):
    """The exact markers, pairs of a line number and a marker; and problems for all others."""
    markers, problems = [], []
    comments = {}
    for token in tokenize.generate_tokens(io.StringIO(cell.source).readline):
        if token.type == tokenize.COMMENT:
            comments[token.start[0]] = token.string
    for number, line in enumerate(cell.source.splitlines(), start=1):
        comment = comments.get(number, "")
        if line.strip() == comment and comment in (BEGIN, END):
            markers.append((number, comment))
        elif NEARLY_A_MARKER.match(comment) or MARKER_WORDS.search(comment):
            detail = f"{comment}; write {BEGIN} or {END}, alone in a line."
            problems.append(cell.problem(file, "misspelt marker", detail))
        elif found := MARKER_WORDS.search(line):
            detail = f"{found[0]}; a marker is a comment, say it in other words."
            problems.append(cell.problem(file, "marker in a string", detail))
    return markers, problems


def _pair_problems(cell, file, pairs):
    tree = ast.parse(cell.source)
    statements = [node for node in ast.walk(tree) if isinstance(node, ast.stmt)]
    functions = [_function_around(statements, begin) for begin, _ in pairs]
    for function, (begin, end) in zip(functions, pairs, strict=True):
        if any(_cuts(node, begin) or _cuts(node, end) for node in statements):
            yield cell.problem(file, "cut statement", "put the markers between statements.")
        elif function is None and _holds_a_function(statements, begin, end):
            detail = "put the markers inside the function, under its docstring."
            yield cell.problem(file, "around a function", detail)
        elif function is None or any(
            function.end_lineno < node.lineno < end for node in statements
        ):
            yield cell.problem(
                file, "outside a function", "an answer is the end of one function's body."
            )
        elif functions.count(function) > 1:
            detail = f"{function.name} may have one; make it two functions."
            yield cell.problem(file, "two answers in a function", detail)
            return
        elif function.end_lineno > end:
            detail = f"{function.name} goes on after {END}; an answer is the end of its body."
            yield cell.problem(file, "code after the answer", detail)
    last = tree.body[-1]
    if not (isinstance(last, ast.Expr) and re.match(r"check\.\w+\(\w", ast.unparse(last))):
        detail = "the last line of an exercise is check.its_name(the_function)."
        yield cell.problem(file, "no check", detail)


def _function_around(statements, line):
    """The innermost function whose body holds `line`, or None."""
    around = [
        node
        for node in statements
        if isinstance(node, FUNCTIONS) and node.lineno < line <= node.end_lineno
    ]
    return max(around, key=lambda node: node.lineno, default=None)


def _holds_a_function(statements, begin, end):
    return any(isinstance(node, FUNCTIONS) and begin < node.lineno < end for node in statements)


def _cuts(node, line):
    """Say whether a statement without a body or cases of its own goes on across `line`."""
    simple = not hasattr(node, "body") and not hasattr(node, "cases")
    return simple and node.lineno < line <= node.end_lineno
