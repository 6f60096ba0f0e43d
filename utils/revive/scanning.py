"""What in a script leans on something vanished, found without running it."""

import ast
import sys
from collections import Counter
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from utils.revive.libraries import library_names, numpy_names
from utils.revive.notes import shown_path, sorted_notes
from utils.revive.old_calls import is_old_call
from utils.revive.old_names import find, is_empty_module, old_names, refusal, same_today, section_of
from utils.revive.python2 import python2_signs
from utils.revive.python2.python2_signs import catches_missing_names
from utils.revive.python2.which_python import VERDICTS, look_at
from utils.revive.reading.notebooks import cells_and_kernel
from utils.revive.reading.program import files_of, program_files, rooms_of
from utils.revive.reading.source_text import text_of
from utils.revive.reading.sources import tree_and_names

# Whether `revive` covers a thing; what is not installed may still be where only a run finds it.
COVERED, NOT_COVERED, UNKNOWN = "", "NOT COVERED: ", "NOT FOUND: "
OF_THE_COURSE = ("utils", "authoring", "tests", "benchmarks")
UNREADABLE = "a line that neither Python 3 nor Python 2 can read"
NOTHING = "Nothing in {} leans on TensorFlow 1."
LEFT_OPEN = "Without a run it cannot be judged whether the script finds all that it imports."


class Finding(NamedTuple):
    """One thing on a line: what stands there, what to write, and whether `revive` covers it."""

    file: str
    line: int
    old: str
    today: str
    state: str = COVERED


def findings(path):
    """Look into a script or a notebook, and into the owner's files that it imports.

    Arguments:
        path: a Python script or a notebook, which is read and not run.

    Returns:
        A list of `Finding`, by file and line, each thing once a line.

    Raises:
        SyntaxError: a file is not Python.
    """
    text_of(path)
    cells, kernel = cells_and_kernel(path) if str(path).endswith(".ipynb") else ([], "")
    files = list(program_files(path, cells))
    look_at(files, kernel)
    found, bound = [], {}
    for file in files:
        try:
            tree, names_of_python_2 = tree_and_names(file.name, file.source)
        except SyntaxError as error:
            if file in (files[0], *cells):
                raise
            found.append(Finding(file.name, error.lineno or 1, UNREADABLE, error.msg, NOT_COVERED))
            continue
        is_cell = file in cells
        scan = Scan(file.name, path, bool(names_of_python_2), bound if is_cell else {})
        scan.visit(tree)
        scan.found += [
            Finding(one.file, one.line, one.old, _with_verdict(one))
            for one in sorted_notes()
            if one.file == file.name
        ]
        found += sorted(dict.fromkeys(scan.found), key=lambda one: one.line)
    return found


def _with_verdict(one):
    """What to write in place of a note, and why a file is taken for Python 2 or 3."""
    return f"{one.today} ({one.meaning})" if one.old in VERDICTS and one.meaning else one.today


