"""Data classes for cells of TensorFlow 1, their networks, and layers of Keras 3."""

from dataclasses import dataclass

import numpy as np

from utils.convert.classes import KERAS_GATES, WITH_FORGET_BIAS, misfit, sizes

# The functions that have the same name and the same values in TensorFlow 1 and Keras 3.
ACTIVATIONS = ["tanh", "sigmoid", "relu", "relu6", "elu", "selu", "softplus", "softsign", "linear"]
RECURRENT_ACTIVATIONS = ["sigmoid", "hard_sigmoid"]


class ConversionError(ValueError):
    """Something cannot be converted.

    Arguments:
        what: a sentence that says what is wrong.
        how: a sentence that says what to do.
    """

    def __init__(self, what, how):
        super().__init__(f"{what} {how}")
        self.what, self.how = what, how


@dataclass(frozen=True, eq=False)
class Cell:
    """A cell of TensorFlow 1 with its weights. Lesson 19.

    Arguments:
        name: its scope, such as "rnn/basic_lstm_cell".
        class_name: one of `CLASSES`: "BasicRNNCell", "BasicLSTMCell", "LSTMCell", "GRUCell",
            "CudnnCompatibleGRUCell", or a cell of Keras 2: "keras.SimpleRNN", "keras.LSTM",
            "keras.GRU".
        weights: dict from the last names of the variables in TensorFlow 1 to float arrays. These
            names are "kernel" and "bias". An LSTMCell may also have "projection/kernel". A GRUCell
            has "gates/kernel", "gates/bias", "candidate/kernel" and "candidate/bias". A cell of
            Keras has "kernel", "recurrent_kernel" and perhaps "bias".
        forget_bias: a number. It is not in the variables.
        activation: the name of a function, one of `ACTIVATIONS`. It is not in the variables.
        recurrent_activation: the function of the gates: "sigmoid", or "hard_sigmoid" in Keras.
        seen_by: "name", "shape", "graph" or "you", which says how the class was found.

    Raises ConversionError if these arguments do not fit each other.
    """

    name: str
    class_name: str
    weights: dict
    forget_bias: float = 1.0
    activation: str = "tanh"
    recurrent_activation: str = "sigmoid"
    seen_by: str = "you"

    def __post_init__(self):
        """Convert the weights to arrays, and check the arguments."""
        arrays = {role: np.asarray(value) for role, value in self.weights.items()}
        object.__setattr__(self, "weights", arrays)
        if self.activation not in ACTIVATIONS:
            what = f"TensorFlow 1 and Keras 3 do not share an activation {self.activation!r}."
            raise ConversionError(what, f"Choose one of {', '.join(ACTIVATIONS)}.")
        possible = RECURRENT_ACTIVATIONS if self.is_of_keras else ["sigmoid"]
        if self.recurrent_activation not in possible:
            what = f"The gates of a {self.class_name} cannot use {self.recurrent_activation!r}."
            raise ConversionError(what, f"Choose one of {', '.join(possible)}.")
        if not np.isfinite(self.forget_bias):
            what = f"The forget bias cannot be {self.forget_bias}."
            raise ConversionError(what, "Give the number that the cell was created with.")
        problem = misfit(self.class_name, self._shapes())
        kinds = {array.dtype for array in arrays.values()}
        if not problem and (len(kinds) > 1 or min(kinds).kind != "f"):
            names = " and ".join(sorted(map(str, kinds)))
            problem = f"its weights are {names}, and must have one dtype of floats"
        if problem:
            what = f"{self.name or 'This'} is not of the class {self.class_name}: {problem}."
            raise ConversionError(what, "Give the weights of one cell, and the class of this cell.")

    @property
    def is_of_keras(self):
        """Whether this is a cell of Keras 2."""
        return self.class_name in KERAS_GATES

    @property
    def has_forget_bias(self):
        """Whether this cell adds a forget bias at every time step."""
        return self.class_name in WITH_FORGET_BIAS

    @property
    def input_size(self):
        """The size of the input at a time step."""
        return sizes(self.class_name, self._shapes())[0]

    @property
    def num_units(self):
        """The number of units."""
        return sizes(self.class_name, self._shapes())[1]

    @property
    def output_size(self):
        """The size of the output at a time step: the number of units, or the projection's size."""
        return sizes(self.class_name, self._shapes())[2]

    def _shapes(self):
        return {role: array.shape for role, array in self.weights.items()}


@dataclass(frozen=True, eq=False)
class BothDirections:
    """Two cells, or two stacks of cells, one for each direction of a bidirectional network."""

    name: str
    forward: tuple
    backward: tuple

    @property
    def input_size(self):
        """The size of the input at a time step."""
        return self.forward[0].input_size

    @property
    def output_size(self):
        """The size of the concatenated outputs at a time step."""
        return self.forward[-1].output_size + self.backward[-1].output_size


@dataclass(frozen=True, eq=False)
class Network:
    """A chain of parts, each a `Cell` or `BothDirections`. Each one reads the outputs before it."""

    name: str
    parts: tuple

    @property
    def input_size(self):
        """The size of the input at a time step."""
        return self.parts[0].input_size

    @property
    def output_size(self):
        """The size of the output at a time step."""
        return self.parts[-1].output_size


@dataclass(frozen=True, eq=False)
class KerasLayer:
    """A layer of Keras 3 with its weights, as data. It does not need Keras.

    Arguments:
        class_name: "SimpleRNN", "LSTM", "GRU" or "Dense".
        config: dict of the arguments of the layer, such as {"units": 3}.
        weights: list of arrays in the order of Keras: kernel, recurrent kernel, bias.
    """

    class_name: str
    config: dict
    weights: list

    def __repr__(self):
        arguments = (f"{key}={value!r}" for key, value in self.config.items() if key != "units")
        return f"{self.class_name}({', '.join([str(self.config['units']), *arguments])})"
