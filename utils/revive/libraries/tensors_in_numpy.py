"""Functions of NumPy that are given a tensor of a graph: up to 1.13 it was an object to them."""

import sys

import numpy as np

from utils.revive.notes import note
from utils.revive.reading.owner import asks_for_owner
from utils.tf1 import tf

TODAY = "the function of tf, tf.ones_like for example"
AS_OBJECT = "NumPy takes the tensor for one object: np.sum and the like return it as it is."


def put_in_place():
    """Let the owner's code call `np.ones_like(tensor)`, for example, which gives the object 1."""
    tf.Tensor.__array__ = _as_object_of(tf.Tensor.__array__)


def _as_object_of(today):
    def array(tensor, dtype=None, **settings):
        if not asks_for_owner(_asking(sys._getframe(1))):
            return today(tensor, dtype)
        note("a function of NumPy with a tensor", TODAY, AS_OBJECT)
        one = np.empty([], object)
        one[()] = tensor
        return one

    return array


def _asking(frame):
    """The nearest frame that is not NumPy's own, or part of what stands around its functions."""
    while frame and frame.f_globals.get("__name__", "").startswith(("numpy.", "utils.revive.")):
        frame = frame.f_back
    return frame
