"""How one answer is judged: what of a notebook is executed, and what is noticed; in this process.

The exercise is `double`. Answers reach what a test keeps of them in a module called `kept`.
"""

import linecache
import sys
from types import ModuleType

import numpy as np
import pytest

import utils.checks
from utils.checks.engine import Exercise
from utils.grading.judge import judge

DOUBLE = "def double(x):\n    return 2 * x"
HINTS = ("Can a number of your answer be negative?", "Twice a number is a sum.")


@pytest.fixture
def kept(monkeypatch):
    """A module for answers and oracle, with `exercise`, the mistakes `tried`, and a list `seen`."""
    module = ModuleType("kept")
    module.tried, module.seen = [], []

    def mistake(name, function):
        def tried(x):
            module.tried.append(name)
            return function(x)

        return tried, *HINTS

    mistakes = {
        "it is called": mistake("it is called", lambda x: x()),
        "it is squared": mistake("it is squared", lambda x: x**2),
        "it is cubed": mistake("it is cubed", lambda x: x**3),
    }
    cases = [{"x": np.array(values)} for values in ([1.5, 3.0], [4.0, 0.5, 7.0])]
    module.exercise = Exercise("double", lambda x: x + x, cases, mistakes, 3, 1)
    lesson = ModuleType("utils.checks.lesson_of_this_test")
    lesson.double = module.exercise
    monkeypatch.setitem(sys.modules, lesson.__name__, lesson)
    monkeypatch.setattr(utils.checks, "lesson_of_this_test", lesson, raising=False)
    monkeypatch.setitem(sys.modules, "kept", module)
    return module


def judged(answer, imports="", others=()):
    return judge("lesson_of_this_test", "double", imports, answer, list(others))


def test_a_right_answer_passes_and_nothing_else_is_said(kept):
    assert judged(DOUBLE) == {"status": "passed", "message": "Correct in all 2 test cases."}
    assert linecache.getlines("<double>") == ["def double(x):\n", "    return 2 * x"]


def test_a_known_mistake_is_named_with_all_its_hints(kept):
    found = judged("def double(x):\n    return x**2")
    assert (found["status"], found["mistake"]) == ("failed", "it is squared")
    assert found["hints"] == HINTS
    assert "2.25" in found["got"]
    assert found["expected"] != found["got"]
    assert not {"note", "tampered"} & set(found)


def test_the_mistake_that_is_tried_again_is_the_first_that_raises_no_error(kept):
    judged(DOUBLE)
    assert kept.tried[-1] == "it is squared"


def test_only_the_imports_that_an_answer_needs_are_executed(kept):
    imports = "from numpy import add\nimport no_such_module\nprint(no_such_name)"
    assert judged("def double(x):\n    return add(x, x)", imports)["status"] == "passed"


def test_an_import_of_the_lesson_that_fails_is_no_mistake_of_the_answer(kept):
    with pytest.raises(ModuleNotFoundError, match="no_such_module"):
        judged("def double(x):\n    return no_such_module.double(x)", "import no_such_module")


def test_what_an_answer_lacks_is_taken_from_other_cells(kept):
    answer = "def double(x):\n    return cut(x)"
    helper = "def broken(x=1 / 0):\n    pass\n\ndef cut(x):\n    return FACTOR * x"
    constant = "import kept\nFACTOR = 2\nfound = kept.seen.append('called')"
    found = judged(answer, others=[helper, constant])
    assert found == {
        "status": "passed",
        "message": "Correct in all 2 test cases.",
        "note": "needs cut from another cell",
    }
    assert kept.seen == []


def test_other_cells_need_the_lessons_imports_too(kept):
    answer, helper = "def double(x):\n    return cut(x)", "def cut(x):\n    return add(x, x)"
    assert judged(answer, "from numpy import add", [helper])["status"] == "passed"


@pytest.mark.parametrize("others", [(), ["def twice(x):\n    return 2 * x"]])
def test_without_help_from_other_cells_there_is_no_note(others, kept):
    found = judged("def double(x):\n    return cut(x)", others=others)
    assert "name 'cut' is not defined" in found["message"]
    assert "note" not in found


def test_other_cells_are_not_needed_by_an_answer_that_is_whole(kept):
    assert "note" not in judged(DOUBLE, others=["def cut(x):\n    return 2 * x"])


def test_beside_the_function_an_error_of_its_cell_costs_nothing(kept):
    assert judged(f"ratio = 1 / 0\n{DOUBLE}\nrest = double()")["status"] == "passed"


@pytest.mark.parametrize(
    ("definition", "message"),
    [
        ("@nothing", "NameError: name 'nothing' is not defined"),
        ("@exit", "SystemExit: "),
        ("import kept\n@kept.raises_long", f"ValueError: {'x ' * 1000}"),
        ("import kept\n@kept.raises_silent", "Silent: its message cannot be shown"),
    ],
)
def test_an_error_of_the_definition_itself_is_the_message(definition, message, kept):
    class Silent(Exception):
        def __str__(self):
            raise RuntimeError

    def raises(error):
        raise error

    kept.raises_long = lambda function: raises(ValueError("x\n\n" * 1500))
    kept.raises_silent = lambda function: raises(Silent())
    found = judged(f"{definition}\n{DOUBLE}")
    if "SystemExit" in message:
        assert found.pop("message").startswith("The cell raised SystemExit: <function double")
    else:
        assert found.pop("message") == f"The cell raised {message}"
    assert found == {"status": "failed"}


def test_what_an_answer_asks_of_its_check_is_told_first(kept):
    answer = (
        "from utils.checks import lesson_of_this_test as check\n\n"
        "def double(x):\n"
        "    getattr(check.double, 'oracle', None)\n"
        "    getattr(check.double, 'cases', None)\n"
        "    return 2 * x"
    )
    found = judged(answer)
    assert found["tampered"] == "the answer asked for check.double.oracle"


def test_the_first_change_of_numpy_is_told(kept, monkeypatch):
    for name in ("det", "inv"):
        monkeypatch.setattr(np.linalg, name, getattr(np.linalg, name))
    answer = "import numpy as np\n\ndef double(x):\n    np.linalg.inv = np.linalg.det = len\n"
    found = judged(answer + "    return 2 * x")
    assert found["tampered"] == "the answer changed numpy.linalg.det"


@pytest.mark.parametrize(
    "trick",
    [
        # The wanted numbers become those of the mistake.
        "for wanted, case in zip(kept.exercise._wanted, kept.exercise.cases):\n"
        "        wanted[:] = case['x'] ** 2",
        # The wanted numbers become others, so that the mistake is refused with other words.
        "for wanted in kept.exercise._wanted:\n        wanted[:] = -1000",
        "for wanted in kept.exercise._wanted:\n        wanted[:] = 9000",
    ],
)
def test_a_mistake_must_be_refused_after_the_answer_as_before(trick, kept):
    found = judged(f"import kept\n\ndef double(x):\n    {trick}\n    return 2 * x")
    assert found["tampered"] == "after the answer, the check accepted a known mistake"
