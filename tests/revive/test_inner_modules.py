"""Modules inside TensorFlow whose functions have moved."""

from importlib import import_module

import numpy as np
import pytest

from utils.revive import inner_modules, notes
from utils.revive.reading import owner
from utils.tf1 import tf


@pytest.fixture
def control_flow_ops(monkeypatch):
    monkeypatch.setattr(notes, "NOTES", {})
    monkeypatch.setattr(owner, "library_folders", lambda: ("/nowhere/",))
    owner.is_owners.cache_clear()
    for name, (_, functions) in inner_modules.REORDERED.items():
        for function in functions:
            module = import_module(name)
            monkeypatch.setattr(module, function, getattr(module, function))
    inner_modules.put_in_place()
    yield import_module("tensorflow.python.ops.control_flow_ops")
    owner.is_owners.cache_clear()
    for name in inner_modules.MODULES:
        del import_module(name).__getattr__


def test_what_has_moved_is_found_and_noted(control_flow_ops):
    assert control_flow_ops.while_loop is tf.while_loop
    assert control_flow_ops.group is not None
    found = [(one.old, one.today) for one in notes.sorted_notes()]
    assert found == [("tensorflow.python.ops.control_flow_ops.while_loop", "tf.while_loop")]


def test_cells_are_found_where_nn_and_the_whole_package_had_them(control_flow_ops):
    from tensorflow.python import shape
    from tensorflow.python.ops.nn import rnn_cell

    assert shape is tf.shape and rnn_cell.GRUCell is tf.nn.rnn_cell.GRUCell
    found = [(one.old, one.today) for one in notes.sorted_notes()]
    assert ("tensorflow.python.shape", "tf.shape") in found
    assert ("tensorflow.python.ops.nn.rnn_cell", "tf.nn.rnn_cell") in found


def test_what_is_in_other_rooms_today_is_found_there(control_flow_ops):
    from tensorflow.python import pywrap_tensorflow
    from tensorflow.python.framework import graph_util
    from tensorflow.python.ops import functional_ops

    frozen = tf.graph_util.convert_variables_to_constants
    assert graph_util.convert_variables_to_constants is frozen
    assert pywrap_tensorflow.NewCheckpointReader is tf.train.NewCheckpointReader
    assert functional_ops.map_fn is tf.map_fn
    old = "tensorflow.python.pywrap_tensorflow.NewCheckpointReader"
    assert (old, "tf.train.NewCheckpointReader") in [
        (one.old, one.today) for one in notes.sorted_notes()
    ]


def test_what_has_gone_from_inside_does_what_it_did(control_flow_ops):
    from tensorflow.python.framework import ops, tensor_shape

    assert tensor_shape.scalar().as_list() == []
    assert tensor_shape.vector(3).as_list() == [3]
    assert tensor_shape.matrix(3, None).as_list() == [3, None]
    assert ops.RegisterShape("Own")(len) is len
    assert "tf.TensorShape([])" in [one.today for one in notes.sorted_notes()]


def test_generated_operations_are_found_by_their_names_with_an_underscore(control_flow_ops):
    from tensorflow.python.ops.gen_array_ops import _concat_v2

    with tf.Graph().as_default(), tf.Session() as session:
        assert session.run(_concat_v2([[1], [2]], 0)).tolist() == [1, 2]
    assert not hasattr(import_module("tensorflow.python.ops.gen_array_ops"), "_no_such_name")


def test_what_is_nowhere_is_an_error_as_before(control_flow_ops):
    assert not hasattr(control_flow_ops, "no_such_name")


def test_what_has_stayed_takes_its_arguments_in_their_old_order(control_flow_ops):
    from tensorflow.python.ops import array_ops, nn_ops

    logits, labels = np.random.RandomState(1).normal(size=(3, 4)), np.array([0, 3, 1])
    expected = np.log(np.exp(logits).sum(1)) - logits[range(3), labels]
    with tf.Graph().as_default(), tf.Session() as session:
        parts = array_ops.split(1, 2, array_ops.concat(1, [logits, logits]))
        assert np.array_equal(session.run(parts[1]), logits)
        assert session.run(control_flow_ops.neg(5)) == -5
        for loss in (
            nn_ops.sparse_softmax_cross_entropy_with_logits(logits, labels),
            nn_ops.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits),
        ):
            np.testing.assert_allclose(session.run(loss), expected)
        assert array_ops.concat([logits, logits], 1).shape == (3, 8)
    found = {one.old for one in notes.sorted_notes()}
    assert {"tf.neg", "tf.concat(axis, values)", "tf.split(axis, number, value)"} <= found


def test_libraries_have_todays_functions(control_flow_ops, monkeypatch):
    from tensorflow.python.ops import array_ops

    monkeypatch.setattr(inner_modules, "asks_for_owner", lambda frame: False)
    with tf.Graph().as_default(), pytest.raises((TypeError, ValueError)):
        array_ops.concat(1, [np.zeros([2, 3])])
