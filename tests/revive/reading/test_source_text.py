"""The text of a file: its encoding, also where it names none, its lines and its tabs."""

import pytest

from utils.revive import notes
from utils.revive.reading.source_text import CannotBeRead, text_of, with_spaces

MOONLIGHT = "床前明月光"


@pytest.fixture
def read(tmp_path, monkeypatch):
    """A function that writes bytes into a file and gives its text."""
    monkeypatch.setattr(notes, "NOTES", {})

    def read(content):
        (tmp_path / "old.py").write_bytes(content)
        return text_of(tmp_path / "old.py")

    return read


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (f"x = '{MOONLIGHT}'\n", "utf-8"),
        (f"x = '{MOONLIGHT}'\n", "utf-8-sig"),
        (f"# -*- coding: gbk -*-\nx = '{MOONLIGHT}'\n", "gbk"),
        ("# vim: set fileencoding=latin-1 :\nx = 'café'\n", "latin-1"),
        ("", "utf-8"),
    ],
)
def test_a_file_is_read_in_utf_8_or_in_the_encoding_that_it_names(text, encoding, read):
    assert read(text.encode(encoding)) == text
    assert notes.NOTES == {}


@pytest.mark.parametrize("head", ["", "import os\n\n\n"])
@pytest.mark.parametrize(
    ("word", "encoding"), [(MOONLIGHT, "gb18030"), ("caf\xe9 \xff", "latin-1")]
)
def test_another_encoding_is_guessed_and_noted_in_the_first_line(
    head, word, encoding, read, tmp_path
):
    text = f"{head}x = '{word}'\n"
    assert read(text.encode(encoding)) == text
    [note] = notes.sorted_notes()
    assert (note.file, note.line, note.old) == (str(tmp_path / "old.py"), 1, "no encoding")
    assert note.today == f"# -*- coding: {encoding} -*-"
    assert f"read as {encoding}" in note.meaning


def test_every_end_of_a_line_is_the_same(read):
    assert read(b"a\r\nb\rc\n") == "a\nb\nc\n"
    assert read(b"a\r\n\xe9\rb\n") == "a\n\xe9\nb\n"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"a = 1\0", "is not text; name a Python script"),
        (b"# coding: klingon\na = 1\n", "names an encoding that Python does not know"),
    ],
)
def test_what_cannot_be_read_is_said(content, sentence, read):
    with pytest.raises(CannotBeRead, match=sentence):
        read(content)


@pytest.mark.parametrize(
    ("source", "wide"),
    [
        ("if a:\n\tb\n        c", "if a:\n        b\n        c"),
        ("    \tb = '\t'\n", "        b = '\t'\n"),
        ("\t\tb\n", 16 * " " + "b\n"),
        ("b\tc\n", "b\tc\n"),
    ],
)
def test_a_tab_leads_to_the_next_column_of_eight(source, wide):
    assert with_spaces(source) == wide
