"""Set up TensorFlow for the lessons: `from utils.tf1 import tf` imports it as TensorFlow 1.

`tf` is `tensorflow.compat.v1`, in graph mode, with the cells of TensorFlow 1. The import does this:

1. Check the installation before TensorFlow is imported. An error says what is wrong.
2. Select Keras 2 (`tf_keras`), because Keras 3 has no `tf.nn.rnn_cell` and no `tf.layers`.
3. Import TensorFlow, and hide the lines that it prints during its import.
4. Hide graphics cards, so that your numbers are those of the lessons.
5. Give each operation one thread, and run as many operations at the same time as there are cores.
   The reason is that the matrix multiplications of a time step are too small for several threads.
   `tf.Session(config=...)` has its own setting.
6. Turn TensorFlow 2 behavior off: no eager execution, and variables of TensorFlow 1.
7. Hide the warnings that these cells are deprecated, because the lessons are about these cells.

During the import, garbage collection is off. After it, the imported objects are excluded from
garbage collection, because Python would look through some hundred thousand objects many times.

Raises `TensorFlowNotReady`, whose message says what is wrong and what to do.
"""

import gc
import os
import sys
import tempfile
import warnings
from contextlib import contextmanager, suppress

from utils.environment import (
    REINSTALL,
    Problem,
    TensorFlowNotReady,
    environment_problems,
    folders_searched_first,
    installed_version,
)

SETTINGS = {
    "TF_USE_LEGACY_KERAS": "1",
    "CUDA_VISIBLE_DEVICES": "-1",
    "TF_CPP_MIN_LOG_LEVEL": "2",  # Errors are shown, warnings are not.
}
if (installed_version("tensorflow", "tensorflow-cpu") or "").startswith("2.16."):
    SETTINGS["TF_ENABLE_ONEDNN_OPTS"] = "0"  # Otherwise a layer normalization ends the process.
NEEDS_RESTART = "Restart the kernel, and run this cell before any other that uses TensorFlow."
KERAS_3_IN_USE = Problem("TensorFlow already works with Keras 3 in this kernel.", NEEDS_RESTART)
ALREADY_STARTED = Problem("TensorFlow has already started in this kernel.", NEEDS_RESTART)


@contextmanager
def standard_error_kept_back():
    """Collect what is written to standard error, and show it only if the block fails.

    TensorFlow's C++ code writes to file descriptor 2 before any setting can stop it, and does not
    use Python's `sys.stderr`. JupyterLab would show these lines in a red box.
    """
    kept_descriptor = os.dup(2)
    succeeded = False
    with tempfile.TemporaryFile() as kept_lines:
        os.dup2(kept_lines.fileno(), 2)
        try:
            yield
            succeeded = True
        finally:
            os.dup2(kept_descriptor, 2)
            os.close(kept_descriptor)
            if not succeeded:
                kept_lines.seek(0)
                sys.stderr.write(kept_lines.read().decode(errors="replace"))


@contextmanager
def collector_at_rest():
    """Turn garbage collection off in the block, and exclude what it imports (see `gc.freeze`)."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        if was_enabled:
            gc.enable()


def import_tensorflow():
    """Import TensorFlow with the cells of TensorFlow 1.

    Returns:
        The module `tensorflow.compat.v1`.

    Raises:
        TensorFlowNotReady: a package cannot be imported, or this kernel already uses Keras 3.
    """
    try:
        import tensorflow

        uses_keras_2 = has_cells_of_keras_2(tensorflow)
    # A wrong version of a package that TensorFlow needs can raise any of these errors.
    except (ImportError, OSError, TypeError, AttributeError) as error:
        what = f"TensorFlow is installed but cannot be imported: {reason(error)}."
        raise TensorFlowNotReady(Problem(what, REINSTALL)) from None
    if not uses_keras_2:
        raise TensorFlowNotReady(KERAS_3_IN_USE)
    return tensorflow.compat.v1


def reason(error):
    """Return one line of an `ImportError`. TensorFlow's message may contain a whole traceback."""
    lines = str(error).strip().splitlines() or ["no reason is given"]
    reasons = [line for line in lines if line.startswith("ImportError: ")] or lines
    return reasons[-1].removeprefix("ImportError: ").rstrip(".")


def has_cells_of_keras_2(tensorflow):
    """Return whether every part of `tensorflow` that needs Keras uses Keras 2.

    Each part chooses its version of Keras at its first use, and keeps it until the kernel ends.
    """
    tf = tensorflow.compat.v1
    try:
        classes = [tf.nn.rnn_cell.BasicRNNCell, tf.layers.Dense]
    except AttributeError:  # "`BasicRNNCell` is not available with Keras 3."
        return False
    classes += [tf.keras.layers.Layer, tensorflow.keras.layers.Layer]
    return all(class_.__module__.startswith("tf_keras.") for class_ in classes)


def use_processor_and_graphs(tf):
    """Hide graphics cards, give each operation one thread, and turn TensorFlow 2 behavior off.

    Raises:
        TensorFlowNotReady: TensorFlow has already started with a graphics card.
    """
    try:
        tf.config.set_visible_devices([], "GPU")
    except RuntimeError:  # "Visible devices cannot be modified after being initialized"
        raise TensorFlowNotReady(ALREADY_STARTED) from None
    with suppress(RuntimeError):  # TensorFlow has started, and keeps its threads
        tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.disable_v2_behavior()


problems = environment_problems(folders_searched_first())
if problems:
    raise TensorFlowNotReady(problems[0])

os.environ.update(SETTINGS)
with standard_error_kept_back(), collector_at_rest():
    tf = import_tensorflow()
    tf.logging.set_verbosity(tf.logging.ERROR)
    use_processor_and_graphs(tf)
warnings.filterwarnings("ignore", r"`tf\.(nn\.rnn_cell|layers)\.\w+` is deprecated", UserWarning)
