"""Mutation testing: changes `utils/` in one place at a time, and sees whether a test fails.

`python -m authoring.faults reference` lets Cosmic Ray make such changes, or *faults*. Tests run
in a copy of this process, so a fault may end it. What was cut off continues from `build/faults/`.
"""

import argparse
import importlib
import json
import multiprocessing
import os
import random
import re
import signal
import subprocess
import sys
import time
import tomllib
from contextlib import suppress
from pathlib import Path

import pytest

from authoring.fault_list import Fault, equivalent_faults, single_spaced
from utils.lessons import ROOT, find_scripts
from utils.table import Table

SETTINGS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
EQUIVALENT = Path(__file__).with_name("faults_equivalent.txt")
STORE = ROOT / "build" / "faults"
COLUMNS = ("module", "made", "run", "caught", "equivalent", "survived", "share caught")
OPTIONS = ["-x", "-q", "--tb=no", "-o", "addopts=", "-p", "no:nbval", "-p", "no:cacheprovider"]


def modules(names, root=ROOT):
    """The paths in `utils/` of the modules and folders with these names, or of all modules."""
    every = sorted(path.relative_to(root).as_posix() for path in (root / "utils").rglob("*.py"))
    found = {name: [one for one in every if re.match(rf"utils/{name}[/.]", one)] for name in names}
    for name in names:
        if not found[name]:
            sys.exit(f"There is no utils/{name}. Write a name such as reference or checks/engine.")
    return sorted({one for some in found.values() for one in some}) if names else every


def tests_of(module, root=ROOT, settings=SETTINGS):
    """What pytest is given to test a module: files, those with its name first.

    For a module directly in `utils/` it is the file with its name, for an exercise what is tested
    of its lesson. For others they are the files of the room's tests that import the module or its
    package, or all of them.
    """
    _, *folders, name = module.removesuffix(".py").split("/")
    lessons = {script.stem[3:]: script.stem[:2] for script in find_scripts()}
    if folders[:1] == ["checks"] and folders[-1] in lessons:
        answers = f"tests/checks/test_{folders[-1]}_answers.py"
        return [answers, "tests/checks/test_checks.py", f"--lesson={lessons[folders[-1]]}"]
    for start, files in settings["tests"].items():
        if module.startswith(start):
            return files
    if not folders:
        return [path for path in [f"tests/test_{name}.py"] if (root / path).is_file()]
    rooms = [root.joinpath("tests", *folders[:depth]) for depth in range(len(folders), 0, -1)]
    files = next((files for room in rooms if (files := sorted(room.glob("test_*.py")))), [])
    package, above = ".".join(["utils", *folders]), ".".join(["utils", *folders[:-1]])
    module_or_package = rf"{package}( import|\.{name}\b)|{above} import {folders[-1]}\b"
    imports = re.compile(rf"(?m)^ *(from|import) ({module_or_package})")
    close = [file for file in files if imports.search(file.read_text(encoding="utf-8"))] or files
    paths = [file.relative_to(root).as_posix() for file in close]
    paths.sort(key=lambda path: name not in Path(path).stem)
    return [path for path in paths if path not in settings["slow"]] or paths


def change_between(before, after):
    """The place where two lists of lines differ: its first line, the lines there before and now."""
    first = next(n for n in range(len(before)) if before[: n + 1] != after[: n + 1])
    most = min(len(before), len(after)) - first
    same = next(n for n in range(most + 1) if n == most or before[-n - 1] != after[-n - 1])
    return first, before[first : len(before) - same], after[first : len(after) - same]


def changes_of(text):
    """Every change that Cosmic Ray makes in a module, as `change_between` gives it."""
    from cosmic_ray.ast import ast_nodes, get_ast
    from cosmic_ray.mutating import mutate_code
    from cosmic_ray.plugins import get_operator, operator_names

    nodes = list(ast_nodes(get_ast(text)))
    left_out = re.compile("|".join(SETTINGS["cosmic-ray"]["exclude-operators"]))
    found = []
    for kind in (get_operator(name) for name in operator_names() if not left_out.match(name)):
        if not kind.arguments():
            for one in range(sum(1 for node in nodes for _ in kind().mutation_positions(node))):
                with suppress(AttributeError):  # it cannot change `except (*NAMES, KeyError)`
                    after = mutate_code(text, kind(), one)
                    found.append(change_between(text.splitlines(True), after.splitlines(True)))
    return sorted(found)


class Session:
    """The faults of one module and what came of each, kept in a file until the module changes."""

    def __init__(self, module):
        self.path = ROOT / module
        self.text = self.path.read_text(encoding="utf-8")
        self.file = STORE / f"{module.removesuffix('.py').replace('/', '.')}.json"
        self.kept = json.loads(self.file.read_text("utf-8")) if self.file.is_file() else {}
        if self.kept.get("text") != self.text:
            self.kept = {"text": self.text, "changes": changes_of(self.text), "caught": []}
        changes = [map(single_spaced, map(" ".join, change[1:])) for change in self.kept["changes"]]
        self.faults = [Fault(module, *change) for change in changes]

    def survives(self, number, tests, seconds):
        """Make a fault, run the tests, keep what came of it, and say whether all tests passed."""
        first, old, new = self.kept["changes"][number]
        lines = self.text.splitlines(True)
        lines[first : first + len(old)] = new
        try:
            self.path.write_text("".join(lines), encoding="utf-8")
            passed = pass_in_copy(tests, seconds)
        finally:  # a process that a test started may have compiled the fault
            self.path.write_text(self.text, encoding="utf-8")
            for compiled in self.path.parent.glob(f"__pycache__/{self.path.stem}.*.pyc"):
                compiled.unlink()
        self.kept["caught"] += [] if passed else [number]
        self.file.write_text(json.dumps(self.kept), encoding="utf-8")
        return passed


