"""Measure on three seeds what the lessons say of trained networks: `make accuracy`.

What they say stands in `authoring.claims.table`. The networks are those of the lessons: their
functions are taken out of `solutions/NN_name.py`.
"""

import sys
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context

import numpy as np

from authoring.claims.table import CLAIMS
from utils.lessons import find_scripts
from utils.lessons.functions import lesson_functions
from utils.table import Table

SEEDS = (1, 2, 3)


def main(claims=CLAIMS, seeds=SEEDS):
    """Measure every claim on every seed, print a table, and return 0 where all of them hold."""
    measured = _measured(claims, seeds)
    rows, missed = [], 0
    for claim in claims:
        found = [measured[_training(claim, seed)] for seed in seeds]
        values = [claim.value(value) for value, _ in found]
        held = all(map(claim.holds, values))
        missed += not held
        slowest = f"{max(seconds for _, seconds in found):.0f} s"
        budget = f"{claim.budget:g} s" if np.isfinite(claim.budget) else ""
        row = [claim.lesson, claim.name, *(f"{value:.4f}" for value in values), claim.mark]
        rows.append([*row, "yes" if held else "NO", slowest, budget])
    headings = [f"seed {seed}" for seed in seeds]
    print(Table(["lesson", "what", *headings, "mark", "holds", "slowest", "budget"], rows))
    print(f"{len(claims) - missed} of {len(claims)} claims hold on {len(seeds)} seeds.")
    return int(missed > 0)


def _measured(claims, seeds):
    """Return {training: (what it gave, seconds)}; those with a budget run alone, others by two."""
    trainings = {_training(claim, seed): (claim, seed) for seed in seeds for claim in claims}
    alone = {_training(c, seed) for c in claims for seed in seeds if np.isfinite(c.budget)}
    measured = {}

    def run(training):
        claim, seed = trainings[training]
        measured[training] = _in_a_process_of_its_own(claim, seed)
        for one in [one for one in claims if _training(one, seed) == training]:
            value = one.value(measured[training][0])
            print(f"lesson {one.lesson}, {one.name}, seed {seed}: {value:.4f}", flush=True)

    for training in [training for training in trainings if training in alone]:
        run(training)
    with ThreadPoolExecutor(max_workers=2) as pool:
        list(pool.map(run, [training for training in trainings if training not in alone]))
    return measured


def _training(claim, seed):
    """What must be done once: several claims may rest on it."""
    return claim.lesson, claim.measure, seed


def measure(claim, seed):
    """Return what a claim's measure gives for a seed, and the seconds that it took."""
    [script] = find_scripts([claim.lesson])
    lesson = lesson_functions(script)
    started = time.perf_counter()
    return claim.measure(lesson, seed), time.perf_counter() - started


def _in_a_process_of_its_own(claim, seed):
    # So that neither memory nor threads of one network meet another.
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as pool:
        return pool.submit(measure, claim, seed).result()


if __name__ == "__main__":
    sys.exit(main())
