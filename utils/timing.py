"""Compare the running times of functions: interleaved rounds, medians and ratios."""

import time
from statistics import median

from utils.arguments import require_count
from utils.table import Table


def interleaved(functions, rounds, warm_up=1):
    """Measure the running times of functions, one after the other in each round. Lesson 10.

    If the computer is slow for a moment, all functions are slower, so the comparison is fair.

    Arguments:
        functions: dict from a name to a function without arguments.
        rounds: the number of rounds that are measured, at least 1.
        warm_up: the number of rounds before these, at least 0. They are not measured, because the
            first run of a graph takes more time.

    Returns:
        A dict from each name to the median of its times, in seconds.

    Raises:
        ValueError: there are no functions, or a number of rounds is too small or not an integer.
    """
    if not functions:
        raise ValueError("functions: expected one or more, got none")
    require_count("rounds", rounds)
    require_count("warm_up", warm_up, least=0)
    seconds = {name: [] for name in functions}
    for round_number in range(warm_up + rounds):
        for name, function in functions.items():
            started = time.perf_counter()
            function()
            if round_number >= warm_up:
                seconds[name].append(time.perf_counter() - started)
    return {name: median(times) for name, times in seconds.items()}


def ratios(seconds, to):
    """Divide all times by one of them. Lesson 10.

    Arguments:
        seconds: dict from names to times, as `interleaved` returns it.
        to: the name of the time that the others are divided by. Its ratio is 1.

    Returns:
        A dict from names to ratios.

    Raises:
        ValueError: there is no such name, or its time is not above 0.
    """
    if to not in seconds:
        raise ValueError(f"to: expected one of {', '.join(seconds)}, got {to!r}")
    if not seconds[to] > 0:
        raise ValueError(f"seconds: expected a time above 0 for {to!r}, got {seconds[to]!r}")
    return {name: value / seconds[to] for name, value in seconds.items()}


def gain_table(seconds, to):
    """Return a table of times in milliseconds, with their gain over one of them. Lesson 18.

    Arguments:
        seconds: dict from names to times in seconds, as `interleaved` returns it.
        to: the name of the time that the others are compared with.

    Returns:
        A `Table` with a row for each name. The gain is negative if a time is longer.

    Raises:
        ValueError: there is no such name, or its time is not above 0.
    """
    # Rounded first, so that a gain is the difference of the times that stand beside it.
    milliseconds = {name: round(1000 * value, 1) for name, value in seconds.items()}
    rows = []
    for name, ratio in ratios(seconds, to).items():
        gain = "" if name == to else f"{milliseconds[to] - milliseconds[name]:z.1f}"
        rows.append([name, f"{milliseconds[name]:.1f}", gain, f"{ratio:.2f}"])
    return Table(["training step", "milliseconds", "gain (ms)", f"relative to {to}"], rows)
