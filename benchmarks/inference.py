"""What a person waits for, side by side: a text that is written, a sequence that is read."""

from benchmarks.candidates import REFERENCE
from benchmarks.report import Section
from benchmarks.steps import libraries, only, rows_of, span, timed
from benchmarks.tasks import Reading, Writing


def writing(candidates, quick=False):
    """Milliseconds for each character of a text that lesson 05's network writes.

    All candidates choose with the same noise, so they must write the same two texts.

    Arguments:
        candidates: dict from a name to a `Candidate`; those that are missing are said to be.
        quick: few rounds of short texts, to see that everything works.

    Returns:
        A `Section`.
    """
    task = Writing(length=20) if quick else Writing()
    title = f"Writing a text of {task.length} characters, one by one"
    return _waiting(candidates, task, title, "a character (ms)", task.length, "{:.4f}", quick)


def reading(candidates, quick=False):
    """Milliseconds until lesson 07's network has read a single digit.

    Arguments and result: as for `writing`.
    """
    title = "Reading one sequence of 28 time steps at batch 1"
    return _waiting(candidates, Reading(), title, "a sequence (ms)", 1, "{:.3f}", quick)


def _waiting(candidates, task, title, heading, parts, form, quick):
    """Return the `Section` of a task whose step has so many parts."""
    rounds, steps = (2, 2) if quick else (15, max(1, 100 // parts))
    compared = max(2, 10 // parts)
    seconds, differences = timed(candidates, task, rounds, steps, compared)
    seconds = {
        name: {key: value / parts for key, value in times.items()}
        for name, times in seconds.items()
    }

    def cells(name):
        median = seconds[name]["median"]
        ratio = f"{median / seconds[REFERENCE]['median']:.3g}"
        return [form.format(1000 * median), span(seconds[name], form), ratio]

    rows, refusals = rows_of(task, differences, cells, task.kind)
    return Section(
        title,
        ["candidate", heading, "least to most", f"{REFERENCE} = 1"],
        rows,
        {"seconds": seconds, "differences": differences},
        refusals,
        libraries(only(candidates, task.kind)),
    )
