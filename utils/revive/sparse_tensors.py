"""Sparse tensors, whose shape had another name up to 0.12."""

from functools import wraps

from utils.revive.notes import note
from utils.tf1 import tf


def put_in_place():
    """Let `tf.SparseTensor` take its shape under the name `shape` too."""
    make = tf.SparseTensor.__init__

    @wraps(make)
    def make_old(self, indices, values, dense_shape=None, shape=None):
        if dense_shape is None and shape is not None:
            note("tf.SparseTensor(shape)", "tf.SparseTensor(dense_shape)")
            dense_shape = shape
        make(self, indices, values, dense_shape)

    tf.SparseTensor.__init__ = make_old
