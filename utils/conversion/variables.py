"""The variables of a session or a checkpoint, as arrays."""

import re
from pathlib import Path

from utils.conversion.cells import ConversionError

SUFFIX = re.compile(r"\.(index|meta|data-\d+-of-\d+)$")


def variables_of(session):
    """Return {name: array} of every global variable of a session's graph. Lesson 15.

    Raises ConversionError, naming the variable, where one has no value in this session.
    """
    found = {}
    for variable in session.graph.get_collection("variables"):
        name = variable.op.name
        try:
            found[name] = session.run(variable)
        except Exception as error:
            # By its name: TensorFlow is not imported for this, and its errors have many bases.
            if type(error).__name__ != "FailedPreconditionError":
                raise
            what = f"The variable {name} has no value in this session."
            raise ConversionError(what, "Run the initializer, or restore a checkpoint.") from None
    return found


def read_checkpoint(path):
    """Return {name: array} of every variable of a checkpoint. Lesson 15.

    Arguments:
        path: what `Saver.save` returned, such as "model.ckpt-100"; or one of the files that it
            made; or their folder, for the newest; or the folder of a SavedModel.

    Raises ConversionError where there is none or it cannot be read, TensorFlowNotReady where
    TensorFlow cannot be used.
    """
    prefix = _prefix(Path(path))
    from utils.tf1 import tf  # it takes seconds, for which a wrong path need not wait

    try:
        reader = tf.train.load_checkpoint(prefix)
        return {name: reader.get_tensor(name) for name in reader.get_variable_to_shape_map()}
    except (tf.errors.OpError, ValueError, RuntimeError) as error:
        reason = (str(error).strip().splitlines() or ["no reason is given"])[0].rstrip(".")
        what = f"{path} cannot be read as a checkpoint: {reason}."
        how = "Copy it again with all of its files, the .index and each .data."
        raise ConversionError(what, how) from None


def _prefix(path):
    if path.is_dir():
        if (path / "variables" / "variables.index").is_file():
            return str(path / "variables" / "variables")
        return str(_newest(path))
    prefix = SUFFIX.sub("", str(path))
    # Before TensorFlow 0.12 a checkpoint was one file.
    if not Path(prefix + ".index").is_file() and not Path(prefix).is_file():
        what = f"There is no checkpoint {path}."
        how = "Give what Saver.save returned, such as model.ckpt-100, or the folder it is in."
        raise ConversionError(what, how)
    return prefix


def _newest(folder):
    files = sorted(folder.glob("*.index"), key=lambda file: file.stat().st_mtime)
    if not files:
        what = f"There is no checkpoint in the folder {folder}."
        raise ConversionError(what, "Give the folder that holds the .index and .data files.")
    from utils.tf1 import tf

    # The file `checkpoint` may name the folder in which it was made, which is not this one.
    state = tf.train.get_checkpoint_state(str(folder))
    named = folder / (Path(state.model_checkpoint_path).name if state else "")
    return named if Path(f"{named}.index") in files else files[-1].with_suffix("")
