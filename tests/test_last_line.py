"""The tests of some lessons, and the last line of a run.

tests/test_nbval.py has that line with notebooks and on a worker.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = Path(__file__).parents[1] / "conftest.py"
PASSES = "def test_passes():\n    pass\n"
FAILS = "def test_fails():\n    assert False\n"
SKIPS = "import pytest\n@pytest.mark.skip\ndef test_skips():\n    pass\n"
BREAKS = (
    "import pytest\n@pytest.fixture\ndef broken():\n    1 / 0\ndef test_it(broken):\n    pass\n"
)
OF_LESSONS = """
import pytest
@pytest.mark.parametrize("name", ["01-split_kernel", "02_basic_rnn_cell", "2024-01", "11-a"])
def test_of_a_lesson(name):
    pass
def test_of_none():
    pass
"""


def printed_lines(folder, tests, *options):
    shutil.copy(CONFTEST, folder)
    (folder / "test_it.py").write_text(tests)
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *options],
        cwd=folder,
        env=os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},  # nbval too is away
        capture_output=True,
        encoding="utf-8",
    )
    return run.stdout.splitlines()


def last_line(folder, tests, *options):
    return printed_lines(folder, tests, *options)[-1]


@pytest.mark.parametrize(
    ("tests", "line"),
    [
        (PASSES, "All good: 1 passed, 0 failed, in "),
        (PASSES + SKIPS, "All good: 1 passed, 0 failed, 1 skipped, in "),
        (PASSES + FAILS, "Not good: 1 passed, 1 failed, in "),
        (PASSES + BREAKS, "Not good: 1 passed, 1 failed, in "),
        ("", "Nothing to test: 0 passed, 0 failed, in "),
        ("1 / 0", "Stopped: 0 passed, 1 failed, in "),
    ],
)
def test_the_last_line_says_how_the_run_ended(tests, line, tmp_path):
    assert last_line(tmp_path, tests).startswith(line)


@pytest.mark.parametrize(
    ("numbers", "line"),
    [
        ((), "All good: 5 passed"),
        (("01",), "All good: 1 passed"),
        (("02", "11"), "All good: 2 passed"),
        (("16",), "Nothing to test: 0 passed"),
    ],
)
def test_the_tests_of_some_lessons_can_be_run_alone(numbers, line, tmp_path):
    options = [f"--lesson={number}" for number in numbers]
    assert last_line(tmp_path, OF_LESSONS, *options).startswith(line)


def test_notebooks_and_tests_of_answers_belong_to_a_lesson(request):
    lesson_of = request.config.pluginmanager.get_plugin(str(CONFTEST)).lesson_of
    assert lesson_of("lessons/07_dynamic_rnn_mnist.ipynb::Cell 3") == "07"
    assert lesson_of("tests/notebooks/01_tiny.py::test_it") is None
    assert lesson_of("tests/checks/test_unrolling_answers.py::test_it[one_hot]") == "04"
    assert lesson_of("tests/checks/test_other_answers.py::test_it") is None


def test_minutes_are_said_as_minutes(request):
    spoken = request.config.pluginmanager.get_plugin(str(CONFTEST)).spoken
    assert [spoken(seconds) for seconds in (0.4, 59.4, 59.6, 161)] == [
        "0 s",
        "59 s",
        "1 min 0 s",
        "2 min 41 s",
    ]


def test_where_the_time_goes_is_said_file_by_file(tmp_path):
    slow = "import time\n\ndef test_sleeps():\n    time.sleep(0.3)\n"
    (tmp_path / "test_quick.py").write_text(PASSES)
    lines = printed_lines(tmp_path, slow, "--by-file")
    first = lines.index("Where the time goes:") + 1

    slowest, quick, together = (line.split() for line in lines[first : first + 3])
    assert (slowest[0], quick[0]) == ("test_it.py", "test_quick.py")
    assert float(slowest[1]) >= 0.3 > float(quick[1])
    assert abs(float(slowest[1]) + float(quick[1]) - float(together[-2])) < 0.11
