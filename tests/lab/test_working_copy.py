import json
import os
import subprocess
import sys

import pytest
from size_limit import size_limit

from utils.lab.working_copy import RECORD, NotANotebook, WorkingCopy, read_notebook, sources_digest

NAME = "03_cell_variables.ipynb"
UPDATE = "03_cell_variables.updated-1.ipynb"


def notebook(*sources, ran=False):
    output = {"output_type": "stream", "name": "stdout", "text": ["1\n"]}
    cells = [
        {
            "cell_type": "code",
            "id": f"cell{number}",
            "metadata": {"tags": ["kept"]},
            "source": source.splitlines(keepends=True),
            "execution_count": number if ran else None,
            "outputs": [output] if ran else [],
        }
        for number, source in enumerate(sources, start=1)
    ]
    text = {"cell_type": "markdown", "id": "text", "metadata": {}, "source": "# A lesson"}
    return {"cells": [text, *cells], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def write(path, *sources, ran=False):
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(notebook(*sources, ran=ran)), encoding="utf-8")
    return path


def sources(path):
    return ["".join(cell["source"]) for cell in read_notebook(path)["cells"][1:]]


@pytest.fixture
def lesson(tmp_path):
    return write(tmp_path / "lessons" / NAME, "x = 1", "x", ran=True)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "my_lessons"


def update(folder, *lessons):
    return WorkingCopy(folder).update(lessons)


def test_a_new_lesson_is_copied_without_outputs_and_counts(lesson, folder):
    lines = update(folder, lesson)

    assert read_notebook(folder / NAME) == notebook("x = 1", "x")
    assert lines == ["my_lessons has 1 new lesson."]
    assert read_notebook(lesson) == notebook("x = 1", "x", ran=True)


def test_nothing_is_written_or_said_when_nothing_changed(lesson, folder):
    update(folder, lesson)
    before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}

    assert update(folder, lesson) == []
    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == before


def test_what_the_learner_wrote_stays_when_nothing_changed(lesson, folder):
    update(folder, lesson)
    write(folder / NAME, "x = 2", "x")

    assert update(folder, lesson) == []
    assert sources(folder / NAME) == ["x = 2", "x"]


def test_a_lesson_that_was_only_run_is_updated(lesson, folder):
    update(folder, lesson)
    write(folder / NAME, "x = 1", "x", "", ran=True)  # JupyterLab added the empty cell
    write(lesson, "x = 1", "x + 1")

    [line] = update(folder, lesson)

    assert sources(folder / NAME) == ["x = 1", "x + 1"]
    assert line == f"{NAME} was updated, because you had not changed it."
    assert not (folder / UPDATE).exists()


def test_a_changed_lesson_is_put_beside_what_the_learner_wrote_and_said_once(lesson, folder):
    update(folder, lesson)
    write(folder / NAME, "x = 2", "x")
    write(lesson, "x = 1", "x + 1", ran=True)

    [line] = update(folder, lesson)

    assert sources(folder / NAME) == ["x = 2", "x"]
    assert read_notebook(folder / UPDATE) == notebook("x = 1", "x + 1")
    said = f"The course has a new version of {NAME}. It is {UPDATE}, and your copy is unchanged."
    assert line == said
    (folder / UPDATE).unlink()
    assert update(folder, lesson) == []
    assert not (folder / UPDATE).exists()


def test_the_next_change_replaces_an_update_that_nobody_wrote_in(lesson, folder):
    update(folder, lesson)
    write(folder / NAME, "x = 2", "x")
    for source in ("x + 1", "x + 2"):
        write(lesson, "x = 1", source)
        update(folder, lesson)

    assert sources(folder / UPDATE) == ["x = 1", "x + 2"]
    assert not (folder / "03_cell_variables.updated-2.ipynb").exists()


def test_the_next_change_spares_an_update_that_the_learner_wrote_in(lesson, folder):
    update(folder, lesson)
    write(folder / NAME, "x = 2", "x")
    write(lesson, "x = 1", "x + 1")
    update(folder, lesson)
    write(folder / UPDATE, "mine")
    write(lesson, "x = 1", "x + 2")
    update(folder, lesson)

    assert sources(folder / UPDATE) == ["mine"]
    assert sources(folder / "03_cell_variables.updated-2.ipynb") == ["x = 1", "x + 2"]


def test_a_learner_who_took_over_the_update_gets_the_next_one_in_place(lesson, folder):
    update(folder, lesson)
    write(folder / NAME, "x = 2", "x")
    write(lesson, "x = 1", "x + 1")
    update(folder, lesson)
    os.replace(folder / UPDATE, folder / NAME)
    assert update(folder, lesson) == []
    write(lesson, "x = 1", "x + 2")
    update(folder, lesson)

    assert sources(folder / NAME) == ["x = 1", "x + 2"]


def test_a_deleted_lesson_comes_back(lesson, folder):
    update(folder, lesson)
    (folder / NAME).unlink()
    update(folder, lesson)

    assert sources(folder / NAME) == ["x = 1", "x"]


def test_a_lesson_that_left_the_course_stays_with_the_learner(lesson, folder):
    update(folder, lesson)

    assert update(folder) == []
    assert (folder / NAME).exists()


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "3", '{"03_cell_variables.ipynb": 3}', "\x00", '{"a": {"delivered": []}}'],
)
def test_a_damaged_record_costs_the_learner_nothing(lesson, folder, text):
    update(folder, lesson)
    write(folder / NAME, "x = 2", "x")
    (folder / RECORD).write_text(text, encoding="utf-8")

    [line] = update(folder, lesson)

    assert sources(folder / NAME) == ["x = 2", "x"]
    assert UPDATE in line
    assert update(folder, lesson) == []


