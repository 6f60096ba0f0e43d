"""Sphinx's part of the site: pages out of sources, and what belongs to the site as a whole."""

import re
import shutil
from html import escape
from io import StringIO
from pathlib import Path
from urllib.parse import urlsplit

from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

from authoring.site import glossary, search_entries
from authoring.site.formulas import add_formulas, formula_setter
from authoring.site.marks import Terms, mark
from utils.lessons import ROOT

THEME = ROOT / "authoring" / "site" / "theme"
CARD = "docs/unrolled.png"
# Sphinx and the theme have these files, and nothing on a page needs them.
UNUSED = ["*.map", "*.LICENSE.txt", "*.png", "*-extensions.*", "searchtools.js", "language_data.js"]
UNUSED += ["doctools.js", "documentation_options.js", "sphinx_highlight.js", "skeleton.css"]
UNUSED += ["basic.css", "debug.css"]
LINK = re.compile(r'(?<=[ "])(href|src|action)="(?!#|/|[a-z]+:)([^"]*)"')


def build(sources, to, npm, address, explained):
    """Write the site; the folder is made anew.

    Arguments:
        sources: the folder that `sources.write_sources` has filled.
        to: the folder to write into.
        npm: the folder in which npm has installed KaTeX and MiniSearch.
        address: an `Address`.
        explained: a list of `errors.Explained`.

    Returns:
        Sphinx's warnings, as text; empty where there are none.
    """
    shutil.rmtree(to, ignore_errors=True)
    warnings = StringIO()
    with formula_setter(npm) as formula, docutils_namespace():
        app = Sphinx(
            sources,
            THEME,
            to,
            sources / ".doctrees",
            "html",
            confoverrides={"html_baseurl": address.site},
            status=None,
            warning=warnings,
        )
        app.builder.search = False  # the site has a search of its own
        app.config.html_extra_path = [str(sources / "as_it_is")]
        app.config.html_sidebars = {"**": SIDEBAR}
        add_formulas(app, formula)
        entries, terms = [], glossary.terms()
        connect(app, entries, Terms(terms), address)
        app.build()
    add_vendored(npm, to / "_static")
    anchors = {name: found[1] for name, found in app.env.domaindata["std"]["terms"].items()}
    entries += search_entries.term_entries(terms, anchors)
    titles = {page: title.astext() for page, title in app.env.titles.items()}
    entries += search_entries.error_entries(explained, titles)
    search_entries.write_entries(entries, to / "_static" / "search_entries.js")
    add_definitions(to)
    add_root_links(to / "404.html", urlsplit(address.site).path or "/")
    add_sitemap(to, app.env.found_docs - {"404"}, address)
    return warnings.getvalue()


SIDEBAR = [
    "sidebar/scroll-start.html",
    "sidebar/brand.html",
    "sidebar_search.html",
    "sidebar/navigation.html",
    "sidebar/scroll-end.html",
]


def connect(app, entries, terms, address):
    """Let Sphinx call what marks pages and collects entries of the search.

    Arguments:
        app: Sphinx's application.
        entries: a list, to which the entries of each page are added.
        terms: a `marks.Terms`.
        address: an `Address`.
    """

    def resolved(app, document, page):
        uri = app.builder.get_target_uri(page)
        entries.extend(search_entries.section_entries(document, page, uri))
        mark(app, document, page, terms)

    def context(app, page, template, context, document):
        tree = context.get("furo_navigation_tree", "")  # in which Sphinx gives a heading no level
        context["furo_navigation_tree"] = tree.replace('"heading"', '"heading" aria-level="2"')
        if page.startswith("lessons/") or 'class="katex"' in context.get("body", ""):
            app.add_css_file("katex/katex.min.css")  # for this page
        for kind in ("css_files", "script_files"):
            context[kind] = [file for file in context[kind] if not _is_unused(file)]
        if page == "index":
            context["pageurl"] = address.site
        context["card_address"] = f"{address.site}_images/{CARD.rpartition('/')[2]}"

    app.connect("doctree-resolved", resolved)
    app.connect("html-page-context", context)


def _is_unused(file):
    """Say whether a style or script that Sphinx would load is one that no page needs."""
    return any(Path(str(file.filename)).match(pattern) for pattern in UNUSED)


def add_vendored(npm, static):
    """Copy what pages need out of the packages of npm; of each font one form, for all browsers.

    Arguments:
        npm: the folder in which npm has installed them.
        static: the folder of the site that holds them.
    """
    katex = npm / "node_modules" / "katex" / "dist"
    style = (katex / "katex.min.css").read_text(encoding="utf-8")
    style = re.sub(r',url\([^)]*\.(woff|ttf)\) format\("\w+"\)', "", style)
    (static / "katex" / "fonts").mkdir(parents=True)
    (static / "katex" / "katex.min.css").write_text(style, encoding="utf-8")
    for font in katex.glob("fonts/*.woff2"):
        shutil.copy(font, static / "katex" / "fonts")
    search = npm / "node_modules" / "minisearch" / "dist" / "umd" / "index.js"
    shutil.copy(search, static / "minisearch.js")
    for pattern in UNUSED:
        for path in static.rglob(pattern):
            path.unlink()


def add_definitions(to):
    """Write the definitions of the glossary as a script, for the boxes over terms.

    Arguments:
        to: the folder of the site.
    """
    page = (to / "glossary.html").read_text(encoding="utf-8")
    pairs = re.findall(r'<dt id="([^"]+)">.*?</dt><dd>(.*?)</dd>', page, re.DOTALL)
    text = search_entries.as_json(dict(pairs))
    (to / "_static" / "definitions.js").write_text(f"window.definitions={text};\n", "utf-8")


def add_root_links(page, root):
    """Let a page's links begin at the root of the site: it is shown at any address.

    Arguments:
        page: its path.
        root: the path of the front page's address.
    """
    text = page.read_text(encoding="utf-8")
    page.write_text(LINK.sub(rf'\1="{root}\2"', text), encoding="utf-8")


def add_sitemap(to, pages, address):
    """Write the list of pages for search engines, where their addresses are known.

    Arguments:
        to: the folder of the site.
        pages: their names.
        address: an `Address`.
    """
    if address.site:
        names = ["", *(f"{page}.html" for page in sorted(pages - {"index"}))]
        addresses = [escape(f"{address.site}{name}") for name in names]
        urls = [f"<url><loc>{one}</loc></url>" for one in addresses]
        head = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        lines = ['<?xml version="1.0" encoding="utf-8"?>', head, *urls, "</urlset>"]
        (to / "sitemap.xml").write_text("\n".join(lines) + "\n", encoding="utf-8")
        (to / "robots.txt").write_text(f"Sitemap: {address.site}sitemap.xml\n", encoding="utf-8")
