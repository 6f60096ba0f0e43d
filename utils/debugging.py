"""Find your own lines in a traceback, and collect lines that TensorFlow's C++ code prints."""

import linecache
import os
import sysconfig
import tempfile
from contextlib import contextmanager
from pathlib import Path

PACKAGES = {"site-packages", "dist-packages"}
STANDARD_LIBRARY = Path(sysconfig.get_path("stdlib"))


def your_lines(frames):
    """Return the lines of a traceback that are not in Python's library or an installed package.

    Arguments:
        frames: `operation.traceback` of an operation of a graph, for example of `error.op`. For
            any other error, it is `traceback.extract_tb(error.__traceback__)`.

    Returns:
        A list of strings such as "line 4, in read: outputs, _ = cell(inputs, state)". They are in
        the order of the traceback, so the last string is nearest to the error. If the source is
        not known, a string ends after the function's name.
    """
    return [_described(frame) for frame in frames if _is_yours(frame.filename)]


def _is_yours(filename):
    path = Path(filename)
    # "<string>" is what follows `python -c`. Programs that start a kernel begin with such a line.
    is_without_file = filename.startswith("<frozen") or filename == "<string>"
    is_of_python = path.is_relative_to(STANDARD_LIBRARY)
    return not (is_without_file or is_of_python or PACKAGES & set(path.parts))


def _described(frame):
    # TensorFlow's frames have no source of their own.
    source = linecache.getline(frame.filename, frame.lineno).strip()
    position = f"line {frame.lineno}, in {frame.name}"
    return f"{position}: {source}" if source else position


@contextmanager
def printed_lines():
    """Collect what TensorFlow's C++ code prints to standard error, for example for `tf.Print`.

    JupyterLab shows such lines late or not at all, because they are not printed by Python.

    Returns:
        A context manager that gives a list. After the block, the list contains the printed lines.
    """
    lines = []
    kept_descriptor = os.dup(2)
    with tempfile.TemporaryFile() as collected:
        os.dup2(collected.fileno(), 2)
        try:
            yield lines
        finally:
            os.dup2(kept_descriptor, 2)
            os.close(kept_descriptor)
            collected.seek(0)
            lines += collected.read().decode(errors="replace").splitlines()
