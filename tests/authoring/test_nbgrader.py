"""`course build --nbgrader`: a lesson as nbgrader's source of an assignment."""

import sys

import nbformat
import pytest
from course import options

from authoring import build
from utils.checks import cell_variables as check
from utils.checks.engine import Exercise
from utils.command import main
from utils.lessons import SOLUTIONS

NAME = "03_cell_variables"


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    folder = tmp_path_factory.mktemp("nbgrader")
    assert build.run(options("build", "03", "--nbgrader", folder)) == 0
    notebook = nbformat.read(folder / "source" / NAME / f"{NAME}.ipynb", as_version=4)
    nbformat.validate(notebook)
    return notebook


def roles(cell):
    return {name for name in ("grade", "solution", "locked") if cell.metadata.nbgrader[name]}


def test_each_exercise_is_an_answer_and_a_locked_test_with_its_minutes_as_points(source):
    exercises = {e.name: e.minutes for e in vars(check).values() if isinstance(e, Exercise)}
    tests = [cell for cell in source.cells if "grade" in roles(cell)]
    assert {cell.metadata.nbgrader.grade_id: cell.metadata.nbgrader.points for cell in tests} == {
        f"{name}-check": minutes for name, minutes in exercises.items()
    }
    answers = [cell for cell in source.cells if "solution" in roles(cell)]
    assert [cell.metadata.nbgrader.grade_id for cell in answers] == [
        cell.metadata.nbgrader.grade_id.removesuffix("-check") for cell in tests
    ]
    for answer, test in zip(answers, tests, strict=True):
        assert roles(answer) == {"solution"} and roles(test) == {"grade", "locked"}
        assert "### BEGIN SOLUTION" in answer.source and "check." not in answer.source


def test_the_last_value_of_a_test_is_the_points(source):
    [test] = [cell for cell in source.cells if "check.split_kernel(" in cell.source]
    *lines, last = test.source.splitlines()
    for answer, points in ((check.split_kernel.oracle, 4), (lambda kernel, input_size: None, 0)):
        names = {"check": check, "split_kernel": answer, "display": lambda result: None}
        exec("\n".join(lines), names)
        value = eval(last, names)
        assert type(value) is int and value == points


def test_all_other_cells_are_locked_and_each_has_its_own_name(source):
    names = [cell.metadata.nbgrader.grade_id for cell in source.cells]
    assert len(names) == len(set(names))
    for cell in source.cells:
        assert "locked" in roles(cell) or roles(cell) == {"solution"}


def test_nothing_else_is_built(tmp_path, capsys):
    before = (SOLUTIONS / f"{NAME}.ipynb").read_bytes()
    assert build.run(options("build", "03", "--nbgrader", tmp_path)) == 0
    assert (SOLUTIONS / f"{NAME}.ipynb").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["source"]
    assert capsys.readouterr().out.strip().endswith(f"{NAME}.ipynb")


def test_what_cannot_be_written_is_one_sentence(tmp_path, capsys):
    (tmp_path / "file").touch()
    assert build.run(options("build", "03", "--nbgrader", tmp_path / "file")) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_without_a_clone_the_command_says_what_it_needs(monkeypatch):
    monkeypatch.setitem(sys.modules, "authoring.build", None)
    for name in [name for name in sys.modules if name.split(".")[0] == "authoring"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "path", [])
    monkeypatch.setattr(sys, "meta_path", [])
    with pytest.raises(SystemExit) as ended:
        main(["build", "03"])
    assert "This needs a clone of the course" in ended.value.code
