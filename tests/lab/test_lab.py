import os
import sys

import pytest
from course import options
from test_working_copy import notebook, sources, write

from utils.lab.command import has_display, run
from utils.lab.working_copy import read_notebook
from utils.lessons import PARTS, find_scripts

FIRST, THIRD = "01_graph_and_session", "03_cell_variables"


@pytest.fixture
def course(tmp_path):
    for stem in (FIRST, THIRD):
        (tmp_path / "solutions").mkdir(exist_ok=True)
        (tmp_path / "solutions" / f"{stem}.py").write_text("# %%\n", encoding="utf-8")
        write(tmp_path / "solutions" / f"{stem}.ipynb", "answer", ran=True)
        write(tmp_path / "lessons" / f"{stem}.ipynb", "stub", ran=True)
    return tmp_path


@pytest.fixture
def lab(course, monkeypatch):
    """Run the command, with the server left out; give the notebook that it would open."""

    def run_lab(*arguments):
        opened = []

        def serve(folder, notebook, browser):
            opened.append((notebook, browser))
            return 0

        monkeypatch.setattr("utils.lab.command.serve", serve)
        monkeypatch.setattr("signal.signal", lambda *arguments: None)
        folders = [course / name for name in ("my_lessons", "lessons", "solutions")]
        status = run(options("lab", *arguments), *folders)
        return status, opened[0][0] if opened else None

    return run_lab


def test_the_first_lesson_is_opened_where_none_is_named(lab, course):
    assert lab() == (0, f"{FIRST}.ipynb")
    assert sources(course / "my_lessons" / f"{THIRD}.ipynb") == ["stub"]


@pytest.mark.parametrize("name", ["03", "3", THIRD])
def test_a_lesson_is_opened_by_its_number_or_name(lab, name):
    assert lab(name) == (0, f"{THIRD}.ipynb")


@pytest.mark.parametrize("arguments", [["99"], ["--reset", "99"], ["--solution", "99"], ["x"]])
def test_an_unknown_lesson_names_those_that_there_are_and_writes_nothing(
    lab, course, capsys, arguments
):
    assert lab(*arguments) == (1, None)
    error = capsys.readouterr().err
    assert error == f"There is no lesson {arguments[-1]}. Choose one of {FIRST}, {THIRD}.\n"
    assert not (course / "my_lessons").exists()


def test_a_reset_gives_a_fresh_copy_opens_it_and_keeps_the_old_one(lab, course, capsys):
    lab()
    write(course / "my_lessons" / f"{THIRD}.ipynb", "mine")

    assert lab("--reset", "03") == (0, f"{THIRD}.ipynb")
    assert sources(course / "my_lessons" / f"{THIRD}.ipynb") == ["stub"]
    assert sources(course / "my_lessons" / f"{THIRD}.mine-1.ipynb") == ["mine"]
    assert f"kept as {THIRD}.mine-1.ipynb" in capsys.readouterr().out


def test_a_solution_is_opened_executed_and_the_lesson_stays(lab, course):
    lab()
    write(course / "my_lessons" / f"{THIRD}.ipynb", "mine")

    assert lab("--solution", "03") == (0, f"solutions/{THIRD}.ipynb")
    copy = course / "my_lessons" / "solutions" / f"{THIRD}.ipynb"
    assert read_notebook(copy) == notebook("answer", ran=True)
    assert sources(course / "my_lessons" / f"{THIRD}.ipynb") == ["mine"]


def test_a_missing_solution_is_said_in_a_sentence(lab, course, capsys):
    (course / "solutions" / f"{THIRD}.ipynb").unlink()

    assert lab("--solution", "03") == (1, None)
    assert capsys.readouterr().err == (
        f"solutions/{THIRD}.ipynb is damaged or missing. "
        "Restore it with `git checkout solutions`.\n"
    )


def test_a_file_that_hides_a_package_is_named_before_the_lab_starts(lab, course, capsys):
    lab()
    (course / "my_lessons" / "tensorflow.py").write_text("", encoding="utf-8")
    lab()

    line = next(x for x in capsys.readouterr().out.splitlines() if "tensorflow.py" in x)
    assert "hides the package tensorflow" in line
    assert "Rename" in line


def test_a_folder_that_cannot_be_made_is_said_in_a_sentence(lab, course, capsys):
    (course / "my_lessons").write_text("a file", encoding="utf-8")

    assert lab() == (1, None)
    assert capsys.readouterr().err.endswith(
        "my_lessons is in the way. Move it to another folder.\n"
    )


@pytest.mark.parametrize("name", ["DISPLAY", "WAYLAND_DISPLAY"])
def test_on_linux_a_browser_needs_a_display(monkeypatch, name):
    monkeypatch.setattr(sys, "platform", "linux")
    for variable in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(variable, raising=False)
    assert not has_display()
    monkeypatch.setitem(os.environ, name, ":0")
    assert has_display()


def test_elsewhere_a_display_is_taken_for_granted(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.delenv("DISPLAY", raising=False)
    assert has_display()


def test_the_lessons_are_listed_by_part_with_their_minutes(capsys):
    assert run(options("lab", "--list")) == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed[0] == "Basics"
    assert [line for line in printed if line and not line.startswith(" ")] == list(PARTS)
    numbers = [line.split()[0] for line in printed if line.startswith(" ")]
    assert numbers == [script.stem[:2] for script in find_scripts()]
