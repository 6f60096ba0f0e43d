"""Find cells among the variables of a graph or a checkpoint.

There are four ways to recognize the class of a cell. The first is its name, for example
`.../basic_lstm_cell/kernel`, or in old files `.../BasicLSTMCell/Linear/Matrix`. The second is a set
of weights that only one class has, for example gates and a candidate. The third is the way in which
the graph uses the kernel, and the fourth is the class that you give. A kernel with 4 * num_units
columns does not show that there is a cell.
"""

import re
from dataclasses import dataclass

import numpy as np

from utils.convert.arranging import LEVEL, arrange, natural
from utils.convert.cells import Cell, ConversionError
from utils.convert.classes import CLASSES, CUDNN_GRU, KERAS_GATES, PROJECTION, misfit
from utils.convert.graphs import DENSE, Graph, Seen
from utils.convert.listing import BY_ITS_NAME, Found, Unplaced
from utils.convert.naming import PEEPHOLES, is_slot, role_of, with_averages
from utils.convert.remarks import remarks_on
from utils.convert.settings import Settings, require_scopes
from utils.convert.variables import Checkpoint

NAMES = {class_name.lower(): class_name for class_name in CLASSES}
NAMES |= {"cudnncompatiblelstmcell": "LSTMCell", "lstmfusedcell": "LSTMCell"}
# The scopes of the functions that run cells, and layers that may be in these scopes too.
RUNNERS = re.compile(r"rnn|bidirectional_rnn|fw|bw|cell_?\d+", re.IGNORECASE)
NO_CELLS = re.compile(
    r"dense|fully_connected|conv|softmax|logits|attention|projection|embedding|output"
)
SPEAKING = re.compile(r"cell|lstm|rnn")
# This wrapper changes the inputs and outputs of a cell, so the cell alone is another network.
ATTENTION = re.compile(r"attention\w*wrapper", re.IGNORECASE)
# Cells of tf.contrib, in lower case, for which Keras has no layer.
CONTRIB = {
    *("ugrnncell", "intersectionrnncell", "nascell", "phasedlstmcell", "srucell", "indrnncell"),
    *("layernormbasiclstmcell", "layernormlstmcell", "weightnormlstmcell", "convlstmcell"),
    *("coupledinputforgetgatelstmcell", "timefreqlstmcell", "gridlstmcell", "glstmcell"),
    *("bidirectionalgridlstmcell", "indygrucell", "indylstmcell", "minimalrnncell", "cfncell"),
}
UNMISTAKABLE = ["GRUCell", CUDNN_GRU, "LSTMCell", *KERAS_GATES]
BY_KERNEL = "BasicRNNCell", "BasicLSTMCell"


@dataclass(frozen=True)
class Group:
    """Variables of one scope that may belong to a cell: names and shapes by last names."""

    scope: str
    names: dict
    shapes: dict


def find_cells(
    variables,
    forget_bias=None,
    activation=None,
    classes=None,
    recurrent_activation=None,
    graph=None,
    averages=False,
):
    """Find the cells of TensorFlow 1 among variables, and combine them to networks. Lesson 19.

    Arguments:
        variables: dict from a variable's name to its array, from `variables_of` or
            `read_checkpoint`. Only the variables of cells are read from a `Checkpoint`.
        forget_bias, activation, recurrent_activation: settings of the cells. Each is one value, or
            a dict from scopes to values, of which the longest scope of a cell counts. By default,
            the settings are read from the graph. Without a graph, they are those of TensorFlow.
        classes: dict from scopes to class names, for cells that are not recognized.
        graph: the `GraphDef` of the network, by default the one beside a `Checkpoint`.
        averages: whether to use moving averages instead of their variables.

    Returns:
        `Found`, with the lists `cells`, `networks`, `unplaced`, `averages` and `slots` (the
        variables of an optimizer).

    Raises ConversionError if `classes` or another dict has a scope without a cell.
    """
    all_shapes, floats = _described(variables)
    stored, left_averages = with_averages(all_shapes, averages)
    shapes = {name: all_shapes[stored[name]] for name in stored}
    slots = {name for name in shapes if is_slot(name, shapes)}
    names = [name for name in shapes.keys() - slots if stored[name] in floats]
    groups = _groups(names, shapes)
    classes = dict(classes or {})
    require_scopes(classes, groups, shapes)
    if graph is None and isinstance(variables, Checkpoint):
        graph = variables.graph_def()
    operations = Graph(graph) if graph is not None else None
    settings = Settings(
        forget_bias=forget_bias, activation=activation, recurrent_activation=recurrent_activation
    )
    cells, placed, why = [], set(), {}
    for group in groups.values():
        class_name, seen_by, reason = _class_of(group, classes, operations)
        seen = Seen()
        if operations and not reason:
            seen = operations.seen_of(class_name, group.names)
            reason = seen.problem and f"called {class_name}, but {seen.problem}"
        if reason and group.scope not in classes:
            why |= dict.fromkeys(group.names.values(), reason)
            continue
        weights = {role: np.asarray(variables[stored[name]]) for role, name in group.names.items()}
        made = settings.of(group.scope, class_name, group.shapes, seen)
        cells.append(Cell(group.scope, class_name, weights, seen_by=seen_by, **made))
        placed |= set(group.names.values())
    settings.require_used([cell.name for cell in cells])
    unplaced = [
        Unplaced(name, list(shapes[name]), why.get(name, "not part of a cell"))
        for name in sorted(shapes.keys() - slots - placed, key=natural)
    ]
    networks, remarks = arrange(cells)
    remarks += remarks_on(cells, shapes, stored)
    return Found(
        cells,
        networks,
        unplaced,
        sorted(slots, key=natural),
        remarks,
        left_averages,
        settings.sentences(cells, graph is not None),
    )


