"""The cells among the variables of a graph or a checkpoint, found by their names and shapes.

A cell shows itself in one of three ways: by its name (`.../basic_lstm_cell/kernel`, in old files
`.../BasicLSTMCell/Linear/Matrix`); by weights that nothing else has (gates and a candidate, or a
projection beside a kernel); or, under a name of its own, by standing where `dynamic_rnn` and its
like put cells (`rnn/`, `fw/`, `cell_0/`), under a name that a dense layer would not have, in a
shape that only one class has. A kernel of 4 * num_units columns alone is no sign of a cell.
"""

import re
from dataclasses import replace

import numpy as np

from utils.conversion.arranging import LEVEL, arrange, natural
from utils.conversion.cells import CLASSES, PROJECTION, Cell, ConversionError, misfit
from utils.conversion.listing import Found, Unplaced

# The last names of a cell's variables: of TensorFlow 1.2 and later, of 1.0, and of before.
VARIABLE = re.compile(
    r"(?:(?P<scope>.*?)/)?(?P<part>(?:gates|candidate|projection)/)?"
    r"(?P<last>kernel|weights|linear/matrix|bias|biases|linear/bias|w_[fio]_diag)",
    re.IGNORECASE,
)
KERNELS, PEEPHOLES = {"kernel", "weights", "linear/matrix"}, {"w_f_diag", "w_i_diag", "w_o_diag"}
NAMES = {class_name.lower(): class_name for class_name in CLASSES}
NAMES["cudnncompatiblelstmcell"] = "LSTMCell"
# Where the functions that run cells put them; and layers that people put there too.
RUNNERS = re.compile(r"rnn|bidirectional_rnn|fw|bw|cell_?\d+", re.IGNORECASE)
NO_CELLS = re.compile(
    r"dense|fully_connected|conv|softmax|logits|attention|projection|embedding|output"
)
SPEAKING = re.compile(r"cell|lstm|rnn")
# Around a cell it changes what the cell reads and gives, so that the cell alone is another network.
ATTENTION = re.compile(r"attention\w*wrapper", re.IGNORECASE)
# Cells of tf.contrib, in small letters, that compute something else than Keras's layers.
CONTRIB = {
    *("ugrnncell", "intersectionrnncell", "nascell", "phasedlstmcell", "srucell", "indrnncell"),
    *("layernormbasiclstmcell", "layernormlstmcell", "weightnormlstmcell", "convlstmcell"),
    *("coupledinputforgetgatelstmcell", "timefreqlstmcell", "gridlstmcell", "glstmcell"),
    *("bidirectionalgridlstmcell", "indygrucell", "indylstmcell", "minimalrnncell", "cfncell"),
}
COUNTERS = re.compile(r"(?:.*/)?(?:beta[12]_power|global_step)(?:_\d+)?")
CONFUSED = "BasicRNNCell", "BasicLSTMCell"


def find_cells(variables, forget_bias=1.0, activation="tanh", classes=None):
    """Find the cells of TensorFlow 1 among variables, and put them together. Lesson 15.

    Arguments:
        variables: dict from a variable's name to its array, from `variables_of` or
            `read_checkpoint`.
        forget_bias, activation: what the cells were made with: one value, or a dict from scopes
            to values, of which the longest that fits a cell is taken.
        classes: dict from scopes to class names, for cells that show themselves in no way.

    Returns:
        `Found`, with the lists `cells`, `networks`, `unplaced` and `slots` (an optimizer's).

    Raises ConversionError where `classes` or a dict speaks of a scope where there is no cell.
    """
    slots = {name for name in variables if _is_slot(name, variables)}
    groups = {}
    for name in sorted(variables.keys() - slots, key=natural):
        scope, role = _parse(name)
        if np.asarray(variables[name]).dtype.kind == "f" and role:
            groups.setdefault(scope, {})[role] = name
    classes = dict(classes or {})
    _require_scopes(classes, groups, variables)
    cells, placed, why = [], set(), {}
    for scope, roles in groups.items():
        # A dense layer that is called projection has a bias.
        if "projection/bias" in roles:
            roles = {role: name for role, name in roles.items() if "projection" not in role}
        shapes = {role: np.shape(variables[name]) for role, name in roles.items()}
        class_name, seen_by, reason = _class_of(scope, shapes, classes)
        if reason:
            why |= {name: reason for name in roles.values()}
            continue
        weights = {role: np.asarray(variables[name]) for role, name in roles.items()}
        cells.append(Cell(scope, class_name, weights, seen_by=seen_by))
        placed |= set(roles.values())
    settings = {"forget_bias": forget_bias, "activation": activation}
    cells = _with_settings(cells, settings)
    unplaced = [
        Unplaced(name, list(np.shape(variables[name])), why.get(name, "no part of a cell"))
        for name in sorted(variables.keys() - slots - placed, key=natural)
    ]
    networks, remarks = arrange(cells)
    return Found(cells, networks, unplaced, sorted(slots, key=natural), remarks)


