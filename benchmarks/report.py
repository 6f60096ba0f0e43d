"""Results as tables: in the terminal, in results.json, and in the README of this folder."""

import json
import os
import platform
from dataclasses import asdict, dataclass, field
from datetime import date
from importlib.metadata import version
from pathlib import Path

from utils.table import Table

FOLDER = Path(__file__).parent
RESULTS, README = FOLDER / "results.json", FOLDER / "README.md"
BEGIN, END = "<!-- results begin -->", "<!-- results end -->"
LIBRARIES = ("numpy", "tensorflow", "tf_keras", "keras")
OTHERS = ("torch", "jax", "onnxruntime", "TensorFlow")  # the last is TensorFlow 1


@dataclass
class Section:
    """One table, and the numbers behind it.

    Arguments:
        title: what was measured.
        headings, rows: of the table; each row has a value for each heading.
        figures: the numbers in full, in seconds and bytes, nested dicts and lists.
        refusals: sentences; a candidate whose result would mean nothing.
        versions: of libraries that are not in the course's own Python.
    """

    title: str
    headings: list
    rows: list
    figures: dict
    refusals: list = field(default_factory=list)
    versions: dict = field(default_factory=dict)

    def __str__(self):
        return f"{self.title}\n\n{Table(self.headings, self.rows)}\n"


def keep(sections, path=RESULTS):
    """Write sections to a JSON file, beside those of other names that it holds already.

    Arguments:
        sections: dict from the name of a row to its `Section`.
        path: of the file; each section has in it when and on what it was measured.
    """
    kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    for name, section in sections.items():
        kept[name] = asdict(section) | {"measured": measured_on() | section.versions}
    path.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def measured_on():
    """Return the date, the processor, and the versions of Python and of the course's libraries."""
    facts = {"date": date.today().isoformat(), "processor": processor()}
    facts |= {"cores": os.cpu_count(), "python": platform.python_version()}
    return facts | {name: version(name) for name in LIBRARIES}


def processor():
    """Return the processor's name, as its maker or else Python has it."""
    about = Path("/proc/cpuinfo")
    lines = about.read_text(encoding="utf-8").splitlines() if about.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def in_markdown(kept, order):
    """Return the tables of a results file, as the README has them.

    Arguments:
        kept: what the file holds.
        order: the names of the sections, in their order.
    """
    parts = []
    for name in [name for name in order if name in kept]:
        section = kept[name]
        on = section["measured"]
        lines = [section["headings"], ["---"] * len(section["headings"]), *section["rows"]]
        table = _in_lines(lines)
        libraries = ", ".join(f"{lib} {on[lib]}" for lib in (*LIBRARIES, *OTHERS) if lib in on)
        where = f"{on['date']}, {on['processor']}, {on['cores']} cores, Python {on['python']}"
        parts.append(f"### `{name}`: {section['title']}\n\n{table}\n\n*{where}; {libraries}.*\n")
    return "\n".join(parts)


def _in_lines(lines):
    return "\n".join(f"| {' | '.join(str(value) for value in line)} |" for line in lines)


def write_readme(order):
    """Put the tables of the results file between the two markers of this folder's README."""
    tables = in_markdown(json.loads(RESULTS.read_text(encoding="utf-8")), order)
    text = README.read_text(encoding="utf-8")
    head, tail = text.split(BEGIN)[0], text.split(END)[1]
    README.write_text(f"{head}{BEGIN}\n{tables}{END}{tail}", encoding="utf-8")
