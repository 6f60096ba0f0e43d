"""Operations whose arguments had another order or other names, and summaries by their first names.

Each operation takes today's arguments too, and is then exactly today's operation.
"""

from importlib import import_module

import numpy as np

from utils.revive.notes import note_name
from utils.tf1 import tf

array_ops = import_module("tensorflow.python.ops.array_ops")
_logger = tf.get_logger()  # a name of `tf.logging`


def _is_axis(value):
    """Whether an argument is a number that can be an axis, and no tensor of values."""
    return isinstance(value, int | np.integer) or getattr(value, "shape", None) == ()


def concat(*arguments, **settings):
    """`tf.concat(values, axis)`, or `(axis, values)` as up to 0.12, or with `concat_dim`."""
    settings = _renamed(settings, concat_dim="axis")
    if len(arguments) == 1 and _is_axis(arguments[0]):
        settings["axis"], arguments = arguments[0], ()
    elif len(arguments) > 1 and _is_axis(arguments[0]) and not _is_axis(arguments[1]):
        note_name("tf.concat")
        arguments = (arguments[1], arguments[0], *arguments[2:])
    return tf.concat(*arguments, **settings)


def split(*arguments, **settings):
    """`tf.split(value, number, axis)`, or `(axis, number, value)` as up to 0.12."""
    settings = _renamed(settings, split_dim="axis", num_split="num_or_size_splits")
    first_is_axis = arguments and isinstance(arguments[0], int | np.integer)
    if first_is_axis and (len(arguments) > 2 or "value" in settings):
        note_name("tf.split")
        names = ("axis", "num_or_size_splits", "value", "name")
        arguments, settings = (), dict(zip(names, arguments, strict=False)) | settings
    return tf.split(*arguments, **settings)


def reverse(tensor, axis=None, name=None, dims=None):
    """`tf.reverse(tensor, axis)`, or with a truth value for each dimension, as up to 0.12."""
    axis = dims if axis is None else axis
    if isinstance(axis, list | tuple) and axis and isinstance(axis[0], bool | np.bool_):
        note_name("tf.reverse")
        axis = [dimension for dimension, turned in enumerate(axis) if turned]
    return tf.reverse(tensor, axis, name)


def batch_matmul(x, y, adj_x=False, adj_y=False, name=None):
    """`tf.matmul` of the last two dimensions, [..., n, m] and [..., m, k] to [..., n, k]."""
    return tf.matmul(x, y, adjoint_a=adj_x, adjoint_b=adj_y, name=name)


def listdiff(x, y, name=None):
    """`tf.setdiff1d`: the values of `x` that are not in `y`, and their indices."""
    return tf.setdiff1d(x, y, name=name)


def select(condition, t, e, name=None):
    """`tf.where`: `t` where the condition holds, and `e` elsewhere."""
    return tf.where(condition, t, e, name=name)


def device(name):
    """`tf.device`, on the processor where a graphics card is asked for."""
    return tf.device(on_processor(name, "tf.device"))


def on_processor(device, asking):
    """The device, or the processor in place of a graphics card, noted under the name asking."""
    if isinstance(device, str) and "gpu" in device.lower():
        note_name(asking)
        return "/cpu:0"
    return device


def scalar_summary(tags, values, collections=None, name=None):
    """`tf.summary.scalar` of a number; `tags` is its name."""
    return tf.summary.scalar(_tag(tags, name), values, collections)


def histogram_summary(tag, values, collections=None, name=None):
    """`tf.summary.histogram` of a tensor of any shape; `tag` is its name."""
    return tf.summary.histogram(_tag(tag, name), values, collections)


def image_summary(tag, tensor, max_images=3, collections=None, name=None):
    """`tf.summary.image` of images [number, height, width, channels]; `tag` is their name."""
    return tf.summary.image(_tag(tag, name), tensor, max_images, collections)


def audio_summary(tag, tensor, sample_rate, max_outputs=3, collections=None, name=None):
    """`tf.summary.audio` of sounds [number, samples] or [number, samples, channels]."""
    return tf.summary.audio(_tag(tag, name), tensor, sample_rate, max_outputs, collections)


def merge_summary(inputs, collections=None, name=None):
    """`tf.summary.merge` of a list of summaries."""
    return tf.summary.merge(inputs, collections, name)


def merge_all_summaries(key=tf.GraphKeys.SUMMARIES):
    """`tf.summary.merge_all` of a graph."""
    return tf.summary.merge_all(key)


def _tag(tag, name):
    """The name of a summary: a tag may be a constant."""
    return tag if isinstance(tag, str) else name or "summary"


def _renamed(settings, **new_names):
    return {new_names.get(name, name): value for name, value in settings.items()}
