"""The index of errors: every error text that the course explains, with where it does."""

import re
from dataclasses import dataclass
from urllib.parse import unquote

from authoring.site.course import guides, page_data, page_of, read
from authoring.site.links import slug
from authoring.site.shown import error_text
from utils.revive.old_names import old_names

HEADING = re.compile(r"(?m)^#{2,} (.+)$")
COMMON_ERROR = re.compile(r"Common error: (.+)")
PRINTED = re.compile(r"(?m)\b((?:\w+Error|ValueError|Exception): \S.*)$")
# A table of errors begins with a column of what is seen, in which each text is set off.
SEEN = re.compile(r"^\|[^|]*\b(see|message|error|symptom)\b[^|]*\|", re.I)
SET_OFF = re.compile(r"(`{1,2}|\*)(?![`*])(.+?)\1(?![`*])")
# A row may lead to the heading that explains its error.
THERE = re.compile(r"\]\(#([^)]+)\)")
# Lines of an error in a run that are the same for every error.
NOISE = re.compile(r"Graph execution error|Detected at node|Node: |\s*\[\[|Original stack trace")
DESCRIPTION = "Error texts of old TensorFlow code, each with the place that explains it."
INTRODUCTION = """
# Errors

These are the error texts that the course explains. Yours may contain other names and numbers. The
search finds it too: paste the message as it is.
"""
GONE = """
## Names that are gone

TensorFlow 1 had these names. `course revive` [runs the script unchanged](/docs/old_scripts.md).

| error | what to write today, where `tf` is `tensorflow.compat.v1` |
|---|---|"""


@dataclass(frozen=True)
class Explained:
    """An error text, and the place that explains it.

    Arguments:
        text: of the error, in one line.
        page: the name of the page.
        section: the heading as it is written there; empty for the whole page.
        answer: what to do, as Markdown, where one line is enough.
    """

    text: str
    page: str
    section: str = ""
    answer: str = ""


def explained(lessons):
    """Every `Explained` of the course: from its lessons, its guides and the table of old names.

    Arguments:
        lessons: a list of `LessonPages`.
    """
    found = [one for lesson in lessons for one in _of_lesson(lesson)]
    found += [one for path in guides() for one in _of_guide(path)]
    found += _of_old_names()
    first = {}
    for one in found:
        first.setdefault((one.text.lower(), one.page, one.section), one)
    return list(first.values())


def _of_lesson(lesson):
    section, heading_text = "", ""
    for cell in lesson.solution.cells:
        if cell.cell_type == "markdown":
            for where, text in _in_tables(cell.source, section):
                yield Explained(text, lesson.page, where)
            for heading in HEADING.findall(cell.source):
                section, heading_text = heading, ""
                if common := COMMON_ERROR.match(heading):
                    heading_text = common[1].replace("`", "")
            continue
        for output in cell.outputs:
            for text in _errors_of(output):
                heading_text = ""
                yield Explained(_one_line(text), lesson.page, section)
        if heading_text:
            yield Explained(heading_text, lesson.page, section)
            heading_text = ""


def _errors_of(output):
    if output.output_type == "error":
        return [error_text(output)]
    if output.output_type == "stream":
        return PRINTED.findall(output.text)
    return []


def _of_guide(path):
    for section, text in _in_tables(read(path)):
        yield Explained(text, page_of(path), section)


def _in_tables(markdown, section=""):
    """The errors in tables, as pairs of a section and a text."""
    in_table = False
    for line in markdown.splitlines():
        if heading := HEADING.match(line):
            section = heading[1]
        in_table = bool(SEEN.match(line)) or (in_table and line.startswith("|"))
        if in_table:
            first = line.split("|")[1]
            texts = [found[2].strip(" …") for found in SET_OFF.finditer(first)]
            there = THERE.search(line)
            place = unquote(there[1]).replace("-", " ") if there else section
            yield from ((place, text) for text in texts if len(text.split()) > 2)


def _of_old_names():
    table = old_names()
    for row in table.names.values():
        module, _, name = row.old.rpartition(".")
        if module == "tf" and not row.arguments:
            text = f"module 'tensorflow' has no attribute '{name}'"
            yield Explained(text, page_of("docs/old_names.md"), "`tf`", row.today)


def _one_line(text, longest=160):
    """The line of an error that says something, after its type; cut where it is long."""
    kind, _, message = text.partition(": ")
    lines = [line for line in message.splitlines() if line.strip() and not NOISE.match(line)]
    line = f"{kind}: {' '.join((lines or [message])[0].split())}"
    line = re.split(r" for '\{\{node|(?<=reuse=tf.AUTO_REUSE in VarScope\?) ", line)[0]
    return line if len(line) <= longest else line[: longest - 1] + "…"


def page(errors, titles):
    """The index as Markdown, one line for each error.

    Arguments:
        errors: a list of `Explained`.
        titles: the titles of the pages, by their names.
    """
    gone = [one for one in errors if one.answer]
    others = sorted((one for one in errors if not one.answer), key=_without_type)
    about = page_data(description=DESCRIPTION)
    lines = [_line(one, titles) for one in others]
    return "\n".join([about, INTRODUCTION, *lines, GONE, *map(_row, gone)]) + "\n"


def _without_type(error):
    return re.sub(r"^\w+: |\W", "", error.text).lower()


def _line(error, titles):
    return f"- [{_code(error.text)}]({address(error)}) {titles[error.page]}"


def _row(error):
    answer = error.answer if " " in error.answer else f"`{error.answer}`"
    return f"| [{_code(error.text)}]({address(error)}) | {answer} |"


def _code(text):
    return f"`` {text} ``" if "`" in text else f"`{text}`"


def address(error):
    """The place of an error, as a link of Markdown has it.

    Arguments:
        error: an `Explained`.
    """
    return f"/{error.page}.md{'#' if error.section else ''}{slug(error.section)}"
