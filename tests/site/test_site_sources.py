"""The pages before Sphinx reads them: all is shown, answers are folded, and nothing is invented."""

import json
import re

import pytest
import yaml
from bs4 import BeautifulSoup

from authoring.site import errors, front_page, glossary, lesson_page, mistakes
from authoring.site.address import Address, read_address
from authoring.site.course import guides, lessons, page_of, read
from authoring.site.lesson_page import LessonPage, summary
from authoring.site.links import site_links, slug
from utils.lessons import ROOT

COURSE = lessons()
NOWHERE = Address()
SOMEWHERE = Address("Somebody/course")


def keep_nothing(name, data):
    """What saves the files of a page, where a test needs none."""


@pytest.fixture(scope="module")
def pages():
    """The page of each lesson, with a word in place of what a check says."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lesson_page, "example", lambda exercise: ("a mistake", "<b>said</b>"))
        return {one.stem: LessonPage(one, NOWHERE, keep_nothing).markdown() for one in COURSE}


def test_every_lesson_has_a_page():
    assert [one.stem for one in COURSE] == [
        path.stem for path in sorted((ROOT / "solutions").glob("*.ipynb"))
    ]


@pytest.mark.parametrize("lesson", COURSE, ids=lambda one: one.number)
def test_each_exercise_is_a_box_with_a_stub_a_mistake_and_a_folded_answer(lesson, pages):
    page, count = pages[lesson.stem], len(mistakes.exercises(lesson.stem[3:]))

    assert page.count('<div class="exercise">') == count
    assert page.count('<details class="mistake">') == count
    assert page.count('<details class="answer">') == count
    assert page.count("<summary>Show an answer</summary>") == count
    assert page.count("raise NotImplementedError\n") >= count
    assert "BEGIN SOLUTION" not in page
    assert "Exercise 1 · `" in page
    assert not re.search(r"#+ Exercise .*★", page)  # the stars are in the box


@pytest.mark.parametrize("lesson", COURSE, ids=lambda one: one.number)
def test_each_box_and_fold_is_closed(lesson, pages):
    page = re.sub(r"(?s)^````.*?^````$", "", pages[lesson.stem], flags=re.M)
    for tag in ("div", "details"):
        assert page.count(f"<{tag}") == page.count(f"</{tag}>")


@pytest.mark.parametrize("lesson", COURSE, ids=lambda one: one.number)
def test_a_page_shows_a_learners_progress_and_asks_for_no_writing(lesson, pages):
    assert "0 of " in pages[lesson.stem]
    assert 'prediction = ""' not in pages[lesson.stem]
    assert "show_prediction" not in pages[lesson.stem]


@pytest.mark.parametrize("lesson", COURSE, ids=lambda one: one.number)
def test_every_figure_is_shown_with_its_alternative(lesson, pages):
    shown = BeautifulSoup(pages[lesson.stem], "html.parser").find_all("img")
    stored = [
        output.metadata["image/png"]["alt"]
        for cell in lesson.solution.cells
        for output in cell.get("outputs", [])
        if "image/png" in output.get("data", {})
    ]
    assert [image["alt"] for image in shown] == [" ".join(text.split()) for text in stored]


def test_what_a_check_says_of_a_mistake_is_what_it_says():
    name, said = mistakes.example(mistakes.exercises("cell_variables")["split_kernel"])
    assert name == "U comes first"
    assert "Common mistake: <b>U comes first</b>" in said
    assert "Your first matrix is U." in said


def test_without_a_repository_no_address_is_invented(pages):
    assert NOWHERE.site == NOWHERE.file("x") == NOWHERE.edit("x") == NOWHERE.binder("x") == ""
    for page in pages.values():
        assert "mybinder.org" not in page
        assert "Edit this page" not in page
        assert "Download this notebook" in page


def test_every_address_follows_from_the_repository():
    assert SOMEWHERE.site == "https://somebody.github.io/course/"
    assert SOMEWHERE.edit("a.py") == "https://github.com/Somebody/course/edit/main/a.py"
    assert "mybinder.org/v2/gh/Somebody/course/main" in SOMEWHERE.binder("lessons/03.ipynb")
    assert Address("Somebody/somebody.github.io").site == "https://somebody.github.io/"
    assert Address("Somebody/course", "https://course.example").site == "https://course.example/"


def test_the_environment_comes_before_what_is_stored():
    assert read_address({"SITE_REPOSITORY": "Other/fork"}).repository == "Other/fork"
    assert read_address({}) == read_address({"SITE_REPOSITORY": ""})


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("[a](../lessons/03_cell_variables.ipynb)", "[a](/lessons/03_cell_variables.md)"),
        ("[a](old_names.md#tf)", "[a](/docs/old_names.md#tf)"),
        ("[a](../GLOSSARY.md)", "[a](/glossary.md)"),
        ("[a](../LICENSE)", "a"),
        ("[a](https://example.org/x)", "[a](https://example.org/x)"),
        ("[a](#here)", "[a](#here)"),
        ("[a](#Bug-2:-Two-networks-in-one)", "[a](#bug-2-two-networks-in-one)"),
        ("![a](exercise.png)", "![a](exercise.png)"),
    ],
)
def test_links_lead_to_pages_or_become_text(link, expected):
    assert site_links(link, "docs/installing.md", NOWHERE) == expected


def test_a_file_that_is_no_page_is_linked_in_the_repository():
    linked = site_links("[a](../LICENSE)", "docs/installing.md", SOMEWHERE)
    assert linked == "[a](https://github.com/Somebody/course/blob/main/LICENSE)"


def test_every_guide_is_a_page():
    assert {path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").glob("*.md")} <= set(
        guides()
    )
    assert {page_of(path) for path in guides()} >= {"contributing", "benchmarks", "docs/class"}


def test_the_glossary_is_whole():
    rows = [line for line in read("GLOSSARY.md").splitlines() if line.startswith("|")][2:]
    page = glossary.page(NOWHERE)
    assert len(glossary.terms()) == len(rows)
    for term in glossary.terms():
        assert f"\n{term.word}\n  " in page
    assert "Also called: mini-batch." in page
    assert '<span lang="zh">' in page


def test_each_error_is_one_line_that_says_something():
    found = errors.explained(COURSE)
    texts = [one.text for one in found]
    for part in (
        "Attempting to use uninitialized value",
        "Expected inputs.shape[-1] to be known",
        "No module named 'tensorflow.contrib'",
        "module 'tensorflow' has no attribute 'scalar_summary'",
        "`BasicLSTMCell` is not available with Keras 3",
    ):
        assert [text for text in texts if part in text], part
    for text in texts:
        assert "Graph execution error" not in text
        assert "\n" not in text and len(text) <= 160


def test_an_error_leads_to_a_heading_that_there_is():
    sources = {page_of(path): read(path) for path in guides()}
    sources |= {one.page: "\n".join(c.source for c in one.solution.cells) for one in COURSE}
    headings = {
        page: {slug(heading) for heading in re.findall(r"(?m)^#+ (.+)$", text)}
        for page, text in sources.items()
    }
    for one in errors.explained(COURSE):
        assert not one.section or slug(one.section) in headings[one.page], one


def test_the_front_page_shows_three_pictures_and_every_lesson_once():
    page = front_page.page(COURSE, NOWHERE, keep_nothing)
    alternatives = re.findall(r"!\[([^\]]+)\]\(", page) + re.findall(r' alt="([^"]+)"', page)
    assert len(alternatives) == 3
    for lesson in COURSE:
        assert page.count(f"<b>{lesson.title}</b>") == 1
        assert f"{lesson.minutes} min" in page


def test_a_summary_is_whole_sentences_and_no_markup():
    assert summary("**One** `two` [three](x). Four.\n\nFive.") == "One two three. Four."
    assert summary("a " * 200, longest=20).endswith("…")


def test_what_npm_installs_is_pinned_and_its_lock_holds_no_address():
    package = json.loads(read("authoring/site/npm/package.json"))
    lock = read("authoring/site/npm/package-lock.json")
    entries = json.loads(lock)["packages"]
    for name, version in (package["dependencies"] | package["devDependencies"]).items():
        assert entries[f"node_modules/{name}"]["version"] == version
    assert '"resolved"' not in lock
    assert all("integrity" in entry for name, entry in entries.items() if name)


def test_the_site_is_published_from_main_alone():
    workflow = yaml.safe_load(read(".github/workflows/site.yml"))
    assert workflow[True]["push"] == {"branches": ["main"]}  # `on`, as YAML reads it
    steps = workflow["jobs"]["build"]["steps"]
    assert [step for step in steps if "make site" in step.get("run", "")]
