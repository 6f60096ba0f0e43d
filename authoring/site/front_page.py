"""The front page, made from the README and the lessons."""

import re
from html import escape
from itertools import groupby

from authoring.site.course import page_data, page_of, read
from authoring.site.links import site_links
from authoring.site.shown import picture_html

PICTURE = re.compile(r"^!\[(?P<alt>[^\]]+)\]\((?P<path>[^)]+)\)$", re.M)
# The picture of a lesson that stands beside the two of the README: words of its alternative.
LESSON_PICTURE = "inside words"


def page(lessons, address, save):
    """The front page as Markdown.

    Arguments:
        lessons: a list of `LessonPages`.
        address: an `Address`.
        save: a function that keeps a file: its path in the site and its bytes.
    """
    readme = Readme(address)
    exercise, unrolled = readme.pictures()
    first = lessons[0]
    minutes = sum(lesson.minutes for lesson in lessons)
    parts = [
        page_data(description=readme.promise, **{"hide-toc": True}),
        f"# {readme.title}",
        '<div class="promise">',
        readme.lead,
        "</div>",
        f'<p class="begin"><a class="button" href="{first.page}.html">Begin with lesson '
        f'{first.number}</a> <a class="button quiet" href="{page_of("docs/installing.md")}.html">'
        "Install it</a></p>",
        exercise,
        readme.reader,
        readme.error,
        "## How it works",
        '<div class="pictures">',
        unrolled,
        lesson_picture(lessons, save),
        "</div>",
        "## The lessons",
        f"{len(lessons)} lessons take about {round(minutes / 60)} hours. Each one is a notebook "
        "with predictions, exercises and a summary.",
        *[_part(*group) for group in groupby(lessons, key=lambda lesson: lesson.part)],
        readme.section("Start"),
        readme.section("What else is here"),
    ]
    return "\n\n".join(parts) + "\n"


class Readme:
    """The pieces of README.md that the front page shows.

    Arguments:
        address: an `Address`.
    """

    def __init__(self, address):
        self._text = read("README.md")
        self._address = address
        paragraphs = [piece.strip() for piece in self._text.split("\n\n")]
        self.title = paragraphs[0].removeprefix("# ")
        self.lead = self._starting(paragraphs, "**Learn")
        self.reader = self._starting(paragraphs, "**For you if**")
        self.error = self._starting(paragraphs, "> ")
        self.promise = re.sub(r"[*`]", "", re.match(r"\*\*(.+?)\*\*", self.lead)[1])

    def _starting(self, paragraphs, start):
        found = next(piece for piece in paragraphs if piece.startswith(start))
        return site_links(found, "README.md", self._address)

    def pictures(self):
        """The pictures of the README, as Markdown."""
        return [f"![{alt}](/{path})" for alt, path in PICTURE.findall(self._text)]

    def section(self, heading):
        """A section of the README, with its heading.

        Arguments:
            heading: its text.
        """
        found = re.search(rf"(?ms)^## {heading}$.*?(?=^## |\Z)", self._text)[0]
        return site_links(found.strip(), "README.md", self._address)


def lesson_picture(lessons, save):
    """The picture of a lesson whose alternative holds `LESSON_PICTURE`, as HTML.

    Arguments:
        lessons: a list of `LessonPages`.
        save: a function that keeps a file: its path in the site and its bytes.
    """
    for lesson in lessons:
        for cell in lesson.solution.cells:
            for output in cell.get("outputs", []):
                if LESSON_PICTURE in output.get("metadata", {}).get("image/png", {}).get("alt", ""):
                    return picture_html(output, lambda data: _saved(save, data))
    raise LookupError(f"No picture of a lesson says {LESSON_PICTURE!r}: choose another one.")


def _saved(save, data):
    save("pictures/front.png", data)
    return "pictures/front.png"


def _part(part, lessons):
    lessons = list(lessons)
    minutes = sum(lesson.minutes for lesson in lessons)
    items = "".join(
        f'<li><a href="{lesson.page}.html"><span class="number">{lesson.number}</span> '
        f"<b>{escape(lesson.title)}</b></a> <span class='minutes'>{lesson.minutes} min</span>"
        f"<p>{_plain(lesson.after)}</p></li>"
        for lesson in lessons
    )
    hours = f"{minutes / 60:.1f} hours".replace(".0 ", " ")
    return f"### {part} · {hours}\n\n<ol class='path'>{items}</ol>"


def _plain(markdown):
    sentence = re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(markdown))
    return sentence and f"{sentence[0].upper()}{sentence[1:]}."
