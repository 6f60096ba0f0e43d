"""Files and pickles as Python 2 had them, which knew no difference between text and bytes."""

import csv
import io
import pickle
import sys
import tempfile

from utils.revive.notes import note
from utils.revive.python2.old_bytes import OldBytes
from utils.revive.reading.era import Era
from utils.revive.reading.owner import asks_for_owner

AS_BYTES = "In Python 3 a file that is opened with a b takes bytes alone."
AS_TEXT = "In Python 3 a file that is opened without a b takes text alone."
OF_PYTHON_2 = "Python 2 wrote this, and its texts are no ASCII."


def as_bytes(data):
    """Text as UTF-8, and bytes as they are."""
    if not isinstance(data, str):
        return data
    note("write(text) to a file of bytes", 'open(path, "w"), or write(text.encode())', AS_BYTES)
    return data.encode("utf-8", "surrogateescape")


class TakesText:
    """What a file for bytes needs, so that text can be written to it too."""

    def write(self, data):
        """Write bytes, or text as UTF-8."""
        return super().write(as_bytes(data))

    def writelines(self, lines):
        """Write each of the lines."""
        for line in lines:
            self.write(line)


class GivesOldBytes:
    """What a file for bytes needs, so that the owner's code of Python 2 can take them for text."""

    def read(self, *size):
        """Read bytes, all or a number of them."""
        return for_owner(super().read(*size), sys._getframe(1))

    def readline(self, *size):
        """Read a line."""
        return for_owner(super().readline(*size), sys._getframe(1))


def for_owner(content, *frames):
    """What was read, as text too where Python 2 reads and the owner's code is among the frames.

    Arguments:
        content: bytes, or a list or tuple with some; anything else stays as it is.
        frames: those that may have asked for it.
    """
    if not Era.has_python_2 or not any(map(asks_for_owner, frames)):
        return content
    if isinstance(content, list | tuple):
        return type(content)(OldBytes(one) if isinstance(one, bytes) else one for one in content)
    return OldBytes(content) if isinstance(content, bytes) else content


class BytesFile(TakesText, io.BufferedWriter):
    """A file for bytes, to which text can be written too."""


class ReadBytesFile(TakesText, GivesOldBytes, io.BufferedRandom):
    """A file for bytes that are written and read, to which text can be written too."""


class OldBytesFile(GivesOldBytes, io.BufferedReader):
    """A file of bytes, which are text too."""


class OldStringIO(TakesText, GivesOldBytes, io.BytesIO):
    """A file in memory for bytes and text, such as a picture, or what is read from an archive."""

    def __iter__(self):
        """One line after the other."""
        return iter(self.readline, b"")

    def getvalue(self):
        """All of it."""
        return for_owner(super().getvalue(), sys._getframe(1))


def string_io(first=""):
    """`StringIO.StringIO(first)`: a file of text, unless it begins with bytes or with nothing."""
    if isinstance(first, str) and first:
        return io.StringIO(first)
    return OldStringIO(first or b"")


WITH_TEXT = {
    io.BufferedWriter: BytesFile,
    io.BufferedRandom: ReadBytesFile,
    io.BufferedReader: OldBytesFile,
}


def with_text(file):
    """The file, or one in its place that takes text and gives it, where it is open for bytes."""
    kind = WITH_TEXT.get(type(file))
    return kind(file.detach()) if kind else file


class TextFile(io.TextIOWrapper):
    """A file for text, to which bytes can be written too."""

    def write(self, data):
        """Write text, or bytes as they are."""
        if isinstance(data, str):
            return super().write(data)
        note("write(bytes) to a file of text", 'open(path, "wb")', AS_TEXT)
        self.flush()
        return self.buffer.write(data)


def put_in_place():
    """Let pickles go through files of text, tables through files of bytes, and text to both."""
    from utils.tf1 import tf  # the doctor does without

    for kind in (tf.gfile.GFile, tf.gfile.FastGFile):
        kind._prepare_value = _prepare_of(kind._prepare_value)
    csv.reader = _csv_of(csv.reader)
    pickle.load = _load_of(pickle.load)
    pickle.dump = _dump_of(pickle.dump)
    tempfile.TemporaryFile = _temporary_of(tempfile.TemporaryFile)
    tempfile.NamedTemporaryFile = _temporary_of(tempfile.NamedTemporaryFile)


def _temporary_of(today):
    def temporary_file(*arguments, **settings):
        file = today(*arguments, **settings)
        if not asks_for_owner(sys._getframe(1)):
            return file
        if type(file) in WITH_TEXT:
            return with_text(file)
        if type(getattr(file, "file", None)) in WITH_TEXT:  # it has a name
            file.file = with_text(file.file)
            file._closer.file = file.file
        return file

    temporary_file.__doc__ = today.__doc__
    return temporary_file


def _prepare_of(today):
    def prepare(self, content):
        asking = sys._getframe(2)  # the owner's code, or another method of the file that it asks
        return for_owner(today(self, content), asking, asking.f_back)

    return prepare


def _csv_of(today):
    def reader(lines, *arguments, **settings):
        return today(map(_line_of_text, lines), *arguments, **settings)

    reader.__doc__ = today.__doc__
    return reader


def _line_of_text(line):
    if not isinstance(line, bytes):
        return line
    note("csv.reader of a file of bytes", 'open(path, newline="")', AS_TEXT)
    return line.decode("utf-8", "surrogateescape")


def _load_of(today):
    def load(given, **settings):
        file = given  # which is kept: it would close what it wraps
        if isinstance(file, io.TextIOBase):
            note("pickle.load from a file of text", 'open(path, "rb")', AS_TEXT)
            file = file.buffer
        if settings or not asks_for_owner(sys._getframe(1)) or not file.seekable():
            return today(file, **settings)
        start = file.tell()
        try:
            return today(file)
        except UnicodeDecodeError:
            pass
        try:
            file.seek(start)
            found, encoding = today(file, encoding="utf-8"), "utf-8"
        except UnicodeDecodeError:  # it holds arrays of NumPy, or is no UTF-8
            file.seek(start)
            found, encoding = today(file, encoding="latin1"), "latin1"
        note("pickle.load", f"pickle.load(file, encoding={encoding!r})", OF_PYTHON_2)
        return found

    load.__doc__ = today.__doc__
    return load


def _dump_of(today):
    def dump(value, given, *arguments, **settings):
        file = given
        if isinstance(file, io.TextIOBase):
            note("pickle.dump to a file of text", 'open(path, "wb")', AS_TEXT)
            file.flush()
            file = file.buffer
        return today(value, file, *arguments, **settings)

    dump.__doc__ = today.__doc__
    return dump
