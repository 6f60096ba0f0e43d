"""What is read out of the text of a lesson for an instructor: questions, answers, titles, lists."""

import ast
import re
from dataclasses import dataclass
from itertools import pairwise

from authoring.minutes import PREDICT

MOST_SENTENCES = 3  # of an answer
ANSWER = "**Answer.**"
SENTENCE_ENDS = re.compile(r"(?:(?<=[.?!])|(?<=[.?!][)*_]))\s+(?=[*_(`$]*[A-Z0-9`$])")


@dataclass(frozen=True)
class Prediction:
    """What to ask before a cell is run, and the answer that the lesson gives after it."""

    question: str
    answer: str


def first_sentences(text, most=MOST_SENTENCES):
    """The first sentences of a paragraph, without one that only announces a list."""
    sentences = SENTENCE_ENDS.split(" ".join(text.split()))
    for count in range(most, 1, -1):
        first = " ".join(sentences[:count])
        if not first.endswith(":") and first.count("(") == first.count(")"):
            return first
    return sentences[0]


def list_items(text):
    """The items of a list in Markdown, each on one line."""
    return [" ".join(item.split()) for item in re.findall(r"(?ms)^- (.*?)(?=\n- |\n\n|\Z)", text)]


def predictions_in(cells):
    """Each prediction of a section with its answer, which comes before the next prediction.

    Without the word *Answer*, it is the first paragraph after the code that follows.
    """
    paragraphs = []
    for cell in cells:
        if cell.kind == "code":
            paragraphs.append("")  # which separates what comes before the code from what follows
        else:
            paragraphs += [part.strip() for part in re.split(r"\n\s*\n", cell.source)]
    places = [place for place, text in enumerate(paragraphs) if text.startswith(PREDICT)]
    for place, following in pairwise([*places, len(paragraphs)]):
        between = paragraphs[place + 1 : following]
        said = [text.removeprefix(ANSWER) for text in between if text.startswith(ANSWER)]
        if not said and "" in between:
            said = [text for text in between[between.index("") :] if text]
        if said and not said[0].startswith("#"):
            question = paragraphs[place].removeprefix(PREDICT)
            question = re.sub(r"(?s)(.*\?).*", r"\1", question)  # what is asked, to its end
            yield Prediction(_capital(question), _capital(first_sentences(said[0])))


def _capital(text):
    text = " ".join(text.split())
    return text[:1].upper() + text[1:]


def figure_titles(cell):
    """The titles of the figures that a cell shows."""
    try:
        tree = ast.parse(cell.source)
    except SyntaxError:  # a magic of IPython
        return
    keywords = [node for node in ast.walk(tree) if isinstance(node, ast.keyword)]
    titles = [keyword.value for keyword in keywords if keyword.arg == "title"]
    yield from (title.value for title in titles if isinstance(title, ast.Constant))
