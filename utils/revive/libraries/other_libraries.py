"""What pandas, Matplotlib and other libraries had when the scripts were written.

None of them is imported here: each is changed once the script has imported it.
"""

import sys
from functools import wraps
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder

import numpy as np

from utils.revive.libraries import (
    keras_layers,
    old_csv,
    old_gym,
    old_librosa,
    old_pandas,
    old_plots,
)
from utils.revive.libraries.library_names import looking_further
from utils.revive.notes import note
from utils.revive.reading.owner import asks_for_owner
from utils.revive.reading.owners_imports import UnderAnotherName

# module: where its functions are today
MOVED = {
    "sklearn.cross_validation": "sklearn.model_selection",
    "sklearn.externals.joblib": "joblib",
    "sklearn.grid_search": "sklearn.model_selection",
    "tensorflow.python.ops.constant_op": "tensorflow.python.framework.constant_op",
    "tensorflow.python.training.training_ops": "tensorflow.python.ops.gen_training_ops",
}
OTHER_FOLDS = "KFold and its like take n_splits, and split(X) gives their indices."


def change_image(image):
    """Let Pillow's ways of resizing have their old names too."""
    ways = {"ANTIALIAS": "LANCZOS", "CUBIC": "BICUBIC", "LINEAR": "BILINEAR"}
    names = {old: (f"PIL.Image.{new}", getattr(image, new)) for old, new in ways.items()}
    image.__getattr__ = looking_further("PIL.Image", names)


def change_pandas(pandas):
    """Give tables what they had, then the module itself."""
    old_pandas.change(pandas)
    old_csv.change(pandas)


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
    """Let `lfilter` take an array of objects that are numbers, and windows have their old place."""
    lfilter, windows = signal.lfilter, signal.windows

    @wraps(lfilter)
    def lfilter_old(b, a, x, *more, **settings):
        x = np.asarray(x)
        if x.dtype == object:
            note("lfilter(b, a, x)", "lfilter(b, a, x.astype(float))")
            x = np.array([float(number) for number in x.flat]).reshape(x.shape)
        return lfilter(b, a, x, *more, **settings)

    signal.lfilter = lfilter_old
    names = [name for name in windows.__all__ if not hasattr(signal, name)]
    today = {name: (f"scipy.signal.windows.{name}", getattr(windows, name)) for name in names}
    signal.__getattr__ = looking_further("scipy.signal", today)


def change_skimage(io):
    """Let `imread` take `as_grey`, which is spelled in the other way today."""
    imread = io.imread

    @wraps(imread)
    def imread_old(*arguments, **settings):
        if "as_grey" in settings:
            note("imread(as_grey)", "imread(as_gray)")
            settings["as_gray"] = settings.pop("as_grey")
        return imread(*arguments, **settings)

    io.imread = imread_old


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
    "gym": old_gym.change,
    "librosa": old_librosa.change,
    "librosa.display": old_librosa.change_display,
    "matplotlib": old_plots.change,
    "matplotlib.axes._axes": old_plots.change_axes,
    "matplotlib.figure": old_plots.change_figure,
    "matplotlib.pyplot": old_plots.change_pyplot,
    "pandas": change_pandas,
    "pandas.core.groupby.generic": old_pandas.change_groups,
    "scipy": change_scipy,
    "scipy.signal": change_signal,
    "skimage.io": change_skimage,
    "yaml": change_yaml,
    **dict.fromkeys(keras_layers.MODULES, keras_layers.change),
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
