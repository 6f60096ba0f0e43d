"""Run Keras 3 in another process, because one process can have only one version of Keras."""

import sys
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import numpy as np

from utils.convert.cells import Cell, ConversionError, KerasLayer, Network
from utils.convert.weights import to_keras
from utils.worker_process import WorkerEnded, WorkerProcess, WorkerRefused

LOOK_AT_SHAPES = "Check the shapes of the inputs and states, and the arguments of the layers."
HOW = {
    "save": "Check whether the disk is full, or give a path in another folder.",
    "read": "Give a .keras file that Keras 3 has written.",
}
WORKER = Path(__file__).with_name("keras_worker.py")


@dataclass(frozen=True, eq=False)
class Gradients:
    """Gradients of sum(output_weights * outputs) for inputs, initial states and weights."""

    inputs: np.ndarray
    states: list
    weights: list


@dataclass(frozen=True, eq=False)
class Answer:
    """Results of layers: outputs [batch, num_steps, size], final states, and `Gradients`."""

    outputs: np.ndarray
    states: list
    gradients: Gradients


class KerasProcess:
    """A fresh Python with Keras 3, which takes some seconds to start. Lesson 19.

    Close it when you are done, or use it in a `with` block.
    """

    def __init__(self):
        """Start it, and wait until it has imported Keras.

        Raises ConversionError, with the last line that Python printed, if it does not start.
        """
        # With -P no file of a learner's folder can take the place of Keras.
        self._worker = WorkerProcess([sys.executable, "-P", str(WORKER)])
        self.version = self._answer(self._worker.answer)

    def run(self, layers, inputs, states=None, output_weights=None):
        """Run layers of Keras over a batch of sequences, and compute gradients.

        Arguments:
            layers: a `KerasLayer`, a list of them, a `Cell` or a `Network`.
            inputs: [batch, num_steps, input_size].
            states: the initial states of all layers in Keras' order, [h, c] for an LSTM. None is
                zero.
            output_weights: the weight of each output in the sum whose gradients are computed, of
                the outputs' shape. None is one.

        Returns:
            `Answer(outputs, states, gradients)`.

        Raises ConversionError if Keras raises an error.
        """
        outputs, final_states, gradients = self._ask(
            "run", _plain_layers(layers), inputs, states, output_weights
        )
        [by_inputs], by_states, by_weights = gradients
        return Answer(outputs[0], final_states, Gradients(by_inputs, by_states, by_weights))

    def predict(self, path, inputs):
        """Load a .keras file, and return its outputs for an array or a dict of arrays."""
        return self._ask("predict", str(path), inputs)

    def save(self, networks, path):
        """Write networks to a .keras file: see `save_keras`."""
        keys = keys_of(networks)
        names = set(keys)  # an input is called as its key, and a layer needs another name
        if len(networks) == 1:
            keys, names = [f"{keys[0]}_input"], set()
        plain = [
            (key, network.input_size, _plain_parts(network, names))
            for key, network in zip(keys, networks, strict=True)
        ]
        self._ask("save", plain, str(path))

    def read(self, path):
        """Return the recurrent layers of a .keras file: see `read_keras`."""
        found = self._ask("read", str(path))
        return {name: [KerasLayer(*layer) for layer in layers] for name, layers in found.items()}

    def close(self):
        """End the process. It may have ended already."""
        self._worker.close()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()

    def _ask(self, name, *arguments):
        return self._answer(self._worker.ask, name, *arguments)

    def _answer(self, ask, *request):
        try:
            return ask(*request)
        except WorkerEnded as error:
            how = "Create another KerasProcess(). If that fails too, run `course doctor`."
            raise ConversionError(f"The Keras process {error}.", how) from None
        except WorkerRefused as error:
            how = HOW.get(request[0] if request else None, LOOK_AT_SHAPES)
            raise ConversionError(f"Keras raised an error: {error}", how) from None


def keys_of(networks):
    """Return the keys of the dicts of a model with several networks."""
    taken = set()
    return [_free_name(network.name, taken) for network in networks]


def _plain_layers(layers):
    """Return layers as the worker takes them."""
    if isinstance(layers, (Cell, Network)):
        return _plain_parts(layers, set())
    layers = [layers] if isinstance(layers, KerasLayer) else layers
    return [(layer.class_name, layer.config, layer.weights) for layer in layers]


def _plain_parts(network, taken):
    """Return the layers of a network, or of a cell, under names that are not taken yet."""
    layers = []
    for part in [network] if isinstance(network, Cell) else network.parts:
        if isinstance(part, Cell):
            layers += _plain_cells([part], taken)
        else:
            ways = _plain_cells(part.forward, taken), _plain_cells(part.backward, taken)
            layers.append(("both", _free_name(part.name, taken, "_layer"), *ways))
    return layers


def _plain_cells(cells, taken):
    plain = []
    for cell in cells:
        for layer, suffix in zip(to_keras(cell), ["", "/projection"], strict=False):
            name = {"name": _free_name(cell.name + suffix, taken, "_layer")}
            plain.append((layer.class_name, layer.config | name, layer.weights))
    return plain


def _free_name(name, taken, end=""):
    """Return a scope as a name that Keras allows, without "/", and that is not taken yet."""
    name = name.replace("/", "_") or "cell"
    name += end if name in taken else ""
    numbered = (name if number == 1 else f"{name}_{number}" for number in count(1))
    name = next(name for name in numbered if name not in taken)
    taken.add(name)
    return name
