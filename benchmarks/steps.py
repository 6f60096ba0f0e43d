"""Training steps of the two networks, side by side: time, share of the floor, time to a mark."""

from dataclasses import asdict

import numpy as np

from benchmarks.candidates import CANDIDATES, REFERENCE, names_for
from benchmarks.processes import in_turns, summary
from benchmarks.report import Section
from benchmarks.tasks import Characters, Digits

NOT_INSTALLED = "not installed"
LARGEST_DIFFERENCE = 1e-4  # between values, in any of the first steps
MARK = 0.98


def step(candidates, quick=False, spoiled=()):
    """A training step of lesson 07's network, in milliseconds and as a share of the floor.

    The floor is the time that the step's matrix multiplications alone would take at the best rate
    that the candidate's library reaches for any of them, on the same machine in the same run.

    Arguments:
        candidates: dict from a name to a `Candidate`; those that are missing are said to be.
        quick: one small batch and few rounds, to see that everything works.
        spoiled: names of candidates whose first weights are changed, which must be noticed.

    Returns:
        A `Section`.
    """
    batch_sizes, rounds = ((8,), 2) if quick else ((32, 128, 512), 15)
    rows, figures, refusals = [], {}, []
    rates = _best_rates(only(candidates, "digits"), rounds)
    for batch_size in batch_sizes:
        task = Digits(batch_size)
        steps = max(1, 10 * 128 // batch_size) if not quick else 2
        seconds, differences = timed(candidates, task, rounds, steps, spoiled=spoiled)
        figures[batch_size] = {"seconds": seconds, "rates": rates, "differences": differences}

        def cells(name, task=task, seconds=seconds):
            median = seconds[name]["median"]
            floor = task.operations / rates[CANDIDATES[name].library]
            times = [f"{1000 * median:.1f}", span(seconds[name], "{:.1f}")]
            ratio = f"{median / seconds[REFERENCE]['median']:.2f}"
            return [*times, ratio, f"{1000 * floor:.1f}", f"{floor / median:.0%}"]

        new_rows, new_refusals = rows_of(task, differences, cells, f"step, batch {batch_size}")
        rows += [[batch_size, *row] for row in new_rows]
        refusals += new_refusals
    headings = ["batch", "candidate", "step (ms)", "least to most", f"{REFERENCE} = 1"]
    return Section(
        "A training step of lesson 07's network",
        [*headings, "floor (ms)", "share of the floor"],
        rows,
        figures,
        refusals,
        libraries(only(candidates, "digits")),
    )


def characters(candidates, quick=False):
    """Characters a second in training lesson 05's network.

    Arguments and result: as for `step`.
    """
    rounds, steps = (2, 2) if quick else (15, 50)
    task = Characters()
    seconds, differences = timed(candidates, task, rounds, steps)

    def cells(name):
        median = seconds[name]["median"]
        rate = task.batch_size * task.num_steps / median
        ratio = seconds[REFERENCE]["median"] / median
        return [f"{rate:,.0f}", f"{1000 * median:.2f}", f"{ratio:.2f}"]

    rows, refusals = rows_of(task, differences, cells, "characters")
    return Section(
        "Training lesson 05's network on Shakespeare",
        ["candidate", "characters a second", "step (ms)", f"{REFERENCE} = 1"],
        rows,
        {"seconds": seconds, "differences": differences},
        refusals,
        libraries(only(candidates, task.kind)),
    )


def seconds_to_98(candidates, quick=False):
    """Seconds of training until lesson 07's network classifies 98 % of the test set correctly.

    All follow one recipe (Adam from 0.005 on a cosine down to 0 over 1,000 training steps,
    gradients clipped to norm 1) over the same batches, in turns. Measuring is not counted.

    Arguments and result: as for `step`.
    """
    task = Digits(updates=60) if quick else Digits(updates=1_000)
    each, mark, digits = (20, 0.3, 1_000) if quick else (50, MARK, 10_000)
    candidates, found, spent = only(candidates, task.kind), {}, {}
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
    refusals = [
        f"seconds-to-98, {name}: never reached {mark:.0%}" for name in candidates.keys() - found
    ]

    def cells(name):
        if name not in found:
            return [f"not within {task.updates} steps"]
        it = found[name]
        numbers = [f"{it['training']:.1f}", it["updates"], f"{it['accuracy']:.2%}"]
        return [*numbers, f"{it['first']:.1f}"]

    rows, _ = rows_of(task, dict.fromkeys(candidates, 0.0), cells, "seconds-to-98")
    return Section(
        f"Seconds of training until {mark:.0%} of the test set are correct",
        ["candidate", "training (s)", "steps", "accuracy", "to build, and first step (s)"],
        rows,
        found,
        refusals,
        libraries(candidates),
    )


def _best_rates(candidates, rounds):
    """Return the best rate of matrix multiplication for each library, over its candidates."""
    best = {}
    for name, candidate in candidates.items():
        rate = candidate.ask("matrix_rate", rounds=rounds)
        library = CANDIDATES[name].library
        best[library] = max(rate, best.get(library, 0.0))
    return best


def only(candidates, kind):
    """Return those of the candidates that can do a kind of task, in the order of the tables."""
    return {name: candidates[name] for name in names_for(kind) if name in candidates}


def libraries(candidates):
    """Return the versions of all libraries that the candidates have imported."""
    return {k: v for c in candidates.values() for k, v in c.ask("versions").items()}


def refused(difference):
    """Return why a candidate's times would mean nothing, or None.

    Arguments:
        difference: the largest between its first values and those of the course's graph: losses,
            logits, or ids of characters.
    """
    if difference is None or difference <= LARGEST_DIFFERENCE:
        return None
    return f"refused: its values differ by {difference:.1e}"


def rows_of(task, differences, cells, where):
    """Return the rows of a table, and what is refused, as sentences.

    Arguments:
        task: whose kind says which candidates there are.
        differences: dict from the name of each candidate that was timed; see `refused`.
        cells: a function from a name to what follows it in its row.
        where: what begins a refusal.
    """
    rows, refusals = [], []
    for name in names_for(task.kind):
        refusal = refused(differences.get(name))
        if name not in differences:
            rows.append([name, NOT_INSTALLED])
        elif refusal:
            rows.append([name, refusal])
            refusals.append(f"{where}, {name}: {refusal}")
        else:
            rows.append([name, *cells(name)])
    width = max(len(row) for row in rows)
    return [row + [""] * (width - len(row)) for row in rows], refusals


def timed(candidates, task, rounds, steps, compared=10, spoiled=()):
    """Return the seconds of a step, summed up, and how far the first values are apart.

    Arguments:
        candidates: dict from a name to a `Candidate`; those that can do the task have their turns.
        task: what they do.
        rounds, steps: see `in_turns`.
        compared: how many steps are compared, before any is timed.
        spoiled: see `step`.
    """
    candidates, values = only(candidates, task.kind), {}
    for name, candidate in candidates.items():
        candidate.ask("prepare", weights_are_off=name in spoiled, **asdict(task))
        values[name] = np.array(candidate.ask("values", steps=compared))
    differences = {
        name: float(np.abs(those - values[REFERENCE]).max()) for name, those in values.items()
    }
    seconds = in_turns(candidates, rounds, steps)
    return {name: summary(times) for name, times in seconds.items()}, differences


def span(seconds, form):
    """Return the least and the most of a `summary` in milliseconds, as text."""
    return " to ".join(form.format(1000 * seconds[end]) for end in ("least", "most"))
