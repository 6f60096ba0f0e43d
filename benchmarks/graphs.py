"""Graphs by their size: the time to draw one, and how a step grows with what goes into it."""

from statistics import median

import numpy as np

from benchmarks.processes import REFERENCE, Candidate
from benchmarks.report import Section
from benchmarks.tasks import Digits


def building(quick=False):
    """Seconds to draw an LSTM with its training, and to its first step, static and dynamic.

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
                drawn, first, operations = (median(values) for values in zip(*built, strict=True))
                figures[f"{way}, {steps} steps"] = {
                    "draw": drawn,
                    "first step": first,
                    "operations": operations,
                }
                row += [f"{operations:,.0f}", f"{drawn:.2f}", f"{first:.2f}"]
            rows.append(row)
    headings = ["operations", "to draw (s)", "first step (s)"]
    return Section(
        "An LSTM drawn with its training, by the number of steps",
        ["steps", *(f"{way}: {what}" for way in ("static", "dynamic") for what in headings)],
        rows,
        figures,
    )


def growth(quick=False):
    """How a step's time and memory grow with steps, batch and width, as fitted exponents.

    An exponent of 1 says that twice as much takes twice as long; each point has a process of its
    own, and memory is what came on top of what TensorFlow took to start.

    Arguments and result: as for `building`.
    """
    ranges = {
        "num_steps": (14, 28) if quick else (14, 28, 56, 112),
        "batch_size": (4, 8) if quick else (32, 128, 512),
        "num_units": (8, 16) if quick else (64, 128, 256),
    }
    rounds = 3 if quick else 15
    rows, figures, known = [], {}, {}
    for name, values in ranges.items():
        for value in values:
            settings = ({"batch_size": 8, "num_units": 8} if quick else {}) | {name: value}
            key = str(Digits(**settings))
            known[key] = known.get(key) or _a_step_of(settings, rounds)
            figures.setdefault(name, {})[value] = known[key]
        points = figures[name]
        row = [name, f"{values[0]} to {values[-1]}"]
        for what, times, form in (("seconds", 1000, "{:.1f}"), ("bytes", 1e-6, "{:.0f}")):
            measured = [points[value][what] for value in values]
            row.append(" / ".join(form.format(times * number) for number in measured))
            row.append(f"{exponent(values, measured):.2f}")
        rows.append(row)
    headings = ["what grows", "from, to", "step (ms)", "exponent", "memory (MB)", "exponent "]
    return Section("How a training step of lesson 07's network grows", headings, rows, figures)


def exponent(sizes, measured):
    """Return the slope of a line through the logarithms: p where measured ~ sizes ** p."""
    return float(np.polyfit(np.log(sizes), np.log(measured), 1)[0])


def _a_step_of(settings, rounds):
    """Return the median seconds of a step, and the bytes that the training took."""
    with Candidate(REFERENCE) as candidate:
        before = candidate.ask("memory")
        candidate.ask("prepare", kind="digits", **settings)
        candidate.ask("losses", steps=2)
        times = [candidate.ask("seconds", steps=1) for _ in range(rounds)]
        return {"seconds": median(times), "bytes": candidate.ask("memory") - before}
