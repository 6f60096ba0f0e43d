"""The learner reads the series of one tag out of the event files of a run."""

from pathlib import Path

import numpy as np
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from utils.checks.engine import Exercise
from utils.checks.saving_and_watching.shared import written_once
from utils.tf1 import tf

FILES_HINTS = (
    "Some values are missing. How many event files are in the folder?",
    "Look at the path that you read. A run contains all files of its folder.",
    "Pass the folder to the reader.",
)


def _case(tag, *files):
    """Return the records of each file, from texts "tag step value, …", and the tag to be read."""
    kinds = [("tag", "U9"), ("step", np.int64), ("value", np.float32)]
    rows = [[tuple(record.split()) for record in file.split(", ")] for file in files]
    return {"files": [np.array(records, kinds) for records in rows], "tag": tag}


def _read(answer, files, tag):
    """Let an answer read a run; integers and floats may be of either size."""

    def write(folder):
        for number, records in enumerate(files):
            # Files of one second differ by their suffix alone, and are read in its order.
            with tf.summary.FileWriter(folder, filename_suffix=f".{number}") as writer:
                for name, step, value in records.tolist():
                    summary = tf.Summary.Value(tag=name, simple_value=value)
                    writer.add_summary(tf.Summary(value=[summary]), step)

    returned = answer(written_once(write, *(records.tobytes() for records in files)), tag)
    if not isinstance(returned, (tuple, list)):
        return returned
    wider = {"int32": np.int64, "float32": np.float64}
    return tuple(
        part.astype(wider.get(part.dtype.name, part.dtype)) if type(part) is np.ndarray else part
        for part in returned
    )


def _from_the_records(files, tag):
    records = np.concatenate(files)
    records = records[records["tag"] == tag]
    return records["step"], records["value"].astype(np.float64)


def _pairs(run, tag, reload=EventAccumulator.Reload, first="step"):
    """Return pairs (step, value), as TensorBoard's reader gives them unless told otherwise."""
    events = reload(EventAccumulator(run)).Scalars(tag)
    return [(getattr(event, first), event.value) for event in events]


def _arrays(pairs):
    return np.array([step for step, _ in pairs]), np.array([value for _, value in pairs])


def _made_of(finish, **settings):
    """Make a mistake out of what it does with the pairs (step, value), or of how it reads them."""
    return lambda run, tag: finish(_pairs(run, tag, **settings))


def _in_file(position):
    """Make the mistake of reading only one of the event files."""
    return lambda run, tag: _arrays(_pairs(str(sorted(Path(run).iterdir())[position]), tag))


def _of_tags(pick):
    """Make the mistake of reading all tags for which `pick(name, tag)` says so."""
    return lambda run, tag: _arrays(
        [
            (event.step, value.simple_value)
            for file in sorted(Path(run).iterdir())
            for event in tf.train.summary_iterator(str(file))
            for value in event.summary.value
            if pick(value.tag, tag)
        ]
    )


read_scalars = Exercise(
    name="read_scalars",
    oracle=_from_the_records,
    cases=[
        _case(
            "loss",
            "accuracy 5 0.1, loss 5 2.302585, loss 10 1.912345, accuracy 10 0.4, loss 20 1.254321",
        ),
        # A training that continued from step 3, in a second file, and tags that contain the word.
        _case(
            "loss",
            "loss 3 0.9, loss_1 3 4.0, test/loss 3 1.9, loss 4 0.7, loss 5 0.6",
            "loss 4 0.8, loss_1 4 3.5, loss 6 0.5",
        ),
        _case("rate", "rate 7 0.25, loss 7 3.5"),
        # More than the 10,000 values that TensorBoard's reader keeps by default.
        _case("loss", ", ".join(f"loss {2 * row} {1 / (row + 1)}" for row in range(10_500))),
    ],
    mistakes={
        "`Reload` is not called": (
            _made_of(_arrays, reload=lambda reader: reader),
            "Your reader has no tags. What does a new `EventAccumulator` read?",
            "Look at the example in section 6. It calls a method before `Scalars`.",
            "Call `Reload` first.",
        ),
        "of a long series only some values are read": (
            _made_of(_arrays),
            "You return 10,000 values of a series that has more. Who drops the others?",
            "Look at the second argument of `EventAccumulator` in section 6.",
            "Set the size for scalars to 0, which means all.",
        ),
        "the values are counted, and their steps are not read": (
            _made_of(lambda pairs: _arrays([(n, value) for n, (_, value) in enumerate(pairs)])),
            "Your steps are 0, 1, 2 and so on. What are the steps of the events?",
            "Look at an event. It has its own step, and steps can have gaps.",
        ),
        "the values are sorted by step": (
            _made_of(lambda pairs: _arrays(sorted(pairs, key=lambda pair: pair[0]))),
            "Your steps are sorted. In which order were the values written?",
            "Look at the order. A training that continues can write a step again.",
            "Keep the order of `Scalars`.",
        ),
        "of two values at one step only one is kept": (
            _made_of(lambda pairs: _arrays(dict(pairs).items())),
            "Your result is too short. Can a step occur twice?",
            "Look at your dictionary. It has each key only once.",
            "Collect steps and values in lists.",
        ),
        "times are returned as steps": (
            _made_of(_arrays, first="wall_time"),
            "Your first step is larger than a billion. Which part of the event is it?",
            "Look at the parts of an event. The first one is the time when it was written.",
            "The step has its own name in the event.",
        ),
        "steps and values are swapped": (
            _made_of(lambda pairs: _arrays(pairs)[::-1]),
            "Your first array contains the values. Which array should be first?",
            "Look at the order in your `return`. The steps come first.",
        ),
        "the steps are floats": (
            _made_of(lambda pairs: tuple(np.array(pairs).T)),
            "Your steps are floats. Which dtype does the task ask for?",
            "Look at your array. One array for steps and values has one dtype.",
            "Make an array for the steps alone.",
        ),
        "pairs are returned": (
            _made_of(list),
            "You return a list of pairs. What does the task ask for?",
            "Look at your `return`. It should have two arrays, all steps and all values.",
        ),
        "lists are returned": (
            _made_of(lambda pairs: [part.tolist() for part in _arrays(pairs)]),
            "You return two lists. Which type does the task ask for?",
            "Look at your `return`. Make a NumPy array of each list.",
        ),
        "another tag is read": (
            lambda run, tag: _arrays(
                _pairs(run, EventAccumulator(run).Reload().Tags()["scalars"][0])
            ),
            "You return the values of another tag. Which argument contains the tag?",
            "Look at how you choose the tag. It is not always the first one.",
        ),
        "all tags are read as one": (
            _of_tags(lambda found, tag: True),
            "You return values of all tags. How many belong to `tag`?",
            "Look at your loop. An event file contains the values of all tags.",
            "Keep only the values of your tag.",
        ),
        "similar tags are read too": (
            _of_tags(lambda found, tag: tag in found),
            "You return values of `loss_1` or `test/loss` for `loss`. Is this the same tag?",
            "Look at your comparison. It also accepts a part of a tag.",
            "Compare the complete tag.",
        ),
        "only the first of the files is read": (_in_file(0), *FILES_HINTS),
        "only the last of the files is read": (_in_file(-1), *FILES_HINTS),
    },
    minutes=6,
    difficulty=2,
    arguments=("run", "tag"),
    call=_read,
)
