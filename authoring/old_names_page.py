"""docs/old_names.md, made from the table of old names that `course revive` uses."""

from utils.lessons import ROOT
from utils.lessons.source import Problem, short_path
from utils.revive.old_names import old_names

PAGE = ROOT / "docs" / "old_names.md"
FIX = "make build, or python -m authoring.build"
START = """# Old names

What [`course revive`](old_scripts.md) covers, with what to write today. `tf` is
`tensorflow.compat.v1`. This page is made from `utils/revive/old_names.txt` by `make build`.
"""
NOT_COVERED = """
## Not covered

A script that calls one of these stops with a sentence that names it and what does the same today.

| old name | what does the same today |
|---|---|"""


def page():
    """The text of the page."""
    table = old_names()
    lines = [START.rstrip()]
    sections = dict.fromkeys(table.modules.values())
    for section in sections:
        others = [name for name, first in table.modules.items() if first == section != name]
        lines += ["", f"## `{section}`", ""]
        lines += [f"Also {', '.join(f'`{name}`' for name in others)}.", ""] if others else []
        lines += ["| old name | what to write today | what changed |", "|---|---|---|"]
        for row in table.names.values():
            if row.old.rpartition(".")[0] == section:
                old = row.old.rpartition(".")[2] + row.arguments
                lines.append(f"| `{old}` | {_code(row.today)} | {row.meaning} |")
    lines.append(NOT_COVERED)
    lines += [f"| `{old}` | {nearest} |" for old, nearest in table.not_covered.items()]
    return "\n".join(lines) + "\n"


def _code(today):
    """What to write, as code if it is some: words have no brackets and no dots."""
    is_code = today.startswith(("tf.", "lambda", "np.", "[", "MultiRNNCell", "DEFINE_", "print("))
    return f"`{today}`" if is_code and ", as in" not in today else today


def write():
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")


def problems():
    """A `Problem` if the stored page is not what the table gives, in a list."""
    if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == page():
        return []
    return [Problem(short_path(PAGE), "stale", f"{FIX}.")]
