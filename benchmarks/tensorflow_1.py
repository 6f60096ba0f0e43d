"""The source's graph in the real TensorFlow 1.15, in a Python 3.7 of its own.

Tasks and their batches are made here, since what makes them needs a newer Python.
"""

from dataclasses import asdict

from benchmarks.candidates import PYTHON_3_7
from benchmarks.shared import Library
from utils.lessons import ROOT
from utils.worker_process import WorkerProcess


class TensorFlow1(Library):
    """Passes everything on to `benchmarks.tensorflow_1_worker`."""

    def __init__(self, name):
        """Start the process; there is one way, whatever the name."""
        command = [str(PYTHON_3_7), "-W", "ignore", "-m", "benchmarks.tensorflow_1_worker"]
        self._worker = WorkerProcess(command, cwd=ROOT)
        self._worker.answer()
        self.versions = {"TensorFlow": self._worker.ask("version")}

    def prepare(self, task):
        """Build a task's network, with the task's weights."""
        self._worker.ask("prepare_task", asdict(task) | {"weights": task.weights})

    def run(self, batches):
        """See `Library.run`."""
        return self._worker.ask("run", batches)

    def matrix_rate(self, rounds):
        """See `Library.matrix_rate`."""
        return self._worker.ask("matrix_rate", rounds)

    def guesses(self, images):
        """Return the class of the largest logit for uint8 [batch, 28, 28]."""
        return self._worker.ask("guesses", images)
