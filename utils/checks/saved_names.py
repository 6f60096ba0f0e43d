"""What people get wrong in names_in_checkpoint (lesson 13, in part and under other names)."""

from utils.exercise import Mistake
from utils.tf1 import tf


def _named(rename, among=lambda variables: variables):
    """Make an answer out of what it makes of a variable and the scope, and of whose names."""
    return lambda variables, scope: {
        rename(variable, scope): variable for variable in among(variables)
    }


def _without(scope, name):
    return name.removeprefix(f"{scope}/")


NAMES_IN_CHECKPOINT = [
    Mistake(
        "the names are those of the graph's tensors",
        _named(lambda variable, scope: variable.name),
        (
            "Which of your names does the checkpoint have?",
            "Two things are too much in `variable.name`: one at the front, one at the end.",
        ),
    ),
    Mistake(
        "the names end in `:0`",
        _named(lambda variable, scope: _without(scope, variable.name)),
        (
            "What stands at the end of your names, and does it stand in the checkpoint?",
            "`variable.name` is the name of a tensor. The variable's operation has one too.",
        ),
    ),
    Mistake(
        "zeros go with the `:0`",
        _named(lambda variable, scope: _without(scope, variable.name).rstrip(":0")),
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
        "variables that are not trained are left out",
        _named(
            lambda variable, scope: _without(scope, variable.op.name),
            lambda variables: [variable for variable in variables if variable.trainable],
        ),
        (
            "Has your dictionary as many entries as there are `variables`?",
            "A slot is a variable too. To go on with a training, it must come back (section 3).",
        ),
    ),
    Mistake(
        "variables are taken from the graph, not from the list",
        _named(
            lambda variable, scope: _without(scope, variable.op.name),
            lambda variables: tf.global_variables(),
        ),
        (
            "Has your dictionary more entries than there are `variables`?",
            "The graph may hold others. Those to be restored are handed to your function.",
        ),
    ),
    Mistake(
        "names and variables are exchanged",
        lambda variables, scope: {
            variable: _without(scope, variable.op.name) for variable in variables
        },
        (
            "Which of the two is the key?",
            "The dictionary goes from what the checkpoint knows to what the graph has.",
        ),
    ),
]
