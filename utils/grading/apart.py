"""The judging process as the grader sees it: started when first needed, and again when it ended."""

import os
import subprocess
import sys
from functools import cache

from utils.grading.submissions import CannotGrade
from utils.worker_process import WorkerEnded, WorkerProcess

# Neither a network nor a process that outlives the judging one, where the system allows it.
NAMESPACES = ["unshare", "--map-root-user", "--net", "--pid", "--fork", "--kill-child", "--"]


class JudgingProcess:
    """A process that judges one answer after the other. Close it, or use it in a `with` block."""

    def __init__(self, seconds, memory):
        """Keep the limits of each answer: `seconds`, and `memory` in GiB."""
        self.seconds, self.memory = seconds, memory
        self._worker = None

    def judge(self, **request):
        """Judge one answer: see `utils.grading.judge.judge`.

        An answer with which even this process ends, twice, fails.

        Raises CannotGrade where the process does not start.
        """
        for _ in range(2):
            if self._worker is None:
                self._start()
            try:
                return self._worker.ask("judge", request, self.seconds, self.memory)
            except WorkerEnded:
                self.close()
        message = "The process that judges ended with this answer"
        return {"status": "failed", "message": f"{message}.", "tampered": message.lower()}

    def _start(self):
        namespaces = NAMESPACES if can_isolate() else []
        self._worker = WorkerProcess(
            # With -P no file of the current folder can take the place of a module.
            [*namespaces, sys.executable, "-P", "-m", "utils.grading.server"],
            PYTHONHASHSEED="0",
        )
        try:
            self._worker.answer()
        except WorkerEnded as error:
            self._worker = None
            what = f"The process that judges {error}."
            raise CannotGrade(f"{what} `course doctor` looks for the reason.") from None

    def close(self):
        """End the process; it may have ended already."""
        if self._worker:
            self._worker.close()
            self._worker = None

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()


@cache
def can_isolate():
    """Whether the system lets an ordinary user take the network away from a process."""
    if sys.platform != "linux":
        return False
    try:
        return subprocess.run([*NAMESPACES, "true"], capture_output=True).returncode == 0
    except OSError:
        return False


def not_limited():
    """What this system cannot limit, as a list of sentences."""
    sentences = []
    if sys.platform != "linux":
        sentences.append("Memory is not limited on this system, only time is.")
    if not can_isolate():
        sentences.append("The network is closed to Python alone: this system cannot close it.")
    return sentences


def is_root():
    """Whether this process may do everything on the machine."""
    return hasattr(os, "geteuid") and os.geteuid() == 0
