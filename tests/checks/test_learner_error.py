"""What is said of an error, and whose line it names; NumPy and TensorFlow are not needed here."""

import functools

import pytest

from utils.checks.engine.learner_error import (
    error_kind,
    error_text,
    is_interrupt,
    is_stub,
    own_line,
)
from utils.checks.engine.outcome import Outcome, WrongAnswer, call_unchanged


def raised_by(function, *arguments):
    try:
        function(*arguments)
    except BaseException as error:
        return error
    return None


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ("", ""),
        ("\n  first  \nsecond", "first"),
        ("Node: 'a'\nFile \"x\"\nGraph execution error:\nDetected at node a\nsaid", "said"),
        ("said Originally defined at:", "said "),
        ("at 0x7f00aa and 0x7f00a", "at … and 0x7f00a"),
        ("TensorArray TensorArray_12_3 is full", "TensorArray_3 is full"),
        ("`a`", "'a'"),
        ("x" * 300, "x" * 300),
        ("x" * 301, "x" * 300 + "…"),
    ],
)
def test_the_line_of_a_message_that_counts(message, text):
    assert error_text(ValueError(message)) == text.rstrip()


def test_the_kind_of_an_error_has_no_names_of_nodes():
    kinds = [error_kind(ValueError(f"bad {name} of shape [2]")) for name in ("a/b", "c/d/e.f")]
    assert kinds == ["bad  of shape [2]"] * 2
    assert error_kind(ValueError("bad {{node a}} 3")) == "bad  3"


def not_written():
    raise NotImplementedError


def calls_another():
    exec("raise NotImplementedError", {})


def test_a_stub_raises_the_error_itself():
    assert is_stub(not_written, raised_by(not_written))
    assert not is_stub(calls_another, raised_by(calls_another))
    assert not is_stub(not_written, ValueError("never raised"))
    assert not is_stub(not_written, NotImplementedError("never raised"))


def test_an_interrupt_is_found_behind_other_errors():
    error = ValueError()
    error.__context__ = TypeError()
    assert not is_interrupt(error)
    error.__context__.__context__ = KeyboardInterrupt()
    assert is_interrupt(error)
    assert is_interrupt(KeyboardInterrupt())
    assert not is_interrupt(None)


def inner():
    raise ValueError("inside")


def outer():
    return inner()


class Callable:
    def __call__(self):
        raise ValueError("`inside`")


def test_the_last_line_of_the_learners_own_file_is_named():
    assert own_line(outer, raised_by(outer)) == ' in your line `raise ValueError("inside")`'
    assert own_line(outer, ValueError("never raised")) == ""
    assert own_line(print, ValueError("of no file")) == ""
    shown = " in your line `raise ValueError(\"'inside'\")`"
    for answer in (Callable(), functools.partial(functools.partial(Callable()))):
        assert own_line(answer, raised_by(answer)) == shown


def test_a_wrapped_function_is_looked_at_itself():
    @functools.wraps(inner)
    def wrapper():
        return inner()

    assert own_line(wrapper, raised_by(wrapper)) == ' in your line `raise ValueError("inside")`'


def test_an_operation_that_failed_in_a_run_is_named_by_the_line_that_built_it():
    lines = [f'File "{__file__}", line {number}, in x' for number in (1, 5, 3)]
    error = ValueError("\n".join(lines))
    assert own_line(inner, error) == " in your line `import functools`"
    assert own_line(inner, ValueError('File "other.py", line 3')) == ""


def test_what_cannot_be_said_is_said_so():
    class Silent(Exception):
        def __str__(self):
            raise RuntimeError

    assert error_text(Silent()) == "its message cannot be shown"


def test_two_outcomes_are_equal_where_a_learner_sees_no_difference():
    value, near, far = (Outcome(number) for number in (1.0, 1.0 + 1e-8, 2.0))
    assert value.equals(near, 1e-6)
    assert not value.equals(far, 1e-6)
    assert not value.equals(Outcome(1.0, changed=("x",)), 1e-6)
    one, two = (Outcome(error=ValueError(), failure=(ValueError, text)) for text in "ab")
    assert one.equals(one, 0)
    assert not one.equals(two, 0)
    assert not value.equals(one, 1e-6)
    with pytest.raises(AttributeError):
        value.value = 2.0


def test_call_unchanged_gives_what_the_answer_gives():
    assert call_unchanged(lambda a, b: (a, b), b=[1], a=2) == ([1], 2)


@pytest.mark.parametrize(
    "change",
    [
        lambda a, b: a.append(3),
        lambda a, b: a.reverse(),
        lambda a, b: b.update(x=object()),
        lambda a, b: b.pop("x"),
    ],
)
def test_call_unchanged_refuses_an_answer_that_changes_a_list_or_dictionary(change):
    given = {"a": [object(), object()], "b": {"x": object()}}
    with pytest.raises(WrongAnswer, match="it changed its argument `"):
        call_unchanged(change, **given)
