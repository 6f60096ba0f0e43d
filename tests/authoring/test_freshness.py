import shutil
from pathlib import Path

import pytest
from lesson_fixtures import FIXTURES, TINY, by_name, verdict_of, write_script

from authoring import build
from authoring.notebook import notebook_pair, write_notebook
from utils.lessons import LESSONS, SOLUTIONS
from utils.lessons.source import read_lesson


@pytest.fixture
def stored(tmp_path):
    """A fresh solution and lesson, as they are stored, in folders that a test may spoil."""
    for room, notebook in (("solutions", "solution"), ("lessons", "fresh")):
        (tmp_path / room).mkdir()
        shutil.copy(FIXTURES / "stored" / f"{notebook}.ipynb", tmp_path / room / "01_tiny.ipynb")
    shutil.copy(TINY, tmp_path / "solutions")
    return tmp_path


def check(folder, *arguments):
    return build.main(["--check", *arguments], folder / "solutions", folder / "lessons")


@pytest.mark.parametrize("fixture", by_name((FIXTURES / "stored").glob("*.ipynb")))
def test_a_stored_notebook_gets_the_verdict_that_it_is_named_for(fixture, stored):
    room = "solutions" if fixture.stem == "solution" else "lessons"
    path = Path(shutil.copy(fixture, stored / room / "01_tiny.ipynb"))
    problems = build.check(
        stored / "solutions" / "01_tiny.py", stored / "solutions", stored / "lessons"
    )
    wanted = verdict_of(fixture)
    assert {p.verdict for p in problems} == ({wanted} - {"fresh", "solution"})
    assert {p.file for p in problems} <= {f"{room}/{path.name}"}


def test_fresh_notebooks_pass_the_check_and_nothing_is_executed(stored, monkeypatch, capsys):
    monkeypatch.setattr(build, "execute", None)
    assert check(stored) == 0
    assert "Fresh" in capsys.readouterr().out


def test_every_problem_is_a_line_with_file_cell_what_and_how(stored, capsys):
    (stored / "solutions" / "01_tiny.ipynb").unlink()
    shutil.copy(FIXTURES / "stored" / "stale.ipynb", stored / "lessons" / "01_tiny.ipynb")
    shutil.copy(FIXTURES / "stored" / "fresh.ipynb", stored / "lessons" / "02_gone.ipynb")
    assert check(stored) == 1
    fix = "make build LESSON=01, or python -m authoring.build 01."
    assert capsys.readouterr().err.splitlines() == [
        f"solutions/01_tiny.ipynb: missing: {fix}",
        f'lessons/01_tiny.ipynb, cell 4 ("print("one")"): stale: {fix}',
        "lessons/02_gone.ipynb: orphaned: delete it, or bring back 02_gone.py.",
    ]


def test_a_change_in_an_answer_makes_both_notebooks_stale(stored):
    script = stored / "solutions" / "01_tiny.py"
    text = script.read_text(encoding="utf-8")
    script.write_text(text.replace("number + number", "2 * number"), encoding="utf-8")
    problems = build.check(script, stored / "solutions", stored / "lessons")
    assert {(p.file.split("/")[0], p.cell, p.verdict) for p in problems} == {
        ("solutions", 3, "stale"),
        ("lessons", 3, "stale"),
    }


def test_a_line_of_the_answer_that_stands_in_the_stub_too_is_no_leak(tmp_path):
    script = write_script(
        tmp_path,
        "def same(x):\n"
        "    return x\n\n"
        "def also(x):\n"
        "    ### BEGIN SOLUTION\n"
        "    return x\n"
        "    ### END SOLUTION\n"
        "check.also(also)",
    )
    lessons = tmp_path / "lessons"
    for path, notebook in notebook_pair(read_lesson(script), tmp_path, lessons).items():
        write_notebook(notebook, path)
    assert {p.verdict for p in build.check(script, tmp_path, lessons)} == {"not executed"}


@pytest.mark.parametrize("script", by_name(SOLUTIONS.glob("[0-9][0-9]_*.py")))
def test_the_course_is_fresh(script):
    assert [str(problem) for problem in build.check(script)] == []


def test_the_course_has_no_notebook_without_a_script():
    names = {path.stem for path in SOLUTIONS.glob("*.py")}
    assert {path.stem for path in [*SOLUTIONS.glob("*.ipynb"), *LESSONS.glob("*.ipynb")]} <= names
