"""The learner shifts the targets by one time step, for teacher forcing."""

import numpy as np

from utils.checks.engine import Exercise

random = np.random.default_rng(17)


def _symbol_by_symbol(targets, go):
    rows = [[go, *row[:-1]] for row in targets.tolist()]
    return np.array(rows, targets.dtype)


def _go_column(targets, go):
    return np.full_like(targets[:, :1], go)


def _with_go(targets, go):
    return np.concatenate([_go_column(targets, go), targets[:, :-1]], axis=1)


def _overwritten(targets, go):
    targets[:, 1:] = targets[:, :-1].copy()
    targets[:, 0] = go
    return targets


def _first_is_go(targets, go):
    inputs = targets.copy()
    inputs[:, 0] = go
    return inputs


def _last_is_go(targets, go):
    return np.concatenate([targets[:, 1:], _go_column(targets, go)], axis=1)


def _shifted_along_the_batch(targets, go):
    inputs = np.full_like(targets, go)
    inputs[1:] = targets[:-1]
    return inputs


def _case(batch_size, num_steps, go):
    targets = random.integers(10, 40, size=(batch_size, num_steps)).astype(np.int32)
    return {"targets": targets, "go": go}


decoder_inputs = Exercise(
    name="decoder_inputs",
    oracle=_symbol_by_symbol,
    cases=[_case(3, 5, 1), _case(2, 4, 7), _case(4, 2, 3)],
    mistakes={
        "the targets are not shifted": (
            lambda targets, go: targets,
            "At each time step, your decoder reads what it should predict. Did you shift?",
            "The table above shows what the decoder reads at step 1.",
            "Start each row with `go`, then the targets without their last column.",
        ),
        "the row is shifted to the left": (
            _last_is_go,
            "At step 0, your decoder reads the target of step 1. Which way did you shift?",
            "Each target must appear one time step later than before.",
            "Put `go` before the targets, not after them.",
        ),
        "the row is shifted to the left, with zeros at the end": (
            lambda targets, go: np.pad(targets[:, 1:], [(0, 0), (0, 1)]),
            "At step 0, your decoder reads the target of step 1. Which way did you shift?",
            "Each target must appear one time step later than before.",
            "Put `go` before the targets, and drop the last column.",
        ),
        "the row has one time step too many": (
            lambda targets, go: np.concatenate([_go_column(targets, go), targets], axis=1),
            "Your rows are one time step longer than the targets. Which symbol is never read?",
            "Nothing is predicted after the last target.",
            "Drop the last column of the targets.",
        ),
        "the last symbol comes first": (
            lambda targets, go: np.roll(targets, 1, axis=1),
            "Your rows begin with their last target. Where is `go`?",
            "`np.roll` moves the last column to the front.",
            "Overwrite the first column after the shift.",
        ),
        "the first symbol is replaced": (
            _first_is_go,
            "Your first target is missing, and the others did not move. Did you shift them?",
            "The decoder reads the first target at step 1.",
            "Move all targets by one time step, then write `go` into column 0.",
        ),
        "zeros come first": (
            lambda targets, go: np.pad(targets[:, :-1], [(0, 0), (1, 0)]),
            "Your rows begin with 0. Did you use `go`?",
            "`np.pad` fills with 0 by default.",
            "Pass `constant_values`, or write into column 0.",
        ),
        "`go` is always 1": (
            lambda targets, go: _with_go(targets, 1),
            "All your rows begin with 1. Which argument do you not use?",
            "GO is 1 in this lesson, but the check also uses other symbols.",
            "Write `go` into column 0.",
        ),
        "the rows are shifted instead of the time steps": (
            _shifted_along_the_batch,
            "Your first row contains only `go`. Which axis did you shift?",
            "Axis 0 is the batch, and axis 1 is the time.",
        ),
        "the argument is changed": (
            _overwritten,
            "Your function also changes `targets`. Does the loss still need them?",
            "An assignment to a slice writes into the array of the caller.",
            "Write into a new array.",
        ),
        "the dtype changes": (
            lambda targets, go: np.hstack(
                [np.full((len(targets), 1), go, np.int64), targets[:, :-1]]
            ),
            "Your inputs are int64, but the targets are int32. Where does int64 come from?",
            "`np.full` chooses a dtype itself if you give none.",
            "Use the dtype of the targets.",
        ),
        "the inputs become floats": (
            lambda targets, go: np.hstack(
                [np.full((len(targets), 1), go, np.float64), targets[:, :-1]]
            ),
            "Your inputs are floats. Can an embedding look them up?",
            "`np.ones` and `np.zeros` make floats by default.",
            "Use the dtype of the targets.",
        ),
    },
    minutes=4,
    difficulty=1,
)
