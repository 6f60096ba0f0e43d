"""Experiments with checkpoints: copy them, damage them, and try to restore them."""

import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

from utils.tf1 import tf


@cache
def _temporary():
    return tempfile.TemporaryDirectory(ignore_cleanup_errors=True)


def new_folder():
    """Return the `Path` of a new, empty folder, which is deleted when the process ends."""
    return Path(tempfile.mkdtemp(dir=_temporary().name))


def copy_checkpoint(path):
    """Copy the files of one checkpoint into a new folder.

    Arguments:
        path: the string that `Saver.save` returned, for example ".../digits-100".

    Returns:
        The path of the copy, a string with the same last part.

    Raises:
        FileNotFoundError: there is no checkpoint with this path.
    """
    source, folder = Path(path), new_folder()
    files = list(source.parent.glob(f"{source.name}.*"))
    if not files:
        raise FileNotFoundError(f"There is no checkpoint {path}. Pass what `save` returned.")
    for file in files:
        shutil.copy(file, folder)
    return str(folder / source.name)


def flip_bit(file, part):
    """Change one bit of a file, as a broken disk may do.

    Arguments:
        file: the path of the file, a string or a `Path`. The file must not be empty.
        part: the position of the bit, a number from 0 (the beginning of the file) to 1 (its end).
            It must be below 1.
    """
    content = bytearray(Path(file).read_bytes())
    content[int(part * len(content))] ^= 1
    Path(file).write_bytes(content)


def try_to_restore(session, path):
    """Restore all variables of a session's graph, and return the error if there is one.

    Arguments:
        session: a `tf.Session`. Its graph must be the default graph.
        path: the path of the checkpoint, a string.

    Returns:
        "no error", or a string with the class of the error and the line that names the problem.
        The string does not contain stack frames, folders and checksums.
    """
    try:
        tf.train.Saver().restore(session, path)
    except (ValueError, tf.errors.OpError) as error:
        lines = str(error).split("Node: ")[-1].splitlines()
        line = lines[0] if len(lines) == 1 else lines[1]
        line = line.replace(f"{Path(path).parent}{os.sep}", "").split(": stored")[0]
        return f"{type(error).__name__}: {line}"
    return "no error"
