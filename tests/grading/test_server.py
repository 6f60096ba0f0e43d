"""The process that judges answers: its children, their time, and what is read of them."""

import errno
import io
import json
import math
import os
import pickle
import runpy
import select
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

import utils.grading.server as server

only_where_it_forks = pytest.mark.skipif(not server.FORKS, reason="only a fork is measured so")


def test_only_linux_forks(monkeypatch):
    for system, forks in [("linux", True), ("darwin", False), ("win32", False)]:
        monkeypatch.setattr(sys, "platform", system)
        assert runpy.run_path(server.__file__)["FORKS"] is forks


@pytest.fixture
def run(monkeypatch, tmp_path):
    """What the child of `judged_apart` writes and its status, and what it was asked."""
    made = SimpleNamespace(writes=lambda token: b"", status=0, asked=None)

    def ran(request, seconds):
        made.asked = request, seconds
        assert Path(request["folder"]).is_dir()
        return made.writes(request["token"].encode()), made.status

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(server, "_in_a_fork", ran)
    monkeypatch.setattr(server, "_in_a_fresh_python", lambda *arguments: (b"another", 0))
    return made


def judged_apart(forks=True):
    return server.judged_apart({"name": "double"}, 8, 2, forks=forks)


def test_a_child_is_asked_with_a_token_and_a_folder_of_its_own(run, tmp_path):
    run.writes = lambda token: token + b'{"status": "passed"}\n'
    assert judged_apart() == {"status": "passed"}
    request, seconds = run.asked
    assert (request["name"], request["memory"], seconds) == ("double", 2, 8)
    assert Path(request["folder"]).parent == tmp_path
    assert not any(tmp_path.iterdir())
    token = request["token"]
    judged_apart()
    assert run.asked[0]["token"] != token
    assert "faked" in judged_apart(forks=False)["tampered"]


def test_a_folder_that_cannot_be_removed_costs_no_answer(run, monkeypatch):
    def busy(*arguments, **options):
        raise OSError(errno.EBUSY, "busy")

    run.writes = lambda token: token + b"{}\n"
    with monkeypatch.context() as patched:
        patched.setattr(os, "rmdir", busy)
        assert judged_apart() == {}


def test_a_text_of_the_answers_own_is_no_result(run):
    run.writes = lambda token: b'{"status": "passed"}\n'
    assert judged_apart() == {
        "status": "failed",
        "message": "The answer wrote its own text instead of the check's result.",
        "tampered": "the answer faked a result",
    }


@pytest.mark.parametrize(
    ("status", "note", "rest"),
    [
        (None, "did not end within 8 seconds", " Check whether each loop ends."),
        (0, "ended its process, with exit status 0", ""),
        (1, "ended its process, with exit status 1", ""),
        (-1, "was ended by the system (SIGHUP), because of a crash or too much memory", ""),
        (-9, "was ended by the system (SIGKILL), because of a crash or too much memory", ""),
        (-99, "was ended by the system (99), because of a crash or too much memory", ""),
    ],
)
def test_without_a_result_the_note_says_how_the_child_ended(status, note, rest, run):
    run.status = status
    message = f"The answer {note}.{rest}"
    assert judged_apart() == {"status": "failed", "message": message, "note": note}


def in_a_fork(monkeypatch, do, over=lambda *arguments: False):
    """What comes of `_in_a_fork` with `do(writing)` in the child."""
    monkeypatch.setattr(server, "_judge_and_write", lambda request, writing: do(writing))
    monkeypatch.setattr(server, "is_over", over)
    return server._in_a_fork({}, 8)


@only_where_it_forks
def test_a_child_has_nothing_open_but_the_place_for_its_result(monkeypatch):
    def write_what_is_open(writing):
        found = {}
        for name in os.listdir("/proc/self/fd"):
            try:
                found[int(name)] = os.readlink(f"/proc/self/fd/{name}")
            except FileNotFoundError:  # that of the listing itself
                continue
        os.write(writing, f"{json.dumps([writing, found])}\n".encode())
        os._exit(0)

    reading, before = os.pipe()[0], os.dup(0)
    os.dup2(reading, 0)  # pytest has silenced it already
    try:
        written, _ = in_a_fork(monkeypatch, write_what_is_open)
    finally:
        os.dup2(before, 0)
    writing, found = json.loads(written)
    assert "pipe" in found.pop(str(writing))
    assert found == {number: os.devnull for number in "012"}


