"""Regular expressions as they were up to Python 3.6, for an owner's file."""

import re

import pytest

from utils.revive import notes
from utils.revive.libraries import old_patterns
from utils.revive.python2.python2_text import with_text


@pytest.fixture
def split(tmp_path, monkeypatch):
    """A function that calls `re.split` from an owner's file."""
    monkeypatch.setattr(notes, "NOTES", {})
    monkeypatch.setattr(re, "split", re.split)
    old_patterns.put_in_place()
    source = "def split(*given): return re.split(*given)"

    def make(patterns=re, folder="owner"):
        names = {"re": patterns}
        code = compile(source, tmp_path / folder / "text.py", "exec")
        exec(code, names)
        return names["split"]

    return make


# What Python 2.7 and 3.6 gave, seen by running them.
BEFORE_3_7 = [
    ((r"(\W+)?", "Where is Mary?"), ["Where", " ", "is", " ", "Mary", "?", ""]),
    ((r"\W*", "one, two"), ["one", "two"]),
    ((r"x*", "axbxxc"), ["a", "b", "c"]),
    ((r"(-)?", "a-b-c", 1), ["a", "-", "b-c"]),
    ((r"\s*", ""), [""]),
    ((re.compile("X*", re.IGNORECASE), "axb"), ["a", "b"]),
]


@pytest.mark.parametrize(("given", "parts"), BEFORE_3_7)
def test_empty_matches_do_not_split(split, given, parts):
    assert split()(*given) == parts
    assert [one.old for one in notes.sorted_notes()] == ["re.split(may be empty)"]


def test_the_text_of_python_2_comes_to_it_too(split):
    assert split(with_text(re))(r"(\W+)?", b"go there") == ["go", " ", "there"]


@pytest.mark.parametrize(
    ("given", "parts"),
    [
        ((r"\W+", "a b"), ["a", "b"]),
        ((r"(?<=,)", "a,b"), ["a,", "b"]),
        ((r"\b", "a"), ["", "a", ""]),
    ],
)
def test_other_patterns_split_as_today(split, given, parts):
    assert split()(*given) == parts
    assert not notes.sorted_notes()


def test_a_library_splits_as_today(split):
    assert split(folder="site-packages")("x*", "axb") == ["", "a", "", "b", ""]
    assert not notes.sorted_notes()
