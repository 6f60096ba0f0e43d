"""The module `tensorflow` as old scripts see it, with `contrib`, `examples` and all.

Each module shows the owner's code what today's `tensorflow.compat.v1` has, then what the table of
old names has, and refuses everything else in one sentence. Libraries see today's TensorFlow.
"""

import importlib
import sys
from functools import cache
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from operator import attrgetter

from utils.revive import old_names
from utils.revive.left_out import LeftOut, NotCovered, Refusing, may_be_left_out
from utils.revive.libraries import keras_imports
from utils.revive.notes import note
from utils.revive.reading.course_modules import import_from_course
from utils.revive.reading.old_version import Version
from utils.revive.reading.owner import asks_for_owner
from utils.tf1 import tf

VERSION = Version("1.15.5")  # what a script is told, as some choose their names by it
TENSORFLOW = sys.modules["tensorflow"]
MISSING = object()


class OldModule(Refusing):
    """A module of TensorFlow 1, `tensorflow.nn` for example."""

    def __init__(self, name, today=None):
        """Keep what is looked up.

        Arguments:
            name: its whole name.
            today: the module of today's TensorFlow that has what has not vanished, or None.
        """
        super().__init__(name)
        self.__path__ = []
        self._today = today
        self._short = short(name)

    def __getattr__(self, name):
        if name == "__all__":  # for `from tensorflow.contrib.rnn import *`
            return [one for one in dir(self) if not one.startswith("_")]
        if name.startswith("__"):
            return getattr(self._today, name)
        value = vanished(self._short, name)
        if value is MISSING:
            value = old_submodule(self.__name__, name)
        if value is MISSING and self._today is not None:
            value = getattr(self._today, name, MISSING)
        if value is MISSING and may_be_left_out(f"{self._short}.{name}"):
            return LeftOut(f"{self.__name__}.{name}")
        if value is MISSING:
            raise NotCovered(old_names.refusal(f"{self._short}.{name}", dir(self._today)))
        return value

    def __dir__(self):
        rows = [name.rpartition(".") for name in old_names.old_names().names]
        section = old_names.section_of(self._short)
        return sorted({*dir(self._today), *(last for module, _, last in rows if module == section)})


class OldTensorFlow(OldModule):
    """The module `tensorflow` itself, which the owner's code and libraries see with other eyes."""

    def __getattr__(self, name):
        if not asks_for_owner(sys._getframe(1)):
            return getattr(TENSORFLOW, name)
        if name == "__version__":
            return VERSION
        if name.startswith("__"):
            return getattr(TENSORFLOW, name)
        return super().__getattr__(name)


def short(name):
    """The whole name of a module as scripts write it: "tf.nn" for "tensorflow.nn"."""
    return "tf" + name.removeprefix("tensorflow")


def vanished(module, name):
    """What the table has under a name, noted on the owner's line; `MISSING` if it has nothing."""
    row = old_names.find(f"{module}.{name}")
    if row is None:
        return MISSING
    if not row.arguments:
        note(f"{module}.{name}", row.today, row.meaning)
    return value_of(row)


@cache
def value_of(row):
    """The class or function that an `OldName` stands for."""
    written = import_from_course(row.written_in) if row.written_in else None
    value = getattr(written, row.old.rpartition(".")[2], MISSING)
    if value is MISSING and row.is_another_word:
        value = attrgetter(row.today.removeprefix("tf."))(tf)
    if value is MISSING:
        raise NotCovered(f"{row.old} is not written yet; today: {row.today}.")
    return value


def old_submodule(module, name):
    """The old module of this name inside a module, or `MISSING`."""
    whole = f"{module}.{name}"
    return importlib.import_module(whole) if is_old(whole) else MISSING


def _is_left_out(name):
    return name.startswith("tensorflow.contrib.") and may_be_left_out(short(name))


