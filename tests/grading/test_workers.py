"""Several submissions are graded at the same time; with judging processes that only count."""

import threading
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest

import utils.grading.workers as workers

STEM = "03_cell_variables"


@pytest.fixture
def made(monkeypatch):
    """The `processes`, which submissions were `begun`, and a function `wait` for each of them."""
    made = SimpleNamespace(processes=[], begun=[], stored=[], wait=lambda student: None)

    class Process:
        def __init__(self, seconds, memory):
            assert (seconds, memory) == (8, 2)
            self.users, self.closed = threading.Lock(), 0
            made.processes.append(self)

        def judge(self, student):
            assert self.users.acquire(blocking=False)  # one answer at a time
            made.begun.append(student)
            made.wait(student)
            self.users.release()

        def close(self):
            self.closed += 1

    def grade(submission, judge, solved):
        assert any("def split_kernel(" in source for source in solved.values())
        judge(submission.student)
        return f"graded {submission.student}"

    monkeypatch.setattr(workers, "JudgingProcess", Process)
    monkeypatch.setattr(workers, "grade", grade)
    return made


def side_by_side(made, students, count):
    lesson = SimpleNamespace(stem=STEM)
    submissions = [SimpleNamespace(student=student, lesson=lesson) for student in students]
    store = SimpleNamespace(put=lambda submission, graded: made.stored.append(graded))
    return workers.graded_side_by_side(submissions, store, count, 8, 2)


def test_the_cells_of_a_solution_are_found_by_their_ids():
    cells = workers.solved_cells(STEM)
    assert all(isinstance(source, str) for source in cells.values())
    [answer] = [source for source in cells.values() if "def split_kernel(" in source]
    assert "raise NotImplementedError" not in answer


def test_each_submission_is_graded_once_by_one_of_the_processes(made):
    both = threading.Barrier(2)
    made.wait = lambda student: both.wait(30)  # so two are judged at the same time
    found = {s.student: graded for s, graded in side_by_side(made, "abcd", count=2)}
    assert found == {student: f"graded {student}" for student in "abcd"}
    assert sorted(made.begun) == list("abcd")
    assert sorted(made.stored) == sorted(found.values())
    assert [process.closed for process in made.processes] == [1, 1]


def test_an_interrupt_begins_no_other_submission_and_stores_none_that_it_ended(made, monkeypatch):
    cancelled = threading.Event()

    class Pool(ThreadPoolExecutor):
        def shutdown(self, wait=True, **options):
            super().shutdown(wait=False, **options)
            cancelled.set()
            super().shutdown(wait=wait)

    monkeypatch.setattr(workers, "ThreadPoolExecutor", Pool)
    made.wait = lambda student: student == "a" or cancelled.wait(30)
    running = side_by_side(made, "abcde", count=1)
    assert next(running)[1] == "graded a"
    with pytest.raises(KeyboardInterrupt):
        running.throw(KeyboardInterrupt)
    assert set(made.begun) <= {"a", "b"}
    assert made.stored == ["graded a"]
    assert made.processes[0].closed == 1
