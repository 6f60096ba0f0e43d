"""The process that judges answers, each in its own process. `utils.grading.apart` starts it.

It reads and answers requests as `utils.worker_process` says. On Linux it imports TensorFlow once
and forks for each answer, which takes milliseconds. Elsewhere it starts a fresh Python for each.
"""

import json
import math
import os
import pickle
import secrets
import select
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress

FORKS = sys.platform == "linux"  # where libraries survive a fork
FRESH_START = 60  # seconds: what importing TensorFlow may take where nothing is forked
MOST_BYTES = 10**6
# On a busy computer, an answer waits for a processor. It may take so many times its limit.
LONGEST_WAIT = 5
LOOKS = 0.2  # seconds between two checks of the time
# Other variables could be secret, and an answer could print them into its feedback.
KEPT_VARIABLES = {"PATH", "LANG", "LC_ALL", "SYSTEMROOT", "USERPROFILE", "TEMP", "TMP", "TMPDIR"}


def judged_apart(request, seconds, memory, forks=FORKS):
    """Judge an answer in its own process.

    Arguments:
        request: the arguments of `judge`, as a dict.
        seconds: the time limit.
        memory: the memory limit in GiB.
        forks: whether to fork this process, or to start a new Python.

    Returns:
        A dict as `judge` returns it, also if the process ended or was ended.
    """
    run = _in_a_fork if forks else _in_a_fresh_python
    token = secrets.token_hex(16)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        written, status = run(
            request | {"token": token, "folder": folder, "memory": memory}, seconds
        )
    if written.startswith(token.encode()):
        return json.loads(written[len(token) :])
    failed = {"status": "failed"}
    if written:
        message = "The answer wrote its own text instead of the check's result."
        return failed | {"message": message, "tampered": "the answer faked a result"}
    if status is None:
        what = f"did not end within {seconds:g} seconds"
        message = f"The answer {what}. Check whether each loop ends."
        return failed | {"message": message, "note": what}
    note = _ending(status)
    return failed | {"message": f"The answer {note}.", "note": note}


def _ending(status):
    if status >= 0:
        return f"ended its process, with exit status {status}"
    names = {s.value: s.name for s in signal.Signals}
    name = names.get(-status, -status)
    return f"was ended by the system ({name}), because of a crash or too much memory"


def _in_a_fork(request, seconds):
    """Fork. Return the first line that the child writes, and its exit code, or None if too late."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        _be_the_child(request, writing)
    os.close(writing)
    began = time.monotonic()
    written, ended = _read_line(reading, lambda: is_over(child, time.monotonic() - began, seconds))
    os.close(reading)
    for end in (os.killpg, os.kill):  # its own children first
        with suppress(ProcessLookupError):
            end(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return written, os.waitstatus_to_exitcode(status) if ended else None


def is_over(child, passed, seconds):
    """Return whether a child has used its time, without the time that it waited for a processor.

    Arguments:
        child: the id of its process.
        passed: the seconds since it began.
        seconds: the time limit.
    """
    if passed < seconds:
        return False
    return passed >= LONGEST_WAIT * seconds or processor_seconds(child) >= seconds


def processor_seconds(process):
    """Return the processor time of a process in seconds, or infinity if it has ended."""
    try:
        # The clock of another process, as clock_getcpuclockid(3) numbers it.
        return time.clock_gettime(~process << 3 | 2)
    except OSError:
        return math.inf


def _read_line(reading, is_late):
    """Return what the child writes until the end of a line, and whether it was in time."""
    written = b""
    while not written.endswith(b"\n") and len(written) < MOST_BYTES:
        if is_late():
            return written, False
        ready, _, _ = select.select([reading], [], [], LOOKS)
        if ready:
            part = os.read(reading, MOST_BYTES)
            if not part:
                break
            written += part
    return written, True


def _be_the_child(request, writing):
    """Judge in this process, write the result, and end it."""
    try:
        os.setsid()
        silence = os.open(os.devnull, os.O_RDWR)
        for number in (0, 1, 2):
            os.dup2(silence, number)
        for number in {int(name) for name in os.listdir("/proc/self/fd")} - {0, 1, 2, writing}:
            with suppress(OSError):  # that of the listing itself
                os.close(number)
        _judge_and_write(request, writing)
    finally:
        os._exit(1)


def _judge_and_write(request, writing):
    from utils.grading.fence import put_up
    from utils.grading.judge import judge

    token, folder, memory = (request.pop(name) for name in ("token", "folder", "memory"))
    os.chdir(folder)
    tempfile.tempdir = folder
    put_up(folder, memory)
    text = token + json.dumps(judge(**request)) + "\n"
    os.write(writing, text.encode())
    os._exit(0)


def _in_a_fresh_python(request, seconds):
    """Do the same as `_in_a_fork` in a new Python process, on any system."""
    command = [sys.executable, "-P", "-m", "utils.grading.server", "--once"]
    try:
        ended = subprocess.run(
            command,
            input=json.dumps(request).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=seconds + FRESH_START,
        )
    except subprocess.TimeoutExpired:
        return b"", None
    return ended.stdout, ended.returncode


def _judge_once():
    """Judge the answer in standard input, in this process."""
    request = json.loads(sys.stdin.buffer.read())
    writing = _put_aside_standard_output()
    _import_tensorflow()
    _judge_and_write(request, writing)


def _import_tensorflow():
    """Import TensorFlow before the limits begin, and only once if this process forks."""
    from utils.tf1 import tf

    tf.nn.rnn_cell  # noqa: B018 - it brings Keras, which takes a second


def _put_aside_standard_output():
    """Return a file number for the results. Everything else that is printed is lost."""
    writing = os.dup(1)
    silence = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2) if "--once" in sys.argv else (1, 2):
        os.dup2(silence, number)
    return writing


def main():
    """Answer requests until standard input ends."""
    for name in set(os.environ) - KEPT_VARIABLES:
        del os.environ[name]
    os.environ["MPLBACKEND"] = "Agg"
    if "--once" in sys.argv:
        _judge_once()
    answers = os.fdopen(_put_aside_standard_output(), "wb")
    if FORKS:
        _import_tensorflow()
    pickle.dump((True, None), answers)
    answers.flush()
    while True:
        try:
            _, arguments, settings = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        pickle.dump((True, judged_apart(*arguments, **settings)), answers)
        answers.flush()


if __name__ == "__main__":
    main()
