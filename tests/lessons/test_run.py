import os
import subprocess
import sys

import pytest
from course import options

from utils.lessons import SOLUTIONS, run

LESSON = """\
# %% [markdown]
# # 01 · Tiny
#
# A paragraph.

# %%
import numpy as np


class Shown:
    def __repr__(self):
        return "never seen"

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/plain": "a table", "text/html": "<table>"}


class Drawn:
    def _repr_mimebundle_(self, include=None, exclude=None):
        data = {"image/png": b"\\x89PNG", "text/plain": "two dots"}
        return data, {"image/png": {"alt": "two dots"}}


# %% [markdown]
# ## A section

# %%
print("printed")
np.arange(3)  # three numbers

# %%
Shown()

# %% tags=["raises-exception"]
raise ValueError("\\n".join(f"line {n}" for n in range(9)))

# %%
display(Drawn())
dict(
    figure=1,
)
Drawn()

# %%
Drawn  # a class is no picture

# %% tags=["solution"]
value = None
value
"""

SHOWN = """
# 01 · Tiny

## A section
printed
>>> np.arange(3)  # three numbers
array([0, 1, 2])
>>> Shown()
a table
ValueError: line 0
line 1
line 2
line 3
line 4
line 5
…
two dots
[01.png]
>>> Drawn()
two dots
[02.png]
>>> Drawn  # a class is no picture
<class '__main__.Drawn'>
>>> value

The figures (2) were saved in figures/01_tiny.
"""


@pytest.fixture
def lesson(tmp_path, monkeypatch):
    """Run a script as lesson 01, in a folder of its own; gives the exit status."""
    monkeypatch.chdir(tmp_path)

    def run_script(text, name="1"):
        (tmp_path / "01_tiny.py").write_text(text, encoding="utf-8")
        return run.run(options("run", name), tmp_path)

    return run_script


def test_a_lesson_is_shown_cell_by_cell_and_its_figures_are_saved(lesson, tmp_path, capsys):
    assert lesson(LESSON) == 0
    assert capsys.readouterr().out.replace("\\", "/") == SHOWN
    saved = sorted(tmp_path.rglob("*.png"))
    assert [path.name for path in saved] == ["01.png", "02.png"]
    assert saved[0].parent == tmp_path / "figures" / "01_tiny"
    assert saved[0].read_bytes() == b"\x89PNG"


@pytest.mark.parametrize("name", ["1", "01", "01_tiny"])
def test_a_lesson_is_named_by_its_number_or_its_name(name, lesson, capsys):
    assert lesson("# %%\n1 + 1\n", name) == 0
    assert capsys.readouterr().out == ">>> 1 + 1\n2\n"


def test_lesson_02_is_run_where_none_is_named(tmp_path, capsys):
    (tmp_path / "02_cells.py").write_text("# %%\n'the second'\n", encoding="utf-8")
    assert run.run(options("run"), tmp_path) == 0
    assert "the second" in capsys.readouterr().out


def test_an_unknown_lesson_is_answered_in_two_sentences():
    command = [sys.executable, "-m", "utils", "run", "77"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8")
    choices = ", ".join(sorted(path.stem for path in SOLUTIONS.glob("[0-9][0-9]_*.py")))
    assert done.returncode == 1
    assert done.stderr == f"There is no lesson 77. Choose one of {choices}.\n"


def test_a_failure_shows_the_line_of_the_script_and_ends_the_run(lesson, tmp_path, capsys):
    script = "# %%\nprint(1)\n\n# %% [markdown]\n# text\n\n# %%\n\n\ndef f():\n    return 1 / 0\n"
    assert lesson(f"{script}\n\nf()\n\n# %%\nprint('never')\n") == 1
    printed = capsys.readouterr()
    assert printed.out == "1\n>>> f()\n"
    assert printed.err.startswith(
        "Traceback (most recent call last):\n"
        f'  File "{tmp_path / "01_tiny.py"}", line 14, in <module>\n'
        "    f()\n"
    )
    assert f'  File "{tmp_path / "01_tiny.py"}", line 11, in f\n    return 1 / 0\n' in printed.err
    assert printed.err.endswith("ZeroDivisionError: division by zero\n")


def test_a_tagged_cell_that_raises_nothing_says_so(lesson, capsys):
    assert lesson('# %% tags=["raises-exception"]\nx = 1\n') == 0
    assert capsys.readouterr().out == "(No error was raised.)\n"


def test_a_script_that_cannot_be_read_is_named(lesson, capsys):
    assert lesson("1 + 1\n") == 1
    assert "01_tiny.py: text before the first cell" in capsys.readouterr().err


def test_a_figure_is_drawn_without_a_display(tmp_path):
    (tmp_path / "01_tiny.py").write_text(
        "# %%\nimport matplotlib.pyplot as plt\n\nplt.figure()\nplt.get_backend()\n",
        encoding="utf-8",
    )
    program = (
        "import sys\nfrom pathlib import Path\n"
        "from utils.command import course_parser\nfrom utils.lessons.run import run\n"
        "options = course_parser(['run']).parse_args(['run', '1'])\n"
        f"sys.exit(run(options, Path({str(tmp_path)!r})))"
    )
    shell = {name: value for name, value in os.environ.items() if name != "DISPLAY"}
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=shell | {"MPLBACKEND": "TkAgg", "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.lower() == ">>> plt.get_backend()\n'agg'\n"
