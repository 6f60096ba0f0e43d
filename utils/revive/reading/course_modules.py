"""The course's own modules, when the owner of a script has a module `utils` too.

The course's package is imported when Python starts. From then on `import utils` in the owner's
code gives the owner's module, if there is one, and the course imports its own as before.
"""

import importlib
import sys
from contextlib import contextmanager
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path

import utils

DOOR = "utils.revive"
OURS = {}  # name -> module, while they are hidden


def _is_utils(name):
    return name == "utils" or name.startswith("utils.")


def _take_out():
    return {name: sys.modules.pop(name) for name in list(sys.modules) if _is_utils(name)}


def hide():
    """Take the course's modules out of the owner's sight.

    `utils.revive` itself stays, since a script may import it twice. From here on the course's own
    functions import nothing of the course but by `import_from_course`.
    """
    OURS.update(_take_out())
    sys.modules[DOOR] = OURS[DOOR]
    sys.meta_path.insert(0, UtilsFinder())


@contextmanager
def in_sight():
    """Let the course import its own modules; those of the owner come back at the end."""
    if not OURS:
        yield
        return
    theirs = _take_out()
    sys.modules.update(OURS)
    try:
        yield
    finally:
        OURS.update(_take_out())
        sys.modules.update(theirs)


def import_from_course(name):
    """Import a module of the course, such as "utils.revive.contrib_layers.layers"."""
    with in_sight():
        return importlib.import_module(name)


def _folders_without_course():
    course = Path(utils.__file__).resolve().parents[1]
    return [entry for entry in sys.path if Path(entry).resolve() != course]


class UtilsFinder(MetaPathFinder, Loader):
    """Finds the owner's `utils`, and the course's where the owner has none."""

    def find_spec(self, name, path, target=None):
        """The `ModuleSpec` of the course's `utils`, or None to let the others look."""
        if name != "utils" or "utils" in sys.modules:
            return None
        theirs = PathFinder.find_spec("utils")
        if theirs and theirs.origin not in (None, utils.__file__):
            return None
        theirs = PathFinder.find_spec("utils", _folders_without_course())
        if theirs and theirs.origin is None:  # a folder without __init__.py
            return theirs
        return ModuleSpec("utils", self, is_package=True)

    def create_module(self, spec):
        """Bring the course's modules back."""
        sys.modules.update(OURS)
        return utils

    def exec_module(self, module):
        """Do nothing: it has been imported before."""
