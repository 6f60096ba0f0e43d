"""Read what the notebook of a lesson says about itself and its exercises."""

import json
import re
from dataclasses import dataclass

from utils.lessons import LESSONS, find_scripts

TITLE = re.compile(r"(?m)^# (\d\d · .+)$")
TIME = re.compile(r"\*\*Time\*\*: about (\d+) minutes")
HEADING = re.compile(r"(?m)^### Exercise \d+ · `(\w+)` · (\d+) min")
CHECK = re.compile(r"check\.(\w+)\(\w+\)")


@dataclass(frozen=True)
class StatedExercise:
    """An exercise as its lesson states it.

    Arguments:
        name: that of the function that a learner writes.
        minutes: how long it takes, which is also its points.
        cell_id: that of the cell in which the answer is written.
        source: this cell's source as a learner gets it.
    """

    name: str
    minutes: int
    cell_id: str
    source: str


@dataclass(frozen=True)
class StatedLesson:
    """A lesson as its notebook states it.

    Arguments:
        stem: the notebook's name without its suffix, such as `03_cell_variables`.
        title: number and title, such as `03 · The variables of a cell`.
        minutes: how long the lesson takes, exercises included.
        imports: the source of its first code cell.
        exercises: a `StatedExercise` for each, in the lesson's order.
        version: a digest of its cells, which a learner's copy keeps.
    """

    stem: str
    title: str
    minutes: int
    imports: str
    exercises: tuple[StatedExercise, ...]
    version: str

    @property
    def number(self):
        """The two digits that the name begins with."""
        return self.stem[:2]

    @property
    def checks(self):
        """The name of the lesson's package in `utils.checks`."""
        return self.stem[3:]

    @property
    def points(self):
        """The sum of the exercises' minutes."""
        return sum(exercise.minutes for exercise in self.exercises)


def stated_lessons(folder=LESSONS):
    """Every lesson of the course, as a dict from the stem to its `StatedLesson`.

    Raises UnknownLesson where this is no clone of the course.
    """
    stems = [script.stem for script in find_scripts()]
    return {stem: stated_lesson(folder / f"{stem}.ipynb") for stem in stems}


def stated_lesson(path):
    """Read what the notebook of a lesson, as the course has it, states."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    sources = [(cell, "".join(cell["source"])) for cell in notebook["cells"]]
    prose = "\n".join(source for cell, source in sources if cell["cell_type"] == "markdown")
    code = [(cell["id"], source) for cell, source in sources if cell["cell_type"] == "code"]
    places = {}
    for cell_id, source in code:
        if found := CHECK.fullmatch(source.rstrip().rsplit("\n", 1)[-1]):
            places[found[1]] = (cell_id, source)
    return StatedLesson(
        stem=path.stem,
        title=TITLE.search(prose)[1],
        minutes=int(TIME.search(prose)[1]),
        imports=code[0][1],
        exercises=tuple(
            StatedExercise(name, int(minutes), *places[name])
            for name, minutes in HEADING.findall(prose)
        ),
        version=notebook["metadata"]["course"]["cells"],
    )
