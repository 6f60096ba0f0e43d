"""A separate Python process that answers requests, because some libraries exclude each other.

The worker reads pickled requests `(name, arguments, settings)` from its standard input. It writes
pickled pairs `(succeeded, value)` to its standard output: one when it is ready, and one for each
request.
"""

import os
import pickle
import subprocess
import tempfile
from contextlib import suppress


class WorkerEnded(Exception):
    """The process of a worker has ended. The message has the last line of its standard error."""


class WorkerRefused(Exception):
    """A worker answered with an error, which is the message. Its process continues."""


class WorkerProcess:
    """The process of a worker. Close it, or use it in a `with` block."""

    def __init__(self, command, cwd=None, **variables):
        """Start the process, and do not wait until it is ready.

        Arguments:
            command: the command, a list of strings.
            cwd: the folder in which it runs, by default that of this process.
            variables: environment variables, in addition to those of this process.
        """
        # The graphs ask for Keras 2, and a worker is there for Keras 3.
        environment = {k: v for k, v in os.environ.items() if k != "TF_USE_LEGACY_KERAS"}
        quiet = {"CUDA_VISIBLE_DEVICES": "-1", "TF_CPP_MIN_LOG_LEVEL": "2"}
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - open until `close`
        self._process = subprocess.Popen(
            command,
            cwd=cwd,
            env=environment | quiet | {"KERAS_BACKEND": "tensorflow"} | variables,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
        )

    def ask(self, name, *arguments, **settings):
        """Let the worker do something, and return its value.

        Raises:
            WorkerEnded: its process has ended, now or before.
            WorkerRefused: it answered with an error.
        """
        if self._process.stdin.closed:
            raise WorkerEnded("has ended")
        try:
            with suppress(BrokenPipeError):  # of which the answer will tell
                pickle.dump((name, arguments, settings), self._process.stdin)
                self._process.stdin.flush()
            return self.answer()
        except KeyboardInterrupt:
            self.close()  # an answer that comes late would be taken for the next one's
            raise

    def answer(self):
        """Wait for the worker's next answer: the first one says that it is ready."""
        try:
            succeeded, value = pickle.load(self._process.stdout)
        except EOFError:
            self._process.wait()
            self._errors.seek(0)
            lines = self._errors.read().decode(errors="replace").strip().splitlines() or ["nothing"]
            self.close()
            raise WorkerEnded(f"ended. Its last line was: {lines[-1]}") from None
        if not succeeded:
            raise WorkerRefused(value)
        return value

    def close(self):
        """End the process. It may have ended already."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout, self._errors):
            with suppress(OSError):  # what was not yet sent can be sent no more
                pipe.close()
        self._process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()
