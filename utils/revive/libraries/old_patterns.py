"""`re.split` as it was up to Python 3.6, which did not split where a pattern matches nothing."""

import re
import sys
from functools import wraps

from utils.revive.notes import note
from utils.revive.python2 import python2_text
from utils.revive.reading.owner import asks_for_owner

MEANING = "Up to Python 3.6 a text was not split where the pattern matches nothing."


def put_in_place():
    """Let the owner's `re.split` leave empty matches out, if the pattern has others too."""
    split = re.split

    @wraps(split)
    def split_old(pattern, string, maxsplit=0, flags=0):
        if _is_of_owner(sys._getframe(1)):
            compiled = re.compile(pattern, flags)
            if compiled.match(compiled.pattern[:0]):
                note("re.split(may be empty)", "a pattern that is never empty", MEANING)
                return list(_parts(compiled, string, maxsplit))
        return split(pattern, string, maxsplit, flags)

    re.split = split_old


def _is_of_owner(frame):
    while frame.f_code.co_filename == python2_text.__file__:  # it stands between
        frame = frame.f_back
    return asks_for_owner(frame)


def _parts(pattern, string, maxsplit):
    """The parts between the matches that are not empty, each followed by the match's groups."""
    start, place, number = 0, 0, 0
    while number < maxsplit or not maxsplit:
        match = pattern.search(string, place)
        if match is None:
            break
        if match.start() == match.end():
            if match.end() == len(string):
                break
            place = match.end() + 1
            continue
        yield string[start : match.start()]
        yield from match.groups()
        start = place = match.end()
        number += 1
    yield string[start:]
