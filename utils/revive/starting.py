"""What must happen before an old script runs: TensorFlow is there, and so are the old names."""

import atexit
import os
import sys
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from utils.environment import TensorFlowNotReady, folders_searched_first, shadowing_files
from utils.revive.notes import write_report
from utils.revive.reading.course_modules import hide


def start():
    """Put the old names in place, for everything that this process imports from now on.

    Raises:
        TensorFlowNotReady: TensorFlow cannot be imported as it must be.
    """
    with only_installed_packages():
        from utils.tf1 import tf

        tf.config.threading.set_intra_op_parallelism_threads(0)  # a script decides for itself
        from utils.revive import (
            gradients,
            inner_modules,
            old_checkpoints,
            old_modules,
            slots,
            sparse_tensors,
            tensor_arrays,
        )
        from utils.revive.data import keras_mnist
        from utils.revive.libraries import (
            keras_layers,
            keras_models,
            keras_optimizers,
            library_names,
            numpy_calls,
            numpy_names,
            old_arrays,
            old_patterns,
            old_sizes,
            other_libraries,
            protobufs,
            scipy_images,
            tensors_in_numpy,
        )
        from utils.revive.python2 import archives, files
        from utils.revive.reading import owners_imports
        from utils.revive.rnn_cells import cell_scopes

    old_modules.put_in_place()
    archives.put_in_place()
    cell_scopes.put_in_place()
    numpy_names.put_in_place()
    numpy_calls.put_in_place()
    old_arrays.put_in_place()
    old_patterns.put_in_place()
    old_sizes.put_in_place()
    files.put_in_place()
    gradients.put_in_place()
    inner_modules.put_in_place()
    keras_layers.put_in_place()
    keras_mnist.put_in_place()
    keras_models.put_in_place()
    keras_optimizers.put_in_place()
    library_names.put_in_place()
    old_checkpoints.put_in_place()
    other_libraries.put_in_place()
    owners_imports.put_in_place()
    protobufs.put_in_place()
    scipy_images.put_in_place()
    slots.put_in_place()
    sparse_tensors.put_in_place()
    tensor_arrays.put_in_place()
    tensors_in_numpy.put_in_place()


@contextmanager
def only_installed_packages():
    """Keep the owner's files, such as `utils.py`, from hiding packages that are imported here."""
    kept = list(sys.path)
    hiding = {str(folder) for folder in folders_searched_first() if shadowing_files(folder)}
    sys.path[:] = [entry for entry in kept if str(Path(entry)) not in hiding]
    try:
        yield
    finally:
        sys.path[:] = kept


def report_at_end(path=None, quiet=False):
    """Write the report when this process ends, however it ends: by `os._exit` too.

    Arguments:
        path: a file for the report, which ends in .md or .json.
        quiet: print nothing.
    """
    process, leave = os.getpid(), os._exit
    waiting = [None]

    def report_once():
        if waiting and os.getpid() == process:  # not in a child that was forked
            waiting.clear()
            write_report(path, quiet)

    def report_and_leave(status):
        report_once()
        leave(status)

    atexit.register(report_once)
    os._exit = report_and_leave


def start_in_a_script():
    """What `import utils.revive` does at the top of a script or in a notebook's first cell."""
    if "tensorflow" in sys.modules and "utils.tf1" not in sys.modules:
        main = sys.modules["__main__"]
        if hasattr(main, "tf"):
            raise ImportError("Write `import utils.revive` above `import tensorflow`.")
    try:
        start()
    except TensorFlowNotReady as error:
        raise ImportError(str(error)) from None
    if "ipykernel" not in sys.modules:
        report_at_end()
    hide()
    import_module("utils")  # the owner's, or the course's: this import ends by looking for it
