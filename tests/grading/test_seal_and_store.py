"""What an answer may not change, and what is kept of a grade; in this process."""

import sys
from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np
import pytest

from utils.grading.points import Graded
from utils.grading.seal import StandIn, broken, hide_checks, seal
from utils.grading.store import Store, course_digest
from utils.text import __name__ as text_module


class Exercise:
    def __init__(self):
        self.status, self.has_passed, self.cases = "not run", False, [1]


def test_a_stand_in_notes_what_is_asked_of_it():
    stand_in = StandIn("utils.checks.cells")
    assert stand_in.__name__ == "utils.checks.cells"
    assert stand_in.double(len) is None
    with pytest.raises(AttributeError, match="an answer may not ask its check for oracle"):
        stand_in.double.oracle  # noqa: B018
    with pytest.raises(AttributeError):
        stand_in.double.__wrapped__  # noqa: B018
    with pytest.raises(AttributeError, match="__path__"):
        stand_in.__path__  # noqa: B018
    assert stand_in.asked == ["check.double.oracle"]


def test_a_stand_in_takes_the_place_of_a_package_and_its_modules(monkeypatch):
    import utils.checks
    import utils.checks.unrolling as real

    inner = [name for name in sys.modules if name.startswith("utils.checks.unrolling.")]
    assert inner
    for name in ["utils.checks.unrolling", *inner]:
        monkeypatch.setitem(sys.modules, name, sys.modules[name])
    monkeypatch.setattr(utils.checks, "unrolling", real)
    stand_in = hide_checks("unrolling")
    assert {id(sys.modules[name]) for name in inner} == {id(stand_in)}
    assert sys.modules["utils.checks.unrolling"] is utils.checks.unrolling is stand_in
    assert "utils.checks.engine" not in sys.modules or (
        sys.modules["utils.checks.engine"] is not stand_in
    )


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        (np, "tanh"),
        (np.linalg, "inv"),
        (sys.modules["builtins"], "len"),
        (sys.modules[text_module], "__doc__"),
    ],
)
def test_a_change_of_a_module_breaks_the_seal(owner, name, monkeypatch):
    exercise = Exercise()
    before = seal(exercise)
    monkeypatch.setattr(owner, name, object())
    assert broken(before, seal(exercise)) == [f"{owner.__name__}.{name}"]
    monkeypatch.undo()
    assert broken(before, seal(exercise)) == []


def test_other_modules_may_change(monkeypatch):
    before = seal(Exercise())
    monkeypatch.setattr(sys.modules["json"], "dumps", object())
    assert [name for name in broken(before, seal(Exercise())) if "json" in name] == []


def test_a_check_may_change_its_status_alone():
    exercise = Exercise()
    before = seal(exercise)
    exercise.status, exercise.has_passed = "passed", True
    assert broken(before, seal(exercise)) == []
    exercise.cases = [2]
    assert broken(before, seal(exercise)) == ["the check.cases"]
    del exercise.cases
    assert broken(before, seal(exercise)) == ["the check.cases"]


def sealed_class():
    @dataclass
    class Judge:
        cases: int = 1

        def plain(self):
            return 1

        @property
        def shown(self):
            return 1

        @classmethod
        def made(cls):
            return 1

        @staticmethod
        def fixed():
            return 1

    Judge.__module__ = "utils.made_for_this_test"
    return Judge


@pytest.mark.parametrize("name", ["plain", "shown", "made", "fixed"])
def test_a_change_of_a_functions_code_breaks_the_seal(name):
    exercise = Exercise()
    exercise.kind = sealed_class()
    before = seal(exercise)
    assert broken(before, seal(exercise)) == []
    member = vars(exercise.kind)[name]
    function = getattr(member, "fget", None) or getattr(member, "__func__", member)
    function.__code__ = (lambda *_: 2).__code__
    assert broken(before, seal(exercise)) == [f"the check.kind.{name}"]


@pytest.mark.parametrize("module", ["elsewhere", "zoo"])
def test_a_class_from_elsewhere_is_sealed_as_a_whole(module):
    exercise = Exercise()
    exercise.kind = sealed_class()
    exercise.kind.__module__ = module
    before = seal(exercise)
    exercise.kind.plain = None
    assert broken(before, seal(exercise)) == []
    exercise.kind = int
    assert broken(before, seal(exercise)) == ["the check.kind"]


def submission(digest="1", stem="03_cells"):
    return SimpleNamespace(digest=digest, lesson=SimpleNamespace(stem=stem))


GRADED = [
    Graded("double", 3, "passed", "Correct: ✓.", hints=[]),
    Graded("half", 5, "failed", "Wrong.", hints=["Which?"], notes=["It was slow."]),
]


@pytest.fixture
def course(tmp_path, monkeypatch):
    monkeypatch.setattr("utils.grading.store.ROOT", tmp_path)
    for path in ("utils/a.py", "utils/b/c.py", "lessons/01.ipynb"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(path, encoding="utf-8")
    return tmp_path


def test_what_was_graded_is_found_again_by_what_it_rests_on(course):
    kept = Store(course / "made/kept", "limits")
    kept.put(submission(), GRADED)
    kept.put(submission(), GRADED)
    assert Store(course / "made/kept", "limits").get(submission()) == GRADED
    assert kept.get(submission(digest="2")) is None
    assert kept.get(submission(stem="04_cells")) is None
    assert Store(course / "made/kept", "others").get(submission()) is None
    [file] = (course / "made/kept").iterdir()
    assert len(file.stem) == 32


@pytest.mark.parametrize("path", ["utils/a.py", "utils/b/c.py", "lessons/01.ipynb"])
def test_another_course_is_graded_again(course, path):
    before = course_digest()
    assert before == course_digest()
    (course / path).write_text("changed", encoding="utf-8")
    assert course_digest() != before


@pytest.mark.parametrize("text", ["", "[", "[1]", '[{"unknown": 1}]', "3"])
def test_a_broken_file_is_as_good_as_none(course, text):
    kept = Store(course, "limits")
    kept.put(submission(), GRADED)
    [file] = course.glob("*.json")
    file.write_text(text, encoding="utf-8")
    assert kept.get(submission()) is None
