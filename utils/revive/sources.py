"""The owner's files as code: their encoding, their tabs, and what only Python 2 can read."""

import ast
import io
import tokenize
import warnings
from pathlib import Path

from utils.revive import python2
from utils.revive.era import Era
from utils.revive.keras_imports import with_todays_keras
from utils.revive.notes import note

FOUR_LINES = (
    'os.environ["TF_USE_LEGACY_KERAS"] = "1"; import tensorflow.compat.v1 as tf; '
    "tf.disable_v2_behavior()"
)
OF_FIRST_RNN = {
    "rnn": "tf.nn.static_rnn",
    "rnn_cell": "tf.nn.rnn_cell",
    "seq2seq": "a loop over the cell",
}
SHUFFLED = "A range was a list in Python 2; today it cannot be shuffled in place."
GUESSES = ["gb18030", "latin-1"]  # where a file is not UTF-8 and names no encoding


class CannotBeRead(SyntaxError):
    """A file is not Python; says so, and what to do."""


def compiled(path, source=None):
    """Compile a file of the owner's.

    Arguments:
        path: the file, or what stands for it in messages if `source` is given.
        source: its text; read from the file if it is not given.

    Returns:
        The code, and a dict of the names of Python 2 that it needs.

    Raises:
        CannotBeRead: it is no text, or neither Python 3 nor Python 2 can read it.
    """
    tree, names = tree_and_names(path, text_of(path) if source is None else source)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what Python 3 has to say of the style of Python 2
        return compile(tree, str(path), "exec", dont_inherit=True), names


def tree_and_names(path, source):
    """Read a file of the owner's.

    Returns:
        An `ast.Module` that Python 3 can compile, and a dict of the names that it needs.

    Raises:
        SyntaxError: neither Python 3 nor Python 2 can read it.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree, names = _tree_and_names(path, source)
    note_imports(path, tree)
    look_for_old_states(tree)
    return with_todays_keras(path, tree), names


def _tree_and_names(path, source):
    try:
        tree = ast.parse(source, str(path))
        is_needed = python2.is_needed(tree)
        if not is_needed and not Era.is_python_2:
            return with_lists(path, tree), {}
        problem = None
    except TabError:
        return _tree_and_names(path, _with_spaces(source))
    except (SyntaxError, ValueError) as error:
        problem, is_needed = error, True
    try:
        return python2.tree_and_names(source, str(path), is_needed)
    except python2.NotPython2:
        if problem is None:  # it is Python 3 after all
            return with_lists(path, tree), {}
        if isinstance(problem, SyntaxError):
            raise problem from None
        raise CannotBeRead(f"{path} is not a Python script: {problem}.") from None


def text_of(path):
    """The text of a file, in the encoding that it names, or in UTF-8, or in one that fits.

    Raises:
        CannotBeRead: it is no text.
    """
    content = Path(path).read_bytes()
    if b"\0" in content:
        raise CannotBeRead(f"{path} is not text; name a Python script.")
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
        return _in_lines(content.decode(encoding))
    except SyntaxError as error:  # an unknown encoding, or a first line that is not UTF-8
        if "unknown encoding" in str(error):
            raise CannotBeRead(f"{path} names an encoding that Python does not know.") from None
    except UnicodeDecodeError:
        pass
    for encoding in GUESSES:
        try:
            text = _in_lines(content.decode(encoding))
        except UnicodeDecodeError:
            continue
        meaning = f"The file is not UTF-8 and names no encoding; it was read as {encoding}."
        note("no encoding", f"# -*- coding: {encoding} -*-", meaning, where=(str(path), 1))
        return text
    raise CannotBeRead(f"{path} is not text; name a Python script.")


def _in_lines(text):
    return io.StringIO(text, newline=None).read().removeprefix("\ufeff")


def _with_spaces(source):
    """The source with tabs at the start of lines made eight columns wide, as Python 2 had them."""
    lines = []
    for line in source.splitlines(keepends=True):
        rest = line.lstrip(" \t")
        lines.append(line[: len(line) - len(rest)].expandtabs(8) + rest)
    return "".join(lines)


def note_imports(path, tree):
    """Note the lines that import TensorFlow as it was, and the first modules for its networks."""
    first = "tensorflow.models.rnn"
    for node in ast.walk(tree):
        if not isinstance(node, (ast.Import, ast.ImportFrom)):
            continue
        names = [one.name for one in node.names]
        if isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{name}" for name in names]
        elif "tensorflow" in names:
            note(ast.unparse(node), FOUR_LINES, where=(str(path), node.lineno))
        modules = [name.removeprefix(f"{first}.") for name in names if name.startswith(first)]
        today = [OF_FIRST_RNN[module] for module in modules if module in OF_FIRST_RNN]
        if today:
            note(ast.unparse(node), ", ".join(today), where=(str(path), node.lineno))


def look_for_python_2(path):
    """See whether a script, or a module beside it that it imports, is for Python 2 alone.

    Then Python 2 ran all of them, and even what Python 3 can read has the division of Python 2.
    """
    folder = Path(path).parent
    waiting, seen = [Path(path)], set()
    while waiting:
        file = waiting.pop()
        if file in seen or not file.is_file():
            continue
        seen.add(file)
        try:
            source = text_of(file)
            if python2.is_only_python_2(source):
                Era.is_python_2 = True
                return
            tree = ast.parse(source)
        except (SyntaxError, ValueError):
            continue
        for name in _imported(tree):
            for room in {folder, file.parent}:
                inside = room.joinpath(*name.split("."))
                waiting += [inside.with_suffix(".py"), inside / "__init__.py"]


def _imported(tree):
    """The names of all modules that a tree may import."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        if isinstance(node, ast.ImportFrom):
            module = node.module or ""
            yield module
            yield from (f"{module}.{one.name}".strip(".") for one in node.names)


def with_lists(path, tree):
    """The tree, with a list in place of each `range` that is shuffled under its name.

    That is all that some files need to be Python 3, so nothing else in them tells their age.
    """
    shuffled = {
        node.args[0].id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).endswith("shuffle")
        and len(node.args) == 1
        and isinstance(node.args[0], ast.Name)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Call):
            continue
        names = {one.id for one in node.targets if isinstance(one, ast.Name)}
        if names & shuffled and ast.unparse(node.value.func) == "range":
            note("shuffle(range)", "list(range(...))", SHUFFLED, where=(str(path), node.lineno))
            node.value = ast.Call(ast.Name("list", ast.Load()), [node.value], [])
    return ast.fix_missing_locations(tree)


def look_for_old_states(tree):
    """See whether a script takes the state of an LSTM for one tensor, as up to 0.10.

    A tuple has no `eval`, and is no size. And whether it takes two values of `dynamic_decode`.
    """
    stored = {
        ast.unparse(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            target = node.targets[0]
            is_pair = isinstance(target, ast.Tuple) and len(target.elts) == 2
            if is_pair and ast.unparse(node.value.func).endswith("dynamic_decode"):
                Era.number_decoded = 2
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            is_eval = node.func.attr == "eval" and ast.unparse(node.func.value).endswith("state")
        else:
            is_eval = False
        sizes = node.elts if isinstance(node, ast.List) and len(node.elts) > 1 else []
        names = {ast.unparse(one) for one in sizes if isinstance(one, ast.Attribute)}
        if is_eval or any(name.endswith(".state_size") for name in names - stored):
            Era.state_is_tuple = False
