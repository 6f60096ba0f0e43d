"""The table of old names: each row leads somewhere, and each name has really vanished."""

import logging
import re
from operator import attrgetter

import pytest

from utils.revive import old_modules, old_names
from utils.revive.old_names import find, look_up, parsed, refusal, section_of
from utils.tf1 import tf

TABLE = old_names.old_names()


def is_in_tensorflow(name):
    try:
        attrgetter(name.removeprefix("tf."))(tf)
    except AttributeError:
        return False
    return True


@pytest.mark.parametrize("name", TABLE.names)
def test_each_row_leads_to_a_class_a_function_or_another_thing(name):
    value = old_modules.value_of(TABLE.names[name])
    is_something = callable(value) or hasattr(value, "__name__") or isinstance(value, str)
    assert is_something or hasattr(value, "analyze_vars") or isinstance(value, logging.Logger | int)


@pytest.mark.parametrize("name", [name for name in TABLE.names if name.startswith("tf.")])
def test_what_to_write_today_is_there_today(name):
    row = TABLE.names[name]
    if row.is_another_word:
        assert is_in_tensorflow(row.today)


@pytest.mark.parametrize("name", [row.old for row in TABLE.names.values() if not row.arguments])
def test_a_name_that_is_said_to_have_vanished_has_vanished(name):
    of_cells = name.startswith(("tf.python.ops.rnn.", "tf.nn.rnn_cell."))  # see the next test
    assert of_cells or not is_in_tensorflow(name)


@pytest.mark.parametrize("name", [row.old for row in TABLE.names.values() if row.arguments])
def test_a_name_whose_arguments_changed_is_still_there(name):
    assert is_in_tensorflow(name)


@pytest.mark.parametrize("name", TABLE.not_covered)
def test_what_is_not_covered_is_nowhere_and_is_refused_by_name_with_what_does_the_same(name):
    assert find(name) is None
    sentence, same = refusal(name), TABLE.not_covered[name]
    assert sentence.startswith(f"{name} is not covered by `course revive`")
    end = "nothing today does the same" if same.startswith("nothing") else "the same today: "
    assert end in sentence and sentence.count(". ") == 0
    assert not same.startswith(("tf.contrib", "tf.nn.seq2seq"))
    today = re.match(r"tf(\.\w+)+", same)
    assert today is None or is_in_tensorflow(today[0]) or today[0] == "tf.estimator"


def test_what_lies_below_something_that_is_not_covered_is_refused_with_the_same_words():
    assert "tf.keras.applications" in refusal("tf.contrib.slim.nets.vgg.vgg_16")
    of_1_0 = refusal("tf.contrib.legacy_seq2seq.one2many_rnn_seq2seq")  # and of 0.12, tf.nn.seq2seq
    assert of_1_0.endswith("today: tf.nn.static_rnn, and a loop over a cell for each decoder.")
    assert "nothing today does the same" in refusal("tf.contrib.grid_rnn.Grid2LSTMCell")


def test_a_slip_of_the_pen_is_answered_with_the_name_that_is_like_it():
    assert refusal("tf.contrib.rnn.BasicLSTMCel").endswith("tf.contrib.rnn.BasicLSTMCell.")
    assert refusal("tf.placeholdr", dir(tf)).endswith("tf.placeholder.")
    assert refusal("tf.contrib.rnn.EmbeddingCell").endswith("see docs/old_names.md for what is.")
    assert refusal("tf.zzz").endswith("see docs/old_names.md for what is.")


@pytest.mark.parametrize(
    ("module", "section"),
    [
        ("tf.contrib.rnn", "tf.contrib.rnn"),
        ("tf.contrib.rnn.python.ops.core_rnn_cell_impl", "tf.contrib.rnn"),
        ("tf.contrib.layers.python.layers.initializers", "tf.contrib.layers"),
        ("tf.python.ops.rnn_cell", "tf.nn.rnn_cell"),
        ("tf.contrib.kfac.python.ops", None),
        ("tf.compat", None),
    ],
)
def test_a_module_is_known_by_each_of_its_names(module, section):
    assert section_of(module) == section


def test_a_row_has_a_name_what_to_write_and_perhaps_a_meaning():
    table = parsed("# note\n[tf.a, tf.b] utils.text\nold | tf.new | It grew.\nkept(x) | f(x)\n")
    old, kept = table.names.values()
    assert (old.old, old.today, old.meaning, old.arguments) == (
        "tf.a.old",
        "tf.new",
        "It grew.",
        "",
    )
    assert (kept.old, kept.arguments, kept.written_in) == ("tf.a.kept", "(x)", "utils.text")
    assert old.is_another_word and not kept.is_another_word
    assert table.modules == {"tf.a": "tf.a", "tf.b": "tf.a"}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[tf]\nold\n", r"line 2: wanted name \| today, got 'old'"),
        ("old | new\n", "line 1: wanted"),
        ("[tf]\na | b\na | c\n", "line 3: tf.a has a row already"),
    ],
)
def test_a_line_that_is_no_row_is_named(text, problem):
    with pytest.raises(ValueError, match=problem):
        parsed(text)


def test_names_are_looked_up_without_the_tf_before_them():
    assert look_up("unpack", "concat", "nothing_like_it").rows == [
        ["tf.unpack", "tf.unstack"],
        ["tf.concat(axis, values)", "tf.concat(values, axis)"],
        ["tf.nothing_like_it", "not in the table"],
    ]


def test_what_else_changed_is_in_short_lines_below_the_name():
    (old, today), *below = look_up("contrib.layers.fully_connected").rows
    assert old == "tf.contrib.layers.fully_connected" and "activation=activation_fn" in today
    lines = [line for _, line in below]
    assert " ".join(lines) == find(old).meaning
    assert len(lines) > 1 and max(map(len, lines)) <= 60


def test_a_function_of_an_inner_module_that_is_not_covered_is_refused_when_it_is_called():
    inner = old_modules.OldModule("tensorflow.contrib.layers.python.layers.utils.two_element_tuple")
    with pytest.raises(old_modules.NotCovered, match="two_element_tuple is not covered by"):
        inner(3)
