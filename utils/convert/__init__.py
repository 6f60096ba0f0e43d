"""Convert recurrent weights of TensorFlow 1 to Keras 3 and back, in lessons and scripts."""

from utils.convert.cells import (
    ACTIVATIONS,
    BothDirections,
    Cell,
    ConversionError,
    KerasLayer,
    Network,
)
from utils.convert.finding import find_cells
from utils.convert.keras_files import read_keras, save_keras
from utils.convert.keras_process import KerasProcess
from utils.convert.variables import read_checkpoint, variables_of
from utils.convert.weights import state_to_keras, state_to_tf1, to_keras, to_tf1

__all__ = [
    "ACTIVATIONS",
    "BothDirections",
    "Cell",
    "ConversionError",
    "KerasLayer",
    "KerasProcess",
    "Network",
    "find_cells",
    "read_checkpoint",
    "read_keras",
    "save_keras",
    "state_to_keras",
    "state_to_tf1",
    "to_keras",
    "to_tf1",
    "variables_of",
]
