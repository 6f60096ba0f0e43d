"""The folders hold what CONTRIBUTING.md says: imports go downwards, and no room is too large."""

import ast
from collections import Counter
from graphlib import CycleError, TopologicalSorter

import pytest

from utils.lessons import ROOT

MOST_MODULES, MOST_LINES = 20, 250
FILES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for folder in ("utils", "authoring", "benchmarks")
    for path in sorted((ROOT / folder).rglob("*.py"))
}
NUMPY_ALONE = [
    *(name for name in FILES if name.startswith("utils.checks.engine")),
    "utils.reference",
    "utils.backward",
    "utils.baselines.forecasts",
    "utils.baselines.ngrams",
]
IMPORT_TENSORFLOW = {
    "utils.tf1",
    "utils.convert.keras_3_worker",
    "utils.convert.keras_worker",
    "benchmarks.keras_3",
    "benchmarks.tensorflow_1_worker",
    "authoring.tf1.record",
}


def imports_of(name):
    """The modules that a file imports anywhere in it, each by its longest name."""
    found = set()
    for node in ast.walk(ast.parse(FILES[name].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            longer = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {one if one in FILES else node.module for one in longer}
    return found


def all_behind(name):
    """What importing a module of the course brings with it."""
    found, waiting = set(), [name]
    while waiting:
        new = imports_of(waiting.pop()) - found
        found |= new
        waiting += [one for one in new if one in FILES]
    return found


def test_a_room_holds_few_modules():
    rooms = [ROOT / "utils", *(ROOT / "utils/revive").rglob("*/")]
    found = {room.name: len(list(room.glob("*.py"))) for room in rooms}
    assert not {room: number for room, number in found.items() if number > MOST_MODULES}


def test_a_module_can_be_read_in_a_sitting():
    lines = {
        name: len(path.read_text(encoding="utf-8").splitlines()) for name, path in FILES.items()
    }
    is_exercise = {
        name: name.startswith("utils.checks.") and ".engine" not in name for name in FILES
    }
    assert not {name: n for name, n in lines.items() if n > MOST_LINES and not is_exercise[name]}


def test_no_modules_import_each_other_in_a_circle():
    try:
        list(TopologicalSorter({name: imports_of(name) for name in FILES}).static_order())
    except CycleError as error:
        pytest.fail(" imports ".join(error.args[1]))


def test_utils_imports_nothing_from_above():
    above = {
        (name, one)
        for name in FILES
        for one in imports_of(name)
        if name.startswith("utils") and one.split(".")[0] in ("authoring", "benchmarks")
    }
    assert not above


def test_the_oracle_and_the_engine_use_numpy_alone():
    heavy = {"tensorflow", "matplotlib", "IPython", "keras"}
    found = {name: heavy & {one.split(".")[0] for one in all_behind(name)} for name in NUMPY_ALONE}
    assert not {name: libraries for name, libraries in found.items() if libraries}


def test_tensorflow_is_imported_through_one_door():
    by_name = {
        name for name in FILES for one in imports_of(name) if one.split(".")[0] == "tensorflow"
    }
    assert by_name <= IMPORT_TENSORFLOW


def test_no_two_files_of_tests_have_one_name():
    # pytest imports a file of tests under its name alone, except a conftest.py. The old scripts
    # are not imported but run.
    tests = set((ROOT / "tests").rglob("*.py")) - set((ROOT / "tests/revive/scripts").rglob("*.py"))
    names = Counter(path.name for path in tests)
    assert [name for name, count in names.items() if count > 1] in ([], ["conftest.py"])
