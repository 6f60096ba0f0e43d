"""Files of Keras 3, written and read by a process of its own."""

import tempfile
from pathlib import Path

from utils.convert.cells import ConversionError
from utils.convert.keras_process import KerasProcess


def save_keras(networks, path, keras=None):
    """Write networks as one functional model of Keras 3. Lesson 19.

    The model maps [batch, steps, input_size] to all outputs, [batch, steps, output_size], from a
    state of zeros. Where there are several networks, inputs and outputs are dicts, with a network's
    name, its "/" turned into "_", as key; a layer of that name has "_layer" behind it. A stack is
    a chain of layers; two directions are a `Bidirectional` that concatenates.

    Arguments:
        networks: list of `Network` or `Cell`, such as `Found.networks`.
        path: of the file, which ends in .keras and does not exist yet.
        keras: a running `KerasProcess`; one is started where there is none.

    Raises ConversionError where it cannot be written.
    """
    path = checked_target(path)
    if not networks:
        raise ConversionError(
            "There is no network to save.", "Look at `unplaced` of what was found."
        )
    _with_process(keras, lambda process: process.save(networks, path))


def read_keras(path, keras=None):
    """Return the recurrent layers of a .keras file as {name: [KerasLayer]}. Lesson 19.

    The two halves of a `Bidirectional` are "name/forward" and "name/backward". A Dense layer
    without bias that alone reads an LSTM is given with it, as `to_tf1` takes a projection.
    """
    path = Path(path)
    if not path.is_file():
        raise ConversionError(f"There is no file {path}.", "Give the path of a .keras file.")
    return _with_process(keras, lambda process: process.read(path))


def checked_target(path):
    """Return a path as `Path`; raises ConversionError unless a .keras file can be made there."""
    path = Path(path)
    if path.suffix != ".keras":
        what = f"{path.name} does not end in .keras, as Keras 3 wants it."
        raise ConversionError(what, f"Call it {path.with_suffix('.keras').name}.")
    if path.exists():
        raise ConversionError(f"{path} exists.", "Give another name, or remove it first.")
    if not path.absolute().parent.is_dir():
        what = f"There is no folder {path.parent}."
        raise ConversionError(what, "Make it first, or give another path.")
    try:
        with tempfile.TemporaryFile(dir=path.absolute().parent):
            pass
    except OSError as error:
        what = f"Nothing can be written into the folder {path.absolute().parent}: {error.strerror}."
        raise ConversionError(what, "Give a path in another folder.") from None
    return path


def _with_process(keras, use):
    """Call `use` with a running `KerasProcess`, or with one for this call alone."""
    if keras is not None:
        return use(keras)
    with KerasProcess() as process:
        return use(process)
