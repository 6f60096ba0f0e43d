"""What pandas, Matplotlib and other libraries had when the scripts were written.

None of them is imported here: each is changed once the script has imported it.
"""

import sys
from functools import wraps
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder

import numpy as np

from utils.revive.libraries import old_pandas
from utils.revive.libraries.library_names import looking_further
from utils.revive.notes import note
from utils.revive.reading.owner import asks_for_owner
from utils.revive.reading.owners_imports import UnderAnotherName

# module: where its functions are today
MOVED = {
    "sklearn.cross_validation": "sklearn.model_selection",
    "sklearn.externals.joblib": "joblib",
    "sklearn.grid_search": "sklearn.model_selection",
}
OTHER_FOLDS = "KFold and its like take n_splits, and split(X) gives their indices."


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


def change_image(image):
    """Let Pillow's ways of resizing have their old names too."""
    ways = {"ANTIALIAS": "LANCZOS", "CUBIC": "BICUBIC", "LINEAR": "BILINEAR"}
    names = {old: (f"PIL.Image.{new}", getattr(image, new)) for old, new in ways.items()}
    image.__getattr__ = looking_further("PIL.Image", names)


def change_scipy(scipy):
    """Let `from scipy import interp` and its like give the names of NumPy, which SciPy had too."""
    look_further = scipy.__getattr__

    def look(name):
        try:
            return look_further(name)
        except AttributeError:
            if (
                name.startswith("_")
                or not hasattr(np, name)
                or not asks_for_owner(sys._getframe(1))
            ):
                raise
            note(f"scipy.{name}", f"np.{name}")
            return getattr(np, name)

    scipy.__getattr__ = look


def change_signal(signal):
    """Let `lfilter` take an array of objects that are numbers, such as rewards."""
    lfilter = signal.lfilter

    @wraps(lfilter)
    def lfilter_old(b, a, x, *more, **settings):
        x = np.asarray(x)
        if x.dtype == object:
            note("lfilter(b, a, x)", "lfilter(b, a, x.astype(float))")
            x = np.array([float(number) for number in x.flat]).reshape(x.shape)
        return lfilter(b, a, x, *more, **settings)

    signal.lfilter = lfilter_old


def change_yaml(yaml):
    """Let `load` do without a loader."""
    load = yaml.load

    @wraps(load)
    def load_old(stream, *loader, **settings):
        if not loader and not settings:
            note("yaml.load(stream)", "yaml.load(stream, yaml.FullLoader)")
            settings["Loader"] = yaml.FullLoader
        return load(stream, *loader, **settings)

    yaml.load = load_old


CHANGES = {
    "PIL.Image": change_image,
    "matplotlib.pyplot": change_pyplot,
    "pandas": old_pandas.change,
    "pandas.core.groupby.generic": old_pandas.change_groups,
    "scipy": change_scipy,
    "scipy.signal": change_signal,
    "yaml": change_yaml,
}


class OtherLibrariesFinder(MetaPathFinder, UnderAnotherName):
    """Finds what has moved, and changes a library after its import."""

    def find_spec(self, name, path, target=None):
        """The `ModuleSpec` of a library that is changed, or of what has moved; or None."""
        if name in MOVED and asks_for_owner(sys._getframe(1)):
            reason = OTHER_FOLDS if name == "sklearn.cross_validation" else None
            note(f"import {name}", f"import {MOVED[name]}", reason)
            return ModuleSpec(name, self, origin=MOVED[name])
        spec = PathFinder.find_spec(name, path) if name in CHANGES else None
        if spec is not None and spec.loader is not None:
            spec.loader.exec_module = _changing(spec.loader.exec_module, CHANGES[name])
        return spec


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
