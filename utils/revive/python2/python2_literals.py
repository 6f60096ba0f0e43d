"""What is between quotes in a file of Python 2, as text: `b"..."` and `"..."` were one thing."""

import re

from utils.revive.notes import note

TAKEN_FOR_TEXT = 'In Python 2 b"..." was the same as "...", so it is taken for text: a guess.'
# Bytes that are written out, and any other character after a backslash.
ESCAPE = re.compile(r"((?:\\x[89a-fA-F][0-9a-fA-F])+)|\\(.)", re.DOTALL)
LITERAL = re.compile(r"([a-zA-Z]*)(.*)", re.DOTALL)


def to_text(tree, path, are_unicode):
    """Change the literals in a tree of fissix, so that Python 3 gives the text that is meant.

    Arguments:
        tree: the tree of a whole file; it is changed in place.
        path: where the file is, for the report.
        are_unicode: whether the file imports `unicode_literals`.
    """
    for leaf in tree.leaves():
        if leaf.value[-1:] in ("'", '"'):
            prefix, rest = LITERAL.match(leaf.value).groups()
            leaf.value = _as_text(prefix.lower(), rest, are_unicode)
            if "b" in prefix.lower() and leaf.value[0] not in "bB":
                note('b"..."', '"..."', TAKEN_FOR_TEXT, where=(path, leaf.lineno))


def _as_text(prefix, rest, are_unicode):
    """A literal for Python 3; bytes that are no UTF-8 stay bytes."""
    is_unicode = "u" in prefix or (are_unicode and "b" not in prefix)
    if "r" in prefix:
        return "r" + (re.sub(r"\\u([0-9a-fA-F]{4})", _character, rest) if is_unicode else rest)
    if is_unicode:
        return rest
    try:
        return ESCAPE.sub(_bytes_as_text, rest)
    except UnicodeDecodeError:
        return prefix + rest


def _character(found):
    return chr(int(found[1], 16))


def _bytes_as_text(found):
    """Bytes as the text that they are in UTF-8, and a backslash where it had no meaning then."""
    if found[1]:
        return bytes.fromhex(found[1].replace("\\x", "")).decode("utf-8")
    return rf"\{found[0]}" if found[2] in "uUN" else found[0]
