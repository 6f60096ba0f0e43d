"""Bytes from a file, for a script of Python 2, which knew no difference between them and text."""

import sys

from utils.revive.notes import note
from utils.revive.reading.owner import asks_for_owner

READ_AS_TEXT = "In Python 3 a file that is opened with a b gives bytes, which are no text."
# What is asked of text alone; code that unpacks bytes or counts them asks for none of these.
OF_TEXT = (
    "capitalize", "center", "count", "endswith", "expandtabs", "find", "format", "index", "join",
    "ljust", "lower", "lstrip", "partition", "replace", "rfind", "rindex", "rjust", "rpartition",
    "rsplit", "rstrip", "split", "splitlines", "startswith", "strip", "swapcase", "title",
    "translate", "upper", "zfill", "__contains__", "__ge__", "__gt__", "__le__", "__lt__",
    "__mod__",
)  # fmt: skip
PLACES = ("count", "find", "index", "rfind", "rindex")  # which are those of bytes


class OldBytes(bytes):
    """Bytes that are text too: what text can do, they do as text for the owner's code."""

    def __str__(self):
        """The text."""
        return self.decode("utf-8", "surrogateescape")

    def __format__(self, how):
        """The text, in a format."""
        return format(str(self), how)

    def __eq__(self, other):
        """Whether they are the same bytes, or the same text."""
        if isinstance(other, str):
            return str(self) == other
        return bytes.__eq__(self, other)

    def __ne__(self, other):
        """Whether they are other bytes, or another text."""
        return not self == other

    def __hash__(self):
        """That of the text, which may be a key of the same dictionary."""
        return hash(str(self))

    def __getitem__(self, place):
        """A part, or one character where Python 3 gives a number."""
        part = bytes.__getitem__(self, place)
        if not asks_for_owner(sys._getframe(1)):
            return part
        return OldBytes(part if isinstance(part, bytes) else [part])

    def __iter__(self):
        """One character after the other."""
        if not asks_for_owner(sys._getframe(1)):
            return bytes.__iter__(self)
        return (OldBytes([one]) for one in bytes.__iter__(self))

    def __add__(self, other):
        """Text beside text, and bytes beside bytes."""
        if isinstance(other, str):
            return _noted(str(self)) + other
        return OldBytes(bytes(self) + other)

    def __radd__(self, other):
        """Text beside text, and bytes beside bytes."""
        return other + (_noted(str(self)) if isinstance(other, str) else bytes(self))

    def encode(self, *_, **__):
        """These bytes."""
        return self


def _noted(text):
    note("bytes as text", "open the file without the b, or .decode() the bytes", READ_AS_TEXT)
    return text


def _as_bytes(value):
    return value.encode("utf-8", "surrogateescape") if isinstance(value, str) else value


def _as_text(name):
    def method(self, *arguments, **settings):
        beside_bytes = any(type(one) is bytes for one in arguments)
        if beside_bytes or not asks_for_owner(sys._getframe(1)):
            return getattr(bytes, name)(self, *arguments, **settings)
        if name in PLACES:
            _noted(str(self))
            sought = [_as_bytes(one) for one in arguments]
            return getattr(bytes, name)(self, *sought, **settings)
        given = [str(one) if isinstance(one, OldBytes) else one for one in arguments]
        return getattr(_noted(str(self)), name)(*given, **settings)

    method.__name__, method.__doc__ = name, f"`str.{name}` of the text."
    return method


for _name in OF_TEXT:
    setattr(OldBytes, _name, _as_text(_name))
