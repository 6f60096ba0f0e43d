"""Find the nodes and edges of a diagram of a graph."""

from utils.figures.drawing.graph_layout import Edge, GraphParts, Node
from utils.tf1 import tf

KINDS = {
    "Placeholder": "placeholder",
    "PlaceholderWithDefault": "placeholder",
    "Const": "constant",
    "VariableV2": "variable",
    "VarHandleOp": "variable",
}


# Inputs that are settings of an operation, for example the axis of concat.
SETTINGS = {"axis", "begin", "dim", "dims", "end", "multiples", "paddings", "perm", "shape"}


SETTINGS |= {"reduction_indices", "size_splits", "split_dim", "strides"}


def graph_edges(graph):
    """Return the nodes and edges of a graph for its diagram, without small details. Lesson 01.

    A variable and the operations under its name (Assign, read, its initializer) are one node. The
    diagram leaves out the initializer of all variables, and constants that are settings of an
    operation, such as `concat/axis`. It also leaves out the operations that only compute such a
    constant or the initial value of a variable.

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
    """Return a dict from the name of each operation to the name of its node."""
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
    """Return the names of the operations that the diagram leaves out."""
    hidden = set()
    uses = {operation.name: [] for operation in operations}  # True if a use is only a setting
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
    """Return whether this is a list of sizes. `zero_state` of a cell leaves such lists unused."""
    if operation.type != "Const" or "/" not in operation.name:
        return False
    constant = operation.outputs[0]
    return constant.dtype == tf.int32 and constant.shape.rank == 1


def _settings(operation):
    """Return for each input of an operation whether it is only a setting."""
    flags = []
    for argument in operation.op_def.input_arg:
        count = 1
        if argument.number_attr:
            count = operation.get_attr(argument.number_attr)
        elif argument.type_list_attr:
            count = len(operation.get_attr(argument.type_list_attr))
        flags += [argument.name in SETTINGS or operation.type == "Fill"] * count
    return flags