def pass_in_copy(files, seconds, compiled=False):
    """Say whether all tests of these files pass within some seconds, in a copy of this process.

    compiled: store compiled modules, which is wrong while one has a fault.
    """
    copy = multiprocessing.get_context("fork").Process(target=_run_tests, args=(files, compiled))
    copy.start()
    try:
        copy.join(seconds)
        return copy.exitcode == 0
    finally:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(copy.pid, signal.SIGKILL)  # and what the tests have started
        copy.join()


def _run_tests(files, compiled):
    os.setsid()
    for descriptor in range(3):
        os.dup2(os.open(os.devnull, os.O_RDWR), descriptor)
    sys.dont_write_bytecode = not compiled
    os.environ["PYTHONDONTWRITEBYTECODE"] = "" if compiled else "1"
    for name in [name for name in sys.modules if name.split(".")[0] == "utils"]:
        del sys.modules[name]
    os._exit(int(pytest.main([*OPTIONS, *files])))


def most_seconds(tests):
    """How long the tests may take with a fault, from what they take without one."""
    files = [ROOT / one for one in tests if one.endswith(".py")]
    if any("tf1" in file.read_text(encoding="utf-8") for file in files):
        importlib.import_module("utils.tf1")
    started = time.monotonic()
    if not pass_in_copy(tests, SETTINGS["without_fault"], compiled=True):
        sys.exit(f"Without a fault these tests fail or take too long: {' '.join(tests)}")
    return SETTINGS["times"] * (time.monotonic() - started) + SETTINGS["plus"]


def run_module(module, reasons, sample, seed, stale):
    """Run faults of a module, print what survived, and give a row; add to `stale` what is gone."""
    session, tests = Session(module), tests_of(module)
    faults = session.faults
    number = max(1, round(sample * len(faults))) if faults else 0
    chosen = sorted(random.Random(f"{seed} {module}").sample(range(len(faults)), number))
    equivalent = [one for one in chosen if faults[one] in reasons]
    waiting = [one for one in chosen if one not in equivalent + session.kept["caught"]]
    survived = [] if tests else waiting
    if waiting and tests:
        print(f"{module}: {len(waiting)} faults, {' '.join(tests)}", flush=True)
        seconds = most_seconds(tests)
        survived = [one for one in waiting if session.survives(one, tests, seconds)]
    print(*(faults[one] for one in survived), sep="\n\n", flush=True)
    stale += {fault for fault in reasons if fault.module == module} - set(faults)
    counts = len(equivalent), len(survived)
    return [module, len(faults), number, number - sum(counts), *counts]


def table(rows):
    """The rows of `run_module` as a `Table`, and the percent that is caught in all modules."""
    rows = [row for row in rows if row[1]]
    rows.append(["all", *(sum(row[column] for row in rows) for column in range(1, 6))])
    shares = [100 * row[3] / (row[3] + row[5] or 1) for row in rows]
    cells = [[*row, f"{share:.1f} %"] for row, share in zip(rows, shares, strict=True)]
    return Table(COLUMNS, cells), shares[-1]


def main(arguments=None):
    """Run what is asked for, and print the table; the status is 1 if too few are caught."""
    parser = argparse.ArgumentParser(prog="make faults", description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="such as reference or checks/engine")
    parser.add_argument("--sample", type=float, default=1, help="the share to run, such as 0.1")
    parser.add_argument("--seed", type=int, default=0, help="of the sample")
    parser.add_argument("--least", type=float, default=100, help="percent that must be caught")
    asked = parser.parse_args(arguments)
    if subprocess.run(["git", "diff", "--quiet", "--", "utils"], cwd=ROOT).returncode:
        sys.exit("utils/ has changes, or a fault that was left there. Commit them, or undo them.")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Stopped."))
    STORE.mkdir(parents=True, exist_ok=True)
    list(map(importlib.import_module, SETTINGS["libraries"]))
    reasons = equivalent_faults(EQUIVALENT.read_text(encoding="utf-8"))
    stale = [fault for fault in reasons if not (ROOT / fault.module).is_file()]
    options = reasons, asked.sample, asked.seed, stale
    rows = [run_module(module, *options) for module in modules(asked.names)]
    for fault in stale:
        print(f"\n{EQUIVALENT.name} lists a fault that no longer exists:\n{fault}")
    shown, share = table(rows)
    print(f"\n{shown}")
    return int(bool(stale) or share < asked.least)


if __name__ == "__main__":
    sys.exit(main())
