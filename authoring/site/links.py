"""Links of a Markdown file of the course, turned into links between pages."""

import posixpath
import re
from urllib.parse import unquote

from authoring.site.course import page_of
from utils.lessons import ROOT

LINK = re.compile(r"(?<!!)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^()\s]+)\)")


def slug(heading):
    """The anchor of a heading, as MyST makes it.

    Arguments:
        heading: as it is written in Markdown.
    """
    plain = re.sub(r"\$[^$]*\$|[`*]", "", heading)
    return re.sub(r"[^\w\- ]", "", plain.strip().lower()).replace(" ", "-")


def site_links(markdown, path, address):
    """Return Markdown whose links lead to pages.

    A link to a file that is no page leads to the repository, and becomes plain text where the
    address of the repository is not known.

    Arguments:
        markdown: the text.
        path: of the file that it is from, from the root of the course.
        address: an `Address`.
    """

    def replaced(match):
        text, target = match.groups()
        file, _, anchor = target.partition("#")
        # In Jupyter, the anchor of a heading is the heading, with hyphens for its spaces.
        anchor = anchor and f"#{slug(unquote(anchor).replace('-', ' '))}"
        if not file:
            return f"[{text}]({anchor})"
        if ":" in file or target.startswith("/"):
            return match[0]
        file = posixpath.normpath(posixpath.join(posixpath.dirname(path), file))
        if page := page_of(file):
            return f"[{text}](/{page}.md{anchor})"
        there = address.file(file) if (ROOT / file).exists() else ""
        return f"[{text}]({there})" if there else text

    return LINK.sub(replaced, markdown)
