"""The judging process. It is started at its first use, and again if it ended."""

import os
import subprocess
import sys
from functools import cache

from utils.grading.submissions import CannotGrade
from utils.worker_process import WorkerEnded, WorkerProcess

# If the system allows it, there is no network, and no process continues after the judging process.
NAMESPACES = ["unshare", "--map-root-user", "--net", "--pid", "--fork", "--kill-child", "--"]


class JudgingProcess:
    """A process that judges answers. Close it, or use it in a `with` block."""

    def __init__(self, seconds, memory):
        """Keep the limits of each answer: `seconds`, and `memory` in GiB."""
        self.seconds, self.memory = seconds, memory
        self._worker = None

    def judge(self, **request):
        """Judge one answer, with the arguments of `utils.grading.judge.judge`.

        An answer fails if the whole judging process ends with it twice.

        Raises CannotGrade if the process does not start.
        """
        for _ in range(2):
            if self._worker is None:
                self._start()
            try:
                return self._worker.ask("judge", request, self.seconds, self.memory)
            except WorkerEnded:
                self.close()
        message = "The judging process ended with this answer"
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
            what = f"The judging process {error}."
            raise CannotGrade(f"{what} Run `course doctor` to find the reason.") from None

    def close(self):
        """End the process. It may have ended already."""
        if self._worker:
            self._worker.close()
            self._worker = None

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()


@cache
def can_isolate():
    """Return whether an ordinary user can start a process without a network."""
    if sys.platform != "linux":
        return False
    try:
        return subprocess.run([*NAMESPACES, "true"], capture_output=True).returncode == 0
    except OSError:
        return False


def not_limited():
    """Return a list of sentences that say what this system cannot limit."""
    sentences = []
    if sys.platform != "linux":
        sentences.append("This system limits only the time of an answer, and not its memory.")
    if not can_isolate():
        sentences.append(
            "This system cannot close the network. Only Python's functions are blocked."
        )
    return sentences


def is_root():
    """Return whether this process runs as root."""
    return hasattr(os, "geteuid") and os.geteuid() == 0
