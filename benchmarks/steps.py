"""Training steps of the two networks, side by side: time, share of the floor, time to a mark."""

from dataclasses import asdict

from benchmarks.processes import (
    LIBRARY_OF,
    NAMES,
    NOT_INSTALLED,
    ONLY_DIGITS,
    REFERENCE,
    in_turns,
    summary,
)
from benchmarks.report import Section
from benchmarks.tasks import Characters, Digits

LARGEST_DIFFERENCE = 1e-4  # between losses, in any of the first ten training steps
MARK = 0.98


def step(candidates, quick=False, spoiled=None):
    """A training step of lesson 07's network, in milliseconds and as a share of the floor.

    The floor is the time that the step's matrix multiplications alone would take at the best rate
    that the candidate's library reaches for any of them, on the same machine in the same run.

    Arguments:
        candidates: dict from a name to a `Candidate`; those that are missing are said to be.
        quick: one small batch and few rounds, to see that everything works.
        spoiled: the name of a candidate whose first weights are changed, which must be noticed.

    Returns:
        A `Section`.
    """
    batch_sizes, rounds = ((8,), 2) if quick else ((32, 128, 512), 15)
    rows, figures, refusals = [], {}, []
    rates = _best_rates(candidates, rounds)
    versions = libraries(candidates)
    for batch_size in batch_sizes:
        task = Digits(batch_size)
        steps = max(1, 10 * 128 // batch_size) if not quick else 2
        seconds, differences = _timed(candidates, task, rounds, steps, spoiled)
        figures[batch_size] = {"seconds": seconds, "rates": rates, "differences": differences}
        for name in NAMES:
            row = [batch_size, name]
            refusal = refused(differences.get(name))
            if name not in candidates:
                row += [NOT_INSTALLED, "", "", "", ""]
            elif refusal:
                row += [refusal, "", "", "", ""]
                refusals.append(f"step, batch {batch_size}, {name}: {refusal}")
            else:
                median = seconds[name]["median"]
                floor = task.operations / rates[LIBRARY_OF[name]]
                row += [f"{1000 * median:.1f}", _span(seconds[name], 1000, "{:.1f}")]
                row += [f"{median / seconds[REFERENCE]['median']:.2f}"]
                row += [f"{1000 * floor:.1f}", f"{floor / median:.0%}"]
            rows.append(row)
    headings = ["batch", "candidate", "step (ms)", "least to most", f"{REFERENCE} = 1"]
    return Section(
        "A training step of lesson 07's network",
        [*headings, "floor (ms)", "share of the floor"],
        rows,
        figures,
        refusals,
        versions,
    )


def characters(candidates, quick=False):
    """Characters a second in training lesson 05's network.

    Arguments and result: as for `step`.
    """
    rounds, steps = (2, 2) if quick else (15, 50)
    task = Characters()
    rows, refusals = [], []
    names = [name for name in NAMES if name not in ONLY_DIGITS]
    candidates = {name: candidates[name] for name in names if name in candidates}
    seconds, differences = _timed(candidates, task, rounds, steps)
    versions = libraries(candidates)
    for name in names:
        refusal = refused(differences.get(name))
        if name not in candidates:
            rows.append([name, NOT_INSTALLED, "", ""])
        elif refusal:
            rows.append([name, refusal, "", ""])
            refusals.append(f"characters, {name}: {refusal}")
        else:
            median = seconds[name]["median"]
            rate = task.batch_size * task.num_steps / median
            ratio = seconds[REFERENCE]["median"] / median
            rows.append([name, f"{rate:,.0f}", f"{1000 * median:.2f}", f"{ratio:.2f}"])
    return Section(
        "Training lesson 05's network on Shakespeare",
        ["candidate", "characters a second", "step (ms)", f"{REFERENCE} = 1"],
        rows,
        {"seconds": seconds, "differences": differences},
        refusals,
        versions,
    )


def seconds_to_98(candidates, quick=False):
    """Seconds of training until lesson 07's network classifies 98 % of the test set correctly.

    All follow one recipe (Adam from 0.005 on a cosine down to 0 over 1,000 training steps,
    gradients clipped to norm 1) over the same batches, in turns. Measuring is not counted.

    Arguments and result: as for `step`.
    """
    task = Digits(updates=60) if quick else Digits(updates=1_000)
    each, mark, digits = (20, 0.3, 1_000) if quick else (50, MARK, 10_000)
    found = {}
    spent, versions = {}, libraries(candidates)
    for name, candidate in candidates.items():
        built = candidate.ask("prepare", **asdict(task))
        spent[name] = {"first": built + candidate.ask("seconds", steps=1), "training": 0.0}
    for updates in range(each, task.updates + 1, each):
        for name in [name for name in candidates if name not in found]:
            steps = each - (updates == each)  # the first is done
            spent[name]["training"] += candidates[name].ask("seconds", steps=steps)
            accuracy = candidates[name].ask("accuracy", digits=digits)
            if accuracy >= mark:
                found[name] = spent[name] | {"updates": updates, "accuracy": accuracy}
    rows, refusals = [], []
    for name in NAMES:
        if name not in candidates:
            rows.append([name, NOT_INSTALLED, "", "", ""])
        elif name not in found:
            rows.append([name, f"not within {task.updates} steps", "", "", ""])
            refusals.append(f"seconds-to-98, {name}: never reached {mark:.0%}")
        else:
            it = found[name]
            numbers = [f"{it['training']:.1f}", it["updates"], f"{it['accuracy']:.2%}"]
            rows.append([name, *numbers, f"{it['first']:.1f}"])
    return Section(
        f"Seconds of training until {mark:.0%} of the test set are correct",
        ["candidate", "training (s)", "steps", "accuracy", "to build, and first step (s)"],
        rows,
        found,
        refusals,
        versions,
    )


def _best_rates(candidates, rounds):
    """Return the best rate of matrix multiplication for each library, over its candidates."""
    best = {}
    for name, candidate in candidates.items():
        rate = candidate.ask("matrix_rate", rounds=rounds)
        best[LIBRARY_OF[name]] = max(rate, best.get(LIBRARY_OF[name], 0.0))
    return best


def libraries(candidates):
    """Return the versions of all libraries that the candidates have imported."""
    return {k: v for c in candidates.values() for k, v in c.ask("versions").items()}


def refused(difference):
    """Return why a candidate's times would mean nothing, or None.

    Arguments:
        difference: the largest between its first losses and those of the course's graph.
    """
    if difference is None or difference <= LARGEST_DIFFERENCE:
        return None
    return f"refused: its losses differ by {difference:.1e}"


def _timed(candidates, task, rounds, steps, spoiled=None):
    """Return the seconds of a step, summed up, and how far the first losses are apart."""
    losses = {}
    for name, candidate in candidates.items():
        candidate.ask("prepare", weights_are_off=name == spoiled, **asdict(task))
        losses[name] = candidate.ask("losses", steps=10)
    differences = {
        name: max(abs(a - b) for a, b in zip(those, losses[REFERENCE], strict=True))
        for name, those in losses.items()
    }
    seconds = in_turns(candidates, rounds, steps)
    return {name: summary(times) for name, times in seconds.items()}, differences


def _span(seconds, times, form):
    return " to ".join(form.format(times * seconds[end]) for end in ("least", "most"))
