import re

import pytest
from figure_text import assert_readable

from utils.figures.checkpoint_diagram import restore_by_name

ENTRIES = ["beta1_power", "dense/bias", "dense/bias/Adam", "dense/kernel", "global_step"]


@pytest.mark.parametrize("entries", [ENTRIES[1:2], ENTRIES, [f"{n}/{'x' * 33}" for n in range(20)]])
@pytest.mark.parametrize("asked", [slice(1), slice(None)])
def test_all_names_can_be_read(entries, asked):
    assert_readable(restore_by_name({n: n for n in entries[asked]}, entries, "A finding"))


def test_what_is_restored_is_described():
    names = {"dense/kernel": "late/dense/kernel", "dense/bias": "late/dense/bias"}
    alt = restore_by_name(names, ENTRIES, "A finding").alt
    assert alt == (
        "A graph with 2 variables, and a checkpoint with 5 names. No variable asks for 3 of the "
        "names. Restored by name: late/dense/bias from dense/bias, late/dense/kernel from "
        "dense/kernel."
    )


def test_many_names_are_counted():
    entries = [f"rnn/layer_{number}/basic_lstm_cell/kernel" for number in range(20)]
    alt = restore_by_name({name: name for name in entries}, entries, "A finding").alt
    assert alt.endswith("Restored by name: rnn/layer_0/basic_lstm_cell/kernel and 19 others.")


@pytest.mark.parametrize(
    ("names", "entries", "message"),
    [
        ({}, ENTRIES, "names must be 1 to 5"),
        ({"a": "a"}, ["a"] * 21, "entries at most 20, got 1 and 21"),
        ({"gain": "gain"}, ENTRIES, "names must be entries of the checkpoint, got 'gain'"),
        ({"a": "b" * 37}, ["a"], "a name must have at most 36 characters"),
    ],
)
def test_names_that_do_not_fit_are_named(names, entries, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        restore_by_name(names, entries, "A finding")
