"""A lesson taken apart for an instructor: its sections, what to show and ask, its exercises."""

import re
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module

from authoring.answers import BEGIN, END
from authoring.instructor.texts import Prediction, figure_titles, list_items, predictions_in
from authoring.minutes import reading_minutes
from utils.lessons.exercises import HEADING, TITLE

HEADINGS = re.compile(r"(?m)^## (.*)$")
NUMBERED = re.compile(r"(\d+) · ")
ERROR, SUMMARY, DEEPER = ("Common error", "Broken on purpose"), ("Summary", "What you"), ("Going",)
NEEDS = re.compile(r"(\d+|\*[\w ]+\*) needs (\d+(?:(?:, \d+)* and \d+)?)")
OBJECTIVES = re.compile(r"(?s)\*\*(?:After this lesson you can|You will be able to)\*\*\n(.*?)\n\n")


@dataclass(frozen=True)
class TaskNote:
    """An exercise as an instructor needs it.

    Arguments:
        number: its place in the lesson, from 1.
        name: that of the function.
        minutes: how long it takes.
        difficulty: 1 to 3.
        task: what the lesson asks for, as Markdown.
        mistakes: a dict from the name of each known mistake to its hints.
        answer: the source of a correct answer.
    """

    number: int
    name: str
    minutes: int
    difficulty: int
    task: str
    mistakes: dict[str, tuple[str, ...]]
    answer: str = ""

    @property
    def stars(self):
        """The difficulty as the lessons show it."""
        return "★" * self.difficulty + "☆" * (3 - self.difficulty)


@dataclass(frozen=True)
class Section:
    """A section of a lesson.

    Arguments:
        heading: as in the lesson, without its signs.
        minutes: for all but the exercises.
        predictions: a `Prediction` for each.
        figures: the titles of its figures.
        exercises: a `TaskNote` for each.
    """

    heading: str
    minutes: float
    predictions: tuple[Prediction, ...] = ()
    figures: tuple[str, ...] = ()
    exercises: tuple[TaskNote, ...] = ()

    @property
    def key(self):
        """The number of a section, or the words before its colon."""
        return re.split(" · |: ", self.heading)[0]


class LessonParts:
    """A `Lesson` taken apart."""

    def __init__(self, lesson):
        """Keep the lesson; the catalogues of its checks are read when they are asked for."""
        self.lesson = lesson
        self._cells = {"": []}  # those before the first section stand under ""
        heading = ""
        for cell in lesson.cells:
            if cell.kind == "markdown" and (found := HEADINGS.findall(cell.source)):
                heading = found[-1]
            self._cells.setdefault(heading, []).append(cell)

    @property
    def intro(self):
        """The text of the first cell."""
        return self.lesson.cells[0].source

    @property
    def title(self):
        """Number and title, such as `03 · The variables of a cell`."""
        return TITLE.search(self.intro)[1]

    @property
    def problem(self):
        """What the lesson is for: the paragraphs between its title and its objectives."""
        return self.intro.partition("\n")[2].partition("\n**")[0].strip()

    @property
    def objectives(self):
        """What students can do after it, a list of Markdown."""
        return list_items(OBJECTIVES.search(self.intro + "\n\n")[1])

    @property
    def summary(self):
        """The sentences of the summary, one for each objective."""
        cells = self._starting(SUMMARY)
        return list_items("\n".join(cell.source for cell in cells if cell.kind == "markdown"))

    @property
    def needed_lessons(self):
        """What the lesson says that it needs, such as `lesson 02`."""
        return re.search(r"\*\*You need\*\* (.*?)\. ", self.intro + " ")[1]

    @property
    def needs(self):
        """The sections that a section needs, by the keys of both."""
        found = {}
        for key, needed in NEEDS.findall(self.intro):
            found.setdefault(key.strip("*"), set()).update(re.findall(r"\d+", needed))
        return found

    @property
    def opening_minutes(self):
        """The minutes of all that comes before section 1."""
        before = [cells for heading, cells in self._cells.items() if not self._is_known(heading)]
        return sum(map(reading_minutes, before))

    @property
    def summary_minutes(self):
        """The minutes of the summary."""
        return reading_minutes(self._starting(SUMMARY))

    @cached_property
    def sections(self):
        """The numbered sections and the common error, each a `Section`."""
        return [
            self._section(heading, cells)
            for heading, cells in self._cells.items()
            if NUMBERED.match(heading) or heading.startswith(ERROR)
        ]

    @cached_property
    def deeper(self):
        """The optional sections, each a `Section`."""
        return [
            self._section(heading, cells)
            for heading, cells in self._cells.items()
            if heading.startswith(DEEPER)
        ]

    @cached_property
    def exercises(self):
        """Every `TaskNote` of the lesson, in its order."""
        checks = import_module(f"utils.checks.{self.lesson.path.stem[3:]}")
        sources = [cell.source for cell in self.lesson.cells if cell.kind == "markdown"]
        found = []
        for source in sources:
            for match in HEADING.finditer(source):
                task = source[match.end() :].partition("\n")[2]
                exercise = getattr(checks, match[1])
                mistakes = {name: said[1:] for name, said in exercise.mistakes.items()}
                found.append(
                    TaskNote(
                        number=len(found) + 1,
                        name=match[1],
                        minutes=int(match[2]),
                        difficulty=exercise.difficulty,
                        task=re.split(r"(?m)^##", task)[0].strip(),
                        mistakes=mistakes,
                        answer=self._answer(match[1]),
                    )
                )
        return found

    def _answer(self, name):
        """The cell with the course's own answer, without its check and the builder's signs."""
        check = re.compile(rf"(?m)^check\.{name}\(")
        source = next(cell.source for cell in self.lesson.cells if check.search(cell.source))
        answer = check.split(source)[0]
        lines = [line for line in answer.splitlines() if line.strip() not in (BEGIN, END)]
        return "\n".join(lines).strip()

    def _starting(self, words):
        parts = [cells for heading, cells in self._cells.items() if heading.startswith(words)]
        return [cell for cells in parts for cell in cells]

    @staticmethod
    def _is_known(heading):
        return NUMBERED.match(heading) or heading.startswith(ERROR + SUMMARY + DEEPER)

    def _section(self, heading, cells):
        names = [name for cell in cells for name, _ in HEADING.findall(cell.source)]
        return Section(
            heading,
            reading_minutes(cells),
            tuple(predictions_in(cells)),
            tuple(title for cell in cells if cell.kind == "code" for title in figure_titles(cell)),
            tuple(exercise for exercise in self.exercises if exercise.name in names),
        )
