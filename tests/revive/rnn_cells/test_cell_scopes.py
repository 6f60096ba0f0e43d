"""Cells that are made where variables are reused, as up to TensorFlow 1.1."""

import copy

import numpy as np
import pytest

from utils.revive import notes
from utils.revive.rnn_cells import cell_scopes, cells
from utils.tf1 import tf


@pytest.fixture(autouse=True)
def old_scopes(monkeypatch):
    layer = next(one for one in tf.nn.rnn_cell.RNNCell.__mro__ if "_set_scope" in vars(one))
    monkeypatch.setattr(layer, "_set_scope", layer._set_scope)
    monkeypatch.setattr(tf.nn.rnn_cell.RNNCell, "__deepcopy__", cells.KERAS_COPY)
    monkeypatch.setattr(notes, "line_of_owner", lambda: ("old.py", 1))
    monkeypatch.setattr(notes, "NOTES", {})
    cell_scopes.put_in_place()


def noted():
    return [one.old for one in notes.sorted_notes()]


@pytest.mark.parametrize("kind", [cells.GRUCell, tf.nn.rnn_cell.BasicRNNCell])
def test_a_second_cell_has_the_variables_of_the_first_where_they_are_reused(kind):
    with tf.Graph().as_default(), tf.Session() as session:
        inputs, state = tf.constant([[1.0, -2.0]]), tf.constant([[0.5, 0.1, -0.3]])
        first, second = kind(3), kind(3)
        with tf.variable_scope("memory") as scope:
            outputs = [first(inputs, state)[0]]
            before = len(tf.global_variables())
            scope.reuse_variables()
            outputs += [second(inputs, state)[0], second(inputs, state)[0]]
        assert len(tf.global_variables()) == before
        session.run(tf.global_variables_initializer())
        one, *others = session.run(outputs)
    assert np.any(one) and all(np.array_equal(one, other) for other in others)
    assert noted() == ["a second cell where variables are reused"]


def test_a_second_cell_with_variables_of_its_own_keeps_them():
    with tf.Graph().as_default():
        inputs, state = tf.zeros([1, 2]), tf.zeros([1, 3])
        for reuse in (None, True):
            with tf.variable_scope("memory", reuse=reuse):
                first, second = cells.GRUCell(3), cells.GRUCell(3)
                first(inputs, state)
                second(inputs, state)
        names = {one.op.name.split("/")[1] for one in tf.global_variables()}
    assert names == {"gru_cell", "gru_cell_1"}
    assert second.variables[0].name.startswith("memory/gru_cell_1/")
    assert not noted()


def test_a_first_cell_where_nothing_is_there_is_still_an_error():
    problem = "memory/gru_cell/gates/kernel does not exist"
    with tf.Graph().as_default(), tf.variable_scope("memory", reuse=True):
        cell, inputs, state = cells.GRUCell(3), tf.zeros([1, 2]), tf.zeros([1, 3])
        with pytest.raises(ValueError, match=problem):
            cell(inputs, state)
    assert not noted()


@pytest.mark.parametrize("num_layers", [1, 2])
def test_a_cell_that_was_called_can_be_copied_and_takes_what_is_in_its_scope(num_layers):
    with tf.Graph().as_default(), tf.Session() as session:
        inputs = tf.constant([[1.0, -2.0, 0.5]])
        cell = cells.GRUCell(3)
        if num_layers > 1:
            cell = cells.MultiRNNCell([cells.GRUCell(3) for _ in range(num_layers)])
        outputs = []
        for reuse in (None, True):
            with tf.variable_scope("encoder", reuse=reuse):
                encoder = copy.deepcopy(cell)
                outputs.append(encoder(inputs, encoder.zero_state(1, tf.float32))[0])
            with tf.variable_scope("decoder", reuse=reuse):
                cell(inputs, cell.zero_state(1, tf.float32))
        assert len(tf.global_variables()) == 2 * 4 * num_layers
        session.run(tf.global_variables_initializer())
        first, second = session.run(outputs)
    assert np.any(first) and np.array_equal(first, second)
    assert encoder is not cell and encoder.variables[0] is not cell.variables[0]
