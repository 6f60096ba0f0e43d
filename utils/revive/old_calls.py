"""Calls whose arguments stand in an old order, as far as a call shows it without being run."""

import ast

from utils.revive.old_names import old_names

LOSSES = [row.old for row in old_names().names.values() if row.arguments.startswith("(logits")]


def is_old_call(name, arguments):
    """Whether the arguments by position of a call are in the old order, as far as can be seen.

    Arguments:
        name: the whole name of what is called, "tf.concat" for example.
        arguments: a list of the nodes of its arguments by position.
    """
    first = arguments[0] if arguments else None
    values = [one.value if isinstance(one, ast.Constant) else None for one in arguments]
    if name in ("tf.concat", "tf.split"):
        negative = isinstance(first, ast.UnaryOp) and isinstance(first.operand, ast.Constant)
        return negative or (bool(values) and isinstance(values[0], int))
    if name in LOSSES:
        return len(arguments) > 1
    if name == "tf.device":
        return bool(values) and "gpu" in str(values[0]).lower()
    if name == "tf.app.flags.DEFINE_float":
        return len(values) > 1 and isinstance(values[1], int)
    if name == "tf.nn.rnn_cell.MultiRNNCell":
        return isinstance(first, ast.BinOp) and isinstance(first.left, ast.List)
    return False
