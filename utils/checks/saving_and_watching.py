"""The exercises of lesson 13, and the mistakes that people make in them."""

from pathlib import Path

import numpy as np
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from utils.checks.saved_files import compare_with, read_run, read_weights, restore_under
from utils.exercise import Exercise, Mistake, progress_of
from utils.tf1 import tf

random = np.random.default_rng(13)


def _normal(*shape):
    return random.normal(size=shape).astype(np.float32)


def _with_slots(names, slots, others):
    """A checkpoint of trained variables, their slots, and others that have none."""
    shapes = {name: (position + 2, position + 3) for position, name in enumerate(names)}
    trained = [(f"{name}{slot}", shapes[name]) for name in names for slot in ("", *slots)]
    entries = trained + [(name, (3,)) for name in others]
    return {
        "names": [name for name, _ in entries],
        "values": [_normal(*shape) for _, shape in entries],
    }


def _picked(pick, key=lambda name: name, value=lambda reader, name: reader.get_tensor(name)):
    """Make an answer out of which names it picks: `pick(name, names)`."""

    def answer(path):
        reader = tf.train.load_checkpoint(path)
        names = sorted(reader.get_variable_to_shape_map())
        return {key(name): value(reader, name) for name in names if pick(name, names)}

    return answer


def _has_slot(name, names):
    return any(other.rpartition("/")[0] == name for other in names)


def _is_slot(name, names):
    return name.rpartition("/")[0] in names


def _weights_oracle(names, values):
    pairs = [pair for pair in zip(names, values, strict=True) if _has_slot(pair[0], names)]
    pairs.sort(key=lambda pair: pair[0])
    return [name for name, _ in pairs], [value for _, value in pairs]


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
        _with_slots(["gru/gates/kernel"], ["/RMSProp", "/RMSProp_1"], ["gru/count"]),
    ],
    mistakes=[
        Mistake(
            "all that is no slot is taken",
            _picked(lambda name, names: not _is_slot(name, names)),
            (
                "Was the global step trained, or was it counted?",
                "Some entries are no slots, and have none. Look for those that have one.",
            ),
        ),
        Mistake(
            "the slots are taken",
            _picked(_is_slot),
            (
                "Which are the weights: those with the optimizer's word at the end, or the others?",
                "A slot shows which variable was trained, and is not that variable.",
            ),
        ),
        Mistake(
            "everything is taken",
            _picked(lambda name, names: True),
            (
                "Has each entry that you return a slot?",
                "Only what was trained is wanted: neither slots nor counters.",
            ),
        ),
        Mistake(
            "only Adam's slots are looked for",
            _picked(lambda name, names: f"{name}/Adam" in names),
            (
                "What are the slots called if another optimizer made them?",
                "The last word of a slot's name may be any. What stands before it?",
            ),
        ),
        Mistake(
            "names with Adam in them are left out",
            _picked(lambda name, names: "Adam" not in name),
            (
                "What are the slots called if another optimizer made them?",
                "A variable may stand in a scope that is called Adam, and counters have no Adam.",
                "Do not look for a word: look for an entry whose name goes on after yours.",
            ),
        ),
        Mistake(
            "a name that only begins alike is taken for a slot",
            _picked(lambda name, names: any(n.startswith(name) and n != name for n in names)),
            (
                "Is `dense/W_out` a slot of `dense/W`?",
                "Between a variable's name and its slot's word stands a slash.",
            ),
        ),
        Mistake(
            "the names end in `:0`",
            _picked(_has_slot, key=lambda name: f"{name}:0"),
            (
                "What are these variables called in the checkpoint?",
                "`:0` belongs to a tensor of a graph. A checkpoint has names of variables.",
            ),
        ),
        Mistake(
            "the shapes are returned",
            _picked(_has_slot, value=lambda reader, name: list(reader.get_tensor(name).shape)),
            (
                "What does your dictionary hold for each name?",
                "Values are wanted. A reader takes them out of the file.",
            ),
        ),
        Mistake(
            "the scopes are cut off the names",
            _picked(_has_slot, key=lambda name: name.rpartition("/")[2]),
            (
                "Which scope does your `kernel` come from?",
                "A name in a checkpoint is the whole of it, with all its slashes.",
            ),
        ),
    ],
    minutes=6,
    difficulty=2,
    arguments=("path",),
    call=read_weights,
    place="(names, values)",
)


