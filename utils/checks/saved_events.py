"""What people get wrong in read_scalars (lesson 13, summaries)."""

from pathlib import Path

import numpy as np
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from utils.exercise import Mistake
from utils.tf1 import tf


def _arrays(pairs):
    return np.array([step for step, _ in pairs]), np.array([value for _, value in pairs])


def _read(run, tag):
    """Pairs (step, value), as TensorBoard's reader gives them unless told otherwise."""
    return [(event.step, event.value) for event in EventAccumulator(run).Reload().Scalars(tag)]


def _made_of(finish):
    """Make an answer out of what it does with the pairs (step, value)."""
    return lambda run, tag: finish(_read(run, tag))


def _in_file(position):
    """Make an answer that reads one of the event files."""
    return lambda run, tag: _arrays(_read(str(sorted(Path(run).iterdir())[position]), tag))


def _notes(pick):
    """Make an answer that reads the event files one by one: those notes that it picks."""
    return lambda run, tag: _arrays(
        [
            (event.step, value.simple_value)
            for file in sorted(Path(run).iterdir())
            for event in tf.train.summary_iterator(str(file))
            for value in event.summary.value
            if pick(value.tag, tag)
        ]
    )


def _times(run, tag):
    events = EventAccumulator(run).Reload().Scalars(tag)
    return _arrays([(event.wall_time, event.value) for event in events])


READ_SCALARS = [
    Mistake(
        "nothing was loaded",
        lambda run, tag: _arrays([(e.step, e.value) for e in EventAccumulator(run).Scalars(tag)]),
        (
            "Which tags has your reader, when you print them?",
            "A new `EventAccumulator` has read nothing. What does section 6 call first?",
        ),
    ),
    Mistake(
        "of a long series only some notes are read",
        _made_of(_arrays),
        (
            "How many notes has the longest series, and how many do you return?",
            "TensorBoard's reader keeps a sample of a long series, unless it is told how many.",
            "What did section 6 tell the reader, to see every histogram?",
        ),
    ),
    Mistake(
        "the notes are counted, not their steps",
        _made_of(lambda pairs: _arrays([(n, value) for n, (_, value) in enumerate(pairs)])),
        (
            "At which step was the first value noted?",
            "Each event has a step of its own. Steps may have gaps.",
        ),
    ),
    Mistake(
        "the notes are sorted by their steps",
        _made_of(lambda pairs: _arrays(sorted(pairs, key=lambda pair: pair[0]))),
        (
            "Which note was written first: that of step 5, or the second one of step 4?",
            "A training that went on from an earlier checkpoint notes some steps again.",
        ),
    ),
    Mistake(
        "of two notes at one step only one is kept",
        _made_of(lambda pairs: _arrays(list(dict(pairs).items()))),
        (
            "Can a step occur twice in a run?",
            "A dictionary has each key once. Two notes may have the same step.",
        ),
    ),
    Mistake(
        "times are taken for steps",
        _times,
        (
            "How large is your first step?",
            "An event has three parts, and the first is when it was written.",
        ),
    ),
    Mistake(
        "steps and values are exchanged",
        _made_of(lambda pairs: _arrays(pairs)[::-1]),
        (
            "Which of your two arrays holds whole numbers?",
            "The steps come first.",
        ),
    ),
    Mistake(
        "the steps are floats",
        _made_of(lambda pairs: tuple(np.array(pairs).T)),
        (
            "Which dtype have your steps?",
            "One array for all parts of an event has one dtype for all of them.",
        ),
    ),
    Mistake(
        "pairs are returned",
        _made_of(list),
        (
            "How many things does your function return?",
            "Two arrays are wanted: all steps, and all values.",
        ),
    ),
    Mistake(
        "lists are returned",
        _made_of(lambda pairs: tuple(part.tolist() for part in _arrays(pairs))),
        (
            "Which type have the two things that you return?",
            "NumPy arrays are wanted.",
        ),
    ),
    Mistake(
        "another tag is read",
        lambda run, tag: _arrays(
            _read(run, EventAccumulator(run).Reload().Tags()["scalars"][0]),
        ),
        (
            "Whose notes do you return, if a run has several tags?",
            "`tag` says which. It need not be the first.",
        ),
    ),
    Mistake(
        "all tags are read as one",
        _notes(lambda found, tag: True),
        (
            "How many notes of this tag were written?",
            "An event file holds the notes of all tags, mixed. Pick yours.",
        ),
    ),
    Mistake(
        "tags that sound alike are read too",
        _notes(lambda found, tag: tag in found),
        (
            "Does `loss_1` or `test/loss` belong to `loss`?",
            "A second summary of one name gets a number. It is another tag.",
        ),
    ),
    Mistake(
        "only the first of the files is read",
        _in_file(0),
        (
            "How many event files are in the folder?",
            "A training that went on has a second file, and the run is all of them.",
        ),
    ),
    Mistake(
        "only the last of the files is read",
        _in_file(-1),
        (
            "How many event files are in the folder?",
            "A training that went on has a second file, and the run is all of them.",
        ),
    ),
]
