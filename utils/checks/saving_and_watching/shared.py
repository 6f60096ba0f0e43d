"""What exercises of `saving_and_watching` share."""

import tempfile
from functools import cache
from pathlib import Path

from utils.checks.engine import WrongAnswer
from utils.checks.engine.compare import describe
from utils.tf1 import tf

UNLISTED = "unlisted"  # a variable of the graph that an answer is not given

_written = {}


@cache
def _temporary():
    return tempfile.TemporaryDirectory(ignore_cleanup_errors=True)


def written_once(write, *key):
    """Return the path at which `write(path)` has left its files.

    It writes once for a key, so that every answer and every known mistake reads the same files.
    """
    if key not in _written:
        _written[key] = str(Path(tempfile.mkdtemp(dir=_temporary().name)) / "saved")
        write(_written[key])
    return _written[key]


def checkpoint(names, values):
    """Return the path of a checkpoint in which variables of these names have these arrays."""

    def save(path):
        with tf.Graph().as_default(), tf.Session() as session:
            for name, value in zip(names, values, strict=True):
                tf.get_variable(name, initializer=value)
            session.run(tf.global_variables_initializer())
            tf.train.Saver().save(session, path, write_meta_graph=False)

    return written_once(save, *names, *((value.shape, value.tobytes()) for value in values))


def require_dictionary(returned):
    """Insist that an answer returned a dictionary whose keys are strings."""
    if not isinstance(returned, dict):
        raise WrongAnswer(f"expected a dictionary, got {describe(returned)}.")
    kinds = sorted({type(key).__name__ for key in returned if not isinstance(key, str)})
    if kinds:
        raise WrongAnswer(f"a key of the dictionary is of type {kinds[0]}; the keys are names.")
