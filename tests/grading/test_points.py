"""From a submission to points, with a judge that needs no process."""

from types import SimpleNamespace

import pytest

from utils.grading.points import Graded, grade, row_notes
from utils.lessons.exercises import StatedExercise, StatedLesson

NAMES = ("double", "half")
STUB = "def {}(x):\n    raise NotImplementedError"
EXERCISES = tuple(
    StatedExercise(name, minutes, f"id-{name}", STUB.format(name))
    for name, minutes in zip(NAMES, (3, 5), strict=True)
)
LESSON = StatedLesson("03_cells", "03 · Cells", 20, "import numpy as np", EXERCISES, "1")
WRONG = {"status": "failed", "message": "It is wrong.", "mistake": "m", "hints": ["Which?"]}
TAMPERED = {"tampered": "it changed the check"}


def submission(*sources):
    cells = tuple((place, f"id-{place}", source) for place, source in enumerate(sources, 1))
    return SimpleNamespace(lesson=LESSON, cells=cells)


def graded(*sources, found=None, solved=None, asked=None):
    """Grade cells; `found` is a dict from a source to what a judge says, else it passes."""

    def judge(**given):
        if asked is not None:
            asked.append(given)
        passed = {"status": "passed", "message": "Correct."}
        return (found or {}).get(given["answer"], passed)

    return grade(submission(*sources), judge, solved or {})


def double(body):
    return f"def double(x):\n    return {body}"


def test_an_exercise_without_a_cell_is_missing_and_gives_no_points():
    one, other = graded(double("x"))
    assert one == Graded("double", 3, "passed", "Correct.", double("x"))
    message = "No cell of the notebook defines `half`. If its cell is lost, `course lab --reset 03`"
    assert other == Graded("half", 5, "missing", f"{message} gives a new copy of the lesson.")
    assert (one.points, other.points) == (3, 0)


def test_the_judge_is_given_the_answer_and_the_other_cells():
    asked = []
    graded("a = 1", double("x"), "b = 2", asked=asked)
    assert asked == [
        {
            "lesson": "cells",
            "name": "double",
            "imports": "import numpy as np",
            "answer": double("x"),
            "others": ["a = 1", "b = 2"],
        }
    ]


def test_what_the_judge_finds_is_kept():
    found = {double("x"): WRONG | {"expected": "1", "got": "2", "note": "it was slow"}}
    one, _ = graded(double("x"), found=found)
    assert one == Graded(
        *("double", 3, "failed", "It is wrong.", double("x"), "m", ["Which?"], "1", "2"),
        notes=["it was slow"],
    )


def test_a_cell_that_is_no_python_fails_with_its_line():
    one, _ = graded("x = 1\ndef double(x:\n    return x")
    assert one.status == "failed"
    assert one.message.startswith("The cell is not valid Python: ")
    assert one.message.endswith(", in line 2.")
    one, _ = graded("def double(x): '\0'")
    assert one.message.startswith("The cell is not valid Python")


def test_an_answer_that_tampers_gives_no_points_and_ends_the_search():
    asked = []
    found = {double("3"): TAMPERED}
    one, _ = graded(double("1"), double("3"), found=found, asked=asked)
    assert len(asked) == 1
    assert (one.points, one.status, one.tampered) == (0, "failed", "it changed the check")
    assert one.message == "This answer gets no points: it changed the check."
    assert one.notes == ["defined in 2 cells, cell 2 counts"]


def test_the_first_that_passes_counts_and_else_the_likeliest():
    passes = {double("2"): WRONG, double("3"): WRONG}
    one, _ = graded(double("1"), double("2"), double("3"), found=passes)
    assert (one.points, one.source) == (3, double("1"))
    assert one.notes == ["defined in 3 cells, cell 1 counts"]
    one, _ = graded(double("1"), double("2"), double("3"), found=passes | {double("1"): WRONG})
    assert (one.points, one.source) == (0, double("3"))
    assert one.notes == ["defined in 3 cells, cell 3 counts"]
    tampers = passes | {double("1"): TAMPERED}
    one, _ = graded(double("1"), double("2"), double("3"), found=tampers)
    assert (one.tampered, one.source) == ("it changed the check", double("1"))


def test_an_answer_that_was_not_attempted_counts_where_it_is_the_last():
    later = {double("1"): {"status": "not attempted", "message": "Write it."}, double("2"): WRONG}
    one, _ = graded(double("1"), double("2"), found=later)
    assert one.status == "not attempted"


def test_unusual_names_are_noted_except_for_those_of_the_solution():
    source = "import sys, os\n\n" + double("sys")
    one, _ = graded(source, solved={"id-double": "import os"})
    assert one.notes == ["look at: sys"]


def test_the_notes_of_a_row_name_the_exercise():
    rows = [
        Graded("a", 1, "missing", ""),
        Graded("b", 1, "failed", "", tampered="it cheats", notes=["one", "two"]),
        Graded("c", 1, "passed", ""),
    ]
    assert row_notes(rows) == ("a: missing", "b: tampered: it cheats", "b: one", "b: two")


def test_the_search_ends_with_the_cell_that_passes_or_tampers():
    sources = [double(number) for number in "123"]
    for second, points in (({"status": "passed", "message": "Correct."}, 3), (TAMPERED, 0)):
        asked = []
        found = {double("3"): WRONG, double("2"): second}
        one, _ = graded(*sources, found=found, asked=asked)
        assert [given["answer"] for given in asked] == [double("3"), double("2")]
        assert (one.points, one.source) == (points, double("2"))


def test_the_cell_that_counts_is_the_first_of_the_notes():
    source = "import sys\n\n" + double("sys")
    found = {source: WRONG | {"note": "it was slow"}, double("1"): WRONG}
    one, _ = graded(double("1"), source, found=found)
    assert one.notes == ["defined in 2 cells, cell 2 counts", "it was slow", "look at: sys"]


@pytest.mark.parametrize("error", [ValueError, RecursionError, MemoryError])
def test_a_cell_that_cannot_even_be_compiled_fails_without_a_line(error, monkeypatch):
    def refuse(*arguments):
        raise error

    monkeypatch.setattr("utils.grading.points.compile", refuse, raising=False)
    one, _ = graded("def double(x:")
    assert one.message == "The cell is not valid Python."