def _is_slot(name, variables):
    """Say whether an optimizer, or an average, keeps this beside a variable: `.../kernel/Adam`."""
    if COUNTERS.fullmatch(name):
        return True
    owner = name.rpartition("/")[0]
    while owner:
        if owner in variables:
            return np.shape(variables[owner]) == np.shape(variables[name])
        owner = owner.partition("/")[2]
    return False


def _parse(name):
    """Return the scope of the cell that such a variable could be of, and its last name there."""
    match = VARIABLE.fullmatch(name)
    if not match:
        return None, None
    last = match["last"].lower()
    if last not in PEEPHOLES:
        last = "kernel" if last in KERNELS else "bias"
    return match["scope"] or "", (match["part"] or "").lower() + last


def _class_of(scope, shapes, classes):
    """Return (class_name, seen_by, None), or (None, None, why there is no cell)."""
    last = scope.rpartition("/")[2]
    plain = re.sub(r"_\d+$", "", last).replace("_", "").lower()
    class_name = classes.get(scope, NAMES.get(plain))
    if scope not in classes:
        if ATTENTION.search(scope):
            return None, None, "in an attention wrapper, without which a cell is another network"
        if plain in CONTRIB:
            return None, None, "a cell of contrib that Keras does not have"
    if PEEPHOLES & shapes.keys():
        return None, None, "an LSTM with peepholes, which Keras does not have"
    problem = misfit(class_name, shapes) if class_name else None
    if problem and scope in classes:
        what = f"{scope} is no {class_name}: {problem}."
        raise ConversionError(what, "Name the class with which it was made, or none.")
    if problem:
        return None, None, f"called {class_name}, but {problem}"
    if class_name:
        return class_name, "you" if scope in classes else "name", None
    telling = [name for name in ("GRUCell", "LSTMCell") if not misfit(name, shapes)]
    if telling == ["GRUCell"] or (telling and PROJECTION in shapes):
        return telling[0], "shape", None
    possible = [name for name in CONFUSED if not misfit(name, shapes)]
    if not possible:
        return None, None, "no part of a cell"
    if NO_CELLS.search(last.lower()):
        return None, None, "a dense layer? No cell by its name"
    segments = scope.split("/")
    level = len(segments) > 1 and LEVEL.fullmatch(segments[-2])
    runs = any(map(RUNNERS.fullmatch, segments[-2:]))
    if not runs or not (level or SPEAKING.search(last.lower())):
        return None, None, f"a dense layer? If a cell: --cell {scope}={possible[-1]}"
    if plain.endswith("cell") and plain != "cell":
        return None, None, f"a cell of its own kind? If not: --cell {scope}={possible[-1]}"
    if len(possible) > 1:
        return None, None, f"a cell under a name of its own: {' or '.join(possible)}?"
    return possible[0], "shape", None


def _with_settings(cells, settings):
    for argument, value in settings.items():
        by_scope = value if isinstance(value, dict) else {"": value}
        names = [cell.name for cell in cells]
        for scope in by_scope:
            if scope and not any(_within(name, scope) for name in names):
                _refuse_scope(scope, names)
        for k, cell in enumerate(cells):
            fitting = [scope for scope in by_scope if _within(cell.name, scope)]
            if fitting:
                cells[k] = replace(cells[k], **{argument: by_scope[max(fitting, key=len)]})
        if argument == "forget_bias":
            cells = [_as_cudnn(cell) for cell in cells]
    return cells


def _as_cudnn(cell):
    # CudnnCompatibleLSTMCell adds no forget bias, whatever else a graph holds.
    cudnn = "cudnn_compatible" in cell.name.rpartition("/")[2]
    return replace(cell, forget_bias=0.0) if cudnn else cell


def _within(name, scope):
    return not scope or name == scope or name.startswith(scope + "/")


def _require_scopes(classes, groups, variables):
    for scope in classes:
        if scope in groups:
            continue
        below = [name.removeprefix(scope + "/") for name in variables if _within(name, scope)]
        there = sorted(name for name in below if "/" not in name) if scope else []
        if there:
            what = f"In {scope!r} are {' and '.join(there)}; a cell's are called kernel and bias."
            raise ConversionError(what, "Rename them in a dict, and give that to find_cells.")
        _refuse_scope(scope, groups)


def _refuse_scope(scope, names):
    what = f"There is no cell in the scope {scope!r}."
    raise ConversionError(what, f"Scopes are: {', '.join(names) or 'none, as there is no cell'}.")
