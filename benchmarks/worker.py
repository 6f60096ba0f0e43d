"""The process of one candidate: `python -m benchmarks.worker NAME`.

It reads and answers requests as `utils.worker_process` says. Its library is imported when it
starts, and no other one ever is.
"""

import resource
import sys
import time
from importlib import import_module
from itertools import islice

import numpy as np

from benchmarks.candidates import CANDIDATES
from benchmarks.shared import answer_requests
from benchmarks.tasks import TASKS
from utils.data.loaders import load_mnist

LIBRARIES = ("numpy", "tensorflow", "tf_keras", "keras", "torch", "jax", "onnxruntime")


class Worker:
    """A candidate, its task, and the batches that come next."""

    def __init__(self, name):
        """Import the candidate's library."""
        module, class_name = CANDIDATES[name].made_by.split(".")
        self.candidate = getattr(import_module(f"benchmarks.{module}"), class_name)(name)

    def prepare(self, kind, weights_are_off=False, **settings):
        """Build the task's network; with `weights_are_off`, one whose values must be refused."""
        task = TASKS[kind](**settings)
        if weights_are_off:
            next(iter(task.weights.values()))[:] += 0.1
        started = time.perf_counter()
        self.candidate.prepare(task)
        self.batches = task.batches()
        return time.perf_counter() - started

    def values(self, steps):
        """Make some steps, and return what they computed: for each a list of numbers."""
        _, values = self.candidate.run(list(islice(self.batches, steps)))
        return [np.ravel(value).astype(float).tolist() for value in values]

    def seconds(self, steps):
        """Make some steps, and return their seconds; batches are made before."""
        seconds, _ = self.candidate.run(list(islice(self.batches, steps)))
        return seconds

    def accuracy(self, digits):
        """Return the accuracy on the first test digits, in batches of the training's size."""
        mnist = load_mnist()
        size = len(next(self.batches)[1])
        correct = 0
        for start in range(0, digits, size):
            # The last batch is filled up from the beginning: one candidate's size is in its graph.
            places = np.arange(start, start + size) % digits
            guesses = self.candidate.guesses(mnist.test_images[places])
            correct += (guesses == mnist.test_labels[places])[: digits - start].sum()
        return float(correct / digits)

    def build(self, way, steps):
        """See `benchmarks.graph_mode.GraphModeToday.build`."""
        return self.candidate.build(way, steps)

    def memory(self):
        """Return the most memory that the process has had, in bytes."""
        kilobyte = 1 if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * kilobyte

    def versions(self):
        """Return the version of each library that is imported for this candidate, by name."""
        # PyTorch's is a class of its own, which a process without PyTorch cannot unpickle.
        loaded = [name for name in LIBRARIES if name in sys.modules]
        versions = {name: str(sys.modules[name].__version__) for name in loaded}
        return versions | dict(self.candidate.versions)

    def matrix_rate(self, rounds):
        """See `benchmarks.shared.Library.matrix_rate`."""
        return self.candidate.matrix_rate(rounds)


if __name__ == "__main__":
    answer_requests(lambda: Worker(sys.argv[1]))
