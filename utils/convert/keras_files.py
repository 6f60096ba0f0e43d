"""Files of Keras 3, written and read by a process of its own."""

import tempfile
from pathlib import Path

from utils.convert.cells import ConversionError
from utils.convert.keras_process import KerasProcess


def save_keras(networks, path, keras=None):
    """Write networks as one functional model of Keras 3. Lesson 19.

    The model maps inputs [batch, num_steps, input_size] to outputs [batch, num_steps, output_size].
    Its initial state is zero. With several networks, the inputs and outputs are dicts. Their keys
    are the names of the networks, with "_" for "/". A layer with the same name gets the ending
    "_layer". A stack is a chain of layers, and two directions are a `Bidirectional` layer.

    Arguments:
        networks: list of `Network` or `Cell`, such as `Found.networks`.
        path: the path of the new file, which ends in .keras.
        keras: a running `KerasProcess`. By default, a new one is started.

    Raises ConversionError if the file cannot be written.
    """
    path = checked_target(path)
    if not networks:
        raise ConversionError(
            "There is no network to save.",
            "Look at `unplaced` of the result of find_cells.",
        )
    _with_process(keras, lambda process: process.save(networks, path))


def read_keras(path, keras=None):
    """Return the recurrent layers of a .keras file as {name: [KerasLayer]}. Lesson 19.

    The layers of a `Bidirectional` are "name/forward" and "name/backward". A Dense layer without
    bias after an LSTM is returned with it, as a projection, if no other layer reads the LSTM.
    """
    path = Path(path)
    if not path.is_file():
        raise ConversionError(f"There is no file {path}.", "Give the path of a .keras file.")
    return _with_process(keras, lambda process: process.read(path))


def checked_target(path):
    """Return a path as `Path`. Raises ConversionError if a .keras file cannot be created there."""
    path = Path(path)
    if path.suffix != ".keras":
        what = f"The name {path.name} does not end in .keras, as Keras 3 requires."
        raise ConversionError(what, f"Use the name {path.with_suffix('.keras').name}.")
    if path.exists():
        raise ConversionError(f"{path} already exists.", "Give another name, or remove it first.")
    if not path.absolute().parent.is_dir():
        what = f"There is no folder {path.parent}."
        raise ConversionError(what, "Create it first, or give another path.")
    try:
        with tempfile.TemporaryFile(dir=path.absolute().parent):
            pass
    except OSError as error:
        what = f"The folder {path.absolute().parent} cannot be written to: {error.strerror}."
        raise ConversionError(what, "Give a path in another folder.") from None
    return path


def _with_process(keras, use):
    """Call `use` with a running `KerasProcess`, or with one for this call alone."""
    if keras is not None:
        return use(keras)
    with KerasProcess() as process:
        return use(process)
