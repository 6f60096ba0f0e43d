"""How the answers of lesson 13 are called: on checkpoints and event files that are written once."""

import tempfile
from functools import cache
from pathlib import Path

import numpy as np

from utils.compare import describe, is_sequence
from utils.exercise import WrongAnswer
from utils.tf1 import tf

UNLISTED = "unlisted"  # a variable of the graph that an answer is not given
_written = {}  # so that every answer, and every known mistake, reads the same files


@cache
def _temporary():
    return tempfile.TemporaryDirectory(ignore_cleanup_errors=True)


def _new_path():
    return str(Path(tempfile.mkdtemp(dir=_temporary().name)) / "saved")


def checkpoint(names, values):
    """The path of a checkpoint in which variables of these names have these arrays."""
    key = tuple(names), tuple((value.shape, value.tobytes()) for value in values)
    if key not in _written:
        with tf.Graph().as_default(), tf.Session() as session:
            for name, value in zip(names, values, strict=True):
                tf.get_variable(name, initializer=value)
            session.run(tf.global_variables_initializer())
            _written[key] = tf.train.Saver().save(session, _new_path(), write_meta_graph=False)
    return _written[key]


def run_folder(tags, steps, values, files):
    """The folder of a run: each note has a tag, a step, a value, and the number of its file."""
    key = tuple(part.tobytes() for part in (tags, steps, values, files))
    if key not in _written:
        folder = _new_path()
        for number in np.unique(files):
            # Files of one second differ by their suffix alone, and are read in its order.
            with tf.summary.FileWriter(folder, filename_suffix=f".{number}") as writer:
                for tag, step, value, file in zip(tags, steps, values, files, strict=True):
                    if file == number:
                        note = tf.Summary.Value(tag=str(tag), simple_value=value)
                        writer.add_summary(tf.Summary(value=[note]), step)
        _written[key] = folder
    return _written[key]


def read_weights(answer, names, values):
    """Let an answer read a checkpoint.

    Returns:
        The names of the dictionary that it returns, sorted, as one text; and their values.

    Raises:
        WrongAnswer: it returned no dictionary, or one whose keys are no strings.
    """
    with tf.Graph().as_default():
        returned = answer(checkpoint(names, values))
    _require_dictionary(returned)
    return ", ".join(sorted(returned)), [returned[name] for name in sorted(returned)]


def restore_under(answer, names, values, scope):
    """Let an answer say under which names the variables of a scope stand in a checkpoint.

    Returns:
        Its name for each variable, or "no name", and its names for variables that are none of
        these; and the values of the variables after a restore with its dictionary, where all
        names are in the checkpoint, else nothing.

    Raises:
        WrongAnswer: it returned no dictionary from strings to variables, or a restore with it
            fails.
    """
    path = checkpoint(names, values)
    with tf.Graph().as_default(), tf.Session() as session:
        variables = [
            tf.get_variable(
                f"{scope}/{name}",
                value.shape,
                initializer=tf.zeros_initializer(),
                trainable=not name.endswith("/Adam"),
            )
            for name, value in zip(names, values, strict=True)
        ]
        tf.get_variable(f"{scope}/{UNLISTED}", [2])
        session.run(tf.global_variables_initializer())
        returned = answer(list(variables), scope)
        _require_dictionary(returned)
        for variable in returned.values():
            if not isinstance(variable, tf.Variable):
                raise WrongAnswer(
                    f"a value of the dictionary is {describe(variable)} where a variable is wanted."
                )
        given = {variable.op.name: name for name, variable in returned.items()}
        answered = [given.pop(variable.op.name, "no name") for variable in variables]
        answered += sorted(given.values())
        if not returned or not set(returned) <= set(names):
            return answered, []
        try:
            tf.train.Saver(returned).restore(session, path)
        except (tf.errors.OpError, ValueError):
            raise WrongAnswer("a restore with this dictionary fails.") from None
        return answered, session.run(variables)


def compare_with(answer, here, shapes, there, values):
    """Let an answer compare the variables of a graph with a checkpoint.

    Returns:
        The names of each of its lists, sorted, as one text; and whether all lists were sorted.

    Raises:
        WrongAnswer: it returned other things than three lists of strings.
    """
    path = checkpoint(there, values)
    with tf.Graph().as_default():
        # What has no axes counts something: it is a variable, and is not trained.
        variables = [
            tf.get_variable(name, shape, trainable=bool(shape))
            for name, shape in zip(here, shapes, strict=True)
        ]
        tf.get_variable(UNLISTED, [2])
        returned = answer(variables, path)
    if not is_sequence(returned) or len(returned) != 3:
        raise WrongAnswer(f"it returned {describe(returned)} where three lists are wanted.")
    for position, part in enumerate(returned):
        if not is_sequence(part):
            raise WrongAnswer(f"part {position} is {describe(part)} where a list is wanted.")
        for name in part:
            if type(name) is not str:
                raise WrongAnswer(f"part {position} holds {describe(name)}, which is no name.")
    texts = [", ".join(sorted(part)) for part in returned]
    return *texts, all(list(part) == sorted(part) for part in returned)


def read_run(answer, tags, steps, values, files, tag):
    """Let an answer read a run; whole numbers and floats may be of either size."""
    returned = answer(run_folder(tags, steps, values, files), tag)
    if not isinstance(returned, (tuple, list)):
        return returned
    wider = {"int32": np.int64, "float32": np.float64}
    return tuple(
        part.astype(wider.get(part.dtype.name, part.dtype)) if type(part) is np.ndarray else part
        for part in returned
    )


def _require_dictionary(returned):
    if not isinstance(returned, dict):
        raise WrongAnswer(f"it returned {describe(returned)} where a dictionary is wanted.")
    kinds = sorted({type(key).__name__ for key in returned if not isinstance(key, str)})
    if kinds:
        raise WrongAnswer(f"a key of the dictionary is of type {kinds[0]}; the keys are names.")
