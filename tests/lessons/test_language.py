"""How the course is written: words, minutes. The guide's words are in authoring/words.txt."""

import ast
import importlib
import re

import pytest
from test_lessons import LESSONS, texts

from authoring.minutes import exercise_minutes, reading_minutes
from authoring.readability import measure
from utils.lessons import ROOT
from utils.lessons.source import short_path

DOCUMENTS = [
    *("README.md", "CONTRIBUTING.md", "GLOSSARY.md", "benchmarks/README.md"),
    *("authoring/instructor/start.md", "utils/data/datasets/README.md"),
    *(f"{page.parent.name}/{page.name}" for page in sorted(ROOT.glob("docs/*.md"))),
    *(f"{page.parent.name}/{page.name}" for page in sorted(ROOT.glob("class/*.md"))),
]
FOLDERS = sorted({path.parent for path in (ROOT / "utils").rglob("*.py")})
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
MOST_OFF = 0.15


def rules():
    lines = (ROOT / "authoring" / "words.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.rsplit(" -> ", 1) for line in lines if line and not line.startswith("#")]
    return [(re.compile(pattern, re.IGNORECASE), instead) for pattern, instead in pairs]


def words_in(line):
    """The words in a line that are never used, each with what to write instead."""
    matches = [(pattern.search(line), instead) for pattern, instead in rules()]
    return [f"{match[0]!r}: write: {instead}" for match, instead in matches if match]


def found(text, where):
    """The words in a text that are never used, each with its line."""
    lines = enumerate(text.splitlines(), start=1)
    return [f"{where}, line {number}: {word}" for number, line in lines for word in words_in(line)]


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_uses_none_of_the_words_that_are_never_used(lesson):
    problems = [line for text in texts(lesson) for line in found(text, text.splitlines()[0][:50])]
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_keeps_to_the_limits_of_sentences(lesson):
    assert measure(texts(lesson)).problems == []


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_hints_of_a_lesson_use_none_of_them_and_are_short(lesson):
    checks = importlib.import_module(f"utils.checks.{lesson.path.stem[3:]}")
    problems = []
    for exercise, *_ in checks.progress().rows:
        for name, (_, *hints) in getattr(checks, exercise).mistakes.items():
            for text in (name, *hints):
                problems += found(text, f"{exercise}, {name}")
                if len(text.split()) > 20:
                    problems.append(f"{exercise}, {name}: more than 20 words: {text}")
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_documentation_uses_none_of_them(name):
    problems = found((ROOT / name).read_text(encoding="utf-8"), name)
    assert not problems, "\n".join(problems)


def words_in_docstrings(source, where):
    """The words in the docstrings of a module that are never used."""
    problems = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, DOCUMENTED):
            name = getattr(node, "name", "the module")
            text = " ".join((ast.get_docstring(node) or "").split())
            problems += [f"{where}, {name}: {word}" for word in words_in(text)]
    return problems


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: str(folder.relative_to(ROOT)))
def test_docstrings_use_none_of_them(folder):
    problems = []
    for path in sorted(folder.glob("*.py")):
        problems += words_in_docstrings(path.read_text(encoding="utf-8"), short_path(path))
    assert not problems, "\n".join(problems)


def test_a_word_is_found_in_a_docstring_over_the_end_of_a_line_and_not_in_code():
    source = '''
class Cell:
    """A cell."""

    def run(self):
        """Run it, and hand
        the state on.
        """
        return "We go on anew."
'''
    [problem] = words_in_docstrings(source, "cells.py")
    assert problem == "cells.py, run: 'hand the state on': write: pass to"


def minutes_needed(lesson):
    """Minutes from what there is to read, predict and solve, without *Going deeper*."""
    given, deeper = [], False
    for cell in lesson.cells:
        if cell.kind == "markdown":
            for heading in re.findall(r"(?m)^## (.*)$", cell.source):
                deeper = heading.startswith("Going deeper")
        if not deeper:
            given.append(cell)
    return reading_minutes(given) + exercise_minutes(given)


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_takes_the_minutes_that_it_promises(lesson):
    promised = int(re.search(r"\*\*Time\*\*: about (\d+) minutes", texts(lesson)[0])[1])
    needed = minutes_needed(lesson)
    assert abs(promised - needed) <= MOST_OFF * needed, f"promised {promised}, needed {needed:.0f}"
