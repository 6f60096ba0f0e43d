"""What the lessons say of trained networks, each measured on three seeds: `make accuracy`.

The networks are those of the lessons: their functions are taken out of `solutions/NN_name.py`.
"""

import ast
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from types import SimpleNamespace

import numpy as np

from utils.data import load_mnist, load_text
from utils.lessons import find_scripts
from utils.table import Table

SEEDS = (1, 2, 3)


@dataclass(frozen=True)
class Claim:
    """What is claimed of a network, whatever the seed.

    Arguments:
        lesson: its number, such as "07".
        name: what is measured, with units.
        measure: a function (functions of the lesson, seed) -> number; each call has a process
            of its own.
        least, most: the marks that each number must reach, or must not pass.
        budget: the seconds that one call should take on two cores that do nothing else; shown
            beside what it took, and not judged, since machines are busy at times.
    """

    lesson: str
    name: str
    measure: Callable
    least: float = -np.inf
    most: float = np.inf
    budget: float = np.inf

    @property
    def mark(self):
        """The marks as a person writes them."""
        marks = {"≥ {:g}": self.least, "≤ {:g}": self.most}
        return ", ".join(text.format(mark) for text, mark in marks.items() if np.isfinite(mark))

    def holds(self, value):
        """Say whether a measured value reaches the marks."""
        return bool(self.least <= value <= self.most)


def digits(lesson, seed):
    """Part of the 10,000 test digits that lesson 07's network reads right."""
    mnist = load_mnist()
    weights, _ = lesson.train_network(mnist, updates=1_400, seed=seed)
    logits = lesson.read_digits(weights, mnist.test_images)
    return (logits.argmax(axis=1) == mnist.test_labels).mean()


def characters(lesson, seed):
    """Bits per character of lesson 05's network on the last tenth of the plays."""
    text = load_text("shakespeare")
    vocabulary, ids = np.unique(list(text), return_inverse=True)
    end = len(ids) * 9 // 10
    ids = ids.astype(np.int32)
    _, history = lesson.train_on(ids[:end], ids[end:], len(vocabulary), seed=seed, updates=1_300)
    return history.measured["held out"][-1]


def bits_held(lesson, seed):
    """Part of 500 bits that lesson 06's LSTM holds for 80 steps, its forget gates open at first."""
    cell_class = lesson.tf.nn.rnn_cell.BasicLSTMCell
    right = lesson.learn_to_hold(cell_class, (80,), (seed,), updates=80, forget_bias=5.0)
    return right[80].item()


def letters(lesson, seed):
    """Part of 2,000 letters for which lesson 06's LSTM says rightly how their word began."""
    text = load_text("shakespeare")[:250_000]
    vocabulary, ids = np.unique(list(text), return_inverse=True)
    inside = lesson.inside_vowel_words(text)
    size = len(vocabulary)
    trained, _ = lesson.train_on_words(ids[:240_000], inside[:240_000], size, seed, updates=200)
    return lesson.share_right(trained, ids[-2_000:], inside[-2_000:], size)


def gain_of_open_gates(lesson, seed):
    """Lesson 08's LSTM at distance 80: its lowest error over that of the one with open gates."""
    lowest = {name: e.min() for name, e in lesson.learn({80: 300}, seed)[80].measured.items()}
    return lowest["LSTM"] / lowest["LSTM, forget_bias 5"]


CLAIMS = (
    Claim("05", "bits per character, held out", characters, most=2.9, budget=40),
    Claim("06", "letters judged right", letters, least=0.98),
    Claim("06", "bits held over 80 steps, forget_bias=5", bits_held, least=0.9),
    Claim("07", "test digits read right", digits, least=0.985, budget=40),
    Claim("08", "error at distance 80, forget_bias 1 over 5", gain_of_open_gates, least=3),
)


def lesson_functions(script):
    """What a lesson's script defines: its imports, functions, and names bound to literals.

    Arguments:
        script: the path of `solutions/NN_name.py`.

    Returns:
        A namespace; nothing else of the script was run. A function whose defaults rest on what a
        cell computes is left out.
    """
    names = {"__name__": script.stem}
    for node in ast.parse(script.read_text(encoding="utf-8")).body:
        if _defines(node):
            with suppress(NameError):
                exec(compile(ast.Module([node], type_ignores=[]), script, "exec"), names)
    return SimpleNamespace(**names)


def main(claims=CLAIMS, seeds=SEEDS):
    """Measure every claim on every seed, print a table, and return 0 where all of them hold."""
    rows, missed = [], 0
    for claim in claims:
        found = []
        for seed in seeds:
            value, seconds = _in_a_process_of_its_own(claim, seed)
            found.append((value, seconds))
            print(f"lesson {claim.lesson}, {claim.name}, seed {seed}: {value:.4f}", flush=True)
        held = all(claim.holds(value) for value, _ in found)
        missed += not held
        values = [f"{value:.4f}" for value, _ in found]
        slowest = f"{max(seconds for _, seconds in found):.0f} s"
        budget = f"{claim.budget:g} s" if np.isfinite(claim.budget) else ""
        verdict = "yes" if held else "NO"
        rows.append([claim.lesson, claim.name, *values, claim.mark, verdict, slowest, budget])
    headings = [f"seed {seed}" for seed in seeds]
    print(Table(["lesson", "what", *headings, "mark", "holds", "slowest", "budget"], rows))
    print(f"{len(claims) - missed} of {len(claims)} claims hold on {len(seeds)} seeds.")
    return int(missed > 0)


def measure(claim, seed):
    """Return a claim's value for a seed, and the seconds that it took."""
    [script] = find_scripts([claim.lesson])
    lesson = lesson_functions(script)
    started = time.perf_counter()
    return float(claim.measure(lesson, seed)), time.perf_counter() - started


def _in_a_process_of_its_own(claim, seed):
    # So that neither memory nor threads of one network meet another.
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as pool:
        return pool.submit(measure, claim, seed).result()


def _defines(node):
    if isinstance(node, ast.Assign):
        try:
            ast.literal_eval(node.value)
        except ValueError:
            return False
        return True
    return isinstance(node, (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef))


if __name__ == "__main__":
    sys.exit(main())
