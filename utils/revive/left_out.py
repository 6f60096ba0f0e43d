"""Names of TensorFlow that are not covered: they may stand in a script that does not use them."""

import ast
import types
import warnings

from utils.revive import old_names
from utils.revive.notes import note
from utils.revive.python2.python2_signs import catches_missing_names
from utils.revive.reading.owner import line_of_owner
from utils.revive.reading.source_text import text_of

STOPS = "It is not covered, and the script stops where it is called."
ASKS = ("hasattr", "getattr")  # functions that take a missing name for an answer
CAUGHT = {}  # file -> the lines of which it catches a missing name


class NotCovered(AttributeError):
    """A script asks for something that neither today's TensorFlow nor `revive` has."""

    __module__ = "builtins"  # so that a traceback ends with this word and the sentence


class Refusing(types.ModuleType):
    """A module that may be a class or a function that is not covered: then it refuses to be one."""

    def _refuse(self, *arguments, **settings):
        raise NotCovered(old_names.refusal(self._short))

    __call__ = __mro_entries__ = _refuse

    def __instancecheck__(self, value):
        return False

    def __subclasscheck__(self, value):
        return False


class LeftOut(Refusing):
    """A class, a function, a constant or a module that is not covered, and what is inside it."""

    __iter__ = __len__ = __getitem__ = __bool__ = Refusing._refuse
    __hash__ = types.ModuleType.__hash__

    def __init__(self, name):
        """Keep the whole name, "tensorflow.contrib.kfac" for example."""
        super().__init__(name)
        self.__path__ = []
        self._short = f"tf{name.removeprefix('tensorflow')}"
        note(self._short, old_names.same_today(self._short) or "see docs/old_names.md", STOPS)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return LeftOut(f"{self.__name__}.{name}")

    def __eq__(self, other):
        return self is other or self._refuse()


def may_be_left_out(name):
    """Whether a name that is not covered may stand on the owner's line until it is called.

    Arguments:
        name: "tf.contrib.kfac", for example.

    Returns:
        False for a slip of the pen outside of contrib, and where the script catches the error.
    """
    is_known = name.startswith("tf.contrib.") or bool(old_names.same_today(name))
    file, line = line_of_owner() or (None, 0)
    return is_known and file is not None and line not in _caught(file)


def keep_caught_lines(path, tree):
    """Keep the lines of a file, read as a tree, of which it catches a missing name."""
    lines = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Try) and catches_missing_names(node):
            lines |= {line for one in node.body for line in range(one.lineno, one.end_lineno + 1)}
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ASKS:
            lines |= set(range(node.lineno, node.end_lineno + 1))
    CAUGHT[str(path)] = lines


def _caught(file):
    if file not in CAUGHT:  # Python itself has read it
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                keep_caught_lines(file, ast.parse(text_of(file)))
        except (SyntaxError, ValueError, OSError):
            CAUGHT[file] = set()
    return CAUGHT[file]
