"""Cells of TensorFlow 1, the networks they make up, and layers of Keras 3, all of them as data."""

from dataclasses import dataclass

import numpy as np

GATES = {"kernel": 1, "bias": 1}
FOUR_GATES = {"kernel": 4, "bias": 4}
TWO_KERNELS = {"gates/kernel": 2, "gates/bias": 2, "candidate/kernel": 1, "candidate/bias": 1}
# For each cell its weights, by their last names in TensorFlow 1, and how many gates each holds.
CLASSES = {
    "BasicRNNCell": GATES,
    "BasicLSTMCell": FOUR_GATES,
    "LSTMCell": FOUR_GATES,
    "GRUCell": TWO_KERNELS,
}
PROJECTION = "projection/kernel"
# The functions that TensorFlow 1 and Keras 3 call by one name, and compute alike.
ACTIVATIONS = ["tanh", "sigmoid", "relu", "relu6", "elu", "selu", "softplus", "softsign", "linear"]


class ConversionError(ValueError):
    """What cannot be converted, in one sentence, and what to do about it, in another.

    Arguments:
        what: what is wrong.
        how: how to mend it.
    """

    def __init__(self, what, how):
        super().__init__(f"{what} {how}")
        self.what, self.how = what, how


@dataclass(frozen=True, eq=False)
class Cell:
    """A cell of TensorFlow 1 with its weights. Lesson 15.

    Arguments:
        name: its scope, such as "rnn/basic_lstm_cell".
        class_name: "BasicRNNCell", "BasicLSTMCell", "LSTMCell" or "GRUCell".
        weights: dict of float arrays, under their last names in TensorFlow 1: "kernel" and "bias",
            of an LSTMCell perhaps "projection/kernel" too, of a GRUCell "gates/kernel",
            "gates/bias", "candidate/kernel" and "candidate/bias".
        forget_bias, activation: what the cell was made with. No checkpoint holds them.
        seen_by: "name", "shape" or "you": how its class is known.

    Raises ConversionError where these do not fit each other.
    """

    name: str
    class_name: str
    weights: dict
    forget_bias: float = 1.0
    activation: str = "tanh"
    seen_by: str = "you"

    def __post_init__(self):
        """Take the weights as arrays, and look at their shapes."""
        arrays = {role: np.asarray(value) for role, value in self.weights.items()}
        object.__setattr__(self, "weights", arrays)
        if self.activation not in ACTIVATIONS:
            what = f"There is no activation {self.activation!r} that both sides compute alike."
            raise ConversionError(what, f"Choose one of {', '.join(ACTIVATIONS)}.")
        if not np.isfinite(self.forget_bias):
            what = f"The forget bias cannot be {self.forget_bias}."
            raise ConversionError(what, "Give what the cell was made with, such as 1.0.")
        problem = misfit(self.class_name, self._shapes())
        kinds = {array.dtype for array in arrays.values()}
        if not problem and (len(kinds) > 1 or min(kinds).kind != "f"):
            problem = (
                f"its weights are {' and '.join(sorted(map(str, kinds)))}, not one kind of float"
            )
        if problem:
            what = f"{self.name or 'This'} is no {self.class_name}: {problem}."
            raise ConversionError(what, "Give the weights of one cell, and its own class.")

    @property
    def input_size(self):
        """How many numbers the cell reads at a step."""
        return sizes(self.class_name, self._shapes())[0]

    @property
    def num_units(self):
        """How many units the cell has."""
        return sizes(self.class_name, self._shapes())[1]

    @property
    def output_size(self):
        """How many numbers the cell gives at a step: its units, or what they are projected to."""
        return sizes(self.class_name, self._shapes())[2]

    def _shapes(self):
        return {role: array.shape for role, array in self.weights.items()}


@dataclass(frozen=True, eq=False)
class BothDirections:
    """Two cells, or two stacks of cells, of which one reads each row from its end."""

    name: str
    forward: tuple
    backward: tuple

    @property
    def input_size(self):
        """How many numbers both read at a step."""
        return self.forward[0].input_size

    @property
    def output_size(self):
        """How many numbers they give at a step, one half after the other."""
        return self.forward[-1].output_size + self.backward[-1].output_size


@dataclass(frozen=True, eq=False)
class Network:
    """Parts, each a `Cell` or `BothDirections`, of which each reads what the one before gives."""

    name: str
    parts: tuple

    @property
    def input_size(self):
        """How many numbers the first part reads at a step."""
        return self.parts[0].input_size

    @property
    def output_size(self):
        """How many numbers the last part gives at a step."""
        return self.parts[-1].output_size


@dataclass(frozen=True, eq=False)
class KerasLayer:
    """A layer of Keras 3 with its weights, as data: no Keras is needed to hold it.

    Arguments:
        class_name: "SimpleRNN", "LSTM", "GRU" or "Dense".
        config: dict of the arguments that make the layer, such as {"units": 3}.
        weights: list of arrays in the order of Keras: kernel, recurrent kernel, bias.
    """

    class_name: str
    config: dict
    weights: list

    def __repr__(self):
        arguments = (f"{key}={value!r}" for key, value in self.config.items() if key != "units")
        return f"{self.class_name}({', '.join([str(self.config['units']), *arguments])})"


def misfit(class_name, shapes):
    """Say why weights of such shapes are not those of such a cell, or return None.

    Arguments:
        class_name: one of `CLASSES`.
        shapes: dict from a weight's last name to its shape.
    """
    if class_name not in CLASSES:
        return f"the cells that can be converted are {', '.join(CLASSES)}"
    gates = CLASSES[class_name]
    optional = {PROJECTION} if class_name == "LSTMCell" else set()
    missing, more = gates.keys() - shapes.keys(), shapes.keys() - gates.keys() - optional
    if missing or more:
        words = [f"{name} is missing" for name in sorted(missing)]
        return ", ".join(words + [f"it has no {name}" for name in sorted(more)])
    for role, shape in shapes.items():
        if len(shape) != (1 if role.endswith("bias") else 2):
            return f"its {role} has the shape {list(shape)}"
    input_size, num_units, output_size = sizes(class_name, shapes)
    for role, count in gates.items():
        wanted = [count * num_units]
        if role.endswith("kernel"):
            wanted.insert(0, input_size + output_size)
        if list(shapes[role]) != wanted or input_size < 1 or num_units < 1:
            return f"its {role} has the shape {list(shapes[role])}"
    if PROJECTION in shapes and shapes[PROJECTION][0] != num_units:
        return f"its {PROJECTION} has the shape {list(shapes[PROJECTION])}"
    return None


def sizes(class_name, shapes):
    """Return (input_size, num_units, output_size) of a cell with weights of such shapes."""
    first = next(iter(CLASSES[class_name]))
    rows, columns = shapes[first]
    num_units = columns // CLASSES[class_name][first]
    output_size = shapes[PROJECTION][1] if PROJECTION in shapes else num_units
    return rows - output_size, num_units, output_size
