"""The cells that can be converted, with their weights and the shapes of the weights."""

# The vectors that multiply the rows of a kernel.
INPUTS, STATE, BOTH = "inputs", "state", "inputs and state"
CUDNN_GRU = "CudnnCompatibleGRUCell"
PROJECTION = "projection/kernel"
# For each class its weights: (the vectors of a kernel's rows, the number of gates in it).
CLASSES = {
    "BasicRNNCell": {"kernel": (BOTH, 1), "bias": (None, 1)},
    "BasicLSTMCell": {"kernel": (BOTH, 4), "bias": (None, 4)},
    "LSTMCell": {"kernel": (BOTH, 4), "bias": (None, 4)},
    "GRUCell": {
        "gates/kernel": (BOTH, 2),
        "gates/bias": (None, 2),
        "candidate/kernel": (BOTH, 1),
        "candidate/bias": (None, 1),
    },
    CUDNN_GRU: {
        "gates/kernel": (BOTH, 2),
        "gates/bias": (None, 2),
        "candidate/input_projection/kernel": (INPUTS, 1),
        "candidate/input_projection/bias": (None, 1),
        "candidate/hidden_projection/kernel": (STATE, 1),
        "candidate/hidden_projection/bias": (None, 1),
    },
}
KERAS_GATES = {"keras.SimpleRNN": 1, "keras.LSTM": 4, "keras.GRU": 3}
CLASSES |= {
    class_name: {
        "kernel": (INPUTS, gates),
        "recurrent_kernel": (STATE, gates),
        "bias": (None, gates),
    }
    for class_name, gates in KERAS_GATES.items()
}
OPTIONAL = {"LSTMCell": {PROJECTION}} | {class_name: {"bias"} for class_name in KERAS_GATES}
WITH_FORGET_BIAS = {"BasicLSTMCell", "LSTMCell"}


def misfit(class_name, shapes):
    """Return why weights of these shapes do not belong to a cell of a class, or None.

    Arguments:
        class_name: one of `CLASSES`.
        shapes: dict from a weight's last name to its shape.
    """
    if class_name not in CLASSES:
        return f"the cells that can be converted are {', '.join(CLASSES)}"
    weights, optional = CLASSES[class_name], OPTIONAL.get(class_name, set())
    missing = weights.keys() - shapes.keys() - optional
    more = shapes.keys() - weights.keys() - optional
    if missing or more:
        words = [f"{name} is missing" for name in sorted(missing)]
        return ", ".join(words + [f"the class has no {name}" for name in sorted(more)])
    for role, shape in shapes.items():
        if len(shape) != (1 if role.endswith("bias") else 2) and not _two_biases(class_name, role):
            return f"its {role} has the shape {list(shape)}"
    input_size, num_units, output_size = sizes(class_name, shapes)
    rows = {INPUTS: input_size, STATE: output_size, BOTH: input_size + output_size}
    for role in [role for role in weights if role in shapes]:
        part, gates = weights[role]
        columns = gates * num_units
        possible = [[rows[part], columns]] if part else [[columns]]
        if _two_biases(class_name, role):
            possible.append([2, columns])
        if list(shapes[role]) not in possible or input_size < 1 or num_units < 1:
            return f"its {role} has the shape {list(shapes[role])}"
    if PROJECTION in shapes and shapes[PROJECTION][0] != num_units:
        return f"its {PROJECTION} has the shape {list(shapes[PROJECTION])}"
    return None


def _two_biases(class_name, role):
    """Return whether a bias may have two rows, as in Keras' GRU with reset_after=True."""
    return (class_name, role) == ("keras.GRU", "bias")


def sizes(class_name, shapes):
    """Return (input_size, num_units, output_size) of a cell whose weights have these shapes."""
    [(first, (part, gates)), *_] = CLASSES[class_name].items()
    rows, columns = shapes[first]
    num_units = columns // gates
    output_size = shapes[PROJECTION][1] if PROJECTION in shapes else num_units
    return rows - (output_size if part == BOTH else 0), num_units, output_size
