"""The variables of an optimizer that is made in a scope whose variables are reused.

Up to TensorFlow 0.12 they were no variables of the scope. Since then they must be there already.
"""

from importlib import import_module

from utils.revive.notes import note
from utils.tf1 import tf

slot_creator = import_module("tensorflow.python.training.slot_creator")
TODAYS = slot_creator._create_slot_var
WITHOUT_REUSE = "minimize outside of the scope whose variables are reused"
MEANING = "The variables of the optimizer are new, and a scope that reuses has no new ones."


def put_in_place():
    """Let `minimize` make its variables where `reuse_variables()` was called."""
    slot_creator._create_slot_var = _create_slot_var


def _create_slot_var(*arguments, **settings):
    try:
        return TODAYS(*arguments, **settings)
    except ValueError:
        scope = tf.get_variable_scope()
        if not scope.reuse:
            raise
    note("minimize where variables are reused", WITHOUT_REUSE, MEANING)
    kept, scope._reuse = scope._reuse, False
    try:
        return TODAYS(*arguments, **settings)
    finally:
        scope._reuse = kept
