"""The process of TensorFlow 1.15: `python3.7 -m benchmarks.tensorflow_1_worker`."""

import sys
from types import SimpleNamespace

import numpy as np
import tensorflow as tf

from benchmarks.shared import answer_requests
from benchmarks.source_graph import SOURCE, GraphMode


class Worker(GraphMode):
    """The source's graph, with this TensorFlow's own settings."""

    def version(self):
        """Return the version of TensorFlow."""
        return tf.__version__

    def prepare_task(self, settings):
        """Build the network of a task, given as a dict of what it holds."""
        self.prepare(SimpleNamespace(**settings))


if __name__ == "__main__":
    # Arrays of NumPy 2 name modules that had another name before.
    sys.modules["numpy._core"] = np.core
    sys.modules["numpy._core.multiarray"] = np.core.multiarray
    tf.logging.set_verbosity(tf.logging.ERROR)
    answer_requests(lambda: Worker(tf, SOURCE))
