import re
import time

import pytest

from utils import timing


def test_each_function_runs_in_every_round_in_turn_and_warms_up_first():
    calls = []
    functions = {"a": lambda: calls.append("a"), "b": lambda: calls.append("b")}
    seconds = timing.interleaved(functions, rounds=3, warm_up=2)
    assert calls == ["a", "b"] * 5
    assert list(seconds) == ["a", "b"]
    assert all(value >= 0 for value in seconds.values())


def test_the_median_is_taken_and_the_warm_up_is_not_timed(monkeypatch):
    lengths = iter([100.0, 1.0, 5.0, 2.0])  # the first round warms up
    clock = {"now": 0.0}

    def work():
        clock["now"] += next(lengths)

    monkeypatch.setattr(time, "perf_counter", lambda: clock["now"])
    assert timing.interleaved({"work": work}, rounds=3) == {"work": 2.0}


def test_ratios_are_multiples_of_the_one_that_is_named():
    assert timing.ratios({"slow": 3.0, "fast": 0.5}, to="fast") == {"slow": 6.0, "fast": 1.0}


@pytest.mark.parametrize(
    ("functions", "counts", "message"),
    [
        ({}, {"rounds": 3}, "functions: expected one or more, got none"),
        ({"a": print}, {"rounds": 0}, "rounds must be an integer, 1 or more, got 0"),
        ({"a": print}, {"rounds": 2.5}, "rounds must be an integer, 1 or more, got 2.5"),
        (
            {"a": print},
            {"rounds": 1, "warm_up": -1},
            "warm_up must be an integer, 0 or more, got -1",
        ),
    ],
)
def test_what_cannot_be_timed_is_named(functions, counts, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        timing.interleaved(functions, **counts)


@pytest.mark.parametrize(
    ("seconds", "to", "message"),
    [
        ({"a": 1.0, "b": 2.0}, "c", "to: expected one of a, b, got 'c'"),
        ({"a": 0.0}, "a", "seconds: expected a time above 0 for 'a', got 0.0"),
    ],
)
def test_ratios_to_nothing_are_refused(seconds, to, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        timing.ratios(seconds, to)


def test_a_table_shows_gains_in_milliseconds_and_a_loss_as_negative():
    table = timing.gain_table({"slow": 0.02, "fast": 0.0125, "slower": 0.03}, to="slow")
    assert table.headings == ["training step", "milliseconds", "gain (ms)", "relative to slow"]
    assert table.rows == [
        ["slow", "20.0", "", "1.00"],
        ["fast", "12.5", "7.5", "0.62"],
        ["slower", "30.0", "-10.0", "1.50"],
    ]
