"""Graphs by their size: the time to build one, and how the cost of a training step grows."""

from dataclasses import asdict
from statistics import median

import numpy as np

from benchmarks.candidates import REFERENCE
from benchmarks.processes import Candidate, in_turns
from benchmarks.report import Section
from benchmarks.tasks import Digits

TINY = {"batch_size": 8, "num_units": 8}
STEPS = 3  # in a turn


def building(quick=False):
    """Seconds to build an LSTM with its training, and of its first step, static and dynamic.

    Arguments:
        quick: two small graphs only.

    Returns:
        A `Section`.
    """
    counts, rounds = ((2, 5), 1) if quick else ((10, 30, 100, 300, 1_000), 3)
    rows, figures = [], {}
    with Candidate(REFERENCE) as candidate:
        candidate.ask("build", way="dynamic", steps=2)  # what only the first graph pays for
        for steps in counts:
            row = [steps]
            for way in ("static", "dynamic"):
                again = 1 if way == "static" and steps >= 300 else rounds
                built = [candidate.ask("build", way=way, steps=steps) for _ in range(again)]
                built, first, operations = (median(values) for values in zip(*built, strict=True))
                figures[f"{way}, {steps} steps"] = {
                    "build": built,
                    "first step": first,
                    "operations": operations,
                }
                row += [f"{operations:,.0f}", f"{built:.2f}", f"{first:.2f}"]
            rows.append(row)
    headings = ["operations", "to build (s)", "first step (s)"]
    return Section(
        "An LSTM built with its training, by the number of time steps",
        ["steps", *(f"{way}: {what}" for way in ("static", "dynamic") for what in headings)],
        rows,
        figures,
    )


def growth(quick=False):
    """How a training step's time and memory grow with its sizes, as fitted exponents.

    An exponent of 1 says that twice as much takes twice as long. Each size has a process of its
    own, which trains on noise: digits would take more memory than the training. A tiny network
    comes first there, and memory is what came on top of the most that the process had with it.

    Arguments and result: as for `building`.
    """
    ranges = {
        "num_steps": (14, 28) if quick else (28, 56, 112, 224, 448),
        "batch_size": (4, 8) if quick else (32, 128, 512, 2_048),
        "num_units": (8, 16) if quick else (64, 128, 256, 512),
    }
    rounds = 3 if quick else 9
    rows, figures, known = [], {}, {}
    for name, values in ranges.items():
        for value in values:
            task = Digits(**(TINY if quick else {}) | {name: value, "made": True})
            known[task] = known.get(task) or _a_step_of(task, rounds)
            figures.setdefault(name, {})[value] = known[task]
        points = figures[name]
        row = [name, " / ".join(f"{value}" for value in values)]
        for what, times, form in (("seconds", 1000, "{:.1f}"), ("bytes", 1e-6, "{:.0f}")):
            measured = [points[value][what] for value in values]
            row.append(" / ".join(form.format(times * number) for number in measured))
            row.append(f"{exponent(values, measured):.2f}")
        rows.append(row)
    headings = ["what grows", "sizes", "step (ms)", "exponent", "memory (MB)", "exponent "]
    return Section("How a training step of lesson 07's network grows", headings, rows, figures)


def exponent(sizes, measured):
    """Return the slope of a line through the logarithms: p where measured ~ sizes ** p."""
    return float(np.polyfit(np.log(sizes), np.log(measured), 1)[0])


def _a_step_of(task, rounds):
    """Return the median seconds of a step, and the bytes that the training took."""
    with Candidate(REFERENCE) as candidate:
        candidate.ask("prepare", **asdict(Digits(**TINY, made=True)))
        candidate.ask("values", steps=STEPS)
        before = candidate.ask("memory")
        candidate.ask("prepare", **asdict(task))
        times = in_turns({REFERENCE: candidate}, rounds, STEPS)[REFERENCE]
        # A page at least, so that there is a logarithm.
        return {"seconds": median(times), "bytes": max(4_096, candidate.ask("memory") - before)}
