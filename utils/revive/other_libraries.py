"""What Matplotlib, pandas, PyYAML and scikit-learn had when the scripts were written.

None of them is imported here: each is changed once the script has imported it.
"""

import sys
from functools import wraps
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder

from utils.revive.notes import note
from utils.revive.owner import asks_for_owner

# module: where its functions are today
MOVED = {
    "sklearn.cross_validation": "sklearn.model_selection",
    "sklearn.externals.joblib": "joblib",
    "sklearn.grid_search": "sklearn.model_selection",
}
LABELS_FIRST = "It took labels, and positions where there is no such label."


class OldIndexer:
    """`frame.ix[rows]` and `frame.ix[rows, columns]`, by labels or else by positions."""

    def __init__(self, table):
        self.table = table

    def __getitem__(self, key):
        try:
            return self.table.loc[key]
        except (KeyError, TypeError):
            return self.table.iloc[key]

    def __setitem__(self, key, value):
        try:
            self.table.loc[key]
        except (KeyError, TypeError):
            self.table.iloc[key] = value
        else:
            self.table.loc[key] = value


def change_pandas(pandas):
    """Give tables and columns `as_matrix`, `append` and `ix`, where pandas has dropped them."""

    def as_matrix(table, columns=None):
        note("as_matrix()", "to_numpy()")
        return (table if columns is None else table[columns]).to_numpy()

    def append(table, other, ignore_index=False, **settings):
        note("append(other)", "pandas.concat([table, other])")
        if isinstance(other, dict):
            other = pandas.DataFrame([other])
        elif table.ndim > getattr(other, "ndim", table.ndim):
            other = other.to_frame().T
        others = other if isinstance(other, (list, tuple)) else [other]
        return pandas.concat([table, *others], ignore_index=ignore_index, **settings)

    def ix(table):
        note("ix[...]", "loc[labels] or iloc[positions]", LABELS_FIRST)
        return OldIndexer(table)

    for kind in (pandas.DataFrame, pandas.Series):
        for name, value in (("as_matrix", as_matrix), ("append", append), ("ix", property(ix))):
            if not hasattr(kind, name):
                setattr(kind, name, value)


def change_pyplot(pyplot):
    """Let `show(True)` be `show(block=True)`, and `hold(True)` do nothing, as it is the rule."""
    show = pyplot.show

    @wraps(show)
    def show_old(*block, **settings):
        if block:
            note("plt.show(block)", "plt.show(block=block)")
            settings["block"] = block[0]
        return show(**settings)

    def hold(is_held=None):
        note("plt.hold", "nothing", "Each plot is drawn over the ones before it.")

    pyplot.show = show_old
    if not hasattr(pyplot, "hold"):
        pyplot.hold = hold


def change_yaml(yaml):
    """Let `load` do without a loader."""
    load = yaml.load

    @wraps(load)
    def load_old(stream, *loader, **settings):
        if not loader and not settings:
            note("yaml.load(stream)", "yaml.safe_load(stream)")
            settings["Loader"] = yaml.FullLoader
        return load(stream, *loader, **settings)

    yaml.load = load_old


CHANGES = {"matplotlib.pyplot": change_pyplot, "pandas": change_pandas, "yaml": change_yaml}


class OtherLibrariesFinder(MetaPathFinder, Loader):
    """Finds what has moved, and changes a library after its import."""

    def find_spec(self, name, path, target=None):
        """The `ModuleSpec` of a library that is changed, or of what has moved; or None."""
        if name in MOVED and asks_for_owner(sys._getframe(1)):
            note(f"import {name}", f"import {MOVED[name]}")
            return ModuleSpec(name, self, origin=MOVED[name])
        spec = PathFinder.find_spec(name, path) if name in CHANGES else None
        if spec is not None and spec.loader is not None:
            spec.loader.exec_module = _changing(spec.loader.exec_module, CHANGES[name])
        return spec

    def create_module(self, spec):
        """Import the module by the name that it has today."""
        return import_module(spec.origin)

    def exec_module(self, module):
        """Do nothing: it has been imported."""


def _changing(run, change):
    def run_and_change(module):
        run(module)
        change(module)

    return run_and_change


def put_in_place():
    """Change the libraries that are imported, now and from now on."""
    for name, change in CHANGES.items():
        if name in sys.modules:
            change(sys.modules[name])
    sys.meta_path.insert(0, OtherLibrariesFinder())
