"""The command `make faults`, with a module of its own and without Cosmic Ray."""

import sys
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("make faults copies its process, which Windows cannot", allow_module_level=True)

from authoring import faults
from authoring.fault_list import Fault, equivalent_faults
from authoring.faults import (
    Session,
    change_between,
    modules,
    pass_in_copy,
    run_module,
    table,
)
from utils.lessons import ROOT

MODULE = "utils/halves/half.py"
HALF = "def half(number):\n    return number / 2\n"
NEWS = ("1", "number / 2.0")
CHANGES = [(1, ["    return number / 2\n"], [f"    return {new}\n"]) for new in NEWS]


def half_of_four_is_two(files, seconds, compiled=False):
    """What the test of the course says, in this process."""
    names = {}
    exec(Path(MODULE).read_text(encoding="utf-8"), names)
    return names["half"](4) == 2


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course with one module, two faults and one test."""
    for path, text in {
        "utils/halves/half.py": HALF,
        "tests/halves/test_half.py": "from half import half\n\n\ndef test_half():\n"
        "    assert half(4) == 2\n",
        "tests/halves/test_other.py": "",
        "tests/halves/conftest.py": "import sys\nfrom pathlib import Path\n\n"
        "sys.path.insert(0, str(Path(__file__).parents[2] / 'utils' / 'halves'))\n",
    }.items():
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    (tmp_path / "build").mkdir()
    monkeypatch.setattr(faults, "ROOT", tmp_path)
    monkeypatch.setattr(faults, "STORE", tmp_path / "build")
    monkeypatch.setattr(faults, "changes_of", lambda text: list(CHANGES))
    monkeypatch.setattr(faults, "tests_of", lambda module: ["tests/halves/test_half.py"])
    monkeypatch.setattr(faults, "pass_in_copy", half_of_four_is_two)
    monkeypatch.chdir(tmp_path)
    return tmp_path


ONE, SAME = (Fault(MODULE, "return number / 2", f"return {new}") for new in NEWS)


def test_a_fault_is_caught_or_survives_and_the_module_stays_as_it_was(course, capsys, monkeypatch):
    monkeypatch.setattr(faults, "pass_in_copy", pass_in_copy)
    assert run_module(MODULE, {}, 1, 0, []) == [MODULE, 2, 2, 1, 0, 1]
    assert str(SAME) in capsys.readouterr().out
    assert (course / MODULE).read_text(encoding="utf-8") == HALF


def test_an_equivalent_fault_is_not_run_and_one_that_is_gone_is_named(course):
    gone = Fault(MODULE, "return number / 3", "return 3")
    reasons = {SAME: "2 is 2.0.", gone: "It was so.", Fault("utils/other.py", "", ""): "It is so."}
    stale = []
    assert run_module(MODULE, reasons, 1, 0, stale) == [MODULE, 2, 2, 1, 1, 0]
    assert stale == [gone]


def test_a_run_continues_until_the_module_changes(course, monkeypatch):
    run_module(MODULE, {}, 1, 0, [])
    tried = []
    monkeypatch.setattr(Session, "survives", lambda self, number, *_: tried.append(number))
    run_module(MODULE, {}, 1, 0, [])
    assert tried == [1]
    (course / MODULE).write_text(HALF + "\n", encoding="utf-8")
    run_module(MODULE, {}, 1, 0, [])
    assert tried == [1, 0, 1]


def test_a_sample_is_the_same_for_a_seed(course, monkeypatch):
    monkeypatch.setattr(Session, "survives", lambda *_: False)
    assert run_module(MODULE, {}, 0.5, 3, []) == [MODULE, 2, 1, 1, 0, 0]
    assert run_module(MODULE, {}, 0.01, 3, []) == [MODULE, 2, 1, 1, 0, 0]


def test_a_module_without_tests_lets_every_fault_survive(course, monkeypatch):
    monkeypatch.setattr(faults, "tests_of", lambda module: [])
    assert run_module(MODULE, {}, 1, 0, []) == [MODULE, 2, 2, 0, 0, 2]


def test_tests_that_fail_without_a_fault_stop_the_run(course, monkeypatch):
    monkeypatch.setattr(faults, "pass_in_copy", lambda *_, **__: False)
    with pytest.raises(SystemExit, match="Without a fault these tests fail"):
        run_module(MODULE, {}, 1, 0, [])


@pytest.mark.parametrize(
    ("test", "passed"),
    [("pass", True), ("assert False", False), ("while True: pass", False), ("os._exit(0)", True)],
)
def test_tests_may_fail_hang_or_end_their_process(course, test, passed):
    text = f"import os\n\n\ndef test():\n    {test}\n"
    (course / "tests/halves/test_half.py").write_text(text, encoding="utf-8")
    seconds = 1 if "while" in test else 60
    assert pass_in_copy(["tests/halves/test_half.py"], seconds) == passed


def test_a_change_is_the_lines_that_differ():
    before = ["a", "b", "b", "c"]
    assert change_between(before, ["a", "d", "b", "c"]) == (1, ["b"], ["d"])
    assert change_between(before, ["a", "b", "c"]) == (2, ["b"], [])
    assert change_between(before, ["a", "b", "b", "d"]) == (3, ["c"], ["d"])
    assert change_between(before, ["d", "b", "b", "c"]) == (0, ["a"], ["d"])


def test_an_equivalent_fault_has_its_reason():
    text = "# Head.\n\nutils/a.py\n- x  = 1\n+ x = 2\n+ x = 3\n- y\n+ z\n  It is\n  not used.\n"
    faults_ = [Fault("utils/a.py", *change) for change in (("x = 1", "x = 2"), ("x = 1", "x = 3"))]
    reasons = dict.fromkeys([*faults_, Fault("utils/a.py", "y", "z")], "It is not used.")
    assert equivalent_faults(text) == reasons
    assert equivalent_faults("# Head.\n") == {}
    for wrong in ("utils/a.py\n- x\n+ y\n", "utils/a.py\n  It is so.\n"):
        with pytest.raises(ValueError, match="no change or no reason"):
            equivalent_faults(wrong)


def test_the_list_of_equivalent_faults_can_be_read_and_its_lines_exist():
    for fault in equivalent_faults(faults.EQUIVALENT.read_text(encoding="utf-8")):
        text = faults.single_spaced((ROOT / fault.module).read_text(encoding="utf-8"))
        assert fault.old in text, fault


def test_modules_are_chosen_by_their_names():
    assert modules(["reference"]) == ["utils/reference.py"]
    assert "utils/checks/engine/compare.py" in modules(["checks/engine", "reference"])
    assert len(modules(["checks/engine", "checks"])) == len(modules(["checks"]))
    assert set(modules(["checks"])) < set(modules([]))
    with pytest.raises(SystemExit, match="There is no utils/refer"):
        modules(["refer"])


def test_a_module_is_held_by_the_tests_of_its_room():
    assert faults.tests_of("utils/reference.py") == ["tests/test_reference.py"]
    assert faults.tests_of("utils/arguments.py") == []
    first, *_ = finding = faults.tests_of("utils/convert/finding.py")
    assert first == "tests/convert/test_convert_finding.py"
    assert not set(finding) & set(faults.SETTINGS["slow"])
    slow = faults.tests_of("utils/grading/cluster.py")
    assert slow and set(slow) <= set(faults.SETTINGS["slow"])
    assert faults.tests_of("utils/checks/unrolling/one_hot.py") == [
        "tests/checks/test_unrolling_answers.py",
        "tests/checks/test_checks.py",
        "--lesson=04",
    ]


def test_every_file_that_the_settings_name_exists():
    named = faults.SETTINGS["slow"].copy()
    for files in faults.SETTINGS["tests"].values():
        named += files
    assert [name for name in named if not (ROOT / name).is_file()] == []


def test_the_table_has_a_row_for_all_modules():
    shown, share = table([["utils/a.py", 8, 4, 2, 1, 1], ["utils/b.py", 0, 0, 0, 0, 0]])
    lines = str(shown).splitlines()
    assert lines[2].split() == ["utils/a.py", "8", "4", "2", "1", "1", "66.7", "%"]
    assert lines[3].split() == ["all", "8", "4", "2", "1", "1", "66.7", "%"]
    assert len(lines) == 4
    assert round(share, 1) == 66.7


def test_cosmic_ray_makes_the_faults_that_the_settings_leave():
    pytest.importorskip("cosmic_ray")
    news = [
        new for _, _, new in faults.changes_of("def f(a, b):\n    return a + b if a == 2 else b\n")
    ]
    made = {faults.single_spaced(line) for [line] in news}
    assert "return a - b if a == 2 else b" in made
    assert "return a + b if a <= 2 else b" in made
    assert "return a + b if a == 3 else b" in made
    assert not any("<<" in line or " is " in line for line in made)


def test_an_exception_that_cosmic_ray_cannot_change_is_passed_over():
    pytest.importorskip("cosmic_ray")
    text = "N = ()\ntry:\n    a()\nexcept (*N, TypeError):\n    b = 1\n"
    assert {first for first, _, _ in faults.changes_of(text)} >= {4}
