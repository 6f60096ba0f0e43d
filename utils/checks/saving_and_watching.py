"""The exercises of lesson 13: what each is tried on; the mistakes stand in modules by section."""

import numpy as np

from utils.checks import saved_events, saved_files, saved_misfits, saved_names, saved_weights
from utils.exercise import Exercise, progress_of

random = np.random.default_rng(13)


def _normal(*shape):
    return random.normal(size=shape).astype(np.float32)


def _with_slots(names, slots, others):
    """A checkpoint of trained variables, their slots, and others that have none.

    The slots of a variable are equal, so that it does not matter which one an answer reads.
    """
    entries = {name: _normal(3) for name in others}
    for position, name in enumerate(names):
        shape = position + 2, position + 3
        entries[name] = _normal(*shape)
        entries |= dict.fromkeys([f"{name}{slot}" for slot in slots], _normal(*shape))
    return {"names": list(entries), "values": list(entries.values())}


def _weights_oracle(names, values):
    owners = {name[: name.rfind("/")] for name in names if "/" in name}
    pairs = [pair for pair in zip(names, values, strict=True) if pair[0] in owners]
    pairs.sort(key=lambda pair: pair[0])
    return ", ".join(name for name, _ in pairs), [value for _, value in pairs]


trained_weights = Exercise(
    name="trained_weights",
    oracle=_weights_oracle,
    cases=[
        _with_slots(
            ["rnn/basic_rnn_cell/kernel", "rnn/basic_rnn_cell/bias"],
            ["/Adam", "/Adam_1"],
            ["beta1_power", "beta2_power", "global_step"],
        ),
        # A scope that is called like an optimizer, and a name with which another one begins.
        _with_slots(["Adam/kernel", "dense/W_out"], ["/Momentum"], ["dense/W", "rnn/mean"]),
        # A slot of an optimizer that nobody knows, and a variable that is called like a scope.
        _with_slots(["net/gru/gates/kernel"], ["/slow"], ["net/gru", "count"]),
    ],
    mistakes=saved_weights.TRAINED_WEIGHTS,
    minutes=6,
    difficulty=2,
    arguments=("path",),
    call=saved_files.read_weights,
    place="(names, values)",
)


names_in_checkpoint = Exercise(
    name="names_in_checkpoint",
    oracle=lambda names, values, scope: (list(names), list(values)),
    cases=[
        {"names": names, "values": [_normal(2, 3) for _ in names], "scope": scope}
        for scope, names in (
            ("reader", ["rnn/basic_rnn_cell/kernel", "rnn/basic_rnn_cell/bias", "dense/kernel"]),
            # `dynamic_rnn` makes a scope of its own, so that the name holds the word twice.
            ("rnn", ["rnn/gru_cell/gates/kernel", "rnn/gru_cell/gates/kernel/Adam", "dense/bias"]),
            ("twins/left", ["cell/kernel", "twins/left/W", "layer_10"]),
            ("left/twins/left", ["cell/kernel", "left/W"]),
        )
    ],
    mistakes=saved_names.NAMES_IN_CHECKPOINT,
    minutes=6,
    difficulty=2,
    arguments=("variables", "scope"),
    call=saved_files.restore_under,
    place="(names, values)",
)


def _misfits_oracle(here, shapes, there, values):
    wanted = dict(zip(here, map(tuple, shapes), strict=True))
    found = {name: value.shape for name, value in zip(there, values, strict=True)}
    lists = (
        [name for name in wanted if name not in found],
        [name for name in found if name not in wanted],
        [name for name in wanted if found.get(name, wanted[name]) != wanted[name]],
    )
    return *(", ".join(sorted(names)) for names in lists), True


def _misfits_case(here, there):
    return {
        "here": list(here),
        "shapes": [list(shape) for shape in here.values()],
        "there": list(there),
        "values": [_normal(*shape) for shape in there.values()],
    }


misfits = Exercise(
    name="misfits",
    oracle=_misfits_oracle,
    cases=[  # in each there are so many names that no set has them in order by chance
        _misfits_case(
            {
                **{"rnn/kernel": (5, 3), "rnn/bias": (3,), "late/W": (3, 2), "late/b": (2,)},
                **{"c": (4, 6), "gain": (), "count": (3,), "layer_10": (2,)},
            },
            {
                **{"rnn/kernel": (7, 3), "rnn/bias": (3,), "rnn/bias/Adam": (3,), "c": (6, 4)},
                **{"gain": (3,), "count": (), "layer_10": (2,), "beta1_power": ()},
            },
        ),
        _misfits_case(
            {
                **{"z": (2, 3), "dense_1/kernel": (4, 2), "dense/kernel": (2, 4), "a": (3,)},
                **{"dense_1/bias": (2,), "W": (2, 2), "m": (4,)},
            },
            {
                **{"dense/kernel": (2, 4), "dense/kernel/Adam": (2, 4), "a": (3, 1), "z": (1, 3)},
                **{"m": (5,), "dense/bias": (4,), "global_step": ()},
            },
        ),
        _misfits_case(
            {"kernel": (3, 3), "bias": (3,), "b": (2,), "V": (2, 2)},
            {
                **{"bias": (4,), "kernel": (3, 3), "V": (2, 3), "b": (3,)},
                **{"beta1_power": (), "beta2_power": (), "global_step": ()},
            },
        ),
    ],
    mistakes=saved_misfits.MISFITS,
    minutes=8,
    difficulty=3,
    arguments=("variables", "path"),
    call=saved_files.compare_with,
    place="(missing, left over, of another shape, all sorted)",
)


def _run_case(tag, *notes):
    """Notes of a run, each (tag, step, value, number of the file), and the tag that is wanted."""
    tags, steps, values, files = zip(*notes, strict=True)
    return {
        "tags": np.array(tags),
        "steps": np.array(steps),
        "values": np.array(values, np.float32).astype(np.float64),
        "files": np.array(files),
        "tag": tag,
    }


def _scalars_oracle(tags, steps, values, files, tag):
    return steps[tags == tag], values[tags == tag]


read_scalars = Exercise(
    name="read_scalars",
    oracle=_scalars_oracle,
    cases=[
        _run_case(
            "loss",
            *(("accuracy", 5, 0.1, 1), ("loss", 5, 2.302585, 1), ("loss", 10, 1.912345, 1)),
            *(("accuracy", 10, 0.4, 1), ("loss", 20, 1.254321, 1)),
        ),
        # A training that went on from step 3, in a second file; and tags that hold the word.
        _run_case(
            "loss",
            *(("loss", 3, 0.9, 1), ("loss_1", 3, 4.0, 1), ("test/loss", 3, 1.9, 1)),
            *(("loss", 4, 0.7, 1), ("loss", 5, 0.6, 1)),
            *(("loss", 4, 0.8, 2), ("loss_1", 4, 3.5, 2), ("loss", 6, 0.5, 2)),
        ),
        _run_case("rate", ("rate", 7, 0.25, 1), ("loss", 7, 3.5, 1)),
        # More notes than the 10,000 that TensorBoard's reader keeps unless told.
        _run_case("loss", *(("loss", 2 * row, 1 / (row + 1), 1) for row in range(10_500))),
    ],
    mistakes=saved_events.READ_SCALARS,
    minutes=6,
    difficulty=2,
    arguments=("run", "tag"),
    call=saved_files.read_run,
)

progress = progress_of(trained_weights, names_in_checkpoint, misfits, read_scalars)
