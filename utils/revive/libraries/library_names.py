"""Names that Python's own library has dropped, up to those that only Python 2 had."""

import base64
import collections
import collections.abc
import inspect
import math
import os
import string
import sys
import time
import urllib.parse
import urllib.request
from importlib import import_module

from utils.revive.notes import note
from utils.revive.reading.owner import asks_for_owner

ABSTRACT = ("Callable", "Hashable", "Iterable", "Iterator", "Mapping", "MutableMapping",
            "MutableSequence", "MutableSet", "Sequence", "Set", "Sized")  # fmt: skip
URLLIB = {
    urllib.parse: ("quote", "quote_plus", "unquote", "unquote_plus", "urlencode"),
    urllib.request: ("urlcleanup", "urlopen", "urlretrieve"),
}
# module: {name: (what to write today, the value)}
NAMES = {
    "base64": {
        "decodestring": ("base64.decodebytes", base64.decodebytes),
        "encodestring": ("base64.encodebytes", base64.encodebytes),
    },
    "collections": {
        name: (f"collections.abc.{name}", getattr(collections.abc, name)) for name in ABSTRACT
    },
    "fractions": {"gcd": ("math.gcd", math.gcd)},
    "inspect": {"getargspec": ("inspect.getfullargspec", inspect.getfullargspec)},
    "os": {"getcwdu": ("os.getcwd", os.getcwd)},
    "string": {
        "join": ("separator.join(words)", lambda words, separator=" ": separator.join(words)),
        "letters": ("string.ascii_letters", string.ascii_letters),
        "lower": ("text.lower()", str.lower),
        "lowercase": ("string.ascii_lowercase", string.ascii_lowercase),
        "maketrans": ("str.maketrans", str.maketrans),
        "replace": ("text.replace(old, new)", str.replace),
        "split": ("text.split()", str.split),
        "strip": ("text.strip()", str.strip),
        "upper": ("text.upper()", str.upper),
        "uppercase": ("string.ascii_uppercase", string.ascii_uppercase),
    },
    "sys": {
        "maxint": ("sys.maxsize", sys.maxsize),
        "setdefaultencoding": ("nothing: text is Unicode already", lambda name: None),
    },
    "time": {"clock": ("time.perf_counter", time.perf_counter)},
    "urllib": {
        name: (f"{module.__name__}.{name}", getattr(module, name))
        for module, names in URLLIB.items()
        for name in names
    },
}


def put_in_place():
    """Give the owner's code the old names."""
    for name, names in NAMES.items():
        import_module(name).__getattr__ = looking_further(name, names)


def looking_further(module, names):
    """A function that gives the owner's code the names that a module has dropped.

    Arguments:
        module: the name of the module.
        names: {name: (what to write today, the value)}.
    """

    def look(name):
        if name in names and asks_for_owner(sys._getframe(1)):
            today, value = names[name]
            note(f"{module}.{name}", today)
            return value
        raise AttributeError(f"module {module!r} has no attribute {name!r}")

    return look
