"""Which cells of a notebook are answers, and what of a cell is executed."""

import ast

import pytest

from utils.grading.answers import (
    MOST_CANDIDATES,
    Answer,
    answers_to,
    changes_checks,
    defines,
    definitions,
    names_used,
    parsed,
    unusual_names,
)
from utils.lessons.exercises import StatedExercise

STUB = "def double(x):\n    raise NotImplementedError"
DOUBLE = StatedExercise("double", 3, "own", STUB)


def cell(place, body="return 2 * x", cell_id=""):
    return place, cell_id, f"def double(x):\n    {body}"


def places(*cells):
    return [answer.place for answer in answers_to(DOUBLE, cells)]


def test_the_lessons_own_cell_comes_first_then_the_last_of_the_others():
    assert places(cell(1), cell(2, cell_id="own"), cell(3), cell(4)) == [2, 4, 3, 1]
    assert places((1, "", "double"), (2, "", "x = 1"), cell(3)) == [3]


def test_a_stub_comes_only_where_there_is_nothing_else():
    stub = (1, "own", f"\n{STUB}  \n")
    assert answers_to(DOUBLE, [stub]) == [Answer(stub[2], 1, True, True)]
    assert places(stub, (2, "", STUB)) == [1]
    assert places(stub, cell(2), (3, "", STUB)) == [2]
    assert answers_to(DOUBLE, []) == []


def test_only_the_same_source_is_a_stub_and_only_the_same_id_is_the_lessons_own():
    for body in ("pass", "x = raised"):
        [answer] = answers_to(DOUBLE, [cell(1, body, "zzz")])
        assert (answer.is_stub, answer.is_own) == (False, False)


def test_no_more_than_a_few_cells_are_tried():
    assert MOST_CANDIDATES == 5
    assert places(*(cell(place) for place in range(1, 8))) == [7, 6, 5, 4, 3]


def test_a_found_answer_cannot_be_changed():
    [answer] = answers_to(DOUBLE, [cell(1)])
    with pytest.raises(AttributeError):
        answer.place = 2


@pytest.mark.parametrize(
    ("source", "statements"),
    [
        ("a = 1\nb = 2", 2),
        ("%matplotlib inline\na = 1", 2),
        ("if x:\n    !ls\n    a = 1", 1),
        ("a = ", None),
        ("a = '\0'", None),
        ("(" * 1000, None),
    ],
)
def test_magics_are_left_out_and_what_is_no_python_gives_none(source, statements):
    found = parsed(source)
    assert found is None if statements is None else len(found) == statements


@pytest.mark.parametrize(
    ("source", "answer"),
    [
        ("def double(x): pass", True),
        ("async def double(x): pass", True),
        ("class double: pass", True),
        ("double = len", True),
        ("double: object = len", True),
        ("one, (double, *two) = 1, (2, 3)", True),
        ("from x import double", True),
        ("from x import other as double", True),
        ("import double.inner", True),
        ("import double as other", False),
        ("double(3)", False),
        ("x.double = 3", False),
        ("def other():\n    def double(): pass", False),
        ("def double(x:\n", True),
        ("  class   double(\n", True),
        ("double =  (\n", True),
        ("  double = (\n", False),
        ("def doubled(\n", False),
        ("x(double\n", False),
    ],
)
def test_what_defines_a_name(source, answer):
    assert defines(source, "double") is answer


def shown(source, **options):
    return [ast.unparse(statement) for statement in definitions(source, **options)]


def test_only_what_defines_imports_or_assigns_is_kept():
    kept = ["import a", "from b import c", "d = c()", "e: int = 1", "f = [1, -2]"]
    source = "\n".join([*kept[:2], "print(a)", *kept[2:], "for g in f: pass"])
    assert shown(source) == kept
    assert shown(source, literals_only=True) == kept[:2] + kept[3:]
    assert shown("def f(): pass\nclass C: pass\na: int\nb = {}[{}]", literals_only=True) == [
        *("def f():\n    pass", "class C:\n    pass"),
    ]
    assert shown("a = (") == []


def test_names_are_read_from_names_attributes_and_imports():
    source = "import one.two\nfrom three.four import five\nfrom . import six\nseven.eight(nine)"
    assert names_used(ast.parse(source).body) - {""} == {
        *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    }


def test_unusual_names_are_those_that_the_solution_does_without():
    source = "import sys, os\n\ndef double(x):\n    return check.double(open(x))\n\neval(x)"
    assert unusual_names(source, "import os") == ["check", "open", "sys"]
    assert unusual_names("def double(x): return 2 * x", "") == []


@pytest.mark.parametrize(
    ("source", "answer"),
    [
        ("check.double = 1", True),
        ("del check.double.cases", True),
        ("check.double(double)", False),
        ("other.double = 1", False),
        ("checked.double = 1", False),
        ("x = check.double", False),
        ("import numpy, utils.checks.engine", True),
        ("import numpy", False),
        ("from utils.checks.engine import Exercise", True),
        ("from utils.checks import unrolling as check", False),
        ("from . import x", False),
        ("def f():\n    from utils.checks.engine import x", True),
        ("a = 1\nimport os\nfrom os import path\ncheck.x = 1", True),
        ("a = (", False),
    ],
)
def test_a_cell_that_changes_the_checks_is_found(source, answer):
    assert changes_checks(source) is answer
