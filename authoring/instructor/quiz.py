"""A short quiz for the end of a class, taken from what the lesson asks and answers."""

import re
from dataclasses import dataclass

QUESTIONS = 3
BY_WORDS = ("explain", "identify", "compare", "debug", "compute")  # what can be answered aloud
# A question with one of these words points to something that is not in the question.
POINTS_ELSEWHERE = re.compile(
    r"\b(this|these|those|here|our|it|they|both|either|same|next|message|error|run|block|cell|"
    r"line|first|second|third|last|four|correct)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Question:
    """A question of the quiz, and its answer."""

    question: str
    answer: str


def quiz_of(parts):
    """Three questions: objectives with what the summary says of them, and a prediction.

    Arguments:
        parts: a `LessonParts`.

    Returns:
        A list of `Question`.
    """
    pairs = list(zip(parts.objectives, parts.summary, strict=False))
    spoken = [pair for word in BY_WORDS for pair in pairs if pair[0].startswith(word)]
    chosen = [Question(_asked(objective), _capital(said)) for objective, said in spoken or pairs]
    again = [
        Question(prediction.question, prediction.answer)
        for section in parts.sections
        for prediction in section.predictions
        if _stands_alone(prediction.question)
    ]
    return (chosen[: QUESTIONS - len(again[-1:])] + again[-1:])[:QUESTIONS]


def _stands_alone(question):
    """Whether a prediction first says what is given, in full, and then asks."""
    given, _, asked = question.partition(". ")
    return bool(asked) and not POINTS_ELSEWHERE.search(question) and bool(re.search(r"\d", given))


def _asked(objective):
    if objective.startswith("debug "):
        return f"How do you debug {objective.removeprefix('debug ')}?"
    return f"{_capital(objective)}."


def _capital(text):
    return text[:1].upper() + text[1:]
