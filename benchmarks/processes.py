"""Candidates, each in a process of its own, as the one that times them sees them."""

import time
from statistics import median

from benchmarks.candidates import is_installed, python_of
from utils.lessons import ROOT
from utils.worker_process import WorkerEnded, WorkerProcess

SECONDS_TO_FALL_ASLEEP = 0.02  # the threads of a process may spin for a while after its turn


class CandidateError(Exception):
    """A candidate's process has ended; says which, and what it said last."""


class Candidate:
    """A worker's process: `candidate.ask("values", steps=10)`. Close it, or use it in a `with`."""

    def __init__(self, name):
        """Start it, without waiting for it to be ready."""
        self.name = name
        command = [python_of(name), "-m", "benchmarks.worker", name]
        self._worker = WorkerProcess(command, cwd=ROOT)
        self._ready = False

    def ask(self, name, **settings):
        """Let the worker do something, and return its value.

        Raises CandidateError where its process ends, with the line that it wrote last.
        """
        try:
            if not self._ready:
                self._worker.answer()
                self._ready = True
            return self._worker.ask(name, **settings)
        except WorkerEnded as error:
            raise CandidateError(f"The candidate {self.name} {error}") from None

    def close(self):
        """End the process."""
        self._worker.close()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()


def started(stack, names):
    """Start the candidates that are installed, and return them by name.

    Arguments:
        stack: an `ExitStack`, which ends them when it is left.
        names: of the candidates.
    """
    return {name: stack.enter_context(Candidate(name)) for name in names if is_installed(name)}


def in_turns(candidates, rounds, steps):
    """Time some steps of each candidate in turn, round after round.

    Arguments:
        candidates: dict from a name to a prepared `Candidate`.
        rounds: how often each has its turn; one more goes before and is not counted.
        steps: how many steps are in a turn.

    Returns:
        A dict from the name to the seconds of a step in each round, a list.
    """
    seconds = {name: [] for name in candidates}
    for turn in range(rounds + 1):
        for name, candidate in candidates.items():
            time.sleep(SECONDS_TO_FALL_ASLEEP)
            took = candidate.ask("seconds", steps=steps)
            if turn:
                seconds[name].append(took / steps)
    return seconds


def summary(seconds):
    """Return of several times the median, the least and the most."""
    return {"median": median(seconds), "least": min(seconds), "most": max(seconds)}
