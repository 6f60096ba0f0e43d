"""Methods of text, for a script of Python 2 that calls them on bytes, wherever these came from."""

import re

from utils.revive.notes import note
from utils.revive.python2.old_bytes import OF_TEXT, READ_AS_TEXT, OldBytes

OF_PATTERNS = ("findall", "finditer", "fullmatch", "match", "search", "split", "sub", "subn")
METHODS = {*OF_PATTERNS, *(name for name in OF_TEXT if not name.startswith("__"))} - {"join"}


class TextPatterns:
    """The module `re`, or a pattern of text, which looks through bytes as through text."""

    def __init__(self, patterns):
        """Keep what it stands for."""
        self._patterns = patterns

    def __getattr__(self, name):
        function = getattr(self._patterns, name)

        def through_text(*arguments, **settings):
            pattern = arguments[0] if arguments and self._patterns is re else None
            if isinstance(getattr(pattern, "pattern", None), bytes):
                return function(*arguments, **settings)
            settings = {key: as_text(value) for key, value in settings.items()}
            return function(*map(as_text, arguments), **settings)

        return through_text


def as_text(value):
    """The text that bytes are; anything else as it is."""
    if not isinstance(value, bytes):
        return value
    note("bytes as text", ".decode() the bytes", READ_AS_TEXT)
    return str(OldBytes(value))


def with_text(value):
    """The owner of a method of text: bytes get it from text, and all others have it themselves."""
    if isinstance(value, bytes):
        return value if isinstance(value, OldBytes) else OldBytes(value)
    is_pattern = isinstance(value, re.Pattern) and isinstance(value.pattern, str)
    return TextPatterns(value) if value is re or is_pattern else value


def join(separator, items):
    """`separator.join(items)`, of bytes too; what is no text, `os.path` for example, joins alone.

    Bytes alone stay bytes, which are text too.
    """
    if not isinstance(separator, str | OldBytes):
        return separator.join(items)
    items = list(items)
    if items and all(isinstance(one, bytes) for one in items):
        between = separator.encode("utf-8", "surrogateescape")
        return OldBytes(bytes(between).join(items))
    return str(separator).join(map(as_text, items))
