"""Modules inside TensorFlow whose functions have moved."""

from importlib import import_module

import numpy as np
import pytest

from utils.revive import inner_modules, notes, owner
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


def test_the_mode_is_that_of_graphs(control_flow_ops):
    from tensorflow.python.eager import context

    assert context.in_graph_mode() and not context.in_eager_mode()
    found = [(one.old, one.today) for one in notes.sorted_notes()]
    assert ("tensorflow.python.eager.context.in_graph_mode", "not tf.executing_eagerly()") in found


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
