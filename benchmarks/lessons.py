"""What running a lesson costs, and what running all tests costs."""

import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import nbformat
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient

from benchmarks.report import Section
from utils.lab.forked_kernels import IS_POSSIBLE, forked, offer_forked_kernels
from utils.lessons import ROOT, find_scripts

FIRST = "from utils.tf1 import tf"
# The peak in kilobytes, and in bytes what no other process shares: each of 40 kernels needs that.
LAST = """\
import psutil, resource
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, psutil.Process().memory_full_info().uss)
"""
KILOBYTES = 1 / 1024 if sys.platform == "darwin" else 1


def lessons(quick=False):
    """Seconds of each solved lesson in starting its kernel, importing TensorFlow, and in cells.

    Kernels start as in `make lab`. There, what every lesson imports is imported before a browser
    shows the first page. The first output is that of a cell, so what the first cells import is in
    that time as well.

    Arguments:
        quick: the first lesson alone.

    Returns:
        A `Section`.
    """
    if IS_POSSIBLE:
        offer_forked_kernels()
        _cost_of(ROOT / "solutions" / "01_graph_and_session.ipynb")  # the imports, once
    rows, figures = [], {}
    for script in find_scripts(["01"] if quick else ()):
        figures[script.stem] = cost = _cost_of(script.with_suffix(".ipynb"))
        slowest = max(cost["cells"])
        parts = [cost["kernel"], cost["import"], sum(cost["cells"])]
        shown = [*parts, sum(parts), cost["first output"], slowest]
        row = [script.stem, *(f"{seconds:.1f}" for seconds in shown)]
        rows.append([*row, *(f"{cost[kind] / 1e6:.0f}" for kind in ("peak", "own"))])
    headings = ["lesson", "kernel (s)", "TensorFlow (s)", "cells (s)", "together (s)"]
    return Section(
        "What a lesson costs",
        [
            *headings,
            "to the first output (s)",
            "slowest cell (s)",
            "peak memory (MB)",
            "not shared with other kernels (MB)",
        ],
        rows,
        figures,
    )


def suite(quick=False):
    """All tests, two at a time, against the sum of their times one by one; a quarter of an hour.

    Arguments:
        quick: one small file of tests.

    Returns:
        A `Section`.
    """
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        what = ["tests/test_timing.py"] if quick else []
        command = [sys.executable, "-m", "pytest", "-q", "-n", "2", f"--junitxml={report}", *what]
        started = time.perf_counter()
        finished = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8")
        whole = time.perf_counter() - started
        cases = list(ElementTree.parse(report).iter("testcase"))
    kinds = {"unit tests": 0.0, "exercises": 0.0, "cells of lessons": 0.0, "notebooks": 0.0}
    for case in cases:
        kinds[part_of(case.get("classname"))] += float(case.get("time"))
    parts = sum(kinds.values())
    rows = [[kind, f"{seconds:.0f}"] for kind, seconds in kinds.items()]
    rows += [["sum of the parts", f"{parts:.0f}"], ["two at a time", f"{whole:.0f}"]]
    refusals = [] if finished.returncode == 0 else [f"suite: {finished.stdout.splitlines()[-1]}"]
    return Section(
        f"All {len(cases):,} tests", ["what", "seconds"], rows, kinds | {"whole": whole}, refusals
    )


def part_of(test):
    """Return the part of the suite that a test belongs to, by the name of its module."""
    if test.startswith(("lessons.", "solutions.")):
        return "notebooks"
    if test.startswith("tests.checks."):
        return "exercises"
    return "cells of lessons" if test == "tests.lessons.test_lessons" else "unit tests"


class KernelOfTheLab(AsyncKernelManager):
    """A kernel that starts as in `make lab`."""

    @property
    def kernel_spec(self):
        """Return the specification of the kernel, a `KernelSpec`."""
        return forked(super().kernel_spec) if IS_POSSIBLE else super().kernel_spec


def _cost_of(path):
    notebook = nbformat.read(path, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    first, last = (nbformat.v4.new_code_cell(source) for source in (FIRST, LAST))
    notebook.cells = [first, *code, last]
    client = NotebookClient(
        notebook,
        kernel_manager_class=KernelOfTheLab,
        timeout=300,
        resources={"metadata": {"path": path.parent}},
    )
    seconds, started = [], time.perf_counter()
    # What the kernel writes to its standard error, such as warnings of its own, is of no interest.
    with client.setup_kernel(stderr=subprocess.DEVNULL):
        kernel = time.perf_counter() - started
        for place, cell in enumerate(notebook.cells):
            started = time.perf_counter()
            client.execute_cell(cell, place)
            seconds.append(time.perf_counter() - started)
    peak, own = map(int, last.outputs[0].text.split())
    parts = {"kernel": kernel, "import": seconds[0], "cells": seconds[1:-1]}
    place = next(place for place, cell in enumerate(code, start=1) if cell.outputs)
    first_output = kernel + sum(seconds[: place + 1])
    return parts | {"first output": first_output, "peak": 1024 * KILOBYTES * peak, "own": own}
