"""How the owner's own modules are imported: Python 2 is read too, and nothing is written."""

import sys
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from importlib.util import spec_from_file_location

from utils.revive.notes import note
from utils.revive.reading.owner import frame_of_owner, is_owners
from utils.revive.reading.sources import compiled

# A file of the tutorials, which their readers put beside their own scripts.
OLD_LOADER, LOADER_MODULE = "input_data", "tensorflow.examples.tutorials.mnist.input_data"
LOADER_MISSING = "The tutorials' file input_data.py is not here, so the course's loader was taken."


class OwnersLoader(SourceFileLoader):
    """Compiles a file of the owner's in memory, without a `__pycache__`."""

    def get_code(self, name):
        """The code of the module."""
        code, self._extra_names = compiled(self.get_filename(name))
        return code

    def exec_module(self, module):
        """Run the module, with the names of Python 2 that it asks for."""
        code = self.get_code(module.__name__)
        module.__dict__.update(self._extra_names)
        exec(code, module.__dict__)


class OwnersFinder(MetaPathFinder):
    """Finds the owner's modules, and leaves all others to the next finder."""

    def find_spec(self, name, path, target=None):
        """The `ModuleSpec` of a module of the owner's, or None."""
        spec = PathFinder.find_spec(name, path)
        origin = spec and spec.origin
        if not origin or not origin.endswith(".py") or not is_owners(origin):
            return None
        folders = spec.submodule_search_locations
        loader = OwnersLoader(name, origin)
        return spec_from_file_location(
            name, origin, loader=loader, submodule_search_locations=folders
        )


class UnderAnotherName(Loader):
    """Loads a module by the name that the origin of its `ModuleSpec` has."""

    def create_module(self, spec):
        """Import the module by that name."""
        return import_module(spec.origin)

    def exec_module(self, module):
        """Do nothing: it has been imported."""


class NeighborFinder(MetaPathFinder, UnderAnotherName):
    """Finds `import sibling` inside a package, as Python 2 did; asked after all others."""

    def find_spec(self, name, path, target=None):
        """The `ModuleSpec` of the module beside the one that imports it, or None."""
        frame = frame_of_owner(sys._getframe(1))
        if name == OLD_LOADER and frame:
            note(f"import {name}", "utils.data.loaders.load_mnist()", LOADER_MISSING)
            return ModuleSpec(name, self, origin=LOADER_MODULE)
        package = frame and frame.f_globals.get("__package__")
        if path is not None or not package or package not in sys.modules:
            return None
        folders = getattr(sys.modules[package], "__path__", None)
        if not folders or PathFinder.find_spec(f"{package}.{name}", folders) is None:
            return None
        note(f"import {name}", f"from {package} import {name}", "Python 2 looked beside the file.")
        return ModuleSpec(name, self, origin=f"{package}.{name}")


def put_in_place():
    """Import the owner's modules in this way from now on."""
    sys.meta_path.insert(0, OwnersFinder())
    sys.meta_path.append(NeighborFinder())
