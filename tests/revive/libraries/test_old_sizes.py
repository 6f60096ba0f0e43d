"""Sizes that `/` made floats are taken as up to 1.15, and a fraction is refused as there."""

from importlib import import_module

import numpy as np
import pytest

from utils.revive import notes
from utils.revive.libraries import old_sizes
from utils.revive.rnn_cells import cells
from utils.tf1 import tf


@pytest.fixture(autouse=True)
def float_sizes(monkeypatch):
    monkeypatch.setattr(notes, "NOTES", {})
    dimension = import_module("tensorflow.python.framework.tensor_shape").Dimension
    monkeypatch.setattr(dimension, "__init__", dimension.__init__)
    old_sizes.put_in_place()


def test_shapes_placeholders_and_variables_take_half_of_a_size():
    assert tf.TensorShape([4 / 2, None]).as_list() == [2, None]
    with tf.Graph().as_default():
        assert tf.placeholder(tf.float32, [None, 6 / 2]).shape.as_list() == [None, 3]
        assert tf.get_variable("w", [6 / 2, 1]).shape.as_list() == [3, 1]
    assert {(one.old, one.today) for one in notes.NOTES.values()} == {("a size with /", "//")}


@pytest.mark.parametrize("make", [cells.GRUCell, cells.BasicLSTMCell, cells.LSTMCell])
def test_a_cell_takes_half_of_a_size(make):
    with tf.Graph().as_default(), tf.Session() as session:
        outputs, _ = tf.nn.dynamic_rnn(make(8 / 2), tf.ones([3, 5, 2]), dtype=tf.float32)
        session.run(tf.global_variables_initializer())
        assert session.run(outputs).shape == (3, 5, 4)


@pytest.mark.parametrize("size", [2.5, np.nan, -2.0, "2"])
def test_a_fraction_is_no_size(size):
    with pytest.raises((TypeError, ValueError)):
        tf.TensorShape([size])
    assert not notes.NOTES or size == -2.0
