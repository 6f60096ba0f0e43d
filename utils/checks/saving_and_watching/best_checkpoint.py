"""The learner chooses, out of the checkpoints of a training, the one with the smallest loss."""

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
BEST_OF_A_LONG_SERIES = 133  # a step that the reader drops if it keeps only 10,000 values


def _case(tag, steps, *files, start="runs/digits"):
    """Return the records of each file, from texts "tag step value, …", the tag and the paths."""
    kinds = [("tag", "U9"), ("step", np.int64), ("value", np.float32)]
    rows = [[tuple(record.split()) for record in file.split(", ")] for file in files]
    paths = [f"{start}-{step}" for step in steps]
    return {"files": [np.array(records, kinds) for records in rows], "tag": tag, "paths": paths}


def _read(answer, files, tag, paths):
    """Let an answer choose one of the paths, for the run with these files."""

    def write(folder):
        for number, records in enumerate(files):
            # Files of one second differ by their suffix alone, and are read in its order.
            with tf.summary.FileWriter(folder, filename_suffix=f".{number}") as writer:
                for name, step, value in records.tolist():
                    summary = tf.Summary.Value(tag=name, simple_value=value)
                    writer.add_summary(tf.Summary(value=[summary]), step)

    return answer(written_once(write, *(records.tobytes() for records in files)), tag, list(paths))


def _step(path):
    return int(path.rpartition("-")[2])


def _from_the_records(files, tag, paths):
    records = np.concatenate(files)
    saved = np.isin(records["step"], [_step(path) for path in paths])
    records = records[saved & (records["tag"] == tag)]
    best = records["step"][np.argmin(records["value"])]
    return next(path for path in paths if _step(path) == best)


def _pairs(run, tag, reload=EventAccumulator.Reload, **settings):
    """Return pairs (step, value), as TensorBoard's reader gives them unless told otherwise."""
    events = reload(EventAccumulator(run, **settings)).Scalars(tag)
    return [(event.step, event.value) for event in events]


def _all_pairs(run, tag):
    return _pairs(run, tag, size_guidance={"scalars": 0})


def _of_tags(pick):
    """Read all tags for which `pick(name, tag)` says so."""
    return lambda run, tag: [
        (event.step, value.simple_value)
        for file in sorted(Path(run).iterdir())
        for event in tf.train.summary_iterator(str(file))
        for value in event.summary.value
        if pick(value.tag, tag)
    ]


def _in_file(position):
    """Read only one of the event files."""
    return lambda run, tag: _all_pairs(str(sorted(Path(run).iterdir())[position]), tag)


def _first_tag(run, tag):
    return _all_pairs(run, EventAccumulator(run).Reload().Tags()["scalars"][0])


def _smallest(pairs, paths):
    """Return the path of the smallest value, of those steps that have a checkpoint."""
    path_of = {_step(path): path for path in paths}
    saved = [(value, step) for step, value in pairs if step in path_of]
    return path_of[min(saved)[1]]


def _best_step(pairs):
    return min(pairs, key=lambda pair: pair[1])[0]


def _any_step(pairs, paths):
    return f"{paths[0].rpartition('-')[0]}-{_best_step(pairs)}"


def _same_end(pairs, paths):
    best = _step(_smallest(pairs, paths))
    return next(path for path in paths if path.endswith(str(best)))


def _largest(pairs, paths):
    return _smallest([(step, -value) for step, value in pairs], paths)


def _made_of(choose=_smallest, read=_all_pairs):
    """Make a mistake out of how it chooses from the pairs (step, value), or how it reads them."""
    return lambda run, tag, paths: choose(read(run, tag), paths)


