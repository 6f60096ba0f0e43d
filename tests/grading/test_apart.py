"""How the judging process is started, asked and ended; with another in its place."""

import os
import subprocess
import sys
from types import SimpleNamespace

import pytest

import utils.grading.apart as apart
from utils.grading.submissions import CannotGrade
from utils.worker_process import WorkerEnded

ISOLATED = ["unshare", "--map-root-user", "--net", "--pid", "--fork", "--kill-child", "--"]


@pytest.fixture
def workers(monkeypatch):
    """Every process that is started, and in `ends` what the next questions end, True for each."""
    made = SimpleNamespace(started=[], ends=[], starts=True)

    class Worker:
        def __init__(self, command, **variables):
            self.command, self.variables, self.asked, self.closed = command, variables, [], 0
            made.started.append(self)

        def answer(self):
            if not made.starts:
                raise WorkerEnded("ended. Its last line was: nothing")

        def ask(self, *question):
            self.asked.append(question)
            if made.ends and made.ends.pop(0):
                raise WorkerEnded("ended")
            return {"status": "passed"}

        def close(self):
            self.closed += 1

    monkeypatch.setattr(apart, "WorkerProcess", Worker)
    monkeypatch.setattr(apart, "can_isolate", lambda: True)
    return made


def test_a_process_is_started_once_and_asked_with_its_limits(workers):
    with apart.JudgingProcess(8, 2) as process:
        assert not workers.started
        assert process.judge(name="double") == {"status": "passed"}
        process.judge(name="half")
    [worker] = workers.started
    assert worker.asked == [("judge", {"name": name}, 8, 2) for name in ("double", "half")]
    assert worker.command == [*ISOLATED, sys.executable, "-P", "-m", "utils.grading.server"]
    assert worker.variables == {"PYTHONHASHSEED": "0"}
    assert worker.closed == 1


def test_a_process_that_was_never_started_can_be_closed(workers):
    apart.JudgingProcess(8, 2).close()
    assert not workers.started


def test_where_nothing_can_be_isolated_python_is_started_alone(workers, monkeypatch):
    monkeypatch.setattr(apart, "can_isolate", lambda: False)
    apart.JudgingProcess(8, 2).judge()
    assert workers.started[0].command[0] == sys.executable


def test_a_process_that_ended_is_started_again(workers):
    process = apart.JudgingProcess(8, 2)
    workers.ends = [False, True, False]
    for _ in range(2):
        assert process.judge() == {"status": "passed"}
    assert [len(worker.asked) for worker in workers.started] == [2, 1]
    assert [worker.closed for worker in workers.started] == [1, 0]


def test_an_answer_that_ends_the_process_twice_fails(workers):
    process = apart.JudgingProcess(8, 2)
    workers.ends = [True, True]
    assert process.judge() == {
        "status": "failed",
        "message": "The judging process ended with this answer.",
        "tampered": "the judging process ended with this answer",
    }
    assert len(workers.started) == 2
    assert process.judge() == {"status": "passed"}


def test_a_process_that_does_not_start_is_tried_again_at_the_next_answer(workers):
    process = apart.JudgingProcess(8, 2)
    workers.starts = False
    with pytest.raises(CannotGrade, match=r"The judging process ended.*course doctor"):
        process.judge()
    workers.starts = True
    assert process.judge() == {"status": "passed"}


@pytest.fixture
def asked(monkeypatch):
    """The commands that `can_isolate` runs; `status` is what they give, or an error."""
    made = SimpleNamespace(commands=[], status=0)

    def run(command, **options):
        made.commands.append(command)
        assert options == {"capture_output": True}  # nothing of it is shown
        if isinstance(made.status, Exception):
            raise made.status
        return SimpleNamespace(returncode=made.status)

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr(sys, "platform", "linux")
    apart.can_isolate.cache_clear()
    yield made
    apart.can_isolate.cache_clear()


@pytest.mark.parametrize(
    ("status", "can"), [(0, True), (1, False), (-1, False), (FileNotFoundError("unshare"), False)]
)
def test_whether_the_network_can_be_closed_is_tried_once(status, can, asked):
    asked.status = status
    assert [apart.can_isolate(), apart.can_isolate()] == [can, can]
    assert asked.commands == [[*ISOLATED, "true"]]
    assert len(apart.not_limited()) == (0 if can else 1)
    assert all("network" in sentence for sentence in apart.not_limited())


@pytest.mark.parametrize("system", ["darwin", "win32"])
def test_other_systems_limit_neither_the_network_nor_the_memory(system, asked, monkeypatch):
    monkeypatch.setattr(sys, "platform", system)
    assert apart.can_isolate() is False
    assert asked.commands == []
    memory, network = apart.not_limited()
    assert "memory" in memory
    assert "network" in network


@pytest.mark.parametrize(("user", "root"), [(0, True), (1, False), (1000, False), (-1, False)])
def test_root_is_the_user_with_the_number_0(user, root, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: user, raising=False)
    assert apart.is_root() is root


def test_a_system_without_numbers_of_users_has_no_root(monkeypatch):
    monkeypatch.delattr(os, "geteuid", raising=False)
    assert apart.is_root() is False
