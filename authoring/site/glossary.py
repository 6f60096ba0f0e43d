"""The glossary: its rows, and its page."""

import re
from dataclasses import dataclass

from authoring.site.course import page_data, read
from authoring.site.links import site_links

CELLS = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True)
class Term:
    """A row of GLOSSARY.md.

    Arguments:
        word: the term, as Markdown.
        also: its synonyms.
        chinese: the Chinese term.
        meaning: its definition, as Markdown.
        lesson: the number of the lesson that needs it first.
    """

    word: str
    also: tuple[str, ...]
    chinese: str
    meaning: str
    lesson: str

    @property
    def name(self):
        """The term as plain text."""
        return re.sub(r"[`*$]", "", self.word)


def terms():
    """Every `Term` of GLOSSARY.md, in its order."""
    rows = [line for line in read("GLOSSARY.md").splitlines() if line.startswith("|")]
    found = []
    for row in rows[2:]:
        cells = [cell.strip() for cell in CELLS.split(row.strip().strip("|"))]
        word, also, chinese, meaning, lesson = cells
        synonyms = tuple(part.strip(" `") for part in also.split(",") if part.strip())
        found.append(Term(word, synonyms, chinese, meaning.replace("\\|", "|"), lesson))
    return found


def page(address):
    """The page of the glossary as Markdown: a definition for each term.

    Arguments:
        address: an `Address`.
    """
    introduction = read("GLOSSARY.md").split("\n|")[0].strip()
    entries = []
    for term in terms():
        sentence = term.meaning[0].upper() + term.meaning[1:]
        full_stop = "" if sentence.endswith((".", "?", "!")) else "."
        entries.append(f"{term.word}\n  {sentence}{full_stop}\n\n  {' '.join(_notes(term))}\n")
    about = page_data(description="The words of recurrent networks, in English and Chinese.")
    parts = [about, site_links(introduction, "GLOSSARY.md", address)]
    parts.append("\n".join(["````{glossary}", *entries, "````"]))
    return "\n\n".join(parts) + "\n"


def _notes(term):
    if term.also:
        yield f"Also called: {', '.join(term.also)}."
    if term.chinese:
        yield f'Chinese: <span lang="zh">{term.chinese}</span>.'
    yield f"First needed in lesson {term.lesson}."
