"""The learner lists how the variables of a graph and a checkpoint do not fit each other."""

import numpy as np

from utils.checks.engine import Exercise, WrongAnswer, call_unchanged
from utils.checks.engine.compare import describe, is_sequence
from utils.checks.saving_and_watching.shared import UNLISTED, checkpoint
from utils.tf1 import tf


def _misfits(
    differs=lambda here, there: here != there,
    finish=lambda *lists: lists,
    name_of=lambda variable: variable.op.name,
    among=lambda variables: variables,
    known=lambda name: True,
    order=sorted,
):
    """Make a mistake: in what is compared, in how it is named, or in what is returned."""

    def answer(variables, path):
        here = {name_of(variable): variable.shape.as_list() for variable in among(variables)}
        there = {name: shape for name, shape in tf.train.list_variables(path) if known(name)}
        lists = finish(
            [name for name in here if name not in there],
            [name for name in there if name not in here],
            [name for name in here if name in there and differs(here[name], there[name])],
        )
        return [order(names) for names in lists]

    return answer


def _compare(answer, here, there):
    """Return each list of an answer, sorted, as one text; and whether all of them were sorted."""
    path = checkpoint(list(there), [np.zeros(shape, np.float32) for shape in there.values()])
    with tf.Graph().as_default():
        # What has no axes counts something: it is a variable, and is not trained.
        variables = [tf.get_variable(n, shape, trainable=bool(shape)) for n, shape in here.items()]
        tf.get_variable(UNLISTED, [2])
        returned = call_unchanged(answer, variables=variables, path=path)
    if not is_sequence(returned) or len(returned) != 3:
        raise WrongAnswer(f"expected three lists, got {describe(returned)}.")
    for position, part in enumerate(returned):
        if not is_sequence(part):
            raise WrongAnswer(f"expected a list for part {position}, got {describe(part)}.")
        for name in part:
            if not isinstance(name, str):
                raise WrongAnswer(
                    f"part {position} contains {describe(name)}, which is not a name."
                )
    texts = [", ".join(sorted(part)) for part in returned]
    return *texts, all(list(part) == sorted(part) for part in returned)


def _by_sets(here, there):
    lists = (
        here.keys() - there.keys(),
        there.keys() - here.keys(),
        {name for name, _ in here.items() ^ there.items()} & here.keys() & there.keys(),
    )
    return *(", ".join(sorted(names)) for names in lists), True


def _shapes(text):
    """Return a dictionary from names to shapes, out of a text like "kernel 2 3, bias 3, step"."""
    parts = (part.split() for part in text.split(", "))
    return {name: tuple(map(int, sizes)) for name, *sizes in parts}


