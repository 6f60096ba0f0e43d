"""Folders, copies and damage for experiments with checkpoints, and what `restore` says of them."""

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
        path: string, what `Saver.save` returned, for example ".../digits-100".

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
    """Change one bit of a file, as a bad disk does.

    Arguments:
        file: path of the file, a string or a `Path`; the file must not be empty.
        part: where, from 0 (its beginning) to 1 (its end); 1 itself is excluded.
    """
    content = bytearray(Path(file).read_bytes())
    content[int(part * len(content))] ^= 1
    Path(file).write_bytes(content)


def try_to_restore(session, path):
    """Restore all variables of a session's graph, and say what happened.

    Arguments:
        session: a `tf.Session`. Its graph must be the default graph.
        path: string, the path of the checkpoint.

    Returns:
        "no error", or a string of one line, the error's class and the line that names the problem,
        without stack frames, the folder of the path, and the numbers of checksums.
    """
    try:
        tf.train.Saver().restore(session, path)
    except (ValueError, tf.errors.OpError) as error:
        lines = str(error).split("Node: ")[-1].splitlines()
        line = lines[0] if len(lines) == 1 else lines[1]
        line = line.replace(f"{Path(path).parent}{os.sep}", "").split(": stored")[0]
        return f"{type(error).__name__}: {line}"
    return "no error"
