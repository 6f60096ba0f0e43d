"""`python -m benchmarks [ROW ...]`: measure, print the tables, and keep them in results.json."""

import argparse
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from benchmarks.candidates import names_for
from benchmarks.graphs import building, growth
from benchmarks.inference import reading, writing
from benchmarks.lessons import lessons, suite
from benchmarks.processes import CandidateError, started
from benchmarks.report import RESULTS, keep, write_readme
from benchmarks.steps import characters, seconds_to_98, step

SIDE_BY_SIDE = {
    "step": step,
    "seconds-to-98": seconds_to_98,
    "characters": characters,
    "writing": writing,
    "reading": reading,
}
KIND_OF = {"step": "digits", "seconds-to-98": "digits"}  # otherwise the name of the row
ROWS = SIDE_BY_SIDE | {
    "building": building,
    "growth": growth,
    "lessons": lessons,
    "suite": suite,
}
ONLY_WHEN_NAMED = {"suite"}


def main(arguments=None):
    """Measure, and return 0 where all candidates compute the same."""
    options = _parser().parse_args(arguments)
    unknown = [name for name in options.rows if name not in ROWS]
    if unknown:
        print(f"There is no row {unknown[0]}: there are {', '.join(ROWS)}.", file=sys.stderr)
        return 2
    names = options.rows or [name for name in ROWS if name not in ONLY_WHEN_NAMED]
    sections, refusals = {}, []
    with ExitStack() as stack:
        kinds = [KIND_OF.get(name, name) for name in names if name in SIDE_BY_SIDE]
        candidates = started(stack, names_for(*kinds))
        for name in [name for name in ROWS if name in names]:
            if name not in SIDE_BY_SIDE:
                stack.close()  # what is timed alone is alone
            before = time.perf_counter()
            arguments = [candidates] if name in SIDE_BY_SIDE else []
            try:
                sections[name] = ROWS[name](*arguments, quick=options.quick)
            except CandidateError as error:
                refusals.append(str(error))
                continue
            refusals += sections[name].refusals
            print(sections[name], f"({name}: {time.perf_counter() - before:.0f} s)\n", sep="\n")
    results = options.results
    if results is None:
        results = Path(tempfile.mkdtemp()) / "results.json" if options.quick else RESULTS
    keep(sections, results)
    print(f"Kept in {results}.")
    if results == RESULTS:
        write_readme(ROWS)
    for refusal in refusals:
        print(refusal)
    return int(bool(refusals))


def _parser():
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    known = ", ".join(ROWS)
    parser.add_argument("rows", nargs="*", metavar="ROW", help=f"{known}; all but suite by default")
    parser.add_argument("--quick", action="store_true", help="tiny sizes, to see that all works")
    parser.add_argument("--results", type=Path, help="where to keep the numbers")
    return parser


if __name__ == "__main__":
    sys.exit(main())
