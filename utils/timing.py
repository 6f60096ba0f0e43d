"""Timing side by side: rounds in turn, medians, ratios."""

import time
from statistics import median

from utils.arguments import require_count
from utils.table import Table


def interleaved(functions, rounds, warm_up=1):
    """Time functions in turn, round after round, so that a slow moment hits all alike. Lesson 10.

    Arguments:
        functions: dict from a name to a function without arguments.
        rounds: how often each is timed, at least 1.
        warm_up: how many rounds go before and are not timed; a first run prepares the graph.

    Returns:
        A dict from the name to the median of its times, in seconds.

    Raises:
        ValueError: there are no functions, or a count is no integer or too small.
    """
    if not functions:
        raise ValueError("functions: expected one or more, got none")
    require_count("rounds", rounds)
    require_count("warm_up", warm_up, least=0)
    seconds = {name: [] for name in functions}
    for turn in range(warm_up + rounds):
        for name, function in functions.items():
            started = time.perf_counter()
            function()
            if turn >= warm_up:
                seconds[name].append(time.perf_counter() - started)
    return {name: median(times) for name, times in seconds.items()}


def ratios(seconds, to):
    """Return each time as a multiple of one of them. Lesson 10.

    Arguments:
        seconds: dict from a name to a time, such as `interleaved` returns.
        to: the name whose time counts as 1.

    Returns:
        A dict from the name to the ratio.

    Raises:
        ValueError: there is no such name, or its time is not above 0.
    """
    if to not in seconds:
        raise ValueError(f"to: expected one of {', '.join(seconds)}, got {to!r}")
    if not seconds[to] > 0:
        raise ValueError(f"seconds: expected a time above 0 for {to!r}, got {seconds[to]!r}")
    return {name: value / seconds[to] for name, value in seconds.items()}


def gain_table(seconds, to):
    """Return a table of times: each in milliseconds, and what it gains over one of them. Lesson 18.

    Arguments:
        seconds: dict from a name to a time, such as `interleaved` returns.
        to: the name of the time that the others are compared with.

    Returns:
        A `Table` with a row for each name; a negative gain is a loss.

    Raises:
        ValueError: as `ratios` does.
    """
    rows = []
    for name, ratio in ratios(seconds, to).items():
        gain = "" if name == to else f"{1000 * (seconds[to] - seconds[name]):z.1f}"
        rows.append([name, f"{1000 * seconds[name]:.1f}", gain, f"{ratio:.2f}"])
    return Table(["training step", "milliseconds", "gain (ms)", f"relative to {to}"], rows)
