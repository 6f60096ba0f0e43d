"""Terms in text: which words are linked to the glossary, and which are everyday words."""

import pytest

pytest.importorskip("docutils")

from authoring.site.glossary import Term
from authoring.site.marks import LESSONS, Terms

TERMS = Terms(
    [
        Term("stack", (), "", "cells above each other", "13"),
        Term("batch", ("mini-batch",), "", "sequences", "02"),
        Term("LSTM", ("long short-term memory",), "", "a cell", "06"),
        Term("`build`", (), "", "a method", "03"),
    ]
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A batch of two.", [("batch", "batch")]),
        ("Batches grow.", [("Batches", "batch")]),
        ("Each mini-batch has rows.", [("mini-batch", "batch")]),
        ("A question on Stack Overflow.", []),
        (
            "An LSTM, or long short-term memory.",
            [("LSTM", "LSTM"), ("long short-term memory", "LSTM")],
        ),
        ("We build batch_size.", []),
    ],
)
def test_a_term_is_found_where_it_is_meant(text, found):
    assert [(match[0], name) for match, name in TERMS.in_text(text)] == found


def test_code_is_a_term_only_as_a_whole():
    assert TERMS.of_code("build") == "build"
    assert TERMS.of_code("cell.build") is None


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Lesson 03 shows it.", ["Lesson 03"]),
        ("You need lessons 02, 04 and 05.", ["lessons 02, 04 and 05"]),
        ("The post *Lesson 12: TensorFlow* says.", []),
    ],
)
def test_lessons_are_found_and_titles_of_posts_are_not(text, numbers):
    assert LESSONS.findall(text) == numbers
