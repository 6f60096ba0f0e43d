"""The learner takes out of a checkpoint the variables that have a slot."""

import numpy as np

from utils.checks.cases import normal
from utils.checks.engine import Exercise
from utils.checks.saving_and_watching.shared import checkpoint, require_dictionary
from utils.tf1 import tf

random = np.random.default_rng(13)
OPTIMIZERS = ("Adam", "Momentum", "RMSProp", "Adagrad", "Adadelta", "Ftrl")
COUNTERS = ("beta1_power", "beta2_power", "global_step")


def _picked(pick, key=lambda name: name, value=lambda reader, name: reader.get_tensor(name)):
    """Make a mistake: in which names it picks, `pick(name, names)`, or in what it returns."""

    def answer(path):
        reader = tf.train.load_checkpoint(path)
        names = sorted(reader.get_variable_to_shape_map())
        return {key(name): value(reader, name) for name in names if pick(name, names)}

    return answer


def _owner(name):
    return name.rpartition("/")[0]


def _owners_in_file(path):
    reader = tf.train.load_checkpoint(path)
    owners = {_owner(name) for name in reader.get_variable_to_shape_map()}
    return {owner: reader.get_tensor(owner) for owner in owners if reader.has_tensor(owner)}


def _has_slot(name, names):
    return any(_owner(other) == name for other in names)


def _is_slot(name, names):
    return _owner(name) in names


def _read(answer, names, values):
    """Let an answer read a checkpoint; return its names, sorted, as one text, and its values."""
    with tf.Graph().as_default():
        returned = answer(checkpoint(names, values))
    require_dictionary(returned)
    return ", ".join(sorted(returned)), [returned[name] for name in sorted(returned)]


def _with_slots(names, slots, others):
    """Return a checkpoint of trained variables, their slots, and others that have none.

    The slots of a variable are equal, so that it does not matter which one an answer reads. And
    all others are as large as the first of the variables, so that their sizes are no help.
    """
    entries = {name: normal(random, 2, 3) for name in others}
    for position, name in enumerate(names):
        shape = position + 2, position + 3
        entries[name] = normal(random, *shape)
        entries |= dict.fromkeys([f"{name}{slot}" for slot in slots], normal(random, *shape))
    return {"names": list(entries), "values": list(entries.values())}


def _before_the_last_slash(names, values):
    owners = {name[: name.rfind("/")] for name in names if "/" in name}
    found = sorted(name for name in names if name in owners)
    return ", ".join(found), [values[names.index(name)] for name in found]


trained_weights = Exercise(
    name="trained_weights",
    oracle=_before_the_last_slash,
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
    mistakes={
        "all variables except the slots are returned": (
            _picked(lambda name, names: not _is_slot(name, names)),
            "Your dictionary contains entries that were never trained. Which of them have a slot?",
            "Look at `global_step`: it is not a slot, and it has no slot.",
            "Return a name only if it is the beginning of the name of a slot.",
        ),
        "the slots are returned": (
            _picked(_is_slot),
            "Your dictionary contains the slots. Which entries belong to them?",
            "Look at the name before the last slash. It is the name of the trained variable.",
            "Return the entries with these names.",
        ),
        "the values are those of the slots": (
            _picked(_is_slot, key=_owner),
            "Your names are correct, but the values are not. Which entry did you read?",
            "Look at the call of `get_tensor`. It reads the slot.",
            "Call it with the same name that you use as the key.",
        ),
        "everything is returned": (
            _picked(lambda name, names: True),
            "You return every entry of the checkpoint. Which of them have a slot?",
            "Look for names that occur a second time, with a slash and one more word.",
            "Return neither slots nor counters.",
        ),
        "only Adam's slots are found": (
            _picked(lambda name, names: f"{name}/Adam" in names),
            "Some of the variables are missing. What is the last word of their slots?",
            "Look at where you write `Adam`. Another optimizer uses another word.",
            "Compare only what is before the last slash.",
        ),
        "only the slots of some optimizers are found": (
            _picked(lambda name, names: any(f"{name}/{word}" in names for word in OPTIMIZERS)),
            "Some variables are missing. Does your list contain every possible word?",
            "Look at your list of words. Somebody can write a new optimizer.",
            "Compare only what is before the last slash.",
        ),
        "names with Adam in them are left out": (
            _picked(lambda name, names: "Adam" not in name),
            "Your result depends on the word `Adam`. What if another optimizer made the slots?",
            "Look at the condition. A scope can be named `Adam`, and a counter has no `Adam`.",
            "Search for another entry with the same name, a slash and one more word.",
        ),
        "names with Adam in them and the counters of section 1 are left out": (
            _picked(lambda name, names: "Adam" not in name and name not in COUNTERS),
            "Your result depends on the names of section 1. What does another optimizer write?",
            "Look at the condition. A scope can be named `Adam`, and counters can have any name.",
            "Search for another entry with the same name, a slash and one more word.",
        ),
        "a name with the same beginning counts as a slot": (
            _picked(lambda name, names: any(n.startswith(name) and n != name for n in names)),
            "You return `dense/W`, because `dense/W_out` begins in the same way. Is this a slot?",
            "Look at `startswith`. What must follow the name of the variable?",
            "In the name of a slot, a slash follows the name of the variable.",
        ),
        "every name below counts as a slot": (
            _picked(lambda name, names: any(n.startswith(f"{name}/") for n in names)),
            "You return `net/gru`, because `net/gru/gates/kernel` is below it. Is this a slot?",
            "Count the words after the name of the variable.",
            "A slot has exactly one more word.",
        ),
        "a name without a slash counts as its own slot": (
            _picked(lambda name, names: any(n.rsplit("/", 1)[0] == name for n in names)),
            "You return names without a slash. What does `'count'.rsplit('/', 1)[0]` return?",
            "Look at `rsplit`: without a slash it returns the whole string.",
            "Skip names without a slash, or use a method that returns an empty string.",
        ),
        "an empty name is read": (
            _owners_in_file,
            "Your dictionary has an empty name. What is before the last slash of `global_step`?",
            "Look at `has_tensor`. It returns True for an empty string.",
            "Check whether the name is in the list of all names.",
        ),
        "the names end in `:0`": (
            _picked(_has_slot, key=lambda name: f"{name}:0"),
            "Your names end in `:0`. What are the names in the checkpoint?",
            "Look at the list in section 1. `:0` belongs to tensors of a graph.",
        ),
        "the shapes are returned": (
            _picked(_has_slot, value=lambda reader, name: list(reader.get_tensor(name).shape)),
            "Your dictionary contains shapes. What does the task ask for?",
            "Look at the reader. `get_tensor` returns the array of a name.",
        ),
        "the scopes are removed from the names": (
            _picked(_has_slot, key=lambda name: name.rpartition("/")[2]),
            "Your names have no scope. How would two layers with a `kernel` differ?",
            "Look at the key of your dictionary. Use the complete name.",
        ),
        "the names are cut at the first slash": (
            _picked(lambda name, names: name in {other.split("/")[0] for other in names}),
            "You return names without a slash, and no kernel. Where do you cut the name of a slot?",
            "Look at `rnn/cell/kernel/Adam`. Its variable is `rnn/cell/kernel`.",
            "Cut at the last slash. Names without a slash have no slot.",
        ),
    },
    minutes=6,
    difficulty=2,
    arguments=("path",),
    call=_read,
    place="(names, values)",
)