@only_where_it_forks
@pytest.mark.parametrize(
    ("do", "wanted"),
    [
        (lambda writing: os._exit(3), (b"", 3)),
        (lambda writing: 1 / 0, (b"", 1)),
        (lambda writing: os.kill(os.getpid(), signal.SIGUSR1), (b"", -signal.SIGUSR1)),
        (lambda writing: [os.close(writing), time.sleep(99)], (b"", -signal.SIGKILL)),
        (lambda writing: [os.write(writing, b"it\n"), time.sleep(99)], (b"it\n", -signal.SIGKILL)),
    ],
)
def test_a_child_that_ends_or_has_written_is_not_waited_for(do, wanted, monkeypatch):
    assert in_a_fork(monkeypatch, do) == wanted


@only_where_it_forks
def test_a_child_that_takes_too_long_is_ended_with_its_own_children(monkeypatch):
    reading, held = os.pipe()
    asked, begun = [], []

    def be_two_children(request, writing):
        try:
            os.setsid()
            os.fork()
            os.write(held, b"x")
            time.sleep(99)
        finally:
            os._exit(1)

    def when_both_have_begun(child, passed, seconds):
        asked.append((passed, seconds))
        begun.extend(os.read(reading, 1))
        return len(begun) == 2

    monkeypatch.setattr(time, "monotonic", lambda: 1000.0)
    monkeypatch.setattr(server, "_be_the_child", be_two_children)
    monkeypatch.setattr(server, "is_over", when_both_have_begun)
    assert server._in_a_fork({}, 8) == (b"", None)
    assert set(asked) == {(0.0, 8)}
    os.close(held)
    assert select.select([reading], [], [], 9)[0]
    assert os.read(reading, 1) == b""  # no process has the other end any more


@pytest.mark.parametrize(
    ("passed", "used", "over"),
    [
        *((19, 99, False), (20, 19, False), (20, 20, True), (21, 25, True), (21, 5, False)),
        *((99, 5, False), (100, 5, True), (101, 5, True)),
    ],
)
def test_the_time_that_an_answer_waits_for_a_processor_costs_no_points(
    passed, used, over, monkeypatch
):
    monkeypatch.setattr(server, "processor_seconds", lambda process: used)
    assert server.is_over(1, passed, 20) is over


@only_where_it_forks
def test_the_time_of_a_processor_is_that_of_the_process_and_of_the_system():
    used, before, system = (
        server.processor_seconds(os.getpid()),
        time.process_time(),
        os.times().system,
    )
    while os.times().system < system + 0.2:
        os.urandom(2**20)
    passed = server.processor_seconds(os.getpid()) - used
    assert passed == pytest.approx(time.process_time() - before, abs=0.05)
    assert server.processor_seconds(2**22) == math.inf


def read_line(monkeypatch, parts, late=10**9):
    """What `_read_line` gives for parts, where None is a wait, and the times that it waited."""
    parts, looks = list(parts), iter(range(10**9))
    waits = []

    def wait(reading, writing, other, seconds):
        waits.append(seconds)
        if parts and parts[0] is None:
            parts.pop(0)
            return [], [], []
        return reading, [], []

    def read(number, count):
        part = parts.pop(0) if parts else b""
        assert len(part) <= count
        return part

    with monkeypatch.context() as patched:
        patched.setattr(select, "select", wait)
        patched.setattr(os, "read", read)
        found = server._read_line(5, lambda: next(looks) >= late)
    assert all(0 < seconds < 1 for seconds in waits)
    return found


@pytest.mark.parametrize(
    ("parts", "late", "wanted"),
    [
        ([b"a", None, None, b"b\n", b"c"], 9, (b"ab\n", True)),
        ([b"a\nb", b"c\n"], 9, (b"a\nbc\n", True)),
        ([b"a", b"b"], 9, (b"ab", True)),
        ([], 9, (b"", True)),
        ([None] * 9, 3, (b"", False)),
        ([b"a", None, b"b\n"], 2, (b"a", False)),
    ],
)
def test_a_line_is_read_until_its_end_or_until_it_is_late(parts, late, wanted, monkeypatch):
    assert read_line(monkeypatch, parts, late) == wanted


@pytest.mark.parametrize(("size", "length"), [(1000, 1_000_000), (999, 1_000_998)])
def test_no_more_than_a_million_bytes_are_read(size, length, monkeypatch):
    written, in_time = read_line(monkeypatch, [b"x" * size] * 2000)
    assert (len(written), in_time) == (length, True)


