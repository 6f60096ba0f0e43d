"""`scipy.misc.imresize` and its like, which SciPy had up to 1.2."""

import sys
import types
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec

import numpy as np

from utils.revive.notes import note
from utils.revive.reading.owner import asks_for_owner

WAYS = {"nearest": 0, "lanczos": 1, "bilinear": 2, "bicubic": 3, "cubic": 3}  # numbers of Pillow
TODAY = {
    "imread": "np.array(PIL.Image.open(path))",
    "imresize": "np.array(PIL.Image.fromarray(array).resize((width, height)))",
    "imrotate": "np.array(PIL.Image.fromarray(array).rotate(angle))",
    "imsave": "PIL.Image.fromarray(array).save(path)",
    "toimage": "PIL.Image.fromarray(array)",
}
STRETCHED = "What was not uint8 was stretched to 0 up to 255 first."


def imresize(arr, size, interp="bilinear", mode=None):
    """An image in another size.

    Arguments:
        arr: `[height, width]` or `[height, width, channels]`.
        size: height and width, or a share of them as a float, or a percentage as an int.
        interp: one of the `WAYS`.
        mode: of Pillow, "L" for gray; by default what the shape says.

    Returns:
        A uint8 array of this size.
    """
    image = _image(arr, mode)
    if np.ndim(size):
        height, width = size[:2]
    else:
        share = size if isinstance(size, float) else size / 100
        width, height = (int(one * share) for one in image.size)
    return np.array(image.resize((width, height), WAYS[interp]))


def imread(name, flatten=False, mode=None):
    """The array of an image in a file; with `flatten` one of gray floats."""
    from PIL import Image

    image = Image.open(name)
    image = image.convert(mode) if mode else image
    return np.array(image.convert("F") if flatten else image)


def imsave(name, arr, format=None):
    """Write an array as an image."""
    _image(arr).save(name, format)


def imrotate(arr, angle, interp="bilinear"):
    """An image turned by an angle in degrees, against the clock, as a uint8 array."""
    return np.array(_image(arr).rotate(angle, resample=WAYS[interp]))


def toimage(arr, high=255, low=0, cmin=None, cmax=None, mode=None, channel_axis=None):
    """An image of Pillow.

    Arguments:
        arr: `[height, width]` or with channels, which are on the axis `channel_axis`, by default
            the first of size 3, or else of size 4.
        high, low: the numbers for the largest and the smallest value, where it is no uint8.
        cmin, cmax: the values that count as these two; by default those of the array.
        mode: of Pillow; by default what the shape says.
    """
    arr = np.asarray(arr)
    if arr.ndim == 3:
        if channel_axis is None:
            channel_axis = arr.shape.index(3 if 3 in arr.shape else 4)
        arr = np.moveaxis(arr, channel_axis, -1)
    if arr.dtype != np.uint8:
        cmin, cmax = arr.min() if cmin is None else cmin, arr.max() if cmax is None else cmax
        scaled = (arr - cmin) * ((high - low) / ((cmax - cmin) or 1)) + low
        arr = (scaled.clip(low, high) + 0.5).astype(np.uint8)
    return _image(arr, mode)


def _image(array, mode=None):
    from PIL import Image

    array = np.asarray(array)
    if array.dtype != np.uint8:
        low, high = array.min(), array.max()
        array = ((array - low) * (255 / ((high - low) or 1)) + 0.5).astype(np.uint8)
    image = Image.fromarray(array)
    return image.convert(mode) if mode else image


class OldMisc(types.ModuleType):
    """`scipy.misc` with these functions."""

    def __getattr__(self, name):
        if name in TODAY and asks_for_owner(sys._getframe(1)):
            note(f"scipy.misc.{name}", TODAY[name], STRETCHED if name != "imread" else "")
            return globals()[name]
        raise AttributeError(f"module 'scipy.misc' has no attribute {name!r}")


class OldMiscFinder(MetaPathFinder, Loader):
    """Finds `scipy.misc` for the owner's code, where SciPy is installed."""

    def find_spec(self, name, path, target=None):
        """The `ModuleSpec` of the module, or None for any other."""
        if name == "scipy.misc" and asks_for_owner(sys._getframe(1)):
            return ModuleSpec(name, self)
        return None

    def create_module(self, spec):
        """Make the module."""
        return OldMisc(spec.name)

    def exec_module(self, module):
        """Do nothing: it has its functions."""


def put_in_place():
    """Find it from now on."""
    sys.meta_path.insert(0, OldMiscFinder())
