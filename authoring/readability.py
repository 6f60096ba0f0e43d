"""How easily the lessons are read: their sentences measured, and held against limits.

`python -m authoring.readability` prints a row for each lesson.
"""

import re
from dataclasses import dataclass

from utils.lessons import find_scripts
from utils.lessons.source import read_lesson
from utils.table import Table

MOST_LEVEL = 5.5
MOST_WORDS = 14.0  # of a sentence, on average
LONGEST_SENTENCE = 32  # words
MOST_SEMICOLONS = 1.0  # in 1,000 words
LEAST_CONNECTIVES = 10.0  # in 1,000 words
CONNECTIVE = re.compile(r"\b(because|so|but|however|for example)\b", re.IGNORECASE)
SENTENCE_ENDS = re.compile(r"(?<=[.?!])[\"*_)]*\s+(?=[\"*_(`$]*[A-Z0-9`$])")
WORD = re.compile(r"[A-Za-z0-9](?:[\w'.-]*\w)?")


@dataclass(frozen=True)
class Reading:
    """What was measured in a lesson's prose."""

    words: int
    words_in_a_sentence: float
    longest_sentence: str
    level: float
    semicolons: float
    connectives: float

    @property
    def problems(self):
        """A sentence for each measure that is beyond its limit."""
        longest = count_words(self.longest_sentence)
        words = f"{self.words_in_a_sentence:.1f} words in a sentence, at most {MOST_WORDS:.0f}"
        sentence = f"{longest} words, at most {LONGEST_SENTENCE}: {self.longest_sentence}"
        level = f"readability level {self.level:.1f}, at most {MOST_LEVEL}"
        semicolons = f"{self.semicolons:.1f} semicolons in 1,000 words, at most 1"
        connectives = (
            f"{self.connectives:.1f} of because, so, but, however and for example in 1,000 words, "
            f"at least {LEAST_CONNECTIVES:.0f}"
        )
        found = {
            words: self.words_in_a_sentence > MOST_WORDS,
            sentence: longest > LONGEST_SENTENCE,
            level: self.level > MOST_LEVEL,
            semicolons: self.semicolons > MOST_SEMICOLONS,
            connectives: self.connectives < LEAST_CONNECTIVES,
        }
        return [problem for problem, is_beyond in found.items() if is_beyond]


def count_words(text):
    """Return the number of words in a text."""
    return len(WORD.findall(text))


def prose(markdown):
    """Return the paragraphs and list items of a text, without headings, code, tables and sources.

    Arguments:
        markdown: a string. Code and formulas inside a sentence become one word each.

    Returns:
        A list of strings, one for each paragraph or item.
    """
    for block in (r"<details>.*?</details>", r"```.*?```", r"\$\$.*?\$\$"):
        markdown = re.sub(block, "", markdown, flags=re.DOTALL)
    markdown = re.sub(r"`[^`]*`|\$[^$]*\$", "code", markdown)
    markdown = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", markdown)
    lines = [
        line
        for line in markdown.splitlines()
        if not re.match(r"\s*([#|>]|\*\*(Time|You need|Order)\b)", line)
    ]
    parts = re.split(r"\n\s*\n|\n(?=\s*(?:[-*]|\d+\.) )", "\n".join(lines))
    return [" ".join(part.replace("**", "").split()) for part in parts if part.strip()]


def measure(texts):
    """Measure the prose of a lesson.

    Arguments:
        texts: its markdown cells, strings.

    Returns:
        A `Reading`. Its level is the automated readability index: 4.71 characters a word + 0.5
        words a sentence - 21.43 (Senter and Smith, 1967), about a school year.
    """
    paragraphs = [paragraph for text in texts for paragraph in prose(text)]
    sentences = [part for text in paragraphs for part in SENTENCE_ENDS.split(text)]
    text = " ".join(paragraphs)
    words = count_words(text)
    characters = sum(map(len, WORD.findall(text)))
    mean = words / len(sentences)
    return Reading(
        words=words,
        words_in_a_sentence=mean,
        longest_sentence=max(sentences, key=count_words),
        level=4.71 * characters / words + 0.5 * mean - 21.43,
        semicolons=1000 * text.count(";") / words,
        connectives=1000 * len(CONNECTIVE.findall(text)) / words,
    )


def measured_lessons(scripts):
    """Return the `Reading` of each script by the lesson's name."""
    readings = {}
    for script in scripts:
        cells = read_lesson(script).cells
        readings[script.stem] = measure([c.source for c in cells if c.kind == "markdown"])
    return readings


def main():
    """Print a row for each lesson, with the number of measures that are beyond their limit."""
    headings = ["lesson", "words", "a sentence", "longest", "level", "semicolons", "connectives"]
    limits = ["limit", "", f"{MOST_WORDS:.1f}", LONGEST_SENTENCE, MOST_LEVEL]
    rows = [[*limits, MOST_SEMICOLONS, LEAST_CONNECTIVES, ""]]
    for name, reading in measured_lessons(find_scripts()).items():
        beyond = len(reading.problems)
        rows.append(
            [
                name,
                f"{reading.words:,}",
                f"{reading.words_in_a_sentence:.1f}",
                count_words(reading.longest_sentence),
                f"{reading.level:.1f}",
                f"{reading.semicolons:.1f}",
                f"{reading.connectives:.1f}",
                f"{beyond} beyond the limit" if beyond else "",
            ]
        )
    print(Table([*headings, ""], rows))


if __name__ == "__main__":
    main()
