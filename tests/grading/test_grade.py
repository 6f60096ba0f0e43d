"""`course grade`: what a class hands in, and what it gets for it."""

import csv
import errno
import json
import os
import re
import shutil
import sys
import zipfile

import pytest
from course import options
from kinds import ALL, LESSON, POINTS, body_of, kinds, untouched, write_kinds

from utils.grading import apart, command
from utils.grading.store import Store
from utils.grading.submissions import UNREADABLE
from utils.lessons import LESSONS, SOLUTIONS

# Each takes its whole limit: the other endless ones were tried by hand.
TOO_SLOW = ("writes without end", "refuses to end", "ends the judge")


def grade(folder, *words):
    return command.run(options("grade", folder, "--as-root", *words))


def table(folder):
    with (folder / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["student"]: row for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def outside(tmp_path_factory):
    folder = tmp_path_factory.mktemp("outside")
    (folder / "kept.txt").write_text("kept")
    return folder


@pytest.fixture(scope="module")
def class_folder(tmp_path_factory, outside):
    folder = tmp_path_factory.mktemp("class")
    chosen = {name: kind for name, kind in kinds(outside).items() if name not in TOO_SLOW}
    write_kinds(folder, chosen)
    assert grade(folder, "--seconds", "8") == 0
    return folder


@pytest.mark.parametrize("kind", [name for name in kinds("") if name not in TOO_SLOW])
def test_each_kind_of_notebook_gets_its_points_and_its_notes(kind, class_folder, outside):
    _, points, notes = kinds(outside)[kind]
    row = table(class_folder)[kind]
    assert (row["points"], row["of"]) == (str(points), str(ALL))
    assert notes in row["notes"]
    assert bool(notes) == bool(row["notes"])


def test_the_table_has_a_column_for_each_exercise(class_folder):
    row = table(class_folder)["half"]
    columns = {f"03 {name}" for name in POINTS}
    assert set(row) == {"student", "lesson", "points", "of", *columns, "notes"}
    assert [row[f"03 {name}"] for name in POINTS] == ["4", "5", "0", "0"]


def test_an_answer_changes_nothing_outside_its_own_folder(class_folder, outside):
    assert table(class_folder)["deletes"]["03 split_kernel"] == "0"
    assert [path.name for path in outside.iterdir()] == ["kept.txt"]
    assert (outside / "kept.txt").read_text() == "kept"


@pytest.mark.parametrize(
    ("kind", "exercise", "sentence"),
    [
        ("endless loop", "column_form", "did not end within 8 seconds"),
        ("abort", "load_weights", "ended by the system (SIGABRT)"),
        ("ends its process", "split_kernel", "ended its process, with exit status 0"),
        ("memory", "column_form", "MemoryError: Unable to allocate 11.9 GiB"),
        ("deletes", "split_kernel", "may change files only in its own folder"),
        ("starts processes", "split_kernel", "may not start or end a process"),
        ("uses the network", "split_kernel", "may not use the network"),
        ("reads the solution", "split_kernel", "may not read this file"),
        ("syntax error", "load_weights", "not valid Python: invalid syntax, in line"),
        ("asks the oracle", "split_kernel", "gets no points: the answer asked for check"),
        ("untouched", "split_kernel", "put your answer in place of"),
        ("half", "remembering_kernel", "np.zeros((3 * input_size"),
        ("empty", "split_kernel", "no cell of the notebook defines"),
        ("empty", "split_kernel", "course lab --reset 03</code> gives a new copy of the lesson"),
    ],
)
def test_the_feedback_says_what_happened(kind, exercise, sentence, class_folder):
    page = (class_folder / "feedback" / f"{kind}-03.html").read_text(encoding="utf-8")
    assert sentence in body_of(page, exercise)


def test_the_feedback_names_the_mistake_with_all_its_hints(class_folder):
    page = (class_folder / "feedback" / "李 小明 'x'-03.html").read_text(encoding="utf-8")
    box = body_of(page, "split_kernel")
    assert "U comes first" in box
    assert box.count("<li>") >= 2


def test_the_feedback_is_one_small_file_without_a_script_or_an_address(class_folder):
    for path in (class_folder / "feedback").iterdir():
        page = path.read_text(encoding="utf-8")
        assert len(page) < 30_000
        for sign in ("<script", "http", "src=", "@import", "url("):
            assert sign not in page


def test_grading_again_gives_the_same_files_and_judges_nothing(class_folder, monkeypatch, capsys):
    before = {path: path.read_bytes() for path in class_folder.rglob("*") if path.is_file()}
    monkeypatch.setattr(apart, "NAMESPACES", ["no-such-command"])
    monkeypatch.setattr(apart.sys, "executable", "no-such-python")
    assert grade(class_folder, "--seconds", "8") == 0
    assert {p: p.read_bytes() for p in class_folder.rglob("*") if p.is_file()} == before
    said = capsys.readouterr().out
    assert "2 made this mistake: U comes first" not in said
    assert "1 made this mistake: U comes first" in said


def test_the_summary_says_who_tried_what_and_what_was_not_tried(class_folder, capsys):
    assert grade(class_folder, "--seconds", "8") == 0
    said = capsys.readouterr().out
    assert re.search(r"  load_weights: \d+ of \d+ passed, \d did not attempt it", said)
    [suspects] = re.findall("These students tried to change the checks: (.*)[.]", said)
    assert {"patch elsewhere", "asks the oracle", "patches NumPy"} <= set(suspects.split("; "))
    assert not {"right", "half", "helper", "endless loop"} & set(suspects.split("; "))
    noted = sum(bool(row["notes"]) for row in table(class_folder).values())
    assert f"{noted} rows of the table have notes. The page docs/class.md says" in said


def pages_in(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_of_two_notebooks_the_pages_say_which_counts(class_folder, tmp_path, capsys):
    shutil.copytree(class_folder / ".graded", tmp_path / ".graded")
    folder = tmp_path / "Ada Lovelace_4711_assignsubmission_file"
    folder.mkdir()
    shutil.copy(class_folder / "half" / LESSON.name, folder / "1.ipynb")
    shutil.copy(class_folder / "right" / LESSON.name, folder / "2 (1).ipynb")
    shutil.copy(class_folder / "untouched" / LESSON.name, folder / "3.ipynb")
    assert grade(tmp_path, "--seconds", "8") == 0
    pages = {path.name: path.read_text("utf-8") for path in (tmp_path / "feedback").iterdir()}
    assert {name for name, page in pages.items() if "does not count" not in page} == {
        "Ada Lovelace-03.html"
    }
    for name in ("Ada Lovelace-03-2.html", "Ada Lovelace-03-3.html"):
        assert "because your notebook 2 (1).ipynb does." in pages[name]
    assert pages_in(tmp_path / "feedback.zip") == {
        f"{folder.name}/feedback-03.html": pages["Ada Lovelace-03.html"]
    }
    said = capsys.readouterr().out
    assert "feedback.zip." in said
    assert said.splitlines()[1] == "1 notebook, 26.0 of 26 points on average"


def test_the_names_of_the_list_are_those_of_the_table_and_of_the_pages(class_folder, tmp_path):
    shutil.copytree(class_folder / ".graded", tmp_path / ".graded")
    for name in ("o'brienmaeve_1234_56789_", "lovelaceada_LATE_1235_56790_"):
        shutil.copy(class_folder / "right" / LESSON.name, tmp_path / f"{name}{LESSON.name}")
    text = 'Student,ID,Section\n    Points Possible,,\n"O\'Brien, Maeve",1,x\n"Lovelace, Ada",2,x\n'
    (tmp_path / "list.csv").write_text(text + '"Student, Test",3,x\n', encoding="utf-8")
    assert grade(tmp_path, "--seconds", "8", "--students", tmp_path / "list.csv") == 0
    rows = table(tmp_path)
    assert {name: row["notes"] for name, row in rows.items()} == {
        "Lovelace, Ada": "handed in late", "O'Brien, Maeve": ""
    }  # fmt: skip
    pages = pages_in(tmp_path / "feedback.zip")
    assert sorted(pages) == [
        "lovelaceada_LATE_1235_56790_feedback-03.html",
        "o'brienmaeve_1234_56789_feedback-03.html",
    ]
    assert "Lovelace, Ada" in pages["lovelaceada_LATE_1235_56790_feedback-03.html"]


def test_a_list_of_other_names_calls_nobody_missing(class_folder, tmp_path, capsys):
    shutil.copytree(class_folder / ".graded", tmp_path / ".graded")
    shutil.copytree(class_folder / "right", tmp_path / "ada")
    (tmp_path / "list.csv").write_text("Identifier,Name der Person\n4711,Ada\n")
    assert grade(tmp_path, "--seconds", "8", "--students", tmp_path / "list.csv") == 0
    said = capsys.readouterr().out
    assert "No name in list.csv fits a notebook, so the missing students are not known." in said
    assert "The list begins with Identifier. Use the names of the notebooks, such as ada." in said
    assert list(table(tmp_path)) == ["ada"]


def test_an_interrupted_run_continues(class_folder, tmp_path, monkeypatch, capsys):
    for kind in ("empty", "half", "syntax error", "untouched"):
        shutil.copytree(class_folder / kind, tmp_path / kind)
    put, kept = Store.put, []

    def put_twice(store, submission, graded):
        if len(kept) == 2:
            raise KeyboardInterrupt
        kept.append(submission.student)
        put(store, submission, graded)

    with monkeypatch.context() as patched:
        patched.setattr(Store, "put", put_twice)
        assert grade(tmp_path, "--workers", "1") == 130
    assert "Run the same command again to continue." in capsys.readouterr().err
    assert not (tmp_path / "grades.csv").exists()
    assert len(list((tmp_path / ".graded").glob("*.json"))) == 2
    rest = []
    monkeypatch.setattr(Store, "put", lambda store, s, graded: rest.append(s.student))
    assert grade(tmp_path, "--workers", "1") == 0
    assert sorted(kept + rest) == ["empty", "half", "syntax error", "untouched"]
    whole = table(class_folder)
    assert {name: row["points"] for name, row in table(tmp_path).items()} == {
        name: whole[name]["points"] for name in kept + rest
    }


def test_without_forks_each_answer_gets_a_python_of_its_own(tmp_path):
    from utils.grading.server import judged_apart
    from utils.lessons.exercises import stated_lesson

    lesson = stated_lesson(LESSONS / "03_cell_variables.ipynb")
    head = "def split_kernel(kernel, input_size):\n    "
    request = {"lesson": lesson.checks, "name": "split_kernel", "imports": lesson.imports}
    bodies = ("return kernel[:input_size], kernel[input_size:]", "import os\n    os._exit(3)")
    found = [
        judged_apart(request | {"answer": head + body, "others": []}, 60, 2, forks=False)
        for body in bodies
    ]
    assert found[0]["status"] == "passed"
    assert found[1] == {
        "status": "failed",
        "message": "The answer ended its process, with exit status 3.",
        "note": "ended its process, with exit status 3",
    }


def test_a_solution_gets_all_points_and_an_untouched_lesson_none(tmp_path):
    """All lessons were tried so by hand."""
    for number in ("02", "12", "15"):
        for student, room in (("solved", SOLUTIONS), ("untouched", LESSONS)):
            [path] = room.glob(f"{number}_*.ipynb")
            (tmp_path / student).mkdir(exist_ok=True)
            shutil.copy(path, tmp_path / student)
    assert grade(tmp_path, "--seconds", "60", "--workers", "1") == 0
    with (tmp_path / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["student"], row["lesson"]) for row in rows] == [
        (student, number) for student in ("solved", "untouched") for number in ("02", "12", "15")
    ]
    for row in rows:
        assert row["points"] == (row["of"] if row["student"] == "solved" else "0")
        assert row["notes"] == ""


def test_root_is_refused_unless_asked_for(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(apart.os, "geteuid", lambda: 0, raising=False)
    assert command.run(options("grade", tmp_path)) == 1
    assert "You are root" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("make", "words", "sentence"),
    [
        (lambda folder: folder.rmdir(), (), "does not exist"),
        (lambda folder: None, (), "contains no notebook"),
        (lambda folder: (folder / "a.txt").touch(), (), "contains no notebook"),
        (lambda folder: None, ("--seconds", "0"), "--seconds is 0. It must be above 0."),
        (lambda folder: None, ("--students", "no such list"), "cannot be read"),
    ],
)
def test_what_cannot_be_graded_is_said_in_one_sentence(make, words, sentence, tmp_path, capsys):
    folder = tmp_path / "handed in"
    folder.mkdir()
    make(folder)
    assert grade(folder, *words) == 1
    said = capsys.readouterr().err
    assert sentence in said
    assert said.count("\n") == 1


def test_a_zip_is_named_as_what_it_is(tmp_path, capsys):
    (tmp_path / "all.zip").touch()
    assert grade(tmp_path / "all.zip") == 1
    assert "is a file. Give the unzipped folder with the notebooks." in capsys.readouterr().err


def test_what_is_no_notebook_stops_no_other(class_folder, tmp_path, capsys):
    shutil.copytree(class_folder / ".graded", tmp_path / ".graded")
    write_kinds(tmp_path, {"ada": (untouched(),), "old": ({"worksheets": []},)})
    files = {"bob": "no JSON", "eve": json.dumps({"cells": []}), "kim": "[" * 100_000}
    for student, text in files.items():
        (tmp_path / student).mkdir()
        (tmp_path / student / "work.ipynb").write_text(text)
    (tmp_path / "list.csv").write_text("Name,Group\nAda,1\nBob,1\nGus,2\n", encoding="utf-8-sig")
    assert grade(tmp_path, "--seconds", "8", "--students", tmp_path / "list.csv") == 0
    said = capsys.readouterr().out
    assert "Bob has no grade: work.ipynb is not a notebook" in said
    assert "eve has no grade: work.ipynb is not a notebook of this course." in said
    assert "These students handed in nothing for lesson 03: Gus." in said
    assert "These students are not in list.csv: eve; kim; old." in said
    rows = table(tmp_path)
    assert {name: row["points"] for name, row in rows.items()} == {
        "Ada": "0", "Bob": "", "Gus": "", "eve": "", "kim": "", "old": ""
    }  # fmt: skip


def test_a_full_disk_loses_no_grade(class_folder, tmp_path, monkeypatch, capsys):
    for name in ("right", ".graded"):
        shutil.copytree(class_folder / name, tmp_path / name)

    def full(*arguments):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("utils.grading.table.write_table", full)
        assert grade(tmp_path, "--seconds", "8") == 1
    assert "The disk or your quota is full." in capsys.readouterr().err
    assert grade(tmp_path, "--seconds", "8") == 0
    assert table(tmp_path)["right"]["points"] == str(ALL)


def test_a_table_that_is_open_elsewhere_is_written_beside(tmp_path, capsys):
    asked = []

    def write(rows, path):
        asked.append(path.name)
        if len(asked) == 1:
            raise PermissionError(errno.EACCES, "in use")

    written = command._write_where_possible(write, [], tmp_path / "grades.csv")
    assert written.name == "grades-new.csv"
    assert "grades.csv is open in another program" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["grades.csv", "feedback.zip", "feedback/right-03.html"])