def test_a_child_judges_behind_its_fence_and_writes_the_token_first(monkeypatch, tmp_path):
    done = []
    monkeypatch.chdir(tmp_path.parent)
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setattr(
        "utils.grading.fence.put_up", lambda *limits: done.append((limits, os.getcwd()))
    )
    monkeypatch.setattr("utils.grading.judge.judge", lambda **request: request)
    monkeypatch.setattr(os, "_exit", done.append)
    request = {"token": "abc", "folder": str(tmp_path), "memory": 2, "name": "double"}
    with (tmp_path / "result").open("wb") as file:
        server._judge_and_write(request, file.fileno())
    assert (tmp_path / "result").read_text() == 'abc{"name": "double"}\n'
    assert done == [((str(tmp_path), 2), str(tmp_path)), 0]
    assert tempfile.gettempdir() == str(tmp_path)


def test_a_fresh_python_has_a_minute_more(monkeypatch):
    asked = {}

    def run(command, **options):
        asked.update(options)
        assert command == [sys.executable, "-P", "-m", "utils.grading.server", "--once"]
        return SimpleNamespace(stdout=b"it", returncode=3)

    monkeypatch.setattr(subprocess, "run", run)
    assert server._in_a_fresh_python({"name": "double"}, 8) == (b"it", 3)
    assert (asked["input"], asked["timeout"]) == (b'{"name": "double"}', 68)

    def too_late(command, **options):
        raise subprocess.TimeoutExpired(command, 68)

    monkeypatch.setattr(subprocess, "run", too_late)
    assert server._in_a_fresh_python({}, 8) == (b"", None)


@pytest.mark.parametrize(
    ("words", "silenced"), [([], [(8, 1), (8, 2)]), (["--once"], [(8, 0), (8, 1), (8, 2)])]
)
def test_what_is_printed_is_lost_and_a_single_answer_reads_nothing(words, silenced, monkeypatch):
    found = []
    with monkeypatch.context() as patched:
        patched.setattr(sys, "argv", ["server", *words])
        patched.setattr(os, "dup", {1: 7}.get)
        patched.setattr(os, "open", lambda path, flags: {os.devnull: 8}[path])
        patched.setattr(os, "dup2", lambda *numbers: found.append(numbers))
        writing = server._put_aside_standard_output()
    assert (writing, found) == (7, silenced)


@pytest.fixture
def served(monkeypatch, tmp_path):
    """A function that runs `main` with requests, and gives what it did and what it wrote."""

    def serve(*requests, words=(), forks=True):
        done, path = [], tmp_path / "answers"
        environment = {"PATH": "/bin", "SECRET": "1", "TMPDIR": "/tmp"}
        stdin = io.BytesIO(b"".join(map(pickle.dumps, requests)))

        def once():
            raise SystemExit

        with monkeypatch.context() as patched:
            patched.setattr(os, "environ", environment)
            patched.setattr(sys, "argv", ["server", *words])
            patched.setattr(sys, "stdin", SimpleNamespace(buffer=stdin))
            patched.setattr(server, "FORKS", forks)
            patched.setattr(server, "_import_tensorflow", lambda: done.append("TensorFlow"))
            patched.setattr(server, "_judge_once", once)
            patched.setattr(
                server,
                "_put_aside_standard_output",
                lambda: os.open(path, os.O_WRONLY | os.O_CREAT),
            )
            patched.setattr(server, "judged_apart", lambda *a, **settings: [*a, settings])
            server.main()
        assert environment == {"PATH": "/bin", "TMPDIR": "/tmp", "MPLBACKEND": "Agg"}
        file = io.BytesIO(path.read_bytes())
        answers = []
        while file.tell() < path.stat().st_size:
            answers.append(pickle.load(file))
        return done, answers

    return serve


@pytest.mark.parametrize("forks", [True, False])
def test_requests_are_answered_until_there_is_none(forks, served):
    done, answers = served(("judge", ["a"], {"seconds": 8}), ("judge", ["b"], {}), forks=forks)
    assert done == ["TensorFlow"] * forks
    assert answers == [(True, None), (True, ["a", {"seconds": 8}]), (True, ["b", {}])]


def test_a_single_answer_is_judged_without_requests(served):
    with pytest.raises(SystemExit):
        served(words=["--once"])