def test_a_record_that_is_not_text_costs_the_learner_nothing(lesson, folder):
    update(folder, lesson)
    (folder / RECORD).write_bytes(b"\xff\xfe")

    assert update(folder, lesson) == []
    assert sources(folder / NAME) == ["x = 1", "x"]


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"cells": 3}', '{"cells": [3]}', '{"cells": [{}]}']
)
def test_a_damaged_copy_is_named_and_kept(lesson, folder, text):
    update(folder, lesson)
    (folder / NAME).write_text(text, encoding="utf-8")

    assert update(folder, lesson) == [
        f"{NAME} is damaged. Use the option --reset to get a new copy."
    ]
    assert (folder / NAME).read_text(encoding="utf-8") == text
    write(lesson, "x = 1", "x + 1")
    assert UPDATE in update(folder, lesson)[1]
    assert (folder / NAME).read_text(encoding="utf-8") == text


def test_a_damaged_or_missing_lesson_is_named_and_stops_no_other(lesson, folder, tmp_path):
    damaged = tmp_path / "lessons" / "01_damaged.ipynb"
    damaged.write_text("<<<<<<< HEAD", encoding="utf-8")
    missing = tmp_path / "lessons" / "02_missing.ipynb"

    lines = update(folder, damaged, missing, lesson)

    assert (folder / NAME).exists()
    assert lines == [
        "my_lessons has 1 new lesson.",
        "lessons/01_damaged.ipynb is damaged or missing. Restore it with `git checkout lessons`.",
        "lessons/02_missing.ipynb is damaged or missing. Restore it with `git checkout lessons`.",
    ]


def test_a_reset_keeps_every_old_copy_under_a_name_of_its_own(lesson, folder):
    update(folder, lesson)
    for number in (1, 2, 3):
        write(folder / NAME, f"mine {number}")
        [line] = WorkingCopy(folder).reset(lesson)
        assert line == f"Your copy of {NAME} is kept as 03_cell_variables.mine-{number}.ipynb."

    assert sources(folder / NAME) == ["x = 1", "x"]
    for number in (1, 2, 3):
        assert sources(folder / f"03_cell_variables.mine-{number}.ipynb") == [f"mine {number}"]


def test_a_reset_mends_a_damaged_copy_and_keeps_it(lesson, folder):
    update(folder, lesson)
    (folder / NAME).write_text("{", encoding="utf-8")
    WorkingCopy(folder).reset(lesson)

    assert sources(folder / NAME) == ["x = 1", "x"]
    assert (folder / "03_cell_variables.mine-1.ipynb").read_text(encoding="utf-8") == "{"


def test_a_reset_from_a_damaged_lesson_leaves_the_copy_in_its_place(lesson, folder):
    update(folder, lesson)
    write(folder / NAME, "mine")
    lesson.write_text("{", encoding="utf-8")

    with pytest.raises(NotANotebook, match=NAME):
        WorkingCopy(folder).reset(lesson)
    assert sources(folder / NAME) == ["mine"]


def test_a_solution_keeps_its_outputs_and_what_the_learner_wrote_in_it(tmp_path, folder):
    solution = write(tmp_path / "solutions" / NAME, "answer", ran=True)
    copies = WorkingCopy(folder)
    copies.deliver(solution, f"solutions/{NAME}", with_outputs=True)
    copy = folder / "solutions" / NAME
    assert read_notebook(copy) == notebook("answer", ran=True)

    write(copy, "answer and a note")
    write(solution, "a better answer", ran=True)
    copies.deliver(solution, f"solutions/{NAME}", with_outputs=True)
    assert sources(copy) == ["answer and a note"]
    assert sources(folder / "solutions" / UPDATE) == ["a better answer"]


def test_only_a_change_of_the_sources_changes_the_digest():
    digest = sources_digest(notebook("x = 1\ny", "x"))

    assert digest == sources_digest(notebook("x = 1\ny", "x", " \n", ran=True))
    assert digest != sources_digest(notebook("x = 1\ny ", "x"))
    assert digest != sources_digest(notebook("x", "x = 1\ny"))


def test_an_interrupted_write_leaves_the_copy_whole(lesson, folder):
    update(folder, lesson)
    write(lesson, "x = 1", "x + 1")
    with size_limit(100), pytest.raises(OSError):
        update(folder, lesson)
    assert sources(folder / NAME) == ["x = 1", "x"]
    assert not list(folder.glob(".*.ipynb.*"))


def test_processes_at_once_lose_nothing(lesson, folder):
    update(folder, lesson)
    write(folder / NAME, "mine")
    code = (
        "import sys; from pathlib import Path; from utils.lab.working_copy import WorkingCopy\n"
        "for _ in range(60): WorkingCopy(Path(sys.argv[1])).reset(Path(sys.argv[2]))"
    )
    command = [sys.executable, "-c", code, folder, lesson]
    processes = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(3)]
    errors = [process.communicate()[1].decode() for process in processes]

    assert [process.returncode for process in processes] == [0, 0, 0], errors
    assert sources(folder / NAME) == ["x = 1", "x"]
    kept = list(folder.glob("03_cell_variables.mine-*.ipynb"))
    assert [sources(path) for path in kept if sources(path) != ["x = 1", "x"]] == [["mine"]]
    assert not list(folder.glob(".*.ipynb.*"))
