"""`course grade --dask`: the same grades from a cluster, also when a worker is lost."""

import csv
import os
import signal

import pytest
from course import options
from distributed import LocalCluster
from kinds import ALL, half, right, write_kinds

from utils.grading import command
from utils.grading.store import Store


@pytest.fixture(scope="module")
def cluster():
    with LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0"
    ) as made:
        yield made


def grade(folder, address):
    return command.run(options("grade", folder, "--as-root", "--seconds", "60", "--dask", address))


def class_of(folder, count):
    """Notebooks that differ, so that none of them is known from another."""
    for number in range(count):
        notebook = half() if number % 2 else right()
        notebook["metadata"]["number"] = number
        write_kinds(folder, {f"student {number}": (notebook,)})


def test_a_worker_is_killed_in_the_middle_and_nothing_is_lost_or_counted_twice(
    cluster, tmp_path, monkeypatch
):
    class_of(tmp_path, 10)
    put, kept = Store.put, []

    def put_and_kill(store, submission, graded):
        if not kept:
            os.kill(cluster.workers[0].pid, signal.SIGTERM if os.name == "nt" else signal.SIGKILL)
        kept.append(submission.student)
        put(store, submission, graded)

    monkeypatch.setattr(Store, "put", put_and_kill)
    assert grade(tmp_path, cluster.scheduler_address) == 0
    assert sorted(kept) == sorted(f"student {number}" for number in range(10))
    with (tmp_path / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["student"] for row in rows] == [f"student {number}" for number in range(10)]
    assert [row["points"] for row in rows] == [str(ALL), "9"] * 5


def test_another_version_of_the_course_is_refused(cluster, tmp_path, monkeypatch, capsys):
    class_of(tmp_path, 1)
    monkeypatch.setattr("utils.grading.cluster.course_digest", lambda: "another")
    assert grade(tmp_path, cluster.scheduler_address) == 1
    assert "A worker has another version of the course." in capsys.readouterr().err


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "no address"])
def test_without_a_scheduler_the_command_says_how_to_start_one(
    address, tmp_path, monkeypatch, capsys
):
    monkeypatch.setattr("utils.grading.cluster.LONGEST_CONNECT", 1)
    class_of(tmp_path, 1)
    assert grade(tmp_path, address) == 1
    said = capsys.readouterr().err
    assert f"No dask scheduler answers at {address}." in said
    assert "Traceback" not in said


def test_without_workers_the_command_says_how_to_start_them(tmp_path, capsys):
    class_of(tmp_path, 1)
    with LocalCluster(n_workers=0, host="127.0.0.1", dashboard_address="127.0.0.1:0") as empty:
        assert grade(tmp_path, empty.scheduler_address) == 1
    assert "has no worker" in capsys.readouterr().err
