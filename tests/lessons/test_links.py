"""The links inside a lesson and from one lesson to another lead somewhere."""

import re
from itertools import pairwise

import pytest
from test_lessons import LESSONS, texts

from utils.lessons import ROOT


def links(lesson):
    return re.findall(r"(?<!!)\]\(([^)\s]+)\)", "\n".join(texts(lesson)))


def anchors(lesson):
    """The headings as Jupyter makes anchors of them: spaces become hyphens."""
    headings = re.findall(r"(?m)^#+ (.*)$", "\n".join(texts(lesson)))
    return {re.sub(r"[`*]", "", heading).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_link_leads_to_a_heading_or_a_file(lesson):
    lost = []
    for link in links(lesson):
        if link.startswith("#"):
            found = link[1:] in anchors(lesson)
        else:
            found = "://" in link or (ROOT / "lessons" / link.partition("#")[0]).exists()
        if not found:
            lost.append(link)
    assert lost == []


def test_the_index_of_errors_has_the_common_error_of_each_lesson():
    wholes = {lesson.values[0].number: "\n".join(texts(lesson.values[0])) for lesson in LESSONS}
    index = wholes["21"].partition("| error text |")[2]
    missing = []
    for whole in wholes.values():
        error = re.search(r"(?m)^## Common error: (.*)$", whole)[1].replace("`", "")
        if not any(" ".join(two) in index for two in pairwise(error.split())):
            missing.append(error)
    assert missing == []