def test_what_is_in_the_way_is_named_and_nothing_is_lost(name, class_folder, tmp_path, capsys):
    for kept in ("right", ".graded"):
        shutil.copytree(class_folder / kept, tmp_path / kept)
    (tmp_path / name).mkdir(parents=True)
    assert grade(tmp_path, "--seconds", "8") == 1
    said = capsys.readouterr().err
    assert f"{tmp_path / name} is in the way. Move it to another folder." in said
    assert said.count("\n") == 1
    there = {path.name for path in tmp_path.iterdir()}
    assert there <= {"right", ".graded", "feedback", "feedback.zip", "grades.csv"}
    (tmp_path / name).rmdir()
    assert grade(tmp_path, "--seconds", "8") == 0
    assert table(tmp_path)["right"]["points"] == str(ALL)


@pytest.mark.skipif(os.name == "nt" or sys.platform == "darwin", reason="names are text there")
@pytest.mark.skipif(sys.getfilesystemencoding() != "utf-8", reason="the names are of this encoding")
def test_a_name_of_another_encoding_stops_no_other(class_folder, tmp_path, capsys):
    shutil.copytree(class_folder / ".graded", tmp_path / ".graded")
    for name in (b"\xcd\xf5", b"ada", "王".encode()):
        folder = tmp_path / os.fsdecode(name)
        folder.mkdir()
        shutil.copy(class_folder / "right" / LESSON.name, folder / os.fsdecode(b"\xe9.ipynb"))
    assert grade(tmp_path, "--seconds", "8") == 0
    assert {name: row["notes"] for name, row in table(tmp_path).items()} == {
        "\\udccd\\udcf5": UNREADABLE, "ada": "", "王": ""
    }  # fmt: skip
    assert len(pages_in(tmp_path / "feedback.zip")) == 3


def test_a_judge_that_does_not_start_sends_to_the_doctor(tmp_path, monkeypatch, capsys):
    write_kinds(tmp_path, {"ada": (untouched(),)})
    monkeypatch.setattr(apart, "can_isolate", lambda: False)
    monkeypatch.setattr(apart.sys, "executable", shutil.which("false"))
    assert grade(tmp_path) == 1
    assert "Run `course doctor` to find the reason" in capsys.readouterr().err
