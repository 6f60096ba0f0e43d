"""Modules inside TensorFlow whose functions have moved."""

from importlib import import_module

import pytest

from utils.revive import inner_modules, notes, owner
from utils.tf1 import tf


@pytest.fixture
def control_flow_ops(monkeypatch):
    monkeypatch.setattr(notes, "NOTES", {})
    monkeypatch.setattr(owner, "library_folders", lambda: ("/nowhere/",))
    owner.is_owners.cache_clear()
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


def test_what_is_nowhere_is_an_error_as_before(control_flow_ops):
    assert not hasattr(control_flow_ops, "no_such_name")
