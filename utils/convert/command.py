"""Convert recurrent weights of TensorFlow 1 to Keras 3.

The command finds the cells in a checkpoint: BasicRNNCell, BasicLSTMCell, LSTMCell, GRUCell, and
cells of Keras 2 and cuDNN, also in stacks and in both directions. It lists these cells and all
other variables, and writes a model that gives the same outputs. With `--list`, it writes nothing.
Forget biases and activations are read from the .meta file beside the checkpoint, if there is one.

The model maps inputs [batch, num_steps, input_size] to the outputs of every time step. If the
checkpoint has several networks, the inputs and the outputs are dicts.
"""

import sys

from utils.convert.cells import ACTIVATIONS, RECURRENT_ACTIVATIONS, ConversionError
from utils.convert.classes import CLASSES
from utils.convert.finding import find_cells
from utils.convert.keras_files import checked_target, save_keras
from utils.convert.keras_process import keys_of
from utils.convert.listing import BY_ITS_NAME
from utils.convert.variables import read_checkpoint
from utils.environment import TensorFlowNotReady


def add_arguments(parser):
    """Add the arguments of `course convert` to its parser."""
    parser.add_argument("checkpoint", help="the path from Saver.save, its folder, or a SavedModel")
    parser.add_argument("out", nargs="?", metavar="OUT.keras", help="the file to write")
    parser.add_argument("--list", action="store_true", help="list the cells, and write nothing")
    for option, value, text in [
        ("--forget-bias", "1.0", "the forget bias of BasicLSTMCell and LSTMCell"),
        ("--activation", "tanh", f"the activation of the cells: {', '.join(ACTIVATIONS)}"),
        (
            "--recurrent-activation",
            "sigmoid",
            f"the activation of the gates of Keras cells: {', '.join(RECURRENT_ACTIVATIONS)}",
        ),
        ("--cell", "CLASS", f"the class of a cell with another name: {', '.join(CLASSES)}"),
    ]:
        scoped = f"SCOPE={value}" if option == "--cell" else f"[SCOPE=]{value}"
        parser.add_argument(option, action="append", default=[], metavar=scoped, help=text)
    parser.add_argument(
        "--averages",
        action="store_true",
        help="use moving averages of variables instead of the variables",
    )


def run(options):
    """Convert a checkpoint, or list its cells. The exit status is 1 if there is an error."""
    try:
        return _convert(options)
    except (ConversionError, TensorFlowNotReady) as error:
        print(error.args[0], file=sys.stderr)
        return 1


def _convert(options):
    if not options.list:
        if options.out is None:
            what = "The name of the file to write is missing."
            raise ConversionError(what, "Give a name that ends in .keras, or use --list.")
        checked_target(options.out)  # before anything that takes seconds
    found = find_cells(
        read_checkpoint(options.checkpoint),
        forget_bias=_by_scope(options.forget_bias, _number),
        activation=_by_scope(options.activation, str),
        recurrent_activation=_by_scope(options.recurrent_activation, str),
        classes=_classes(options.cell),
        averages=options.averages,
    )
    print(found)
    if not found.cells:
        what = f"There is no cell in {options.checkpoint} that can be converted."
        how = "The table above gives the reason for each variable."
        if any(BY_ITS_NAME in entry.why or "--cell" in entry.why for entry in found.unplaced):
            how = "If a variable belongs to a cell, give its class: --cell SCOPE=BasicLSTMCell."
        raise ConversionError(what, how)
    if not options.list:
        save_keras(found.networks, options.out)
        print(f"\nThe model was written to {options.out}.")
        print(_how_to_load(found.networks, options.out))
    return 0


def _how_to_load(networks, path):
    load = f"With Keras 3: model = keras.models.load_model({str(path)!r})"
    if len(networks) == 1:
        size = networks[0].input_size
        return f"{load}; outputs = model(inputs), inputs are [batch, num_steps, {size}]."
    keys = ", ".join(map(repr, keys_of(networks)))
    return f"{load}; outputs = model(inputs), both are dicts with the keys {keys}."


def _classes(given):
    """Return {scope: class name} from such as ["encoder/memory=LSTMCell"]."""
    for text in given:
        if "=" not in text:
            what = f"--cell {text} does not name the scope of the cell."
            raise ConversionError(what, f"Write --cell SCOPE={text}.")
    return _by_scope(given, str)


def _by_scope(given, read):
    """Return {scope: value} for strings such as "1.0" and "decoder=0.0". "" is every scope."""
    values = {}
    for text in given:
        scope, _, value = text.rpartition("=")
        values[scope] = read(value)
    return values


def _number(text):
    try:
        return float(text)
    except ValueError:
        raise ConversionError(f"{text!r} is not a number.", "Write --forget-bias 1.0.") from None
