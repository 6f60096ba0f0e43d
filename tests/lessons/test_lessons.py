"""What every lesson promises: its anatomy, and that its cells may be run twice or out of order."""

import re
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from utils import timing, training
from utils.lessons import ROOT, find_scripts
from utils.lessons.source import read_lesson
from utils.tf1 import tf

LESSONS = [pytest.param(read_lesson(script), id=script.stem) for script in find_scripts()]
PARTS = [
    r"In this lesson we will",
    r"\*\*After this lesson you can\*\*",
    r"\*\*You need\*\*",
    r"\*\*Time\*\*: about \d+ minutes",
    r"(?m)^## 1 · ",
    r"\*\*Predict before you run:\*\*",
    r"\*\*Answer\.\*\*",
    r"(?m)^## Common error: ",
    r"(?m)^## Summary",
    r"<summary>Sources</summary>",
]
OBJECTIVES = {"explain", "compute", "compare", "identify", "implement", "debug"}
# What is bold without being a new term.
LABELS = {
    "After this lesson you can",
    "You need",
    "Time",
    "Order",
    "Predict before you run:",
    "Answer.",
}
FEW_UPDATES = 3
# The sections of the cells whose output is not compared; keep this list short.
NOT_COMPARED = {
    "05": ["5", "6", "7", "Going deeper"],
    "06": ["7"],
    "07": ["4", "5", "Going deeper"],
    "09": ["6"],
    "10": ["3"],
    "11": ["5", "Going deeper"],
    "12": ["5", "6", "Going deeper"],
    "14": ["4", "5", "Going deeper"],
    "17": ["3", "5", "6"],
    "18": ["1", "3", "6"],
}


@pytest.fixture(autouse=True)
def little_training_and_timing(monkeypatch):
    """Here cells only have to run; what training and timing lead to, nbval sees."""
    train, interleaved = training.train, timing.interleaved

    def train_a_little(session, train_op, loss, feeds, updates, *more, **settings):
        return train(session, train_op, loss, feeds, min(updates, FEW_UPDATES), *more, **settings)

    def time_once(functions, rounds, warm_up=1):
        return interleaved(functions, min(rounds, 1), min(warm_up, 1))

    monkeypatch.setattr(training, "train", train_a_little)
    monkeypatch.setattr(timing, "interleaved", time_once)


def texts(lesson):
    return [cell.source for cell in lesson.cells if cell.kind == "markdown"]


def sections(lesson):
    """The code cells of each section, by its number or name; "" holds what stands before them."""
    found, section = {"": []}, ""
    for cell in lesson.cells:
        for heading in re.findall(r"(?m)^## (.*)$", cell.source) if cell.kind == "markdown" else []:
            section = re.split(" · |: ", heading)[0]
        if cell.kind == "code":
            found.setdefault(section, []).append(cell)
    return found


def needs(lesson):
    """What the lesson's first cell says of its sections: {"3": {"1"}, ...}."""
    stated = re.findall(r"(\d+|\*[\w ]+\*) needs (\d+(?:(?:, \d+)* and \d+)?)", texts(lesson)[0])
    found = {}
    for section, needed in stated:
        found.setdefault(section.strip("*"), set()).update(re.findall(r"\d+", needed))
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

    @cache
    def names_after(section):
        namespace = dict(names_after("")) if section else {}
        for needed in sorted(all_needs.get(section, ())):
            namespace |= names_after(needed)
        for cell in cells[section]:
            run(cell, namespace)
            run(cell, namespace)
        return namespace

    for section in cells:
        names_after(section)


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_has_its_parts_in_their_order(lesson):
    whole = "\n".join(texts(lesson))
    parts = [rf"(?m)^# {lesson.number} · ", *PARTS]
    places = [re.search(part, whole) for part in parts]
    assert all(places), parts[places.index(None)]
    assert [place.start() for place in places] == sorted(place.start() for place in places)


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_summary_answers_the_objectives(lesson):
    objectives = re.findall(r"(?m)^- (\w+)", texts(lesson)[0])
    summary = next(text for text in texts(lesson) if text.startswith("## Summary"))
    assert 3 <= len(objectives) <= 5
    assert len(re.findall(r"(?m)^- ", summary)) == len(objectives)
    assert not set(objectives) - OBJECTIVES, objectives


def plain(term):
    return re.sub(r"[`*$]", "", term).lower()


@pytest.mark.parametrize("lesson", LESSONS)
def test_new_terms_are_in_the_glossary_under_this_lesson_or_an_earlier_one(lesson):
    glossary = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8")
    rows = re.findall(r"(?m)^\| (.+?) \|.*\| (\d\d) \|$", glossary)
    lesson_of = {plain(word): number for word, number in rows}
    assert list(lesson_of) == sorted(lesson_of)
    assert len(lesson_of) == len(rows)
    bold = re.findall(r"\*\*(.+?)\*\*", "\n".join(texts(lesson)))
    words = [word for word in bold if word not in LABELS]
    missing = [name for name in map(plain, words) if lesson_of.get(name, "99") > lesson.number]
    assert not missing, f"not in GLOSSARY.md up to lesson {lesson.number}: {missing}"


@pytest.mark.parametrize("lesson", LESSONS)
def test_each_term_of_the_glossary_is_bold_in_its_lesson(lesson):
    glossary = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8")
    terms = re.findall(rf"(?m)^\| (.+?) \|.*\| {lesson.number} \|$", glossary)
    bold = {plain(word) for word in re.findall(r"\*\*(.+?)\*\*", "\n".join(texts(lesson)))}
    assert [term for term in terms if plain(term) not in bold] == []


def is_uncompared(cell):
    return "nbval-ignore-output" in cell.tags


@pytest.mark.parametrize("lesson", LESSONS)
def test_no_cell_goes_uncompared_but_in_the_sections_that_are_listed(lesson):
    found = [name for name, cells in sections(lesson).items() for _ in filter(is_uncompared, cells)]
    assert found == NOT_COMPARED.get(lesson.number, [])


@pytest.mark.parametrize("lesson", LESSONS)
def test_an_uncompared_cell_is_followed_by_one_that_is_compared(lesson):
    code = [cell for cell in lesson.cells if cell.kind == "code"]
    for cell, following in pairwise(code):
        assert not (is_uncompared(cell) and is_uncompared(following)), cell.source


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_readme_lists_the_lesson_with_its_minutes(lesson):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    minutes = re.search(r"\*\*Time\*\*: about (\d+) minutes", texts(lesson)[0])[1]
    path = Path("lessons") / f"{lesson.path.stem}.ipynb"
    row = rf"(?m)^\| {lesson.number} \| \[.*\]\({path.as_posix()}\) \| {minutes} \|"
    assert re.search(row, readme), (
        f"README.md: the row of lesson {lesson.number} must say {minutes}"
    )


def test_the_readme_says_how_long_the_course_takes():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    minutes = [int(re.search(r"about (\d+) minutes", texts(p.values[0])[0])[1]) for p in LESSONS]
    hours = round(sum(minutes) / 60)
    assert f"The {len(LESSONS)} lessons take about {hours} hours" in readme
