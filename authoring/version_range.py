"""Run the tests and every lesson with older versions of TensorFlow: `make range VERSIONS="2.16"`.

Each version has a lock, such as requirements-tf-2.16.txt, and gets an environment of its own, such
as .venv-tf-2.16. Every cell of every solution is run, and its output compared with the stored one.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

from utils.lessons import ROOT
from utils.table import Table

COLUMNS = ["TensorFlow", "tests passed", "failed", "skipped", "lessons passed"]
# What runs without TensorFlow, or runs the lessons once more.
LEFT_OUT = [
    "tests/authoring",
    "tests/grading",
    "tests/lab",
    "tests/lessons",
    "tests/site",
    "tests/test_project.py",
]
PATHS = ["tests", "solutions", *(f"--ignore={path}" for path in LEFT_OUT)]
PYTHON = "python3.11"  # The oldest TensorFlow has no build for Python 3.13.


def versions():
    """The versions that have a lock, the oldest first."""
    return sorted(path.stem.rpartition("-")[2] for path in ROOT.glob("requirements-tf-*.txt"))


def install(version):
    """Bring the environment of a version to its lock, and return the path of its Python."""
    command = ["sh", "packaging/install.sh", f"tf-{version}"]
    subprocess.run(command, cwd=ROOT, env={"PYTHON": PYTHON} | os.environ, check=True)
    return ROOT / f".venv-tf-{version}" / "bin" / "python"


def run_tests(python, paths, workers):
    """Run tests and notebooks.

    Arguments:
        python: the path of a Python.
        paths: what pytest is given to collect.
        workers: how many processes.

    Returns:
        For each test its name, such as "solutions.01_graph_and_session.ipynb::Cell 0", and whether
        it was passed, failed or skipped.
    """
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [python, "-m", "pytest", "-q", f"-n{workers}", f"--junitxml={report}", *paths]
        subprocess.run(command, cwd=ROOT)
        tests = ElementTree.parse(report).findall(".//testcase")
    return {f"{test.get('classname')}::{test.get('name')}": outcome(test) for test in tests}


def outcome(test):
    """Whether a test of pytest's report was passed, failed or skipped."""
    kinds = {child.tag for child in test}
    if kinds & {"failure", "error"}:
        return "failed"
    return "skipped" if "skipped" in kinds else "passed"


def table_row(version, outcomes):
    """The row of a version: its tests by outcome, and the lessons of which every cell passed.

    Arguments:
        version: one of `versions()`.
        outcomes: what `run_tests` returned.
    """
    cells = {name for name in outcomes if name.startswith("solutions.")}
    counts = Counter(outcomes[name] for name in outcomes.keys() - cells)
    lessons = {name.partition("::")[0] for name in cells}
    failed = {name.partition("::")[0] for name in cells if outcomes[name] == "failed"}
    passed = f"{len(lessons - failed)} of {len(lessons)}"
    return [version, counts["passed"], counts["failed"], counts["skipped"], passed]


def main(arguments=None):
    """Run what is asked for and print a table; the exit status is 1 where a test failed."""
    parser = argparse.ArgumentParser(prog="make range", description=__doc__.splitlines()[0])
    parser.add_argument("versions", nargs="*", help=f"of {', '.join(versions())}; all if not given")
    parser.add_argument("--workers", type=int, default=2, help="processes")
    asked = parser.parse_args(arguments)
    if unknown := set(asked.versions) - set(versions()):
        parser.error(f"there is no lock for {min(unknown)}. Choose of {', '.join(versions())}.")
    rows, failed = [], []
    for version in asked.versions or versions():
        outcomes = run_tests(install(version), PATHS, asked.workers)
        rows.append(table_row(version, outcomes))
        failed += [f"{version}  {name}" for name in outcomes if outcomes[name] == "failed"]
    print("", *failed, Table(COLUMNS, rows), sep="\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
