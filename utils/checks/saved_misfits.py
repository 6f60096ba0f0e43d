"""What people get wrong in misfits (lesson 13, what can go wrong)."""

import numpy as np

from utils.exercise import Mistake
from utils.tf1 import tf


def _misfits(
    differs=lambda here, there: here != there,
    finish=lambda *lists: lists,
    name_of=lambda variable: variable.op.name,
    among=lambda variables: variables,
    order=sorted,
):
    """Make an answer out of when shapes differ, what it returns, and how it takes its names."""

    def answer(variables, path):
        here = {name_of(variable): variable.shape.as_list() for variable in among(variables)}
        there = dict(tf.train.list_variables(path))
        return finish(
            order(name for name in here if name not in there),
            order(name for name in there if name not in here),
            order(name for name in here if name in there and differs(here[name], there[name])),
        )

    return answer


MISFITS = [
    Mistake(
        "the names end in `:0`",
        _misfits(name_of=lambda variable: variable.name),
        (
            "Does any of your names occur in the graph and in the checkpoint?",
            "`variable.name` is the name of a tensor. The variable's operation has one too.",
        ),
    ),
    Mistake(
        "zeros go with the `:0`",
        _misfits(name_of=lambda variable: variable.name.rstrip(":0")),
        (
            "What does `rstrip` take away from `layer_10:0`?",
            "`rstrip` is given single characters, not an ending.",
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
        "a shape without axes is passed over",
        _misfits(lambda here, there: there and here != there),
        (
            "What is the shape of a variable that holds one number, and is it true or false?",
            "An empty list counts as false. Ask whether the name is there, not for its shape.",
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
        "what is missing counts as of another shape too",
        _misfits(finish=lambda missing, left, shape: (missing, left, sorted(missing + shape))),
        (
            "Does one of your names stand in two lists?",
            "What the checkpoint lacks has no shape there. Compare those that both have.",
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
        "variables are taken from the graph, not from the list",
        _misfits(among=lambda variables: tf.global_variables()),
        (
            "Does one of your names belong to none of the `variables`?",
            "The graph may hold others. Those to be looked for are handed to your function.",
        ),
    ),
    Mistake(
        "the names are not sorted",
        _misfits(order=list),
        (
            "In which order do your names stand?",
            "The order of a graph or of a set is not that of the alphabet.",
        ),
    ),
]
