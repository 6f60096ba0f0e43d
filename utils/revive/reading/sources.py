"""The owner's files as code: Python 3, or Python 2 made readable."""

import ast
import re
import warnings
from contextlib import suppress

from utils.revive.left_out import keep_caught_lines
from utils.revive.libraries.keras_imports import with_todays_keras
from utils.revive.notes import note
from utils.revive.python2 import conversion, python2_signs, which_python
from utils.revive.reading.era import Era
from utils.revive.reading.first_states import with_last_states
from utils.revive.reading.source_text import CannotBeRead, text_of, with_spaces

FOUR_LINES = (
    'os.environ["TF_USE_LEGACY_KERAS"] = "1"; import tensorflow.compat.v1 as tf; '
    "tf.disable_v2_behavior()"
)
OF_FIRST_RNN = {
    "rnn": "tf.nn.static_rnn",
    "rnn_cell": "tf.nn.rnn_cell",
    "seq2seq": "a loop over the cell",
}
CORE = re.compile(r"^tensorflow(_core\._api\.v1|_core|\._api\.v1)(?!\w)")  # the inside of 1.15
SHUFFLED = "A range was a list in Python 2; today it cannot be shuffled in place."


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
    import_from_outside(path, tree)
    note_imports(path, tree)
    look_for_old_states(tree)
    tree = with_last_states(path, tree)
    keep_caught_lines(path, tree)
    return with_todays_keras(path, tree), names


def _tree_and_names(path, source):
    try:
        tree = ast.parse(source, str(path))
    except TabError:
        return _tree_and_names(path, with_spaces(source))
    except (SyntaxError, ValueError) as error:
        return _only_python_2(path, source, error)
    is_needed = python2_signs.is_needed(tree, Era.starred.get(str(path), frozenset()))
    if which_python.means_python_2(path, tree, source):
        is_needed = is_needed or (Era.is_guess and _divides(tree))
        meaning = which_python.why_python_2(tree)
        with suppress(conversion.NotPython2):
            return conversion.tree_and_names(source, str(path), is_needed, meaning)
    if is_needed:
        meaning = which_python.why_python_3(tree)
        tree, names = conversion.with_names_alone(source, tree, str(path), meaning)
        return with_lists(path, tree), names
    return with_lists(path, tree), {}


def _only_python_2(path, source, problem):
    """Read what Python 3 cannot read; raise its problem if Python 2 cannot read it either."""
    try:
        found = conversion.tree_and_names(source, str(path))
    except conversion.NotPython2:
        if isinstance(problem, SyntaxError):
            raise problem from None
        raise CannotBeRead(f"{path} is not a Python script: {problem}.") from None
    which_python.note_late_file(path)
    return found


def _divides(tree):
    return any(isinstance(node, ast.Div) for node in ast.walk(tree))


def import_from_outside(path, tree):
    """Let imports from the inside of TensorFlow 1.15, as editors wrote them, name its outside.

    Arguments:
        path: the file.
        tree: its `ast.Module`, which is changed in place.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and not node.level:
            places = [(node, "module")]
        elif isinstance(node, ast.Import):
            places = [(one, "name") for one in node.names if one.asname]
        else:
            continue
        for place, field in places:
            old = getattr(place, field)
            new = CORE.sub("tensorflow", old)
            if new != old:
                setattr(place, field, new)
                note(f"import {old}", f"import {new}", where=(str(path), node.lineno))


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


def with_lists(path, tree):
    """The tree of Python 3, with a list in place of each `range` that is shuffled by its name."""
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