def _named(rename):
    """Make an answer out of what it makes of a variable and the scope: its name."""
    return lambda variables, scope: {rename(variable, scope): variable for variable in variables}


names_in_checkpoint = Exercise(
    name="names_in_checkpoint",
    oracle=lambda names, values, scope: (list(names), list(values)),
    cases=[
        {"names": names, "values": [_normal(2, 3) for _ in names], "scope": scope}
        for scope, names in (
            ("reader", ["rnn/basic_rnn_cell/kernel", "rnn/basic_rnn_cell/bias", "dense/kernel"]),
            # `dynamic_rnn` makes a scope of its own, so that the name holds the word twice.
            ("rnn", ["rnn/gru_cell/gates/kernel", "dense/bias"]),
            ("twins/left", ["cell/kernel", "twins/left/W", "layer_10"]),
        )
    ],
    mistakes=[
        Mistake(
            "the names end in `:0`",
            _named(lambda variable, scope: variable.name.removeprefix(f"{scope}/")),
            (
                "What stands at the end of your names, and does it stand in the checkpoint?",
                "`variable.name` is the name of a tensor. The variable's operation has one too.",
            ),
        ),
        Mistake(
            "zeros go with the `:0`",
            _named(lambda variable, scope: variable.name.removeprefix(f"{scope}/").rstrip(":0")),
            (
                "What does `rstrip` take away from `layer_10:0`?",
                "`rstrip` is given single characters, not an ending.",
            ),
        ),
        Mistake(
            "the scope is still there",
            _named(lambda variable, scope: variable.op.name),
            (
                "Was the checkpoint saved from a graph with this scope?",
                "The key is the name in the checkpoint, not in the graph.",
            ),
        ),
        Mistake(
            "the scope is put in front once more",
            _named(lambda variable, scope: f"{scope}/{variable.op.name}"),
            (
                "Where does the scope stand already: in the checkpoint, or in the graph?",
                "From the graph's name to the checkpoint's, something is taken away.",
            ),
        ),
        Mistake(
            "a slash is left at the front",
            _named(lambda variable, scope: variable.op.name.removeprefix(scope)),
            (
                "With which character do your names begin?",
                "The slash after the scope goes too.",
            ),
        ),
        Mistake(
            "letters are stripped instead of the scope",
            _named(lambda variable, scope: variable.op.name.lstrip(f"{scope}/")),
            (
                "What does `'reader/rnn'.lstrip('reader/')` give?",
                "`lstrip` takes away any of these letters, in any order.",
                "Strings have a method that takes away a beginning as a whole.",
            ),
        ),
        Mistake(
            "the scope is taken out wherever it stands",
            _named(lambda variable, scope: variable.op.name.replace(f"{scope}/", "")),
            (
                "What becomes of `rnn/rnn/gru_cell/…` in the scope `rnn`?",
                "The name in the checkpoint may hold the same word. Only the front goes.",
            ),
        ),
        Mistake(
            "only the first part of the scope goes",
            _named(lambda variable, scope: variable.op.name.split("/", 1)[1]),
            (
                "How many parts has the scope `twins/left`?",
                "How much is taken away depends on `scope`.",
            ),
        ),
        Mistake(
            "only the last part of the name is kept",
            _named(lambda variable, scope: variable.op.name.split("/")[-1]),
            (
                "What are the variables called in the checkpoint that section 1 lists?",
                "Only the outer scope goes. Those inside it belong to the name.",
            ),
        ),
        Mistake(
            "names and variables are exchanged",
            lambda variables, scope: {
                variable: variable.op.name.removeprefix(f"{scope}/") for variable in variables
            },
            (
                "Which of the two is the key?",
                "The dictionary goes from what the checkpoint knows to what the graph has.",
            ),
        ),
    ],
    minutes=6,
    difficulty=2,
    arguments=("variables", "scope"),
    call=restore_under,
    place="(names, values)",
)


def _misfits_oracle(here, shapes, there, values):
    wanted = dict(zip(here, map(tuple, shapes), strict=True))
    found = {name: value.shape for name, value in zip(there, values, strict=True)}
    return (
        sorted(name for name in wanted if name not in found),
        sorted(name for name in found if name not in wanted),
        sorted(name for name in wanted if found.get(name, wanted[name]) != wanted[name]),
    )


