"""What in a script leans on something vanished, found without running it."""

import ast
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from utils.revive import library_names, numpy_names, python2_signs
from utils.revive.notes import shown_path, sorted_notes
from utils.revive.old_names import find, is_empty_module, nearest_to, old_names, refusal, section_of
from utils.revive.sources import text_of, tree_and_names

LOSSES = [row.old for row in old_names().names.values() if row.arguments.startswith("(logits")]


class Finding(NamedTuple):
    """One thing on a line: what stands there, what to write, and whether `revive` covers it."""

    file: str
    line: int
    old: str
    today: str
    is_covered: bool = True


def findings(path):
    """Look into a script and into the files beside it that it imports.

    Arguments:
        path: a Python script, which is read and not run.

    Returns:
        A list of `Finding`, by file and line, each thing once a line.

    Raises:
        SyntaxError: a file is not Python.
    """
    found, waiting, seen = [], [Path(path)], set()
    while waiting:
        file = waiting.pop(0)
        if file in seen:
            continue
        seen.add(file)
        source = text_of(file)
        tree, names_of_python_2 = tree_and_names(file, source)
        scan = Scan(file, Path(path).parent, bool(names_of_python_2))
        scan.visit(tree)
        scan.found += [
            Finding(one.file, one.line, one.old, one.today)
            for one in sorted_notes()
            if one.file == str(file)
        ]
        found += sorted(dict.fromkeys(scan.found), key=lambda one: one.line)
        waiting += scan.neighbors
    return found


class Scan(ast.NodeVisitor):
    """One file: the names that are bound to parts of TensorFlow, and what is found."""

    def __init__(self, file, home, is_python_2):
        """Keep the path of the file, the folder of the script, and whether it is Python 2."""
        self.file, self.home, self.is_python_2 = str(file), home, is_python_2
        self.bound = {}  # a name in the file: "tf", "tf.contrib.rnn", "np"
        self.found, self.neighbors = [], []

    def add_at(self, line, old, today, is_covered=True):
        """Keep a finding."""
        self.found.append(Finding(self.file, line, old, today, is_covered))

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
        if node.level or module.split(".")[0] not in known:
            self.look_for(node.lineno, module, node.level)
            for one in node.names:  # modules of a package
                self.look_for(node.lineno, f"{module}.{one.name}".strip("."), node.level, True)
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
        if row and row.arguments and _is_old_call(row.old, node.args):
            self.add_at(node.lineno, row.old + row.arguments, row.today)

    def whole_name(self, node):
        """The whole name of `rnn.BasicLSTMCell`, or None for what is not part of TensorFlow."""
        parts = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
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
            if row and not row.arguments:
                self.add_at(line, name, row.today)
                return
            if not section_of(name) and _is_gone(name) and not row:
                self.add_at(line, name, refusal(name), is_covered=False)
                return

    def look_for(self, line, module, level=0, may_be_missing=False):
        """Find the file of a module beside the script, or see that nobody has it."""
        folder = Path(self.file).parent
        for _ in range(level - 1):
            folder = folder.parent
        top = module.split(".")[0]
        rooms = [folder] if level else [folder, self.home]
        for room in rooms if module else []:
            inside = room.joinpath(*module.split("."))
            for file in (inside.with_suffix(".py"), inside / "__init__.py"):
                if file.is_file():
                    self.neighbors.append(file)
                    if self.is_python_2 and not level and (room / "__init__.py").is_file():
                        self.add_at(line, f"import {module}", f"from {room.name} import {module}")
                    return
        if may_be_missing or level or any((room / top).is_dir() for room in rooms):
            return
        known = top in sys.stdlib_module_names or top in python2_signs.MODULES or find_spec(top)
        if not known and top not in ("input_data", "tensorflow"):
            today = f"install the package that has {top}, if it is no file of your own"
            self.add_at(line, f"import {module}", today, is_covered=False)


def _is_gone(name):
    """Whether a name without a row stands where nothing is left, or is known as not covered."""
    if is_empty_module(name) or any(one.startswith(f"{name}.") for one in old_names().modules):
        return False
    return bool(nearest_to(name)) or name.startswith(("tf.contrib.", "tf.examples.", "tf.models."))


def _is_old_call(name, arguments):
    """Whether the arguments by position of a call are in the old order, as far as can be seen."""
    first = arguments[0] if arguments else None
    values = [one.value if isinstance(one, ast.Constant) else None for one in arguments]
    if name in ("tf.concat", "tf.split"):
        negative = isinstance(first, ast.UnaryOp) and isinstance(first.operand, ast.Constant)
        return negative or (bool(values) and isinstance(values[0], int))
    if name in LOSSES:
        return len(arguments) > 1
    if name == "tf.device":
        return bool(values) and "gpu" in str(values[0]).lower()
    if name == "tf.app.flags.DEFINE_float":
        return len(values) > 1 and isinstance(values[1], int)
    if name == "tf.nn.rnn_cell.MultiRNNCell":
        return isinstance(first, ast.BinOp) and isinstance(first.left, ast.List)
    return False


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
        mark = "" if one.is_covered else "NOT COVERED: "
        print(f"{shown_path(one.file)}:{one.line}: {mark}{one.old}  ->  {one.today}")
    left = sum(not one.is_covered for one in found)
    if not found:
        print(f"Nothing in {path} leans on TensorFlow 1.")
    elif left:
        print(f"\n`course revive {path}` covers {len(found) - left} of these {len(found)}.")
    else:
        print(f"\n`course revive {path}` covers each of these {len(found)}.")
    return 1 if left else 0
