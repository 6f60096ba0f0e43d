"""What strict nbval lets pass and what it does not, on notebooks named for the verdict."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from utils.lessons.scrub import RULES_FILE

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "tests" / "notebooks" / "nbval").glob("*.ipynb"))


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """What a run over them prints, on a worker, as `make test` has."""
    folder = tmp_path_factory.mktemp("nbval")
    for path in [*NOTEBOOKS, ROOT / "conftest.py"]:
        shutil.copy(path, folder)
    command = [sys.executable, "-m", "pytest", "-rA", "-p", "xdist", "-n", "1"]
    options = ["--nbval", "--nbval-current-env", f"--nbval-sanitize-with={RULES_FILE}"]
    run = subprocess.run(
        [*command, "-p", "nbval.plugin", *options],
        cwd=folder,
        env=os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},  # the others take seconds
        capture_output=True,
        encoding="utf-8",
    )
    assert run.returncode == 1, run.stdout + run.stderr
    return run.stdout


@pytest.mark.parametrize(
    ("verdict", "number"),
    [
        pytest.param(path.stem, number, id=f"{path.stem}: {cell.source.splitlines()[0]}")
        for path in NOTEBOOKS
        for number, cell in enumerate(nbformat.read(path, as_version=4).cells)
    ],
)
def test_a_cell_gets_the_verdict_that_its_notebook_is_named_for(verdict, number, printed):
    outcome = re.search(rf"^(PASSED|FAILED) {verdict}.ipynb::Cell {number}\b", printed, re.M)
    assert outcome[1] == {"passes": "PASSED", "fails": "FAILED"}[verdict]


def test_the_last_line_names_the_slowest_notebook_though_a_worker_ran_it(printed):
    assert re.fullmatch(
        r"Not good: 5 passed, 7 failed, in \d+ s; slowest notebook \w+\.ipynb, \d+\.\d s\.",
        printed.splitlines()[-1],
    )
