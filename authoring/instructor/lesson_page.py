"""The page of one lesson for an instructor, as Markdown."""

from itertools import pairwise

from authoring.instructor.plan import cuts, plan_of
from authoring.instructor.quiz import quiz_of

CLASSES = (50, 90)  # minutes


def lesson_page(parts):
    """The text of the page.

    Arguments:
        parts: a `LessonParts`.
    """
    notebook = f"{parts.lesson.path.stem}.ipynb"
    alone = f"{parts.opening_minutes + _minutes(parts.sections) + parts.summary_minutes:.0f}"
    exercises = sum(exercise.minutes for exercise in parts.exercises)
    blocks = [
        f"# Lesson {parts.title}",
        f"[The lesson](../../lessons/{notebook}), [with answers](../../solutions/{notebook}), "
        f"[all lessons](../instructor.md). About {alone} minutes without its "
        f"{len(parts.exercises)} exercises, which take {exercises} minutes. "
        f"Students need {parts.needed_lessons}.",
        "## What it is for",
        parts.problem,
        "After the class, students can:",
        "\n".join(f"- {objective}" for objective in parts.objectives),
        *(block for minutes in CLASSES for block in _class(parts, minutes)),
        "## When time is short",
        "Cut from the top of this list. Everything that you cut can be done at home.",
        "\n".join(_cuts(parts)),
        *_kept(parts),
        "## What to show and ask",
        "Ask before you run the cell, and let everybody write down a prediction.",
        *(block for section in parts.sections for block in _show_and_ask(section)),
        "## The exercises",
        "For each mistake that the check recognizes, its hints are what you can say, one by one. "
        "The check itself gives one more hint each time the mistake comes back. "
        "The correct answer is one of several.",
        *(block for exercise in parts.exercises for block in _exercise(exercise)),
        "## A quiz",
        *_quiz(quiz_of(parts)),
    ]
    return "\n\n".join(blocks) + "\n"


def _minutes(sections):
    return sum(section.minutes for section in sections)


def _class(parts, minutes):
    plan = plan_of(parts, minutes)
    rows = [f"| {step.begin}-{step.end} | {step.what} | {step.how} |" for step in plan.steps]
    yield f"## A class of {minutes} minutes"
    yield "\n".join(["| minute | what | how |", "|--:|---|---|", *rows])
    left = [f"section *{section.heading}*" for section in plan.sections_left]
    left += [f"exercise {one.number}, `{one.name}`" for one in plan.exercises_left]
    yield f"At home: {'; '.join(left)}." if left else "Nothing is left for home."


def _cuts(parts):
    plan = plan_of(parts, CLASSES[0])
    left = [f"*{section.heading}*" for section in plan.sections_left]
    left += [f"`{exercise.name}`" for exercise in plan.exercises_left]
    for name, saved in cuts(parts):
        is_left = name.endswith(tuple(left))
        note = f" (in a class of {CLASSES[0]} minutes it is at home already)" if is_left else ""
        yield f"- {name}: saves {saved} minutes{note}"


def _kept(parts):
    """A sentence that names the sections which other sections need."""
    needed = sorted({key for others in parts.needs.values() for key in others})
    if needed:
        yield f"Never cut section {_listed(needed)}, because other sections need what it computes."


def _listed(words):
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def _show_and_ask(section):
    yield f"### {section.heading}"
    lines = [f"- **Show**: the figure *{title}*." for title in section.figures]
    for prediction in section.predictions:
        lines.append(f"- **Ask**: {prediction.question}")
        lines.append(f"  **Answer**: {prediction.answer}")
    yield "\n".join(_with_line_breaks(lines)) or "Show the text and run the cells."


def _with_line_breaks(lines):
    """Two spaces at the end of a line keep Markdown from joining it to an indented next one."""
    for line, following in pairwise([*lines, ""]):
        yield f"{line}<br>" if following.startswith("  ") else line


def _exercise(exercise):
    yield f"### {exercise.number} · `{exercise.name}` · {exercise.minutes} min · {exercise.stars}"
    yield exercise.task
    steps = max((len(hints) for hints in exercise.mistakes.values()), default=0)
    names = ["first say", *["then"] * (steps - 1)]
    rows = ["| mistake | " + " | ".join(names) + " |", "|---" * (steps + 1) + "|"]
    for name, hints in exercise.mistakes.items():
        cells = [name, *hints, *[""] * (steps - len(hints))]
        rows.append("| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |")
    yield "\n".join(rows)
    yield f"A correct answer:\n\n```python\n{exercise.answer}\n```"


def _quiz(questions):
    for number, one in enumerate(questions, start=1):
        yield f"{number}. {one.question}<br>\n   **Answer**: {one.answer}"
