"""Files and pickles as Python 2 had them, which knew no difference between text and bytes."""

import io
import pickle
import sys

from utils.revive.notes import note
from utils.revive.owner import asks_for_owner

AS_BYTES = "In Python 3 a file that is opened with a b takes bytes alone."
AS_TEXT = "In Python 3 a file that is opened without a b takes text alone."
OF_PYTHON_2 = "Python 2 wrote this, and its texts are no ASCII."


class BytesFile(io.BufferedWriter):
    """A file for bytes, to which text can be written too."""

    def write(self, data):
        """Write bytes, or text as UTF-8."""
        if isinstance(data, str):
            note("write(text) to a file of bytes", 'write(text.encode("utf-8"))', AS_BYTES)
            data = data.encode("utf-8", "surrogateescape")
        return super().write(data)

    def writelines(self, lines):
        """Write each of the lines."""
        for line in lines:
            self.write(line)


def taking_text(file):
    """The file, or a `BytesFile` in its place where it is open for writing bytes."""
    is_written = type(file) is io.BufferedWriter
    return BytesFile(file.detach()) if is_written else file


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
    """Let pickles be read from and written to files that were opened for text."""
    pickle.load = _load_of(pickle.load)
    pickle.dump = _dump_of(pickle.dump)


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
