"""How long a lesson takes: what there is to read, to run, to predict and to solve."""

import re

from authoring.answers import is_exercise, without_answers
from utils.lessons.exercises import HEADING

WORDS_A_MINUTE, LINES_A_MINUTE, SECONDS_A_PREDICTION = 130, 12, 40
PREDICT = "**Predict before you run:**"
SOURCES = re.compile(r"<details>.*?</details>", re.DOTALL)


def reading_minutes(cells):
    """The minutes to read the text and the code of some cells, and to think of predictions.

    Arguments:
        cells: a list of `Cell`; lists of sources in them are not counted, and neither are answers.
    """
    words = lines = predictions = 0
    for cell in cells:
        if cell.kind == "markdown":
            words += len(SOURCES.sub("", cell.source).split())
            predictions += cell.source.count(PREDICT)
        else:
            source = without_answers(cell.source) if is_exercise(cell) else cell.source
            lines += sum(bool(line.strip()) for line in source.splitlines())
    reading = words / WORDS_A_MINUTE + lines / LINES_A_MINUTE
    return reading + predictions * SECONDS_A_PREDICTION / 60


def exercise_minutes(cells):
    """The minutes that the headings of the exercises in some cells promise."""
    headings = [found for cell in cells for found in HEADING.findall(cell.source)]
    return sum(int(minutes) for _, minutes in headings)
