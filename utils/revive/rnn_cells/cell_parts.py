"""Parts of `rnn_cell_impl` from which scripts made cells of their own."""

from contextlib import contextmanager

import numpy as np

from utils.tf1 import tf

_WEIGHTS_VARIABLE_NAME, _BIAS_VARIABLE_NAME = "kernel", "bias"
ASSERT_LIKE_RNNCELL_ERROR_REGEXP = "is not an RNNCell"


class _Linear:
    """`concat(args, 1) @ kernel + bias`, whose variables are made with the object.

    Arguments:
        args: tensors [batch, n], or one, like those that it is called with.
        output_size: int.
        build_bias: whether a bias is added.
        bias_initializer, kernel_initializer: of the variables; by default 0, and the scope's.
    """

    def __init__(
        self, args, output_size, build_bias, bias_initializer=None, kernel_initializer=None
    ):
        inputs = _in_one(args)
        shape = [int(inputs.shape[1]), output_size]
        with tf.variable_scope(tf.get_variable_scope()):
            self._kernel = tf.get_variable(
                _WEIGHTS_VARIABLE_NAME, shape, inputs.dtype, kernel_initializer
            )
            first = tf.zeros_initializer() if bias_initializer is None else bias_initializer
            self._bias = build_bias and tf.get_variable(
                _BIAS_VARIABLE_NAME, shape[1:], inputs.dtype, first
            )

    def __call__(self, args):
        """[batch, output_size]."""
        product = tf.matmul(_in_one(args), self._kernel)
        return product if self._bias is False else product + self._bias


def _in_one(args):
    args = list(args) if isinstance(args, list | tuple) else [args]
    return args[0] if len(args) == 1 else tf.concat(args, 1)


def _concat(prefix, suffix, static=False):
    """The shape that begins with a batch size and ends with a size.

    Arguments:
        prefix, suffix: an int, a shape, or a tensor of integers.
        static: whether the result is a list, with None for what is not known yet.

    Returns:
        A list, or a tensor where a part of it is one.
    """
    parts = [_as_list(one) for one in (prefix, suffix)]
    if not any(map(tf.is_tensor, parts)):
        return parts[0] + parts[1]
    if static:
        known = [tf.get_static_value(one) if tf.is_tensor(one) else one for one in parts]
        return [*np.atleast_1d(known[0]), *np.atleast_1d(known[1])]
    return tf.concat([tf.reshape(one, [-1]) for one in parts], 0)


def _as_list(size):
    if tf.is_tensor(size):
        return size
    return tf.TensorShape(
        size if isinstance(size, list | tuple | tf.TensorShape) else [size]
    ).as_list()


def _zero_state_tensors(state_size, batch_size, dtype):
    """Zeros [batch_size, size] for each size of a state."""
    return tf.nest.map_structure(
        lambda size: tf.zeros(_concat(batch_size, size), dtype), state_size
    )


def _state_size_with_prefix(state_size, prefix=None):
    """The list of dimensions of a state, after those of a list `prefix`."""
    return [*(prefix or []), *_as_list(state_size)]


def assert_like_rnncell(cell_name, cell):
    """Raise TypeError where something has not what a cell has."""
    missing = [
        name for name in ("output_size", "state_size", "zero_state") if not hasattr(cell, name)
    ]
    if missing or not callable(cell):
        what = ", ".join(missing) or "__call__"
        raise TypeError(
            f"{cell_name}: {cell!r} {ASSERT_LIKE_RNNCELL_ERROR_REGEXP}, it lacks {what}."
        )


def _like_rnncell(cell):
    """Whether something has what a cell has."""
    try:
        assert_like_rnncell("cell", cell)
    except TypeError:
        return False
    return True


@contextmanager
def _checked_scope(cell, scope, reuse=None, **settings):
    """Open the scope of a cell's variables, in which cells of one's own made them.

    Arguments:
        cell: the cell, which could not have variables in two scopes.
        scope: its scope, or its name.
        reuse, settings: as for `tf.variable_scope`.
    """
    with tf.variable_scope(scope, reuse=reuse, **settings) as opened:
        yield opened
