"""What every lesson promises: its anatomy, and that its cells may be run twice or out of order."""

import re
from collections import Counter
from pathlib import Path

import pytest

from utils import training
from utils.authoring.lesson_source import read_lesson
from utils.lessons import ROOT, find_scripts
from utils.tf1 import tf

LESSONS = [pytest.param(read_lesson(script), id=script.stem) for script in find_scripts()]
BROKEN = "Broken on purpose"
FEW_UPDATES = 3
# Cells whose output is not compared; keep this list short, and each followed by one that is.
NOT_COMPARED = {
    "05": {"a4b2d01d8940": 1, "e82a00c3b1e8": 1, "6e2d440815dd": 1},
    "06": {
        "7431fc33b84c": 1,
        "ac209339653a": 1,
        "cd8a81942a07": 1,
        "a0fe4267f3f7": 1,
    },
    "07": {"8e27e1180f9c": 1},
    "08": {"3cfcb17ed573": 1},
    "09": {"7e5076e947b2": 1, "d98719fd43d2": 1, "0db18b7a55aa": 1},
    "10": {"6062d36ad586": 1, "51e4c4517c6c": 1},
    "11": {"00bd7aaee58f": 1, "0ec9e9d90379": 1, "04cd58b20b03": 1},
    "12": {"7defbb44102c": 1, "454d222040b3": 1, "34322e3adbc7": 1},
    "13": {"1128ece0c2ad": 1, "4bb522408dcc": 1, "5214a68d44cb": 1},
    "14": {"ea17aaa47d06": 1},
}


@pytest.fixture(autouse=True)
def short_training(monkeypatch):
    """Here cells only have to run; what training leads to, nbval sees."""
    train = training.train

    def train_a_little(session, train_op, loss, feeds, updates, **settings):
        return train(session, train_op, loss, feeds, min(updates, FEW_UPDATES), **settings)

    monkeypatch.setattr(training, "train", train_a_little)


def texts(lesson):
    return [cell.source for cell in lesson.cells if cell.kind == "markdown"]


def sections(lesson):
    """The code cells of each section, by its number or name; "" holds what stands before them."""
    found, section = {"": []}, ""
    for cell in lesson.cells:
        for heading in re.findall(r"(?m)^## (.*)$", cell.source) if cell.kind == "markdown" else []:
            section = heading.split(" · ")[0]
        if cell.kind == "code":
            found.setdefault(section, []).append(cell)
    return found


def needs(lesson):
    """What the lesson's first cell says of its sections: {"3": {"1"}, ...}."""
    stated = re.findall(rf"(\d+|\*{BROKEN}\*) needs (\d+)", texts(lesson)[0])
    found = {}
    for section, needed in stated:
        found.setdefault(section.strip("*"), set()).add(needed)
    return found


def run(cell, namespace):
    """Run a cell; one that is broken on purpose must raise."""
    code = compile(cell.source, cell.id, "exec")
    if "raises-exception" in cell.tags:
        with pytest.raises((TypeError, ValueError, tf.errors.OpError)):
            exec(code, namespace)
    else:
        exec(code, namespace)


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_section_runs_after_what_it_says_that_it_needs_and_its_cells_run_twice(lesson):
    all_needs, cells = needs(lesson), sections(lesson)

    def run_section(section, namespace, times=1):
        for needed in sorted(all_needs.get(section, ())):
            run_section(needed, namespace)
        for cell in cells[section]:
            for _ in range(times):
                run(cell, namespace)

    for section in cells:
        namespace = {}
        run_section("", namespace)
        run_section(section, namespace, times=2)


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_has_its_parts_in_their_order(lesson):
    whole = "\n".join(texts(lesson))
    parts = [
        rf"(?m)^# {lesson.number} · ",
        r"\*\*You will be able to\*\*",
        r"\*\*You need\*\*",
        r"\*\*Time\*\*: about \d+ minutes",
        r"(?m)^## 1 · ",
        r"\*\*Predict before you run:\*\*",
        r"(?m)^### Exercise 1 · ",
        rf"(?m)^## {BROKEN}",
        r"(?m)^## What you can do now",
        r"\*\*New words\*\*",
        r"\*\*Where this came from\*\*",
    ]
    places = [re.search(part, whole) for part in parts]
    assert all(places), parts[places.index(None)]
    assert [place.start() for place in places] == sorted(place.start() for place in places)


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_recap_mirrors_the_objectives(lesson):
    objectives = re.findall(r"(?m)^- ", texts(lesson)[0])
    recap = next(text for text in texts(lesson) if text.startswith("## What you can do now"))
    assert 3 <= len(objectives) <= 5
    assert len(re.findall(r"(?m)^- ", recap)) == len(objectives)


@pytest.mark.parametrize("lesson", LESSONS)
def test_new_words_stand_in_the_glossary_under_this_lesson_or_an_earlier_one(lesson):
    glossary = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8")
    rows = re.findall(r"(?m)^\| (.+?) \|.*\| (\d\d) \|$", glossary)
    lesson_of = {re.sub(r"[`*]", "", word).lower(): number for word, number in rows}
    assert list(lesson_of) == sorted(lesson_of)
    assert len(lesson_of) == len(rows)
    words = re.search(r"\*\*New words\*\*: (.*?)\.", texts(lesson)[-1])[1]
    for word in words.split(", "):
        name = re.sub(r"[`*$]", "", word).lower()
        assert lesson_of.get(name, "99") <= lesson.number, f"{word} is not in GLOSSARY.md"


@pytest.mark.parametrize("lesson", LESSONS)
def test_no_cell_goes_uncompared_but_those_that_are_listed(lesson):
    tagged = [cell for cell in lesson.cells if "nbval-ignore-output" in cell.tags]
    assert Counter(cell.id for cell in tagged) == NOT_COMPARED.get(lesson.number, {})


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_readme_lists_the_lesson_with_its_minutes(lesson):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    minutes = re.search(r"\*\*Time\*\*: about (\d+) minutes", texts(lesson)[0])[1]
    path = Path("lessons") / f"{lesson.path.stem}.ipynb"
    row = rf"(?m)^\| {lesson.number} \| \[.*\]\({path.as_posix()}\) \| {minutes} \|"
    assert re.search(row, readme)
