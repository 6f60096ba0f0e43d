"""The sources of the site: Markdown for each page, and the files that are passed on as they are."""

import re
import shutil

from authoring.site import errors, front_page, glossary
from authoring.site.course import guides, lessons, page_data, page_of, read
from authoring.site.lesson_page import LessonPage, summary
from authoring.site.links import site_links
from utils.lessons import LESSONS, PARTS, ROOT

NOT_FOUND = """
# There is no such page

The address may have changed. The search box finds lessons, terms, exercises and error texts, or
[begin at the front page](/index.md).
"""


def write_sources(folder, address):
    """Write everything that Sphinx reads into an empty folder.

    Arguments:
        folder: a path; what is to be in the site as it is goes into its folder `as_it_is`.
        address: an `Address`.

    Returns:
        The list of `errors.Explained`, which the search needs too.
    """
    course = lessons()

    def save(name, data):
        path = folder / "as_it_is" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    def write(page, text):
        path = folder / f"{page}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    for lesson in course:
        write(lesson.page, LessonPage(lesson, address, save).markdown())
        save(f"notebooks/{lesson.stem}.ipynb", (LESSONS / f"{lesson.stem}.ipynb").read_bytes())
    for path in guides():
        write(page_of(path), guide(path, address))
    write("glossary", glossary.page(address))
    explained = errors.explained(course)
    write("errors", errors.page(explained, titles(course)))
    write("index", front_page.page(course, address, save) + contents(course))
    about = page_data(description="There is no such page.", orphan=True, **{"hide-toc": True})
    write("404", about + NOT_FOUND)
    for picture in (ROOT / "docs").glob("*.png"):
        shutil.copy(picture, folder / "docs")
    return explained


def guide(path, address):
    """The page of a guide as Markdown.

    Arguments:
        path: of its file, from the root of the course.
        address: an `Address`.
    """
    text = read(path)
    about = page_data(description=summary(without_headings(text)))
    edit = address.edit(path)
    link = f'\n\n<p class="page-links"><a href="{edit}">Edit this page</a></p>\n' if edit else "\n"
    return f"{about}\n{site_links(text, path, address).strip()}{link}"


def without_headings(markdown):
    """Markdown from its first paragraph on."""
    return re.sub(r"(?m)\A(#.*\n|\s*\n)+", "", markdown)


def titles(course):
    """The title of each page by its name, as plain words."""
    found = {lesson.page: f"Lesson {lesson.number}" for lesson in course}
    return found | {page_of(path): read(path).split("\n")[0].lstrip("# ") for path in guides()}


def contents(course):
    """The side bar: the parts of the course with their lessons, then all other pages."""
    groups = {part: [one.page for one in course if one.part == part] for part in PARTS}
    groups["Look up"] = ["errors", "glossary"]
    groups["Guides"] = [page_of(path) for path in guides()]
    return "".join(
        f"\n```{{toctree}}\n:hidden:\n:caption: {caption}\n\n" + "\n".join(pages) + "\n```\n"
        for caption, pages in groups.items()
        if pages
    )
