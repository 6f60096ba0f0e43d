"""The table of old names, `old_names.txt`: what each was called, and what to write today.

Nothing here imports TensorFlow, so that `course doctor` can check a script quickly.
"""

import re
import textwrap
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import NamedTuple

from utils.table import Table as ShownTable

TABLE = Path(__file__).with_name("old_names.txt")
NOT_COVERED = "not covered"
LONGEST_LINE = 60  # characters, of what else changed
NAME_OF_TODAY = re.compile(r"tf(\.\w+)+")
# Folders inside contrib's packages; what is imported from there is found in the package itself.
INNER_FOLDER = re.compile(r"^(tf\.contrib\.\w+)\.python(\.\w+)*$")


class OldName(NamedTuple):
    """A row of the table.

    `old` is the whole name ("tf.pack"), `today` what to write, `meaning` a sentence on what
    changed ("" where nothing did), `written_in` the module of the course that has it ("" where
    today's name is just another word), and `arguments` the old order of arguments, if only that
    is old ("" otherwise).
    """

    old: str
    today: str
    meaning: str
    written_in: str
    arguments: str

    @property
    def is_another_word(self):
        """Whether what to write today is a name, and nothing else."""
        return NAME_OF_TODAY.fullmatch(self.today) is not None


class Table(NamedTuple):
    """What `old_names.txt` says.

    `names` are the `OldName`s by whole name; `modules` maps each name of a module to the one under
    which its rows are kept; `not_covered` maps a name to what does the same today.
    """

    names: dict
    modules: dict
    not_covered: dict


@cache
def old_names():
    """Read the table.

    Returns:
        A `Table`.
    """
    return parsed(TABLE.read_text(encoding="utf-8"))


def parsed(text):
    """The `Table` that a text in the form of `old_names.txt` holds.

    Raises:
        ValueError: a line is neither a heading nor a row, or a name stands in two rows.
    """
    table = Table({}, {}, {})
    section, written_in = None, ""
    for number, line in enumerate(text.splitlines(), start=1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        if heading := re.fullmatch(r"\[(.*)\]\s*(\S*)", line):
            section, *others = (name.strip() for name in heading[1].split(","))
            written_in = heading[2]
            if section != NOT_COVERED:
                table.modules.update(dict.fromkeys([section, *others], section))
            continue
        name, *cells = (cell.strip() for cell in line.split("|"))
        if section is None or not cells:
            raise ValueError(f"{TABLE.name}, line {number}: wanted name | today, got {line!r}.")
        if section == NOT_COVERED:
            table.not_covered[name] = cells[0]
            continue
        meaning = cells[1] if len(cells) > 1 else ""
        name, _, arguments = name.partition("(")
        old = f"{section}.{name}"
        if old in table.names:
            raise ValueError(f"{TABLE.name}, line {number}: {old} has a row already.")
        arguments = f"({arguments}" if arguments else ""
        table.names[old] = OldName(old, cells[0], meaning, written_in, arguments)
    return table


def section_of(module):
    """The name under which a module's rows are kept, or None for one that is not in the table.

    Arguments:
        module: "tf.contrib.rnn", or one of its other names.
    """
    modules = old_names().modules
    inner = INNER_FOLDER.match(module)
    if module not in modules and inner:
        module = inner[1]
    return modules.get(module)


def find(name):
    """The `OldName` of a whole name such as "tf.contrib.rnn.static_rnn", or None."""
    module, _, last = name.rpartition(".")
    section = section_of(module)
    return old_names().names.get(f"{section}.{last}") if section else None


def is_empty_module(name):
    """Whether a script may import a module of which nothing is covered, as it may not use it."""
    is_in_contrib = name.startswith("tf.contrib.") and name.count(".") == 2
    return is_in_contrib and name in old_names().not_covered


def same_today(name):
    """What does the same today as a name that is known as not covered, or as its module; or None.

    Where nothing does, it is "nothing", perhaps with a hint after a semicolon.
    """
    words = name.split(".")
    for length in range(len(words), 1, -1):
        module, last = ".".join(words[: length - 1]), words[length - 1]
        for start in (module, section_of(module)):
            if f"{start}.{last}" in old_names().not_covered:
                return old_names().not_covered[f"{start}.{last}"]
    return None


def refusal(name, names_of_today=()):
    """One sentence on a name that is not covered, and on what does the same today.

    Arguments:
        name: the whole name, "tf.contrib.kfac".
        names_of_today: what today's module of the same name has.
    """
    refused, same = f"{name} is not covered by `course revive`", same_today(name)
    if same and same.startswith("nothing"):
        return f"{refused}, and nothing today does the same{same.removeprefix('nothing')}."
    if same:
        return f"{refused}; what does the same today: {same}."
    module, _, last = name.rpartition(".")
    section = section_of(module) or module
    rows = [old.rpartition(".")[2] for old in old_names().names if old.startswith(f"{section}.")]
    similar = get_close_matches(last, [*rows, *names_of_today], n=1, cutoff=0.85)
    if similar:  # a slip of the pen
        return f"{refused}; the nearest name is {module}.{similar[0]}."
    return f"{refused}; see docs/old_names.md for what is."


def look_up(*names):
    """What the table says of old names. Lesson 19.

    Arguments:
        names: old names without the "tf." before them, such as "unpack" or "contrib.rnn.GRUCell".

    Returns:
        A `utils.table.Table` with what to write today. What else changed is in the rows below.
    """
    rows = []
    for name in names:
        found = find(f"tf.{name}")
        if found is None:
            rows.append([f"tf.{name}", "not in the table"])
        else:
            rows.append([found.old + found.arguments, found.today])
            rows += [["", line] for line in textwrap.wrap(found.meaning, LONGEST_LINE)]
    return ShownTable(["old name", "what to write today"], rows)
