"""What is added to pages after Sphinx has read them: terms, links to lessons, folded sections."""

import re

from docutils import nodes

LESSONS = re.compile(r"\b[Ll]essons? \d\d\b(?:(?:, | and | or | to |, and )\d\d\b)*(?!:)")
FOLDED = ("Going deeper", "Sources")
PREDICT = "Predict before you run:"


class Terms:
    """Finds the terms of the glossary in text.

    Arguments:
        terms: a list of `glossary.Term`.
    """

    def __init__(self, terms):
        self._names, self._code = {}, {}
        self.lesson = {term.name: term.lesson for term in terms}
        for term in terms:
            if term.word.startswith("`"):
                self._code[term.name] = term.name
                continue
            for name in (term.name, *term.also):
                self._names.setdefault(name.lower(), term.name)
        longest_first = sorted(map(re.escape, self._names), key=len, reverse=True)
        self._pattern = re.compile(rf"(?<![\w-])({'|'.join(longest_first)})(e?s)?(?![\w-])", re.I)

    def in_text(self, text):
        """Each match of a text, and the term that it means."""
        for match in self._pattern.finditer(text):
            name = self._names[match[1].lower()]
            before = text[: match.start()].rstrip()
            # "Stack Overflow" is no stack: a capital inside a sentence belongs to a name.
            inside = bool(before) and before[-1] not in ".:?!"
            if not (inside and match[1][0].isupper() and name[0].islower()):
                yield match, name

    def of_code(self, code):
        """The term that a piece of code is, or None."""
        return self._code.get(code)


def mark(app, document, page, terms):
    """Add all marks to a page.

    Arguments:
        app: Sphinx's application.
        document: the page, as docutils' tree.
        page: its name.
        terms: a `Terms`.
    """
    to = app.builder.get_relative_uri
    pages = {name[8:10]: name for name in app.env.found_docs if name.startswith("lessons/")}
    lessons = {number: to(page, name) for number, name in pages.items() if name != page}
    for node in list(document.findall(nodes.Text)):
        _link_lessons(node, lessons)
    if page.startswith("lessons/"):
        anchors = app.env.domaindata["std"]["terms"]
        glossary = to(page, "glossary")
        # Before the lesson that explains it, a word such as "run" is an everyday word.
        known = {name for name, lesson in terms.lesson.items() if lesson <= page[8:10]}
        addresses = {name: f"{glossary}#{anchors[name.lower()][1]}" for name in known}
        _link_terms(document, terms, addresses)
    for paragraph in document.findall(nodes.paragraph):
        if paragraph.astext().startswith(PREDICT):
            paragraph["classes"].append("predict")
    for section in list(document.findall(nodes.section)):
        if section.next_node(nodes.title).astext().startswith(FOLDED):
            _fold(section)


def _is_prose(node):
    """Say whether text stands in a paragraph, and in no link."""
    return isinstance(node.parent, nodes.paragraph | nodes.strong | nodes.inline) and not any(
        isinstance(parent, nodes.reference | nodes.title | nodes.literal)
        for parent in _parents(node)
    )


def _parents(node):
    while node := node.parent:
        yield node


def _link(text, address, kind):
    return nodes.reference(text, text, internal=True, refuri=address, classes=[kind])


def _replace(node, pieces):
    """Put links into a text: each piece is where it begins, where it ends, and the link."""
    text, new, end = node.astext(), [], 0
    for start, stop, link in pieces:
        new += [nodes.Text(text[end:start]), link]
        end = stop
    if pieces:
        node.parent.replace(node, [*new, nodes.Text(text[end:])])


def _link_lessons(node, addresses):
    pieces = []
    if _is_prose(node):
        for match in LESSONS.finditer(node.astext()):
            numbers = list(re.finditer(r"\d\d", match[0]))
            for number in numbers:
                if number[0] in addresses:
                    start = 0 if len(numbers) == 1 else number.start()
                    text = match[0][start : number.end()]
                    link = _link(text, addresses[number[0]], "lesson")
                    pieces.append((match.start() + start, match.start() + number.end(), link))
    _replace(node, pieces)


def _link_terms(document, terms, addresses):
    """Link the first mention of each term that has an address."""

    def link(text, name):
        return _link(text, addresses.pop(name), "term")

    for node in list(document.findall(nodes.Text)):
        if isinstance(node.parent, nodes.literal):
            name, code = terms.of_code(node.astext()), node.parent
            if name in addresses and _is_prose(code):
                reference = link("", name)
                code.parent.replace(code, reference)
                reference.children = []
                reference += code
        elif _is_prose(node):
            found = []
            for match, name in terms.in_text(node.astext()):
                if name in addresses:
                    found.append((*match.span(), link(match[0], name)))
            _replace(node, found)


def _fold(section):
    """Fold a section under its heading."""
    title = section.index(section.next_node(nodes.title))
    for position, html in (
        (len(section), "</details>"),
        (title + 1, "</summary>"),
        (title, '<details class="section"><summary>'),
    ):
        section.insert(position, nodes.raw("", html, format="html"))
