"""Gradients that a script registers itself."""

from importlib import import_module

import pytest

from utils.revive import gradients, notes
from utils.tf1 import tf


@pytest.fixture
def in_place(monkeypatch):
    ops = import_module("tensorflow.python.framework.ops")
    monkeypatch.setattr(ops.RegisterGradient, "__call__", ops.RegisterGradient.__call__)
    known = ops.gradient_registry._registry
    for name in ("FloorMod", "OfNoOperation"):
        kept = known.get(name)
        if kept:
            monkeypatch.setitem(known, name, kept)
    monkeypatch.setattr(notes, "NOTES", {})
    monkeypatch.setattr(notes, "line_of_owner", lambda: ("old.py", 1))
    gradients.put_in_place()
    yield
    known.pop("OfNoOperation", None)


def test_a_gradient_of_the_script_takes_the_place_of_a_newer_one(in_place):
    @tf.RegisterGradient("FloorMod")
    def seven_times(operation, gradient):
        return [7 * gradient, None]

    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.constant(5.0)
        assert session.run(tf.gradients(tf.floormod(x, 3.0), x)) == [7.0]
    assert [one.old for one in notes.sorted_notes()] == ['tf.RegisterGradient("FloorMod")']


def test_two_gradients_of_the_script_are_still_an_error(in_place):
    tf.RegisterGradient("OfNoOperation")(lambda operation, gradient: gradient)
    with pytest.raises(KeyError, match="Registering two gradient"):
        tf.RegisterGradient("OfNoOperation")(lambda operation, gradient: gradient)
    assert not notes.sorted_notes()
