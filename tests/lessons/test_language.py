"""How the course is written: words, minutes. The guide's words are in authoring/words.txt."""

import importlib
import re

import pytest
from test_lessons import LESSONS, texts

from authoring.minutes import exercise_minutes, reading_minutes
from authoring.readability import measure
from utils.lessons import ROOT

DOCUMENTS = [
    "CONTRIBUTING.md",
    "README.md",
    "authoring/instructor/start.md",
    "docs/class.md",
    "docs/class_server.md",
]
MOST_OFF = 0.15


def rules():
    lines = (ROOT / "authoring" / "words.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.rsplit(" -> ", 1) for line in lines if line and not line.startswith("#")]
    return [(re.compile(pattern, re.IGNORECASE), instead) for pattern, instead in pairs]


def found(text, where):
    """The words in a text that are never used, each with its line and what to write instead."""
    return [
        f"{where}, line {number}: {match[0]!r}: write: {instead}"
        for number, line in enumerate(text.splitlines(), start=1)
        for pattern, instead in rules()
        for match in [pattern.search(line)]
        if match
    ]


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
