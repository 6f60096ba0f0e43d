"""`course progress`: what it reads in a working copy, and what it says of it."""

import json
import os
import shutil

import pytest
from course import options

from utils.lab import progress
from utils.lessons import LESSONS, ROOT, SOLUTIONS
from utils.lessons.exercises import stated_lesson

NAME = "03_cell_variables.ipynb"
LESSON = stated_lesson(LESSONS / NAME)
# Counted another way than the command counts: each exercise has a file of its own.
ALL = sum(
    "= Exercise(" in path.read_text(encoding="utf-8")
    for path in (ROOT / "utils" / "checks").glob("*/*.py")
)
READING = LESSON.minutes - LESSON.points


def notebook(*outputs, executed=()):
    """Four code cells; what the first ones show, as text, and which of them were executed."""
    cells = [
        {
            "cell_type": "code",
            "source": f"cell {n}",
            "execution_count": n + 1 if n in executed else None,
            "outputs": [{"data": {"text/plain": [text]}} for text in outputs[n : n + 1]],
        }
        for n in range(4)
    ]
    return {"cells": cells}


def standing(folder, content):
    (folder / NAME).write_text(json.dumps(content), encoding="utf-8")
    return progress.standing_in(LESSON, folder)


def run(folder, *words):
    return progress.run(options("progress", *words), folder)


def test_a_solved_lesson_is_done_and_an_untouched_one_is_not():
    solved = progress.standing_in(LESSON, SOLUTIONS)
    assert (solved.passed, solved.minutes_left, solved.is_done) == (4, 0, True)
    untouched = progress.standing_in(LESSON, LESSONS)
    assert (untouched.passed, untouched.is_done) == (0, False)
    assert untouched.minutes_left == LESSON.points  # every cell of it is executed


@pytest.mark.parametrize(
    ("outputs", "status"),
    [
        (["split_kernel · Passed: correct in all 3 test cases."], "passed"),
        (["split_kernel · Failed: expected shape [4, 2]."], "failed"),
        (["split_kernel · Not attempted: put your answer."], "not passed"),
        (["✓ split_kernel        passed          4 min  ★☆☆"], "passed"),
        (["✗ split_kernel        passed before, now failed  4 min  ★☆☆"], "passed"),
        (["✗ split_kernel        failed          4 min  ★☆☆"], "failed"),
        (["split_kernel · Failed: x.", "✓ split_kernel   passed   4 min"], "passed"),
        (["old_split_kernel · Passed: correct."], "not passed"),
        ([], "not passed"),
    ],
)
def test_an_exercise_stands_as_its_check_said(outputs, status, tmp_path):
    assert standing(tmp_path, notebook(*outputs)).statuses[0] == status


def test_what_a_check_prints_is_read_too(tmp_path):
    content = notebook()
    stream = {"output_type": "stream", "text": ["split_kernel · Passed: correct.\n"]}
    content["cells"][3]["outputs"] = [stream]
    assert standing(tmp_path, content).statuses[0] == "passed"


def test_the_minutes_left_are_those_of_cells_and_exercises_that_are_left(tmp_path):
    passed = "split_kernel · Passed: correct."
    half = standing(tmp_path, notebook(passed, executed=(0, 1)))
    assert half.minutes_left == READING / 2 + LESSON.points - 4


def test_the_next_thing_is_in_the_lesson_that_was_saved_last(tmp_path, capsys):
    for name in ("02_basic_rnn_cell.ipynb", NAME):
        content = notebook("split_kernel · Passed: correct.", executed=(0,))
        (tmp_path / name).write_text(json.dumps(content), encoding="utf-8")
    os.utime(tmp_path / "02_basic_rnn_cell.ipynb", (1, 1))
    assert run(tmp_path) == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert last == f"The next exercise is column_form, exercise 2 in {NAME}, about 5 minutes."


def test_the_first_lesson_is_next_where_nothing_is_begun(tmp_path, capsys):
    assert run(tmp_path / "my_lessons") == 0
    *_, next_line, hint = capsys.readouterr().out.splitlines()
    assert next_line == (
        "The next lesson is 01 · Graph and session, in 01_graph_and_session.ipynb, "
        "about 50 minutes."
    )
    assert hint == "There is no folder my_lessons yet. Run `course lab` to create it."


def test_after_all_lessons_nothing_is_left(capsys):
    assert run(SOLUTIONS) == 0
    said = capsys.readouterr().out
    assert f"You have passed {ALL} of {ALL} exercises. About 0 min are left." in said
    assert said.rstrip().endswith("You have passed all exercises.")


def test_a_damaged_copy_is_named_and_stops_no_other(tmp_path, capsys):
    (tmp_path / NAME).write_text("{")
    shutil.copy(SOLUTIONS / "01_graph_and_session.ipynb", tmp_path)
    assert run(tmp_path) == 0
    said = capsys.readouterr().out
    assert f"{NAME} is damaged. Run `course lab --reset 03` to replace it." in said
    assert f"You have passed 3 of {ALL} exercises." in said


def test_the_page_says_the_same_and_needs_nothing_else(tmp_path, capsys):
    standing(tmp_path, notebook("split_kernel · Passed: correct.", executed=(0,)))
    assert run(tmp_path, "--page") == 0
    page = (tmp_path / "progress.html").read_text(encoding="utf-8")
    assert f"You have passed 1 of {ALL} exercises." in page
    assert "✓ split_kernel" in page and "○ column_form" in page
    assert "The next exercise is column_form, exercise 2 in" in page
    for sign in ("<script", "http", "src="):
        assert sign not in page


def test_it_executes_nothing(tmp_path):
    content = notebook()
    content["cells"][0]["source"] = f"open({str(tmp_path / 'executed')!r}, 'w')"
    standing(tmp_path, content)
    assert run(tmp_path) == 0
    assert not (tmp_path / "executed").exists()
