"""What the pages are made of: the lessons, the guides, and the parts that they belong to."""

import json
import re
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import nbformat

from utils.lessons import LESSONS, PARTS, ROOT, find_scripts

TITLE = re.compile(r"# (\d\d) · (.+)")
MINUTES = re.compile(r"\*\*Time\*\*: about (\d+) minutes")
ROW = re.compile(r"^\| (\d\d) \| \[.+?\]\(.+?\) \| \d+ \| (.+?) \|$", re.M)
GUIDE = re.compile(r"\]\(((?:docs/|benchmarks/)?\w+\.md)\)")
# Pages of their own are made from these.
NO_GUIDES = {"README.md", "GLOSSARY.md"}


@dataclass(frozen=True)
class LessonPages:
    """A lesson as it is stored.

    Arguments:
        stem: its name, such as 03_cell_variables.
        after: what a learner can do after it, in a line of the README; may be empty.
    """

    stem: str
    after: str = ""

    @property
    def number(self):
        """Its two digits."""
        return self.stem[:2]

    @property
    def page(self):
        """The name of its page."""
        return f"lessons/{self.stem}"

    @cached_property
    def solution(self):
        """The executed notebook with the answers."""
        return nbformat.read(ROOT / "solutions" / f"{self.stem}.ipynb", as_version=4)

    @cached_property
    def lesson(self):
        """The executed notebook without the answers."""
        return nbformat.read(LESSONS / f"{self.stem}.ipynb", as_version=4)

    @property
    def title(self):
        """Its title, without the number."""
        return TITLE.match(self.solution.cells[0].source)[2]

    @property
    def minutes(self):
        """How long it takes."""
        return int(MINUTES.search(self.solution.cells[0].source)[1])

    @property
    def part(self):
        """The part of the course that it belongs to."""
        return [part for part, first in PARTS.items() if int(self.number) >= first][-1]


def read(path):
    """The text of a file of the course."""
    return (ROOT / path).read_text(encoding="utf-8")


def lessons():
    """Every lesson whose two notebooks are stored, in order."""
    after = dict(ROW.findall(read("README.md")))
    stems = [script.stem for script in find_scripts()]
    return [
        LessonPages(stem, after.get(stem[:2], ""))
        for stem in stems
        if all((ROOT / folder / f"{stem}.ipynb").is_file() for folder in ("solutions", "lessons"))
    ]


@cache
def guides():
    """The files that become guides: first in the order of the README, then all others of docs."""
    named = GUIDE.findall(read("README.md"))
    others = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").glob("*.md"))
    return [path for path in dict.fromkeys(named + others) if path not in NO_GUIDES]


def page_of(path):
    """The name of the page that is made from a file, or None.

    Arguments:
        path: of the file, from the root of the course.
    """
    path = Path(path)
    if path.suffix == ".ipynb" and path.parent.name in ("lessons", "solutions"):
        return f"lessons/{path.stem}"
    if path.as_posix() in guides():
        name = path.parent if path.name == "README.md" else path.with_suffix("")
        return name.as_posix().lower()
    return {"GLOSSARY.md": "glossary", "README.md": "index"}.get(path.as_posix())


def page_data(**about):
    """The lines over a page's Markdown that say what it is, for its template.

    Arguments:
        about: text or truth values by name.
    """
    lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in about.items()]
    return "\n".join(["---", *lines, "---"])
