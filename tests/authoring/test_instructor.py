"""The pages for an instructor: fresh, whole, on the clock, and linked to what there is."""

import ast
import re
from itertools import pairwise

import pytest

from authoring.instructor import pages
from authoring.instructor.lesson_page import CLASSES, lesson_page
from authoring.instructor.parts import LessonParts
from authoring.instructor.plan import cuts, plan_of
from authoring.instructor.quiz import QUESTIONS, quiz_of
from authoring.instructor.texts import first_sentences
from utils.grading.answers import bound_names
from utils.lessons import ROOT, find_scripts
from utils.lessons.source import read_lesson

PARTS = [
    pytest.param(LessonParts(read_lesson(script)), id=script.stem) for script in find_scripts()
]


def test_the_stored_pages_are_what_the_lessons_give():
    assert [str(problem) for problem in pages.problems()] == []


@pytest.mark.parametrize("parts", PARTS)
@pytest.mark.parametrize("minutes", CLASSES)
def test_a_plan_fills_its_minutes_and_forgets_nothing(parts, minutes):
    plan = plan_of(parts, minutes)
    assert plan.steps[0].begin == 0
    assert plan.steps[-1].end == minutes
    assert all(step.end == following.begin for step, following in pairwise(plan.steps))
    assert all(step.begin < step.end for step in plan.steps)
    numbers = [exercise.number for exercise in plan.exercises_done + plan.exercises_left]
    assert sorted(numbers) == [exercise.number for exercise in parts.exercises]
    assert plan.exercises_done
    text = " ".join(step.what for step in plan.steps)
    for section in parts.sections:
        assert (section.heading in text) == (section not in plan.sections_left)
    for exercise in parts.exercises:
        assert (f"`{exercise.name}`" in text) == (exercise in plan.exercises_done)


@pytest.mark.parametrize("parts", PARTS)
@pytest.mark.parametrize("minutes", CLASSES)
def test_a_section_that_stays_has_the_sections_that_it_needs(parts, minutes):
    left = {section.key for section in plan_of(parts, minutes).sections_left}
    for section in parts.sections:
        if section.key not in left:
            assert not parts.needs.get(section.key, set()) & left


@pytest.mark.parametrize("parts", PARTS)
def test_an_hour_and_a_half_is_enough_for_every_section(parts):
    assert plan_of(parts, 90).sections_left == []


@pytest.mark.parametrize("parts", PARTS)
def test_what_can_be_cut_is_needed_by_nothing_else(parts):
    needed = {key for others in parts.needs.values() for key in others}
    names = [name for name, _ in cuts(parts)]
    assert names
    assert not [key for key in needed for name in names if name.startswith(f"section *{key} ·")]


@pytest.mark.parametrize("parts", PARTS)
def test_a_quiz_has_three_questions_with_answers(parts):
    quiz = quiz_of(parts)
    assert len({one.question for one in quiz}) == QUESTIONS
    assert all(one.question[0].isupper() or one.question[0] in "`*$" for one in quiz)
    assert all(len(one.answer.split()) > 2 for one in quiz)


@pytest.mark.parametrize("parts", PARTS)
def test_a_page_has_each_exercise_with_each_mistake_and_most_predictions(parts):
    page = lesson_page(parts)
    for exercise in parts.exercises:
        assert f"### {exercise.number} · `{exercise.name}` · {exercise.minutes} min" in page
        for name in exercise.mistakes:
            assert "| " + name.replace("|", r"\|") + " |" in page
    asked = page.count("**Ask**")
    assert asked >= 5
    assert asked == page.count("  **Answer**") - QUESTIONS
    columns = [line.replace(r"\|", "").count("|") for line in page.splitlines() if line[:2] == "| "]
    assert all(3 <= count <= 8 for count in columns)


@pytest.mark.parametrize("parts", PARTS)
def test_a_page_has_each_answer_as_code_without_its_check_and_markers(parts):
    page = lesson_page(parts)
    for exercise in parts.exercises:
        assert f"```python\n{exercise.answer}\n```" in page
        assert exercise.name in {
            name for node in ast.parse(exercise.answer).body for name in bound_names(node)
        }
    assert "SOLUTION" not in page and "\ncheck." not in page


@pytest.mark.parametrize("parts", PARTS)
def test_what_a_short_class_leaves_for_home_is_marked_among_the_cuts(parts):
    plan = plan_of(parts, CLASSES[0])
    left = {f"`{one.name}`" for one in plan.exercises_left}
    left |= {f"*{one.heading}*" for one in plan.sections_left}
    lines = re.findall(r"(?m)^- (.*): saves \d+ minutes(.*)$", lesson_page(parts))
    assert [name for name, _ in lines] == [name for name, _ in cuts(parts)]
    for name, note in lines:
        assert ("at home already" in note) == any(name.endswith(one) for one in left)


def test_the_links_of_the_pages_lead_to_what_there_is():
    stored = [pages.PAGE, *sorted(pages.PAGE.with_suffix("").glob("*.md"))]
    for page in stored:
        text = page.read_text(encoding="utf-8")
        for address in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text):
            there = (page.parent / address).resolve()
            assert there.is_file() and ROOT in there.parents, f"{page.name}: {address}"


def test_a_page_that_is_stale_missing_or_orphaned_is_named_and_made(tmp_path, monkeypatch):
    monkeypatch.setattr(pages, "PAGE", tmp_path / "instructor.md")
    assert {problem.verdict for problem in pages.problems()} == {"stale"}
    pages.write()
    assert pages.problems() == []
    orphan = tmp_path / "instructor" / "99_gone.md"
    orphan.write_text("", encoding="utf-8")
    with pages.PAGE.open("a") as file:
        file.write("by hand")
    assert [problem.verdict for problem in pages.problems()] == ["stale", "orphaned"]
    pages.write()
    assert pages.problems() == [] and not orphan.exists()


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("One. Two. Three. Four.", "One. Two. Three."),
        ("There are two. The runs show three rules:", "There are two."),
        ("It is so. (Why. It is. No.) More.", "It is so."),
        ("Only this:", "Only this:"),
    ],
)
def test_an_answer_is_cut_at_a_sentence(text, first):
    assert first_sentences(text) == first
