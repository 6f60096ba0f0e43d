"""The learner says under which names a Saver finds the variables of a scope in a checkpoint."""

import numpy as np

from utils.checks.cases import normal
from utils.checks.engine import Exercise, WrongAnswer, call_unchanged
from utils.checks.engine.compare import describe
from utils.checks.saving_and_watching.shared import UNLISTED, checkpoint, require_dictionary
from utils.tf1 import tf

random = np.random.default_rng(13)


def _restore(answer, names, values, scope):
    """Let an answer make the dictionary for the variables of a scope, and restore them with it.

    Returns:
        Its name for each variable, or "no name", then its names for other variables; and the values
        that were restored, where the checkpoint has all these names.
    """
    path = checkpoint(names, values)
    with tf.Graph().as_default(), tf.Session() as session:
        variables = [
            tf.get_variable(
                f"{scope}/{name}",
                initializer=np.zeros_like(value),
                trainable=not name.endswith("/Adam"),
            )
            for name, value in zip(names, values, strict=True)
        ]
        tf.get_variable(f"{scope}/{UNLISTED}", [2])
        session.run(tf.global_variables_initializer())
        returned = call_unchanged(answer, variables=variables, scope=scope)
        require_dictionary(returned)
        for variable in returned.values():
            if not isinstance(variable, tf.Variable):
                raise WrongAnswer(
                    f"expected variables for the dictionary's values, got {describe(variable)}."
                )
        given = {variable.op.name: name for name, variable in returned.items()}
        answered = [given.pop(variable.op.name, "no name") for variable in variables]
        answered += sorted(given.values())
        if not returned or not set(returned) <= set(names):
            return answered, []
        try:
            tf.train.Saver(returned).restore(session, path)
        except (tf.errors.OpError, ValueError):
            raise WrongAnswer("a restore with this dictionary fails.") from None
        return answered, session.run(variables)


def _named(rename, among=lambda variables: variables):
    """Make a mistake: in the name `rename(variable, scope)`, or in which variables are taken."""
    return lambda variables, scope: {rename(v, scope): v for v in among(variables)}


def _without_scope(variable, scope):
    return variable.op.name.removeprefix(f"{scope}/")


names_in_checkpoint = Exercise(
    name="names_in_checkpoint",
    oracle=lambda names, values, scope: (list(names), list(values)),
    cases=[
        {"names": names, "values": [normal(random, 2, 3) for _ in names], "scope": scope}
        for scope, names in (
            ("reader", ["rnn/basic_rnn_cell/kernel", "rnn/basic_rnn_cell/bias", "dense/kernel"]),
            # `dynamic_rnn` makes a scope of its own, so the name contains the word twice.
            ("rnn", ["rnn/gru_cell/gates/kernel", "rnn/gru_cell/gates/kernel/Adam", "dense/bias"]),
            ("twins/left", ["cell/kernel", "twins/left/W", "layer_10"]),
            ("left/twins/left", ["cell/kernel", "left/W"]),
        )
    ],
    mistakes={
        "the names are those of the graph's tensors": (
            _named(lambda v, scope: v.name),
            "Your names have the scope and `:0`. Which of them are in the checkpoint?",
            "Look at `variable.name`. It is the name of a tensor in this graph.",
            "Take the name of the operation, and remove the scope at its beginning.",
        ),
        "the names end in `:0`": (
            _named(lambda v, scope: v.name.removeprefix(f"{scope}/")),
            "Your names end in `:0`. Is this ending in the checkpoint?",
            "Look at `variable.name`. It is the name of a tensor.",
            "The operation of the variable has a name without `:0`.",
        ),
        "zeros are removed with the `:0`": (
            _named(lambda v, scope: v.name.removeprefix(f"{scope}/").rstrip(":0")),
            "Your name is `layer_1` and not `layer_10`. What does "
            "`'layer_10:0'.rstrip(':0')` return?",
            "Look at `rstrip`: it removes single characters, not an ending.",
            "The operation of the variable has a name without `:0`.",
        ),
        "the scope is not removed": (
            _named(lambda v, scope: v.op.name),
            "Your names still contain the scope. Is it in the checkpoint?",
            "Look at the keys. They must be the names in the checkpoint.",
            "Remove the scope and its slash at the beginning.",
        ),
        "the scope is added once more": (
            _named(lambda v, scope: f"{scope}/{v.op.name}"),
            "Your names contain the scope twice. Is the scope in the checkpoint?",
            "Look at the direction: the graph has the scope, the checkpoint does not.",
            "Remove the scope instead of adding it.",
        ),
        "a slash is left at the beginning": (
            _named(lambda v, scope: v.op.name.removeprefix(scope)),
            "Your names begin with a slash. What follows the scope in the name of a variable?",
            "Remove the slash together with the scope.",
        ),
        "single letters are removed instead of the scope": (
            _named(lambda v, scope: v.op.name.lstrip(f"{scope}/")),
            "Your names lack more than the scope. What does "
            "`'reader/rnn'.lstrip('reader/')` return?",
            "Look at `lstrip`: it removes single letters in any order.",
            "Strings also have a method that removes a complete prefix.",
        ),
        "the scope is removed at every position": (
            _named(lambda v, scope: v.op.name.replace(f"{scope}/", "")),
            "For the scope `rnn`, your names lack their own `rnn/`. How often does it occur?",
            "Look at `replace`: it replaces every occurrence.",
            "Remove the scope only at the beginning.",
        ),
        "only the first part of the scope is removed": (
            _named(lambda v, scope: v.op.name.split("/", 1)[1]),
            "Your names still contain a part of the scope `twins/left`. How many parts are there?",
            "Look at where you cut. The number of parts depends on `scope`.",
        ),
        "only the last part of the name is kept": (
            _named(lambda v, scope: v.op.name.split("/")[-1]),
            "Your names are only the last word. What are the names in section 1?",
            "Look at where you cut. Only the scope should be removed.",
        ),
        "variables that are not trained are missing": (
            _named(_without_scope, lambda variables: [v for v in variables if v.trainable]),
            "Your dictionary has fewer entries than `variables`. Which are missing?",
            "Look at your condition. A slot is not trainable, but it must be restored too.",
        ),
        "variables are taken from the graph, not from the list": (
            _named(_without_scope, lambda variables: tf.global_variables()),
            "Your dictionary has more entries than `variables`. Where do they come from?",
            "Look at your loop. The graph has other variables too.",
            "Use only the variables of the argument.",
        ),
        "names and variables are swapped": (
            lambda variables, scope: {v: _without_scope(v, scope) for v in variables},
            "Your keys are variables. What should be the key?",
            "Look at the dictionary in section 4: name in the checkpoint, then variable.",
        ),
        "the name is split at the scope": (
            _named(lambda v, scope: v.op.name.split(f"{scope}/")[1]),
            "For the scope `rnn`, a name is empty. What does `'rnn/rnn/a'.split('rnn/')` return?",
            "Look at `split`: it cuts at every occurrence of the scope.",
            "Remove the scope only at the beginning.",
        ),
    },
    minutes=6,
    difficulty=2,
    arguments=("variables", "scope"),
    call=_restore,
    place="(names, values)",
)