best_checkpoint = Exercise(
    name="best_checkpoint",
    oracle=_from_the_records,
    cases=[
        # The smallest loss of all is at a step without a checkpoint.
        _case(
            "loss",
            [10, 20, 40, 50],
            "accuracy 0 0.1, loss 0 2.3, accuracy 10 0.5, loss 10 1.2, accuracy 20 0.8, "
            "loss 20 0.75, accuracy 30 0.9, loss 30 0.5, accuracy 40 0.1, loss 40 0.9, "
            "accuracy 50 0.2, loss 50 1.1",
        ),
        # A training that continued, in a second file, and tags that contain the word.
        _case(
            "loss",
            [18, 8, 28, 4],
            "loss 4 0.9, loss_1 4 0.1, test/loss 4 0.2, loss 8 0.4, loss_1 8 3.5",
            "loss 18 0.8, loss_1 18 2.5, loss 28 0.7",
            start="runs-2/digits",
        ),
        _case("error", [7, 8, 9], "error 7 0.5, error 8 0.4", "error 9 0.25, loss 9 3.5"),
        # More than the 10,000 values that TensorBoard's reader keeps by default.
        _case(
            "loss",
            [2, BEST_OF_A_LONG_SERIES, 10_400],
            ", ".join(
                f"loss {step} {abs(step - BEST_OF_A_LONG_SERIES) + 1}" for step in range(10_500)
            ),
        ),
    ],
    mistakes={
        "the smallest loss of all steps is taken": (
            _made_of(_any_step),
            "You return a path that is not in `paths`. Was the network saved at this step?",
            "Look at the steps. Some values were written at steps without a checkpoint.",
            "Compare only the values at the steps of `paths`.",
        ),
        "the newest checkpoint is returned": (
            lambda run, tag, paths: max(paths, key=_step),
            "You return the newest checkpoint. Is its loss the smallest?",
            "Look at the events of `tag`. The loss can rise again.",
            "Find the value at the step of each path.",
        ),
        "the last path is returned": (
            lambda run, tag, paths: paths[-1],
            "You return the last path. Is its loss the smallest?",
            "Look at the events of `tag`, and at the step at the end of each path.",
            "Find the value at the step of each path.",
        ),
        "the largest value is taken": (
            _made_of(_largest),
            "You return the checkpoint with the largest loss. Which one is the best?",
            "Look at `max`, or at the order of your sorting.",
        ),
        "the position of a value is used for the paths": (
            _made_of(
                lambda pairs, paths: paths[np.argmin([value for _, value in pairs]) % len(paths)]
            ),
            "You use a position in the events as a position in `paths`. Do both begin alike?",
            "Look at the first event and the first path. They can have different steps.",
            "Compare steps. A path ends in its step.",
        ),
        "the end of the path is compared": (
            _made_of(_same_end),
            "You return a path with another step. With which digits does `digits-18` end?",
            "Look at `endswith`. The paths for the steps 8 and 18 both end in 8.",
            "Compare the complete number behind the last dash.",
        ),
        "the step is returned": (
            _made_of(lambda pairs, paths: _step(_smallest(pairs, paths))),
            "You return a step. What does the task ask for?",
            "Look at `paths`. One of them ends in this step.",
        ),
        "the loss is returned": (
            _made_of(lambda pairs, paths: dict(pairs)[_step(_smallest(pairs, paths))]),
            "You return a loss. What does the task ask for?",
            "Look at the event with this loss. It also has a step.",
            "Return the path that ends in this step.",
        ),
        "`Reload` is not called": (
            _made_of(read=lambda run, tag: _pairs(run, tag, reload=lambda reader: reader)),
            "Your reader has no tags. What does a new `EventAccumulator` read?",
            "Look at the example in section 6. It calls a method before `Scalars`.",
            "Call `Reload` first.",
        ),
        "of a long series only some values are read": (
            _made_of(read=_pairs),
            "Your answer fails with a long series. How many values did you read?",
            "Look at the second argument of `EventAccumulator` in section 6.",
            "Set the size for scalars to 0, which means all.",
        ),
        "another tag is read": (
            _made_of(read=_first_tag),
            "You read the values of another tag. Which argument contains the tag?",
            "Look at how you choose the tag. It is not always the first one.",
        ),
        "all tags are read as one": (
            _made_of(read=_of_tags(lambda found, tag: True)),
            "You read the values of all tags. How many belong to `tag`?",
            "Look at your loop. An event file contains the values of all tags.",
            "Keep only the values of your tag.",
        ),
        "similar tags are read too": (
            _made_of(read=_of_tags(lambda found, tag: tag in found)),
            "You read the values of `loss_1` or `test/loss` for `loss`. Is this the same tag?",
            "Look at your comparison. It also accepts a part of a tag.",
            "Compare the complete tag.",
        ),
        "only the first of the files is read": (_made_of(read=_in_file(0)), *FILES_HINTS),
        "only the last of the files is read": (_made_of(read=_in_file(-1)), *FILES_HINTS),
    },
    minutes=8,
    difficulty=2,
    arguments=("run", "tag", "paths"),
    call=_read,
)
