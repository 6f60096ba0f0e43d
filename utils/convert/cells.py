"""Cells of TensorFlow 1, the networks they make up, and layers of Keras 3, all of them as data."""

from dataclasses import dataclass

import numpy as np

from utils.convert.classes import KERAS_GATES, WITH_FORGET_BIAS, misfit, sizes

# The functions that TensorFlow 1 and Keras 3 call by one name, and compute alike.
ACTIVATIONS = ["tanh", "sigmoid", "relu", "relu6", "elu", "selu", "softplus", "softsign", "linear"]
RECURRENT_ACTIVATIONS = ["sigmoid", "hard_sigmoid"]


class ConversionError(ValueError):
    """What cannot be converted, in one sentence, and what to do about it, in another.

    Arguments:
        what: what is wrong.
        how: how to fix it.
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
        weights: dict of float arrays, under their last names in TensorFlow 1: "kernel" and "bias",
            of an LSTMCell perhaps "projection/kernel" too, of a GRUCell "gates/kernel",
            "gates/bias", "candidate/kernel" and "candidate/bias", of a cell of Keras "kernel",
            "recurrent_kernel" and perhaps "bias".
        forget_bias, activation: what the cell was made with. They are in no variable.
        recurrent_activation: of the gates: "sigmoid", or "hard_sigmoid" in Keras.
        seen_by: "name", "shape", "graph" or "you": how its class is known.

    Raises ConversionError where these do not fit each other.
    """

    name: str
    class_name: str
    weights: dict
    forget_bias: float = 1.0
    activation: str = "tanh"
    recurrent_activation: str = "sigmoid"
    seen_by: str = "you"

    def __post_init__(self):
        """Take the weights as arrays, and look at their shapes."""
        arrays = {role: np.asarray(value) for role, value in self.weights.items()}
        object.__setattr__(self, "weights", arrays)
        if self.activation not in ACTIVATIONS:
            what = f"There is no activation {self.activation!r} that both sides compute alike."
            raise ConversionError(what, f"Choose one of {', '.join(ACTIVATIONS)}.")
        possible = RECURRENT_ACTIVATIONS if self.is_of_keras else ["sigmoid"]
        if self.recurrent_activation not in possible:
            what = f"The gates of a {self.class_name} cannot be {self.recurrent_activation!r}."
            raise ConversionError(what, f"Choose one of {', '.join(possible)}.")
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
    def is_of_keras(self):
        """Whether this is a cell of Keras 2 that TensorFlow 1 has run."""
        return self.class_name in KERAS_GATES

    @property
    def has_forget_bias(self):
        """Whether this is a cell that adds a forget bias at every time step."""
        return self.class_name in WITH_FORGET_BIAS

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
