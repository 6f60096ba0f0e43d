"""Which lines of a traceback are yours, and what TensorFlow prints."""

import sysconfig
import traceback
from pathlib import Path
from types import SimpleNamespace

import pytest

from utils.debugging import printed_lines, your_lines
from utils.figures.debugging_diagrams import unused_clipping
from utils.graph import fresh_session
from utils.tf1 import tf


def frame(*parts):
    return SimpleNamespace(filename=str(Path(*parts)), lineno=3, name="f")


def logarithm(x):
    return tf.log(x, name="logarithm")


def test_the_last_line_is_the_one_that_added_the_operation():
    with fresh_session() as session:
        logarithm(tf.constant(1.0))
        operation = session.graph.get_operation_by_name("logarithm")
    *_, before, last = your_lines(operation.traceback)
    assert before.endswith(": logarithm(tf.constant(1.0))")
    assert last.endswith('in logarithm: return tf.log(x, name="logarithm")')


def test_it_takes_pythons_own_traceback_too():
    with pytest.raises(ValueError, match="incompatible") as raised, fresh_session():
        tf.zeros([3]).shape.assert_is_compatible_with([4])
    last = your_lines(traceback.extract_tb(raised.value.__traceback__))[-1]
    assert last.endswith(": tf.zeros([3]).shape.assert_is_compatible_with([4])")


def test_packages_and_python_itself_are_not_yours():
    frames = [
        frame("/home/me/venv/lib/site-packages/tensorflow/python/ops/rnn.py"),
        frame("/usr/lib/python3/dist-packages/numpy/core.py"),
        frame(sysconfig.get_path("stdlib"), "asyncio", "events.py"),
        frame("<frozen runpy>"),
        frame("<string>"),
    ]
    assert your_lines(frames) == []


def test_a_line_without_source_ends_after_the_function():
    assert your_lines([frame("/nowhere/train.py")]) == ["line 3, in f"]


def test_printed_lines_are_collected_also_if_the_run_fails():
    with fresh_session() as session:
        shown = tf.Print(tf.constant([1.0, 0.0]), ["seen"], message="x was ")
        checked = tf.debugging.check_numerics(tf.log(shown), "logarithm")
        with printed_lines() as lines:
            pass
        assert lines == []
        with pytest.raises(tf.errors.InvalidArgumentError), printed_lines() as lines:
            session.run(checked)
    assert lines == ["x was [seen]"]


def test_the_picture_says_what_does_not_run():
    idle = "not loss, gradients of tf.gradients, clipped"
    assert f"needs 3 of 6 nodes, {idle}" in unused_clipping().alt