misfits = Exercise(
    name="misfits",
    oracle=_by_sets,
    cases=[
        {"here": _shapes(here), "there": _shapes(there)}
        for here, there in (  # in each there are so many names that no set has them in order
            (
                "rnn/kernel 5 3, rnn/bias 3, late/W 3 2, late/b 2, c 4 6, gain, count 3, "
                "layer_10 2",
                "rnn/kernel 7 3, rnn/bias 3, rnn/bias/Adam 3, c 6 4, gain 3, count, layer_10 2, "
                "beta1_power",
            ),
            (
                "z 2 3, dense_1/kernel 4 2, dense/kernel 2 4, a 3, dense_1/bias 2, W 2 2, m 4",
                "z 1 3, dense/kernel 2 4, dense/kernel/Adam 2 4, a 3 1, m 5, dense/bias 4, "
                "global_step",
            ),
            (
                "kernel 3 3, bias 3, b 2, V 2 2",
                "kernel 3 3, bias 4, b 3, V 2 3, beta1_power, beta2_power, global_step",
            ),
        )
    ],
    mistakes={
        "the names end in `:0`": (
            _misfits(name_of=lambda variable: variable.name),
            "Your names end in `:0`. Is this ending in the checkpoint?",
            "Look at `variable.name`. It is the name of a tensor.",
            "The operation of the variable has a name without `:0`.",
        ),
        "zeros are removed with the `:0`": (
            _misfits(name_of=lambda variable: variable.name.rstrip(":0")),
            "Your name is `layer_1` and not `layer_10`. What does "
            "`'layer_10:0'.rstrip(':0')` return?",
            "Look at `rstrip`: it removes single characters, not an ending.",
            "The operation of the variable has a name without `:0`.",
        ),
        "the first two lists are swapped": (
            _misfits(finish=lambda missing, left, other: (left, missing, other)),
            "Your first list contains names of the checkpoint. Which names does the "
            "checkpoint lack?",
            "Look at the order. First come the names that only the graph has.",
        ),
        "the numbers of values are compared": (
            _misfits(lambda here, there: np.prod(here) != np.prod(there)),
            "You say that `[4, 6]` fits `[6, 4]`. Are these shapes equal?",
            "Look at your comparison. Both have 24 values, but in another shape.",
            "Compare the sizes of all axes.",
        ),
        "the numbers of axes are compared": (
            _misfits(lambda here, there: len(here) != len(there)),
            "You say that `[5, 3]` fits `[7, 3]`. Are these shapes equal?",
            "Look at your comparison. It only counts the axes.",
            "Compare the sizes of all axes.",
        ),
        "every shape seems to differ": (
            _misfits(lambda here, there: True),
            "Your third list also contains names with equal shapes. Which types do you compare?",
            "Look at both shapes. In Python, a list never equals a tuple.",
            "Convert both to the same type.",
        ),
        "a shape without axes is skipped": (
            _misfits(lambda here, there: there and here != there),
            "A variable with the shape `[]` is missing. Is an empty list true or false?",
            "Look at your condition. It is false for an empty shape.",
            "Check whether the name is in the dictionary.",
        ),
        "what has another shape counts as missing too": (
            _misfits(finish=lambda missing, left, other: (missing + other, left, other)),
            "A name is in your first list and in your third. Where should it be?",
            "Look at the first list. The checkpoint has this name, only with another shape.",
        ),
        "what is missing counts as of another shape too": (
            _misfits(finish=lambda missing, left, other: (missing, left, missing + other)),
            "A name is in your first list and in your third. Where should it be?",
            "Look at the third list. A missing name has no second shape.",
            "For the third list, use only names that both have.",
        ),
        "another shape is counted on both sides": (
            _misfits(finish=lambda missing, left, other: (missing + other, left + other, other)),
            "A name is in all three of your lists. Where should it be?",
            "Look at what you compare. Pairs of name and shape differ if only the shape differs.",
            "Compare the names first, then the shapes of those that both have.",
        ),
        "the slots are left out": (
            _misfits(known=lambda name: "Adam" not in name),
            "Your second list contains no slots. Does the graph have them?",
            "Look at your condition. A slot is a name that only the checkpoint has.",
        ),
        "variables are taken from the graph, not from the list": (
            _misfits(among=lambda variables: tf.global_variables()),
            "Your lists contain a variable that is not in `variables`. Where does it come from?",
            "Look at your loop. The graph has other variables too.",
            "Use only the variables of the argument.",
        ),
        "the names are not sorted": (
            _misfits(order=list),
            "Your names are correct, but not sorted. Which order do you return?",
            "Look at what you return. A set has no fixed order.",
            "Sort each of the three lists.",
        ),
        "names with equal shapes are returned": (
            _misfits(lambda here, there: here == there),
            "Your third list contains names with equal shapes. Which names does the task ask for?",
            "Look at the comparison of the shapes. Two shapes do not fit if they differ.",
        ),
    },
    minutes=8,
    difficulty=3,
    arguments=("variables", "path"),
    call=_compare,
    place="(missing, left over, of another shape, all sorted)",
)