@cache
def is_old(name):
    """Whether a module of this whole name is in the table, or contains one that is."""
    if not name.startswith("tensorflow."):
        return False
    if old_names.section_of(short(name)) or old_names.is_empty_module(short(name)):
        return True
    if name.startswith("tensorflow.python"):  # whose packages are still there
        return False
    inside = f"{short(name)}."
    return any(module.startswith(inside) for module in old_names.old_names().modules)


def module_of_today(name):
    """The module of today's TensorFlow with this whole name, or None."""
    section = old_names.section_of(short(name)) or short(name)
    try:
        return attrgetter(section.removeprefix("tf."))(tf)
    except AttributeError:
        pass
    name = f"tensorflow{section.removeprefix('tf')}"
    try:
        return importlib.import_module(name) if name.startswith("tensorflow.python") else None
    except ImportError:
        return None


class OldModules(MetaPathFinder, Loader):
    """Finds the old modules that scripts import."""

    def find_spec(self, name, path, target=None):
        """The `ModuleSpec` of an old module, and a refusal of one that is not covered."""
        if is_old(name) or _is_left_out(name):
            return ModuleSpec(name, self, is_package=True)
        if name.startswith(("tensorflow.contrib.", "tensorflow.examples.", "tensorflow.models.")):
            raise ImportError(old_names.refusal(short(name)))
        parent = sys.modules.get(name.rpartition(".")[0])
        if isinstance(parent, OldModule) and not isinstance(parent, OldTensorFlow):
            raise ImportError(old_names.refusal(short(name), dir(parent)))
        return None

    def create_module(self, spec):
        """Make the module."""
        if not is_old(spec.name):
            return LeftOut(spec.name)
        return OldModule(spec.name, module_of_today(spec.name))

    def exec_module(self, module):
        """Do nothing: an old module looks up what it is asked for."""


class OldKeras(MetaPathFinder, Loader):
    """Finds Keras 2 where the owner's code imports `keras`: Keras 3 works without TensorFlow 1.

    And where it imports the one of contrib without another name for it.
    """

    def find_spec(self, name, path, target=None):
        """The `ModuleSpec` of the module of `tf_keras` with this name."""
        today = name
        if not name.startswith("tf_keras."):
            is_in_contrib = name.startswith("tensorflow.contrib.")
            today = keras_imports.today(name if is_in_contrib else f"tensorflow.contrib.{name}")
        places = keras_imports.moved(today) if today else None
        if not today or (today == name and not places) or not asks_for_owner(sys._getframe(1)):
            return None
        written = f"import {places[-1] if places else today}"
        note(f"import {name}", written, "A script of these years means Keras 2.")
        return ModuleSpec(name, self, origin=today)

    def create_module(self, spec):
        """Import it, or make it of what it had."""
        places = keras_imports.moved(spec.origin)
        if places:
            return keras_imports.gathered(spec.name, places)
        return importlib.import_module(spec.origin)

    def exec_module(self, module):
        """Do nothing: it has been imported."""


def put_in_place():
    """Let `import tensorflow` give the old modules, in this process and from now on."""
    today = {name: module_of_today(name) for name in names_in_table()}
    sys.meta_path[:0] = [OldKeras(), OldModules()]
    sys.modules["tensorflow"] = OldTensorFlow("tensorflow", tf)
    sys.modules["tensorflow"].__path__ = TENSORFLOW.__path__
    sys.modules["tensorflow"].__spec__ = TENSORFLOW.__spec__
    for name, module in today.items():
        parent, _, last = name.rpartition(".")
        sys.modules[name] = OldModule(name, module)
        if parent.startswith("tensorflow.python"):
            setattr(importlib.import_module(parent), last, sys.modules[name])


def names_in_table():
    """The whole names of the modules in the table, but for `tensorflow` itself."""
    shorts = old_names.old_names().modules
    return [f"tensorflow{name.removeprefix('tf')}" for name in shorts if name != "tf"]
