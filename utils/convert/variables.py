"""Read the variables of a session or a checkpoint as arrays."""

from collections.abc import Mapping
from pathlib import Path

from utils.convert.cells import ConversionError
from utils.convert.checkpoint_files import checkpoint_prefix

OBJECTS = "_CHECKPOINTABLE_OBJECT_GRAPH"  # what only checkpoints of objects have, as in TF 2


class Checkpoint(Mapping):
    """The variables of a checkpoint by their names. A variable is read at its first use.

    Arguments:
        prefix: the path of its files without their endings.

    Attributes:
        shapes: dict from names to tuples.
        floats: set of the names of variables of a kind of float.
        graph_file: the path of the .meta file beside it, or of a SavedModel's graph, or None.

    Raises ConversionError if the checkpoint cannot be read.
    """

    def __init__(self, prefix):
        """Read the index, and no variable."""
        from utils.tf1 import tf

        self._prefix = prefix
        # A damaged file raises now one of these, now another.
        self._errors = (tf.errors.OpError, ValueError, RuntimeError, IndexError)
        try:
            self._reader = tf.train.load_checkpoint(prefix)
        except self._errors as error:
            self._refuse(error)
        shapes = self._reader.get_variable_to_shape_map()
        if OBJECTS in shapes:
            self._refuse_objects()
        self.shapes = {name: tuple(shape) for name, shape in shapes.items()}
        kinds = self._reader.get_variable_to_dtype_map()
        self.floats = {name for name in shapes if kinds[name].is_floating}
        files = [Path(f"{prefix}.meta"), Path(prefix).parent.parent / "saved_model.pb"]
        there = [file for file in files if file.is_file()]
        self.graph_file = there[0] if there else None

    def __getitem__(self, name):
        """Read a variable and return it as an array."""
        if name not in self.shapes:
            raise KeyError(name)
        try:
            return self._reader.get_tensor(name)
        except self._errors as error:
            self._refuse(error)

    def __iter__(self):
        return iter(self.shapes)

    def __len__(self):
        return len(self.shapes)

    def graph_def(self):
        """Return the graph that is beside the checkpoint, or None if there is none to be read."""
        if self.graph_file is None:
            return None
        from google.protobuf.message import DecodeError
        from google.protobuf.message_factory import GetMessageClass

        from utils.tf1 import tf

        message_class = tf.MetaGraphDef
        if self.graph_file.suffix == ".pb":
            pool = tf.MetaGraphDef.DESCRIPTOR.file.pool
            message_class = GetMessageClass(pool.FindMessageTypeByName("tensorflow.SavedModel"))
        try:
            message = message_class.FromString(self.graph_file.read_bytes())
        except (OSError, DecodeError):
            return None
        graphs = [message] if self.graph_file.suffix == ".meta" else message.meta_graphs
        return graphs[0].graph_def if graphs else None

    def _refuse(self, error):
        reason = (str(error).strip().splitlines() or ["no reason is given"])[0].rstrip(".")
        what = f"{self._prefix} cannot be read as a checkpoint: {reason}."
        how = "One of its files is incomplete or damaged. Copy all of them again."
        raise ConversionError(what, how) from None

    def _refuse_objects(self):
        folder = Path(self._prefix).parent.parent
        if (folder / "saved_model.pb").is_file():
            what = f"{folder} is a SavedModel of TensorFlow 2, which stores Python objects."
            how = "Load it with keras.layers.TFSMLayer, or with tf_keras.models.load_model."
        else:
            what = f"{self._prefix} is a checkpoint of Python objects, as TensorFlow 2 writes it."
            how = (
                "Load it with the code that created the model: model.load_weights, or "
                "tf.train.Checkpoint."
            )
        raise ConversionError(what, how)


def variables_of(session):
    """Return {name: array} of every global variable of a session's graph. Lesson 19.

    Raises ConversionError, which names the variable, if one has no value in this session.
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
    """Return the variables of a checkpoint as a `Checkpoint`, a mapping to arrays. Lesson 19.

    Arguments:
        path: the path that `Saver.save` returned, such as "model.ckpt-100", or one of its files.
            For a folder, it is the newest checkpoint in it. It may also be a SavedModel's folder.

    Raises:
        ConversionError: there is no checkpoint, or it cannot be read.
        TensorFlowNotReady: TensorFlow cannot be used.
    """
    return Checkpoint(checkpoint_prefix(path))
