"""`tf.contrib.framework`: variables of a model, found and restored, and `arg_scope`."""

from importlib import import_module

from utils.revive.contrib.arg_scope import add_arg_scope as add_arg_scope
from utils.revive.contrib.arg_scope import arg_scope as arg_scope
from utils.tf1 import tf

KEYS = tf.GraphKeys
nest = import_module("tensorflow.python.util.nest")


@add_arg_scope
def variable(
    name,
    shape=None,
    dtype=None,
    initializer=None,
    regularizer=None,
    trainable=True,
    collections=None,
    **settings,
):
    """`tf.get_variable`, in these collections too."""
    keys = [KEYS.GLOBAL_VARIABLES, *(collections or [])]
    return tf.get_variable(
        name, shape, dtype, initializer, regularizer, trainable, list(dict.fromkeys(keys))
    )


@add_arg_scope
def model_variable(name, shape=None, dtype=tf.float32, *arguments, collections=None, **settings):
    """`variable`, in the collection of the model's variables too."""
    keys = [KEYS.MODEL_VARIABLES, *(collections or [])]
    return variable(name, shape, dtype, *arguments, collections=keys, **settings)


def add_model_variable(var):
    """Add a variable to those of the model."""
    if not any(one is var for one in tf.get_collection(KEYS.MODEL_VARIABLES)):
        tf.add_to_collection(KEYS.MODEL_VARIABLES, var)


def get_variables(scope=None, suffix=None, collection=KEYS.GLOBAL_VARIABLES):
    """The variables of a collection in a scope, those of this last name alone if one is given."""
    scope = scope.name if isinstance(scope, tf.VariableScope) else scope
    found = tf.get_collection(collection, scope)
    return [one for one in found if suffix is None or one.op.name.split("/")[-1] == suffix]


def get_model_variables(scope=None, suffix=None):
    """The variables that layers have made."""
    return get_variables(scope, suffix, KEYS.MODEL_VARIABLES)


def get_trainable_variables(scope=None, suffix=None):
    """The variables that are trained."""
    return get_variables(scope, suffix, KEYS.TRAINABLE_VARIABLES)


def get_variables_by_name(given_name, scope=None):
    """The variables of this last name."""
    return get_variables(scope, given_name)


def get_variables_to_restore(include=None, exclude=None):
    """All variables, those of some scopes alone, or those of no such scope.

    Arguments:
        include: a list of scopes, or None for all.
        exclude: a list of scopes, or None for none.
    """
    scopes = [None] if include is None else include
    found = [one for scope in scopes for one in get_variables(scope)]
    left_out = {one.ref() for scope in exclude or [] for one in get_variables(scope)}
    return [one for one in found if one.ref() not in left_out]


def assign_from_checkpoint_fn(
    model_path, var_list, ignore_missing_vars=False, reshape_variables=False
):
    """A function of a session that restores variables from a checkpoint; None if there are none.

    Arguments:
        model_path: the checkpoint, without its extension.
        var_list: a list of variables, or {name in the checkpoint: variable}.
        ignore_missing_vars: whether what the checkpoint lacks is left alone.
    """
    names = var_list if isinstance(var_list, dict) else {one.op.name: one for one in var_list}
    if ignore_missing_vars:
        stored = tf.train.NewCheckpointReader(model_path).get_variable_to_shape_map()
        names = {name: one for name, one in names.items() if name in stored}
    if not names:
        return None
    saver = tf.train.Saver(names, reshape=reshape_variables)
    return lambda session: saver.restore(session, model_path)
