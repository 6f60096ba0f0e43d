"""Experiments with checkpoints: a folder for them, and an attempt to restore them."""

import os
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
