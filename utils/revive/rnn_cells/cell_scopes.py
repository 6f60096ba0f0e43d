"""The variables of a second cell that is first called where variables are reused, or of a copy.

Up to TensorFlow 1.1 two cells of one kind had the same names in one scope, so they shared
variables there. Since 1.2 the second one has a number in its name, and nothing to reuse.
"""

from importlib import import_module

from utils.revive.notes import note
from utils.revive.rnn_cells.cells import deep_copy
from utils.tf1 import tf

variable_scope = import_module("tensorflow.python.ops.variable_scope")
MEANING = "A new cell had the variables of the first one where variables are reused."


def put_in_place():
    """Let a cell take the variables of the first one of its kind, if there are none of its own.

    A cell that was called can be copied, too.
    """
    layer = next(one for one in tf.nn.rnn_cell.RNNCell.__mro__ if "_set_scope" in vars(one))
    set_scope = layer._set_scope

    def set_scope_old(self, scope=None):
        if self._scope is None and scope is None and isinstance(self, tf.nn.rnn_cell.RNNCell):
            scope = _of_the_first(self._base_name)
        return set_scope(self, scope)

    layer._set_scope = set_scope_old
    tf.nn.rnn_cell.RNNCell.__deepcopy__ = deep_copy


def _of_the_first(name):
    """The name, if a cell is to take the variables that are there under this name, or None."""
    scope = tf.get_variable_scope()
    own = variable_scope._get_unique_variable_scope(name)
    if scope.reuse is not True or own == name:
        return None
    above = f"{scope.name}/" if scope.name else ""
    names = [one.name for one in tf.global_variables()]
    there = [any(one.startswith(f"{above}{part}/") for one in names) for part in (own, name)]
    if there != [False, True]:
        return None
    note("a second cell where variables are reused", "call the first cell again", MEANING)
    return name
