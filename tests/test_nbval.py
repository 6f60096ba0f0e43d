"""What strict nbval lets pass and what it does not, on tiny notebooks named for the verdict."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from utils.scrub import RULES_FILE

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "tests" / "notebooks" / "nbval").glob("*.ipynb"))


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """What a run over all of them prints, with two workers, as `make test` has."""
    folder = tmp_path_factory.mktemp("nbval")
    for path in [*NOTEBOOKS, ROOT / "conftest.py"]:
        shutil.copy(path, folder)
    command = [sys.executable, "-m", "pytest", "-rA", "-n", "2", "--dist=loadscope", "--nbval"]
    options = ["--nbval-current-env", f"--nbval-sanitize-with={RULES_FILE}"]
    run = subprocess.run([*command, *options], cwd=folder, capture_output=True, encoding="utf-8")
    assert run.returncode == 1, run.stdout + run.stderr
    return run.stdout


@pytest.mark.parametrize("notebook", [pytest.param(path, id=path.stem) for path in NOTEBOOKS])
def test_a_notebook_gets_the_verdict_that_it_is_named_for(notebook, printed):
    outcomes = set(re.findall(rf"^(PASSED|FAILED) {notebook.name}::", printed, re.MULTILINE))
    assert outcomes == {"PASSED" if notebook.stem.startswith("passes") else "FAILED"}


def test_the_last_line_names_the_slowest_notebook_whichever_worker_ran_it(printed):
    assert re.fullmatch(
        r"Not good: 5 passed, 7 failed, in \d+ s; slowest notebook \w+\.ipynb, \d+\.\d s\.",
        printed.splitlines()[-1],
    )
