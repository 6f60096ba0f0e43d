"""The built pages, read as files: no other host, no dead link, every figure with its words."""

import re
from functools import cache
from itertools import pairwise
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup

from authoring.site import mistakes
from authoring.site.course import lessons

LARGEST = 25e6
LOADED = {
    "script": "src",
    "img": "src",
    "source": "src",
    "iframe": "src",
    "video": "src",
    "audio": "src",
    "object": "data",
    "embed": "src",
}


@cache
def read(path):
    """A page, parsed."""
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


@cache
def anchors(path):
    """Every place of a page that a link can lead to."""
    return {tag["id"] for tag in read(path).find_all(id=True)}


def test_the_site_is_small(site):
    assert sum(path.stat().st_size for path in site.rglob("*") if path.is_file()) < LARGEST


def test_a_page_loads_nothing_from_another_host(site, page):
    soup = read(site / page)
    loaded = [
        tag[name] for kind, name in LOADED.items() for tag in soup.find_all(kind, {name: True})
    ]
    loaded += [
        tag["href"]
        for tag in soup.find_all("link", href=True)
        if set(tag["rel"]) & {"stylesheet", "icon", "preload", "prefetch", "modulepreload"}
    ]
    assert [one for one in loaded if urlsplit(one).netloc] == []
    assert not re.search(r"url\(\s*['\"]?(https?:)?//", str(soup))


def test_no_style_or_script_asks_another_host(site):
    for path in (*site.rglob("*.css"), *site.rglob("*.js")):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"(url\(|@import|fetch\(|import\()\s*['\"]?(https?:)?//", text), path


def test_every_link_and_anchor_of_a_page_resolves(site, page):
    soup = read(site / page)
    # The page for wrong addresses is shown at any of them, so its links begin at the root.
    root = soup.select_one("a.sidebar-brand")["href"].removesuffix("index.html")
    for tag in soup.find_all(["a", "link", "img", "script", "form"]):
        target = tag.get("href") or tag.get("src") or tag.get("action") or ""
        parts = urlsplit(target)
        if parts.scheme or parts.netloc or not target or tag.get("rel") == ["canonical"]:
            continue
        path = unquote(parts.path)
        if page == "404.html" and path.startswith("/"):
            path = path.removeprefix(root)
        file = (site / page).parent / path if path else site / page
        file = file / "index.html" if file.is_dir() else file
        assert file.is_file(), target
        if parts.fragment and file.suffix == ".html":
            assert unquote(parts.fragment) in anchors(file.resolve()), target


def test_every_figure_of_a_page_has_its_alternative(site, page):
    for image in read(site / page).find_all("img"):
        assert image.get("alt"), image["src"]


def test_a_page_has_one_title_and_no_heading_is_left_out(site, page):
    soup = read(site / page)
    levels = [int(tag.name[1]) for tag in soup.article.find_all(re.compile(r"^h[1-6]$"))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert [(a, b) for a, b in pairwise(levels) if b > a + 1] == []


def test_a_page_with_formulas_has_their_style(site, page):
    soup = read(site / page)
    styles = [tag["href"] for tag in soup.find_all("link", rel="stylesheet")]
    assert not soup.select(".katex") or any("katex" in style for style in styles)


def test_each_page_says_what_it_is(site):
    pages = [read(path) for path in site.rglob("*.html") if path.name != "search.html"]
    said = [page.find("meta", {"name": "description"})["content"] for page in pages]
    titles = [page.title.text for page in pages]
    assert all(said) and len(set(titles)) == len(titles)
    assert all(page.html["lang"] == "en" for page in pages)


def test_there_are_as_many_folded_answers_as_exercises(site):
    for lesson in lessons():
        soup = read(site / f"{lesson.page}.html")
        count = len(mistakes.exercises(lesson.stem[3:]))
        assert len(soup.select(".exercise > details.answer:not([open])")) == count
        assert len(soup.select(".exercise > details.mistake:not([open])")) == count


def test_optional_sections_and_sources_are_folded(site):
    for lesson in lessons():
        soup = read(site / f"{lesson.page}.html")
        headings = [tag.text for tag in soup.article.find_all("h2")]
        folded = [tag.text for tag in soup.select("details.section:not([open]) > summary > h2")]
        assert folded == [text for text in headings if text.startswith(("Going deeper", "Sources"))]


def test_the_definitions_are_those_of_the_glossary(site):
    soup = read(site / "glossary.html")
    text = (site / "_static" / "definitions.js").read_text(encoding="utf-8")
    for term in soup.select("dl.glossary dt"):
        assert f'"{term["id"]}":' in text
