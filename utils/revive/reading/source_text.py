"""The text of the owner's files: their encoding, and the tabs of Python 2."""

import io
import re
import tokenize
from pathlib import Path

from utils.revive.notes import note

STRING = r"(?P<quote>\"{3}|'{3}|['\"])(?:\\.|(?!(?P=quote)).)*(?P=quote)"
ASYNC = re.compile(rf"{STRING}|\#[^\n]*|\b(?P<name>async)\b(?!\s+(?:def|for|with)\b)", re.DOTALL)


class CannotBeRead(SyntaxError):
    """A file is not Python; says so, and what to do."""


def text_of(path):
    """The text of a file, in the encoding that it names, or in UTF-8, or in one that fits.

    Raises:
        CannotBeRead: it is no text.
    """
    content = Path(path).read_bytes()
    if b"\0" in content:
        raise CannotBeRead(f"{path} is not text; name a Python script.")
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
        return with_async(_in_lines(content.decode(encoding)), path)
    except SyntaxError as error:  # an unknown encoding, or a first line that is not UTF-8
        if "unknown encoding" in str(error):
            raise CannotBeRead(f"{path} names an encoding that Python does not know.") from None
    except UnicodeDecodeError:
        pass
    encoding = "gb18030"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        encoding = "latin-1"  # has a character for every byte
        text = content.decode(encoding)
    meaning = f"The file is not UTF-8 and names no encoding; it was read as {encoding}."
    note("no encoding", f"# -*- coding: {encoding} -*-", meaning, where=(str(path), 1))
    return with_async(_in_lines(text), path)


def _in_lines(text):
    return io.StringIO(text, newline=None).read().removeprefix("\ufeff")


def with_async(source, path):
    """The source with each `async` that is a name made readable; it is a keyword since Python 3.7.

    A wide first letter makes it a name, which Python takes for the same as with a common letter.
    """

    def readable(match):
        if not match["name"]:
            return match[0]
        line = source.count("\n", 0, match.start()) + 1
        note("async", "another name", "It is a keyword since Python 3.7.", (str(path), line))
        return "\N{FULLWIDTH LATIN SMALL LETTER A}sync"

    return ASYNC.sub(readable, source) if "async" in source else source


def with_spaces(source):
    """The source with tabs at the start of lines made eight columns wide, as Python 2 had them."""
    lines = []
    for line in source.splitlines(keepends=True):
        rest = line.lstrip(" \t")
        lines.append(line[: len(line) - len(rest)].expandtabs(8) + rest)
    return "".join(lines)
