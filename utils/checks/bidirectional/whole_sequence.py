"""The learner takes, of both directions, the outputs that have seen the whole sequence."""

import numpy as np

from utils.checks.engine import Exercise

random = np.random.default_rng(12)


def _at(outputs, steps):
    return outputs[np.arange(len(outputs)), steps]


def _joins(take):
    """Make a mistake out of what it takes of each layer: `take(forward, backward, lengths)`."""
    return lambda *arguments: np.concatenate(take(*arguments), axis=1)


def _case(num_steps, num_units, lengths):
    lengths = np.array(lengths, np.int32)
    valid = (np.arange(num_steps) < lengths[:, np.newaxis])[:, :, np.newaxis]
    shape = len(lengths), num_steps, num_units
    forward, backward = (random.uniform(-1, 1, size=shape) * valid for _ in range(2))
    return {"forward": forward, "backward": backward, "lengths": lengths}


whole_sequence = Exercise(
    name="whole_sequence",
    oracle=lambda forward, backward, lengths: np.array(
        [[*f[n - 1], *b[0]] for f, b, n in zip(forward, backward, lengths, strict=True)]
    ),
    cases=[_case(6, 3, [2, 5, 3, 1]), _case(4, 5, [4, 2, 3]), _case(3, 2, [2])],
    mistakes={
        "the last column of both layers": (
            _joins(lambda f, b, lengths: (f[:, -1], b[:, -1])),
            "You take column -1 of both layers. Which time step does the backward layer read last?",
            "In a padded row, the last column is zeros. The backward layer ends at step 0.",
            "Use `lengths` for the forward layer, and time step 0 for the backward layer.",
        ),
        "the last column of the forward layer": (
            _joins(lambda f, b, lengths: (f[:, -1], b[:, 0])),
            "In padded rows, your forward part is zeros. Is the last column always valid?",
            "A row of length 3 has its last forward output at index 2.",
        ),
        "the last valid step of both layers": (
            _joins(lambda f, b, lengths: (_at(f, lengths - 1), _at(b, lengths - 1))),
            "Your backward part has seen one time step only. Where has it seen all of them?",
            "The backward layer starts at the last valid time step.",
            "Use the time step where the backward layer ends.",
        ),
        "the last column of the backward layer": (
            _joins(lambda f, b, lengths: (_at(f, lengths - 1), b[:, -1])),
            "You take column -1 of the backward layer. Which time step does it read last?",
            "The outputs are in the order of the inputs, not in the order of reading.",
        ),
        "the first step of both layers": (
            _joins(lambda f, b, lengths: (f[:, 0], b[:, 0])),
            "At time step 0, your forward part has seen one input. Where has it seen all?",
            "The forward layer has seen everything at the last valid time step.",
        ),
        "each layer is taken where it starts": (
            _joins(lambda f, b, lengths: (f[:, 0], _at(b, lengths - 1))),
            "Both of your parts have seen one input only. Where does each layer end?",
            "The forward layer ends at the last valid time step, the backward layer at the first.",
        ),
        "the step after the last one": (
            _joins(lambda f, b, lengths: (_at(f, lengths), b[:, 0])),
            "Your index is one too high. Which index does the last step of length 3 have?",
            "Time steps are counted from 0, and lengths from 1.",
        ),
        "the backward layer comes first": (
            _joins(lambda f, b, lengths: (b[:, 0], _at(f, lengths - 1))),
            "Your first columns belong to the backward layer. Which layer should come first?",
            "The values are correct, but their order is not.",
        ),
        "all rows end with the longest": (
            _joins(lambda f, b, lengths: (f[:, lengths.max() - 1], b[:, 0])),
            "You take the same time step in every row. Do all rows have the same length?",
            "Each row has its own last valid time step.",
            "Use one index for each row, together with `np.arange`.",
        ),
        "every row at every length": (
            _joins(lambda f, b, lengths: (f[:, lengths - 1], b[:, 0])),
            "Your result has too many axes. What shape does `forward[:, lengths - 1]` have?",
            "The colon takes all rows for each length.",
            "Use two index arrays of the same length, for rows and for steps.",
        ),
        "the layers are added": (
            lambda f, b, lengths: _at(f, lengths - 1) + b[:, 0],
            "Your result has `num_units` columns. Should it not have twice as many?",
            "A sum mixes the units of both layers.",
            "Join both arrays along the last axis.",
        ),
        "the layers are joined along the batch": (
            lambda f, b, lengths: np.concatenate([_at(f, lengths - 1), b[:, 0]]),
            "Your result has twice as many rows as the batch. Which axis did you join?",
            "`np.concatenate` joins along axis 0 by default.",
        ),
        "the backward layer is reversed": (
            _joins(lambda f, b, lengths: (_at(f, lengths - 1), _at(b[:, ::-1], lengths - 1))),
            "You reverse the backward outputs. Are they not in the order of the inputs already?",
            "At time step 0, the backward layer has seen everything.",
        ),
        "only the forward layer is returned": (
            lambda f, b, lengths: _at(f, lengths - 1),
            "Your result has `num_units` columns. Where are those of the backward layer?",
            "The columns of the backward layer come after those of the forward layer.",
        ),
        "the layers are not joined": (
            lambda f, b, lengths: (_at(f, lengths - 1), b[:, 0]),
            "Your answer is a pair of arrays. Should it be one array?",
            "Each row of the result contains both layers, side by side.",
            "Join both arrays along the last axis.",
        ),
        "the layers get a new axis": (
            lambda f, b, lengths: np.stack([_at(f, lengths - 1), b[:, 0]], axis=1),
            "Your result has three axes. Should it not have two?",
            "`np.stack` makes a new axis. `np.concatenate` makes an existing axis longer.",
        ),
    },
    minutes=6,
    difficulty=2,
)
