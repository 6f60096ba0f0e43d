"""What the search looks through: sections, exercises, terms and errors, each with its address."""

import json

from docutils import nodes

from authoring.site import errors

NOT_SEARCHED = {"index", "glossary", "errors", "404"}


def section_entries(document, page, uri):
    """One entry for each section of a page.

    Arguments:
        document: the page, as docutils' tree.
        page: its name.
        uri: its address, from the front page.
    """
    if page in NOT_SEARCHED:
        return
    page_title = document.next_node(nodes.title).astext()
    for section in document.findall(nodes.section):
        title = section.next_node(nodes.title).astext()
        parts = [
            child.astext()
            for child in section.children
            if not isinstance(child, nodes.section | nodes.title | nodes.raw)
        ]
        is_exercise = title.startswith("Exercise ")
        yield {
            "kind": "exercise" if is_exercise else "section",
            "title": title,
            "page": "" if title == page_title else page_title,
            "text": " ".join(" ".join(parts).split()),
            "to": f"{uri}#{section['ids'][0]}",
        }


def term_entries(terms, anchors):
    """One entry for each term of the glossary.

    Arguments:
        terms: a list of `glossary.Term`.
        anchors: the anchor of each term on its page, by its name in small letters.
    """
    for term in terms:
        yield {
            "kind": "term",
            "title": " · ".join([term.name, *term.also, term.chinese]),
            "page": "Glossary",
            "text": term.meaning.replace("`", "").replace("*", ""),
            "to": f"glossary.html#{anchors[term.name.lower()]}",
        }


def error_entries(explained, titles):
    """One entry for each error text.

    Arguments:
        explained: a list of `errors.Explained`.
        titles: the titles of the pages, by their names.
    """
    for error in explained:
        yield {
            "kind": "error",
            "title": error.text,
            "page": titles[error.page],
            "text": error.answer or error.section.replace("`", ""),
            "to": errors.address(error)[1:].replace(".md", ".html"),
        }


def write_entries(entries, path):
    """Write entries as a script, which a browser also loads where there is no server.

    Arguments:
        entries: dictionaries.
        path: of the file.
    """
    path.write_text(f"window.searchEntries={as_json(list(entries))};\n", encoding="utf-8")


def as_json(value):
    """JSON without spaces, for a script."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