def _misfits(differs=lambda here, there: here != there, finish=lambda *lists: lists, end=""):
    """Make an answer out of when shapes differ, what it returns, and how its names end."""

    def answer(variables, path):
        here = {variable.op.name + end: variable.shape.as_list() for variable in variables}
        there = dict(tf.train.list_variables(path))
        return finish(
            sorted(name for name in here if name not in there),
            sorted(name for name in there if name not in here),
            sorted(name for name in here if name in there and differs(here[name], there[name])),
        )

    return answer


def _unsorted(variables, path):
    here = {variable.op.name: variable.shape.as_list() for variable in variables}
    there = dict(tf.train.list_variables(path))
    return (
        [name for name in here if name not in there],
        [name for name in there if name not in here],
        [name for name in here if name in there and here[name] != there[name]],
    )


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
    cases=[
        _misfits_case(
            {"rnn/kernel": (5, 3), "rnn/bias": (3,), "late/W": (3, 2), "late/b": (2,), "c": (4, 6)},
            {"rnn/kernel": (7, 3), "rnn/bias": (3,), "rnn/bias/Adam": (3,), "c": (6, 4)},
        ),
        _misfits_case(
            {"z": (2, 3), "dense_1/kernel": (4, 2), "dense/kernel": (2, 4), "a": (3,)},
            {"dense/kernel": (2, 4), "dense/kernel/Adam": (2, 4), "a": (3, 1), "z": (1, 3)},
        ),
        _misfits_case(
            {"kernel": (3, 3), "bias": (3,)}, {"bias": (4,), "kernel": (3, 3), "beta1_power": ()}
        ),
    ],
    mistakes=[
        Mistake(
            "the names end in `:0`",
            _misfits(end=":0"),
            (
                "Does any of your names occur in the graph and in the checkpoint?",
                "`variable.name` is the name of a tensor. The variable's operation has one too.",
            ),
        ),
        Mistake(
            "missing and left over are exchanged",
            _misfits(finish=lambda missing, left, shape: (left, missing, shape)),
            (
                "At which of your two lists would `restore` stop?",
                "Missing is what a variable asks for, and the checkpoint cannot give.",
            ),
        ),
        Mistake(
            "the numbers of values are compared",
            _misfits(lambda here, there: np.prod(here) != np.prod(there)),
            (
                "Does a kernel fit that was transposed?",
                "`[4, 6]` and `[6, 4]` hold equally many values.",
            ),
        ),
        Mistake(
            "the numbers of axes are compared",
            _misfits(lambda here, there: len(here) != len(there)),
            (
                "Does a kernel of 7 rows fit one of 5?",
                "All sizes must agree, not only how many there are.",
            ),
        ),
        Mistake(
            "every shape seems to differ",
            _misfits(lambda here, there: True),
            (
                "Which type has the one shape, and which the other?",
                "For Python a list never equals a tuple. Turn both into the same.",
            ),
        ),
        Mistake(
            "what has another shape counts as missing too",
            _misfits(finish=lambda missing, left, shape: (sorted(missing + shape), left, shape)),
            (
                "Does one of your names stand in two lists?",
                "The checkpoint has that name. It is the shape that is wrong.",
            ),
        ),
        Mistake(
            "another shape is counted on both sides",
            _misfits(
                finish=lambda missing, left, shape: (
                    sorted(missing + shape),
                    sorted(left + shape),
                    shape,
                )
            ),
            (
                "Does one of your names stand in several lists?",
                "Compare the names first, and the shapes only of those that both have.",
            ),
        ),
        Mistake(
            "the slots are left out",
            _misfits(
                finish=lambda missing, left, shape: (
                    missing,
                    [name for name in left if "Adam" not in name],
                    shape,
                )
            ),
            (
                "Are the optimizer's entries in the graph?",
                "A slot that only the checkpoint has is left over like any other.",
            ),
        ),
        Mistake(
            "the names are not sorted",
            _unsorted,
            (
                "In which order do your names stand?",
                "The order of the graph is not that of the alphabet.",
            ),
        ),
    ],
    minutes=8,
    difficulty=3,
    arguments=("variables", "path"),
    call=compare_with,
)


def _events(run, tag):
    return EventAccumulator(run).Reload().Scalars(tag)


def _notes(run, pick=lambda found, tag: found == tag, files=slice(None)):
    """Read event files one by one: pairs (step, value)."""
    return lambda tag: [
        (event.step, value.simple_value)
        for file in sorted(Path(run).iterdir())[files]
        for event in tf.train.summary_iterator(str(file))
        for value in event.summary.value
        if pick(value.tag, tag)
    ]