def _described(variables):
    """Return {name: shape}, and the set of the names of variables of a kind of float."""
    if isinstance(variables, Checkpoint):
        return variables.shapes, variables.floats
    arrays = {name: np.asarray(value) for name, value in variables.items()}
    floats = {name for name, array in arrays.items() if array.dtype.kind == "f"}
    return {name: array.shape for name, array in arrays.items()}, floats


def _groups(names, shapes):
    found = {}
    for name in sorted(names, key=natural):
        scope, role = role_of(name)
        if role:
            found.setdefault(scope, {})[role] = name
    groups = {}
    for scope, roles in found.items():
        # A dense layer that is called projection has a bias.
        if "projection/bias" in roles:
            roles = {role: name for role, name in roles.items() if "projection" not in role}
        shapes_of_roles = {role: shapes[name] for role, name in roles.items()}
        groups[scope] = Group(scope, roles, shapes_of_roles)
    return groups


def _class_of(group, classes, operations):
    """Return (class_name, seen_by, None), or (None, None, why there is no cell)."""
    scope, shapes = group.scope, group.shapes
    last = scope.rpartition("/")[2]
    plain = re.sub(r"_\d+$", "", last).replace("_", "").lower()
    of_keras = "recurrent_kernel" in shapes
    class_name = classes.get(scope, None if of_keras else NAMES.get(plain))
    reason = None if scope in classes else _other_kind(scope, plain)
    if PEEPHOLES & shapes.keys():
        reason = "an LSTM with peepholes, which Keras does not have"
    if any(re.fullmatch(r"w_\d+", role) for role in shapes):
        reason = "an LSTM whose kernel is in several parts (num_unit_shards)"
    if reason:
        return None, None, reason
    problem = misfit(class_name, shapes) if class_name else None
    if problem and scope in classes:
        what = f"{scope} is not of the class {class_name}: {problem}."
        raise ConversionError(what, "Give the class of this cell, or no class.")
    if problem:
        return None, None, f"called {class_name}, but {problem}"
    if class_name:
        return class_name, "you" if scope in classes else "name", None
    fitting = [name for name in UNMISTAKABLE if not misfit(name, shapes)]
    if fitting and (fitting != ["LSTMCell"] or PROJECTION in shapes):
        return fitting[0], "shape", None
    if of_keras:
        return None, None, _other_cell_of_keras(shapes)
    possible = [name for name in BY_KERNEL if not misfit(name, shapes)]
    used_as = operations.class_of(group.names["kernel"]) if operations and possible else None
    if used_as == DENSE:
        return None, None, "a dense layer, as the graph shows"
    if used_as in possible:
        return used_as, "graph", None
    return None, None, _perhaps(scope, possible)


def _other_kind(scope, plain):
    """Return why Keras has no layer for the cell of a scope, or None."""
    if ATTENTION.search(scope):
        return "in an attention wrapper, which is not converted"
    if plain in CONTRIB:
        return "a cell of contrib that Keras does not have"
    return None


def _other_cell_of_keras(shapes):
    columns = [shapes[role][-1] for role in ("recurrent_kernel", "bias") if shapes.get(role)]
    if len(columns) == 2 and columns[1] == 2 * columns[0]:
        return "a layer of Keras that only cuDNN can run (CuDNNLSTM or CuDNNGRU)"
    return "a cell of Keras, but neither SimpleRNN nor LSTM nor GRU"


def _perhaps(scope, possible):
    """Return what the variables of a scope may be, if their shapes fit `possible` classes."""
    last = scope.rpartition("/")[2]
    plain = re.sub(r"_\d+$", "", last).replace("_", "").lower()
    if not possible:
        return "not part of a cell"
    if NO_CELLS.search(last.lower()):
        return BY_ITS_NAME
    segments = scope.split("/")
    level = len(segments) > 1 and LEVEL.fullmatch(segments[-2])
    runs = any(map(RUNNERS.fullmatch, segments[-2:]))
    if plain.endswith("cell") and plain != "cell":
        return f"perhaps a custom cell. If not, use --cell {scope}={possible[-1]}"
    if not runs or not (level or SPEAKING.search(last.lower())):
        return f"perhaps a dense layer. If it is a cell, use --cell {scope}={possible[-1]}"
    told = " or ".join(f"--cell {scope}={class_name}" for class_name in possible)
    return f"perhaps a cell with another name, or a dense layer. If it is a cell, use {told}"