class Scan(ast.NodeVisitor):
    """One file: the names that are bound to parts of TensorFlow, and what is found."""

    def __init__(self, file, script, is_python_2, bound):
        """Keep what is looked into.

        Arguments:
            file: the file, or the name of a cell.
            script: the script that needs it.
            is_python_2: whether it is Python 2.
            bound: a dict from names in the file to parts of TensorFlow: "tf", "tf.contrib.rnn".
        """
        self.file, self.is_python_2, self.bound = file, is_python_2, bound
        self.folder = Path(file if file.endswith(".py") else script).absolute().parent
        self.rooms = rooms_of(script)
        self.found = []

    def add_at(self, line, old, today, state=COVERED):
        """Keep a finding."""
        self.found.append(Finding(self.file, line, old, today, state))

    def visit_Import(self, node):
        """See what `import` binds."""
        for one in node.names:
            top = one.name.split(".")[0]
            if top == "tensorflow":
                whole = "tf" + one.name.removeprefix("tensorflow")
                self.bound[one.asname or top] = whole if one.asname else "tf"
                self.look_up(node.lineno, whole)
            elif one.name == "numpy":
                self.bound[one.asname or top] = "np"
            elif one.name in library_names.NAMES:
                self.bound[one.asname or top] = one.name
            else:
                self.look_for(node.lineno, one.name)

    def visit_ImportFrom(self, node):
        """See what `from ... import` binds."""
        module = node.module or ""
        known = ("tensorflow", "numpy", *library_names.NAMES)
        if node.level:
            return
        if module.split(".")[0] not in known:
            self.look_for(node.lineno, module)
            return
        short = "np" if module == "numpy" else module.replace("tensorflow", "tf", 1)
        for one in node.names:
            self.bound[one.asname or one.name] = f"{short}.{one.name}"
            self.look_up(node.lineno, f"{short}.{one.name}")

    def visit_Assign(self, node):
        """See what `rnn_cell = tf.nn.rnn_cell` binds."""
        self.generic_visit(node)
        target, whole = node.targets[0], self.whole_name(node.value)
        if whole and isinstance(target, ast.Name):
            self.bound[target.id] = whole

    def visit_Try(self, node):
        """See whether an import, or what takes its place, is covered; one of them is enough."""
        kinds = (ast.Import, ast.ImportFrom, ast.Assign)
        imports = all(isinstance(one, kinds) for one in node.body)
        if not imports or not catches_missing_names(node):
            self.generic_visit(node)
            return
        before, ways = self.found, []
        for block in (node.body, *(one.body for one in node.handlers)):
            self.found = []
            for one in block:
                self.visit(one)
            ways.append(self.found)
        one_is_covered = any(all(one.state == COVERED for one in way) for way in ways)
        found = [one for way in ways for one in way]
        self.found = before + [one for one in found if one.state == COVERED or not one_is_covered]
        for one in node.orelse + node.finalbody:
            self.visit(one)

    def visit_Attribute(self, node):
        """Look a dotted name up."""
        whole = self.whole_name(node)
        if whole:
            self.look_up(node.lineno, whole)
        else:
            self.generic_visit(node)

    def visit_Call(self, node):
        """See whether arguments stand in an old order."""
        self.generic_visit(node)
        row = find(self.whole_name(node.func) or "")
        if row and row.arguments and is_old_call(row.old, node.args):
            self.add_at(node.lineno, row.old + row.arguments, row.today)

    def whole_name(self, node):
        """The whole name of `rnn.BasicLSTMCell`, or None for what is not part of TensorFlow."""
        parts = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "__text__":
                node = node.args[0]  # what was before the dot in Python 2
        if not isinstance(node, ast.Name) or node.id not in self.bound:
            return None
        return ".".join([self.bound[node.id], *reversed(parts)])

    def look_up(self, line, whole):
        """Find the first part of a name that has vanished."""
        words = whole.split(".")
        dropped = {"np": numpy_names.NAMES, **library_names.NAMES}.get(words[0], {})
        if len(words) > 1 and words[1] in dropped:
            self.add_at(line, f"{words[0]}.{words[1]}", dropped[words[1]][0])
        for length in range(2, len(words) + 1):
            name = ".".join(words[:length])
            row = find(name)
            if words[length - 1].startswith("__"):  # each module has it
                return
            if row and not row.arguments:
                self.add_at(line, name, row.today)
                return
            if not section_of(name) and _is_gone(name) and not row:
                self.add_at(line, name, refusal(name), NOT_COVERED)
                return

    def look_for(self, line, module):
        """See whether a module that is not part of TensorFlow is there, and where."""
        top = module.split(".")[0]
        if files_of(module, [self.folder, *self.rooms]):
            is_beside = (self.folder / "__init__.py").is_file() and files_of(module, [self.folder])
            if self.is_python_2 and is_beside:
                self.add_at(line, f"import {module}", f"from {self.folder.name} import {module}")
            return
        known = top in sys.stdlib_module_names or top in python2_signs.MODULES
        if known or any((room / top).is_dir() for room in self.rooms):
            return
        is_installed = top not in OF_THE_COURSE and find_spec(top)
        if not is_installed and top not in ("input_data", "tensorflow"):
            today = f"install the package that has {top}, if it is no file of your own"
            self.add_at(line, f"import {module}", today, UNKNOWN)


def _is_gone(name):
    """Whether a name without a row stands where nothing is left, or is known as not covered."""
    if is_empty_module(name) or any(one.startswith(f"{name}.") for one in old_names().modules):
        return False
    return bool(same_today(name)) or name.startswith(("tf.contrib.", "tf.examples.", "tf.models."))


def run(path):
    """Print what is found in a script; the exit status is 1 where something is not covered."""
    script = Path(path)
    if not script.is_file():
        print(f"{path}: there is no such file; name a Python script.", file=sys.stderr)
        return 2
    try:
        found = findings(script)
    except SyntaxError as error:
        print(f"{path} cannot be read: {error}", file=sys.stderr)
        return 2
    for one in found:
        print(f"{shown_path(one.file)}:{one.line}: {one.state}{one.old}  ->  {one.today}")
    states = Counter(one.state for one in found)
    missing = states[UNKNOWN]
    if missing == len(found):
        print(f"Nothing else in {path} leans on TensorFlow 1." if found else NOTHING.format(path))
    elif states[COVERED] == len(found):
        print(f"\n`course revive {path}` covers each of these {len(found)}.")
    else:
        print(f"\n`course revive {path}` covers {states[COVERED]} of these {len(found)}.")
    if missing:
        print(f"{LEFT_OPEN} Modules that are not found: {missing}.")
    return 0 if states[COVERED] == len(found) else 1