def _arrays(pairs):
    return np.array([step for step, _ in pairs]), np.array([value for _, value in pairs])


def _run_case(tag, *notes):
    tags, steps, values, files = zip(*notes, strict=True)
    return {
        "tags": list(tags),
        "steps": list(steps),
        "values": [float(np.float32(value)) for value in values],
        "files": list(files),
        "tag": tag,
    }


def _scalars_oracle(tags, steps, values, files, tag):
    rows = [row for row in range(len(tags)) if tags[row] == tag]
    return np.array([steps[row] for row in rows]), np.array([values[row] for row in rows])


read_scalars = Exercise(
    name="read_scalars",
    oracle=_scalars_oracle,
    cases=[
        _run_case(
            "loss",
            *(("loss", 5, 2.3, 1), ("accuracy", 5, 0.1, 1), ("loss", 10, 1.9, 1)),
            *(("accuracy", 10, 0.4, 1), ("loss", 20, 1.2, 1)),
        ),
        # A training that went on, in a second file; and a tag with which another one begins.
        _run_case(
            "loss",
            *(("loss", 3, 0.9, 1), ("loss_1", 3, 4.0, 1), ("loss", 4, 0.7, 1)),
            *(("loss", 6, 0.8, 2), ("loss_1", 6, 3.5, 2)),
        ),
        _run_case("rate", ("rate", 7, 0.25, 1), ("loss", 7, 3.5, 1)),
    ],
    mistakes=[
        Mistake(
            "nothing was loaded",
            lambda run, tag: _arrays(
                [(e.step, e.value) for e in EventAccumulator(run).Scalars(tag)]
            ),
            (
                "Which tags has your reader, when you print them?",
                "A new `EventAccumulator` has read nothing. What does section 6 call first?",
            ),
        ),
        Mistake(
            "the notes are counted, not their steps",
            lambda run, tag: _arrays([(n, e.value) for n, e in enumerate(_events(run, tag))]),
            (
                "At which step was the first value noted?",
                "Each event has a step of its own. Steps may have gaps.",
            ),
        ),
        Mistake(
            "times are taken for steps",
            lambda run, tag: _arrays([(e.wall_time, e.value) for e in _events(run, tag)]),
            (
                "How large is your first step?",
                "An event has three parts, and the first is when it was written.",
            ),
        ),
        Mistake(
            "steps and values are exchanged",
            lambda run, tag: _arrays([(e.step, e.value) for e in _events(run, tag)])[::-1],
            (
                "Which of your two arrays holds whole numbers?",
                "The steps come first.",
            ),
        ),
        Mistake(
            "the steps are floats",
            lambda run, tag: tuple(np.array([(e.step, e.value) for e in _events(run, tag)]).T),
            (
                "Which dtype have your steps?",
                "One array for all parts of an event has one dtype for all of them.",
            ),
        ),
        Mistake(
            "pairs are returned",
            lambda run, tag: [(e.step, e.value) for e in _events(run, tag)],
            (
                "How many things does your function return?",
                "Two arrays are wanted: all steps, and all values.",
            ),
        ),
        Mistake(
            "lists are returned",
            lambda run, tag: tuple(
                part.tolist() for part in _arrays([(e.step, e.value) for e in _events(run, tag)])
            ),
            (
                "Which type have the two things that you return?",
                "NumPy arrays are wanted.",
            ),
        ),
        Mistake(
            "all tags are read as one",
            lambda run, tag: _arrays(_notes(run, lambda found, tag: True)(tag)),
            (
                "How many notes of this tag were written?",
                "An event file holds the notes of all tags, mixed. Pick yours.",
            ),
        ),
        Mistake(
            "tags that begin alike are read too",
            lambda run, tag: _arrays(_notes(run, lambda found, tag: tag in found)(tag)),
            (
                "Does `loss_1` belong to `loss`?",
                "A second summary of one name gets a number. It is another tag.",
            ),
        ),
        Mistake(
            "only one of the files is read",
            lambda run, tag: _arrays(_notes(run, files=slice(1))(tag)),
            (
                "How many event files are in the folder?",
                "A training that went on has a second file, and the run is all of them.",
            ),
        ),
    ],
    minutes=6,
    difficulty=2,
    arguments=("run", "tag"),
    call=read_run,
)

progress = progress_of(trained_weights, names_in_checkpoint, misfits, read_scalars)
