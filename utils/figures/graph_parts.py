"""The nodes and edges of a graph, as they are drawn."""

from utils.figures.drawing.graph_layout import Edge, GraphParts, Node
from utils.tf1 import tf

KINDS = {
    "Placeholder": "placeholder",
    "PlaceholderWithDefault": "placeholder",
    "Const": "constant",
    "VariableV2": "variable",
    "VarHandleOp": "variable",
}


# Inputs that say how an operation works, not on what: concat's axis, reshape's shape.
SETTINGS = {"axis", "begin", "dim", "dims", "end", "multiples", "paddings", "perm", "shape"}


SETTINGS |= {"reduction_indices", "size_splits", "split_dim", "strides"}


def graph_edges(graph):
    """Return the nodes and edges of a graph, without what only serves variables and settings.

    A variable and the operations under its name (Assign, read, its initializer) are one node.
    Left out are the initializer of all variables, the constants that say how an operation works,
    such as `concat/axis`, and what only computes such a constant or a variable's first value.

    Arguments:
        graph: a `tf.Graph`.

    Returns:
        `GraphParts(nodes, edges)`, in the order in which the graph was built.
    """
    operations = graph.get_operations()
    owners = _owners(operations)
    hidden = _hidden(operations, owners)
    nodes, edges = [], []
    for operation in operations:
        name = operation.name
        if name in hidden or owners[name] != name:
            continue
        shape = _shape(operation.outputs[0]) if operation.outputs else None
        nodes.append(Node(name, _kind(operation), operation.type, shape))
        sources = [(tensor.op, _shape(tensor), False) for tensor in operation.inputs]
        sources += [(source, None, True) for source in operation.control_inputs]
        for source, shape, control in sources:
            if source.name not in hidden and owners[source.name] != name:
                edges.append(Edge(owners[source.name], name, shape, control))
    return GraphParts(nodes, edges)


def _kind(operation):
    return KINDS.get(operation.type, "operation")


def _shape(tensor):
    return None if tensor.shape.rank is None else tuple(tensor.shape.as_list())


def _owners(operations):
    """Return a dict from an operation's name to that of the node it belongs to."""
    owners, variables = {}, []
    for operation in operations:
        name = operation.name
        owners[name] = next((v for v in variables if name.startswith(f"{v}/")), name)
        if operation.type in ("ReadVariableOp", "Identity"):
            source = owners[operation.inputs[0].op.name]
            if source in variables or name.startswith(f"{source}/"):
                owners[name] = source
        if _kind(operation) == "variable" and owners[name] == name:
            variables.append(name)
    return owners


def _hidden(operations, owners):
    """Return the names of the operations that are neither drawn nor part of a node."""
    hidden = set()
    uses = {operation.name: [] for operation in operations}  # True where a use only serves
    for operation in reversed(operations):
        name = operation.name
        if owners[name] == name and _kind(operation) in ("constant", "operation"):
            serves = bool(uses[name]) and all(uses[name])
            if serves or _initializes(operation, owners) or (not uses[name] and _sizes(operation)):
                hidden.add(name)
        inside = owners[name] != name or name in hidden
        for tensor, setting in zip(operation.inputs, _settings(operation), strict=True):
            if owners[tensor.op.name] != owners[name]:
                uses[owners[tensor.op.name]].append(setting or inside)
    return hidden


def _initializes(operation, owners):
    sources = [source.name for source in operation.control_inputs]
    return operation.type == "NoOp" and sources and all(owners[name] != name for name in sources)


def _sizes(operation):
    """Say whether this is a list of sizes, as a cell's zero state leaves unused in the graph."""
    if operation.type != "Const" or "/" not in operation.name:
        return False
    constant = operation.outputs[0]
    return constant.dtype == tf.int32 and constant.shape.rank == 1


def _settings(operation):
    """Return, for each input of an operation, whether it only says how the operation works."""
    flags = []
    for argument in operation.op_def.input_arg:
        count = 1
        if argument.number_attr:
            count = operation.get_attr(argument.number_attr)
        elif argument.type_list_attr:
            count = len(operation.get_attr(argument.type_list_attr))
        flags += [argument.name in SETTINGS or operation.type == "Fill"] * count
    return flags
