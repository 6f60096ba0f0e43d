"""What people get wrong in trained_weights (lesson 13, what is in a checkpoint)."""

from utils.exercise import Mistake
from utils.tf1 import tf

OPTIMIZERS = ("Adam", "Momentum", "RMSProp", "Adagrad", "Adadelta", "Ftrl")
COUNTERS = ("beta1_power", "beta2_power", "global_step")


def _picked(pick, key=lambda name: name, value=lambda reader, name: reader.get_tensor(name)):
    """Make an answer out of which names it picks: `pick(name, names)`."""

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


TRAINED_WEIGHTS = [
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
        "the names are those of the weights, the values those of slots",
        _picked(_is_slot, key=_owner),
        (
            "Which entry do you read a value from: the one whose name you return?",
            "The slot only shows which variable was trained. Its value is a mean of gradients.",
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
        "only the slots of some optimizers are looked for",
        _picked(lambda name, names: any(f"{name}/{word}" in names for word in OPTIMIZERS)),
        (
            "What are the slots called if somebody wrote an optimizer of their own?",
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
        "names with Adam in them and the counters of section 1 are left out",
        _picked(lambda name, names: "Adam" not in name and name not in COUNTERS),
        (
            "What are the slots and counters called in a checkpoint of another optimizer?",
            "A variable may stand in a scope that is called Adam.",
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
        "whatever stands below a name is taken for its slot",
        _picked(lambda name, names: any(n.startswith(f"{name}/") for n in names)),
        (
            "Is `net/gru/gates/kernel` a slot of `net/gru`?",
            "After its variable's name and the slash, a slot has one word more.",
        ),
    ),
    Mistake(
        "a name without a slash counts as its own slot",
        _picked(lambda name, names: any(n.rsplit("/", 1)[0] == name for n in names)),
        (
            "What does `'global_step'.rsplit('/', 1)[0]` give?",
            "A slot's name has a slash before its last word. Not every name has one.",
        ),
    ),
    Mistake(
        "a value is asked for without a name",
        _owners_in_file,
        (
            "What stands before the last slash of `global_step`?",
            "`has_tensor` says True of an empty name. Ask the names of the list instead.",
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
]
