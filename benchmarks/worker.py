"""The process of one candidate: `python -m benchmarks.worker NAME`.

It reads and answers requests as `utils.worker_process` says. Its library is imported when it
starts, and no other one ever is.
"""

import os
import pickle
import resource
import sys
import time
from importlib import import_module
from itertools import islice
from statistics import median

import numpy as np

from benchmarks.tasks import TASKS
from utils.data.loaders import load_mnist

LIBRARIES = {
    "source": "graph_mode.GraphMode",
    "course": "graph_mode.GraphMode",
    "course, towers": "graph_mode.GraphMode",
    "course, fast": "graph_mode.GraphMode",
    "keras": "keras_3.Keras3",
    "keras compiled": "keras_3.Keras3",
    "pytorch": "pytorch.PyTorch",
}
# Rows, inner size, columns: as large as those of a training step, and larger.
MULTIPLICATIONS = ((128, 256, 512), (512, 256, 512), (3_584, 256, 512), (2_048, 2_048, 2_048))


class Worker:
    """A candidate, its task, and the batches that come next."""

    def __init__(self, name):
        """Import the candidate's library."""
        module, class_name = LIBRARIES[name].split(".")
        self.candidate = getattr(import_module(f"benchmarks.{module}"), class_name)(name)

    def prepare(self, kind, weights_are_off=False, **settings):
        """Build the task's network; with `weights_are_off`, one whose losses must be refused."""
        task = TASKS[kind](**settings)
        if weights_are_off:
            next(iter(task.weights.values()))[:] += 0.1
        started = time.perf_counter()
        self.candidate.prepare(task)
        self.batches = task.batches()
        return time.perf_counter() - started

    def losses(self, steps):
        """Make some training steps, and return their losses."""
        return [float(self.candidate.step(*batch)) for batch in islice(self.batches, steps)]

    def seconds(self, steps):
        """Make some training steps, and return their seconds; batches are made before."""
        batches = list(islice(self.batches, steps))
        started = time.perf_counter()
        for batch in batches:
            self.candidate.step(*batch)
        return time.perf_counter() - started

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
        """See `benchmarks.graph_mode.GraphMode.build`."""
        return self.candidate.build(way, steps)

    def memory(self):
        """Return the most memory that the process has had, in bytes."""
        kilobyte = 1 if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * kilobyte

    def versions(self):
        """Return the version of each library that is imported here, by name."""
        libraries = ("numpy", "tensorflow", "tf_keras", "keras", "torch")
        # PyTorch's is a class of its own, which a process without PyTorch cannot unpickle.
        loaded = [name for name in libraries if name in sys.modules]
        return {name: str(sys.modules[name].__version__) for name in loaded}

    def matrix_rate(self, rounds):
        """Return the best rate of matrix multiplication, in floating-point operations a second."""
        best = 0.0
        for rows, inner, columns in MULTIPLICATIONS:
            run = self.candidate.multiplication(rows, inner, columns)
            operations = 2 * rows * inner * columns
            repeats = max(1, int(2e8 / operations))
            times = []
            for _ in range(rounds + 1):
                started = time.perf_counter()
                for _ in range(repeats):
                    run()
                times.append(time.perf_counter() - started)
            best = max(best, repeats * operations / median(times[1:]))
        return best


def main(name):
    """Answer requests until standard input ends."""
    # Libraries print; the answers keep a descriptor of their own.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    worker = Worker(name)
    pickle.dump((True, "ready"), answers)
    answers.flush()
    while True:
        try:
            do, arguments, settings = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        pickle.dump((True, getattr(worker, do)(*arguments, **settings)), answers)
        answers.flush()


if __name__ == "__main__":
    main(sys.argv[1])
