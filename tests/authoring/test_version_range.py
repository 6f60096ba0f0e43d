"""`make range`: what its table says of a run of the tests."""

import sys

from authoring.version_range import COLUMNS, run_tests, table_row

TESTS = """
import pytest

def test_passes():
    pass

def test_fails():
    assert False

@pytest.mark.skip
def test_skips():
    pass

@pytest.fixture
def broken():
    raise OSError

def test_is_never_run(broken):
    pass
"""


def test_each_test_of_a_run_has_its_outcome(tmp_path):
    (tmp_path / "test_four.py").write_text(TESTS, encoding="utf-8")
    outcomes = run_tests(sys.executable, [tmp_path], workers=1)
    by_name = {name.partition("::")[2]: outcome for name, outcome in outcomes.items()}
    assert by_name == {
        "test_passes": "passed",
        "test_fails": "failed",
        "test_skips": "skipped",
        "test_is_never_run": "failed",
    }


def test_a_lesson_with_one_cell_that_failed_is_not_passed():
    outcomes = {
        "tests.test_graph::test_a": "passed",
        "tests.test_graph::test_b": "failed",
        "tests.test_graph::test_c": "skipped",
        "tests.test_graph::test_d": "passed",
        "solutions.01_a.ipynb::Cell 0": "passed",
        "solutions.01_a.ipynb::Cell 1": "passed",
        "solutions.02_b.ipynb::Cell 0": "passed",
        "solutions.02_b.ipynb::Cell 1": "failed",
    }
    row = dict(zip(COLUMNS, table_row("2.16", outcomes), strict=True))
    assert row == {
        "TensorFlow": "2.16",
        "tests passed": 2,
        "failed": 1,
        "skipped": 1,
        "lessons passed": "1 of 2",
    }
