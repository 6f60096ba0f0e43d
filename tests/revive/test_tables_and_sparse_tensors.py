"""Tables that can be changed, sparse tensors, and layers of Keras for graphics cards."""

import sys
import types
from importlib import import_module

import numpy as np
import pytest

from utils.revive import notes, sparse_tensors
from utils.revive.contrib import lookup
from utils.revive.libraries import keras_layers
from utils.tf1 import tf


@pytest.fixture(autouse=True)
def no_notes(monkeypatch):
    monkeypatch.setattr(notes, "NOTES", {})


def test_a_table_is_changed_and_asked():
    with tf.Graph().as_default(), tf.Session() as session:
        words = lookup.MutableHashTable(
            key_dtype=tf.string, value_dtype=tf.int64, default_value=-1, shared_name="words",
            name="words", checkpoint=True,
        )  # fmt: skip
        dense = lookup.MutableDenseHashTable(
            tf.int64, tf.int64, default_value=0, empty_key=-1, deleted_key=-2
        )
        numbers = tf.constant([1, 2], tf.int64)
        session.run(
            [words.insert(tf.constant(["a", "b"]), numbers), dense.insert(numbers, numbers)]
        )
        assert session.run(words.lookup(tf.constant(["b", "z"]))).tolist() == [2, -1]
        assert session.run([words.size(), dense.size()]) == [2, 2]


def test_words_are_numbered_under_the_first_names_of_these_functions(tmp_path):
    (tmp_path / "words.txt").write_text("a\nb\n", encoding="utf-8")
    with tf.Graph().as_default(), tf.Session() as session:
        tables = [
            lookup.string_to_index_table_from_file(str(tmp_path / "words.txt")),
            lookup.string_to_index_table_from_tensor(tf.constant(["a", "b"])),
        ]
        session.run(tf.tables_initializer())
        for table in tables:
            assert session.run(table.lookup(tf.constant(["b", "c"]))).tolist() == [1, -1]


def test_the_shape_of_a_sparse_tensor_has_its_first_name(monkeypatch):
    monkeypatch.setattr(tf.SparseTensor, "__init__", tf.SparseTensor.__init__)
    sparse_tensors.put_in_place()
    with tf.Graph().as_default(), tf.Session() as session:
        old = tf.SparseTensor(indices=[[0, 1]], values=[5.0], shape=[2, 2])
        new = tf.SparseTensor([[0, 1]], [5.0], [2, 2])
        assert isinstance(old, tf.SparseTensor)
        dense = session.run([tf.sparse.to_dense(old), tf.sparse.to_dense(new)])
    assert np.array_equal(*dense) and dense[0].tolist() == [[0, 5], [0, 0]]
    assert [one.old for one in notes.sorted_notes()] == ["tf.SparseTensor(shape)"]


def test_layers_for_graphics_cards_are_the_usual_ones(monkeypatch):
    module = types.ModuleType("layers")
    monkeypatch.setitem(sys.modules, keras_layers.MODULES[0], module)
    keras_layers.put_in_place()
    inputs = np.random.default_rng(1).normal(size=(2, 3, 4)).astype("f4")
    layers = import_module("tf_keras.layers")
    pairs = [
        (module.CuDNNLSTM, layers.LSTM, {}),
        (module.CuDNNGRU, layers.GRU, {"reset_after": True}),
    ]
    with tf.Graph().as_default(), tf.Session() as session:
        for old, today, settings in pairs:
            first = old(5, return_sequences=True)
            second = today(5, return_sequences=True, recurrent_activation="sigmoid", **settings)
            outputs = [first(tf.constant(inputs)), second(tf.constant(inputs))]
            session.run(tf.global_variables_initializer())
            weights = zip(first.weights, second.weights, strict=True)
            session.run([tf.assign(new, old) for old, new in weights])
            np.testing.assert_allclose(*session.run(outputs), atol=1e-6)
    assert len(notes.sorted_notes()) == 2
