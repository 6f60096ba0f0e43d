"""Layers of contrib that apply other layers, a norm, and summaries of many tensors."""

import re

from utils.revive.contrib.arg_scope import add_arg_scope
from utils.tf1 import tf


def repeat(inputs, repetitions, layer, *arguments, scope=None, **settings):
    """Apply a layer again and again, with the same arguments.

    Arguments:
        inputs: a tensor.
        repetitions: how often.
        layer: a function of a tensor, the arguments, the settings and a scope.
        scope: that of all of them; by default "Repeat".

    Returns:
        The last tensor.
    """
    with tf.variable_scope(scope, "Repeat", [inputs]):
        for number in range(repetitions):
            name = f"{scope or _name_of(layer, 'repeat')}_{number + 1}"
            inputs = layer(inputs, *arguments, scope=name, **settings)
    return inputs


def stack(inputs, layer, stack_args, scope=None, **settings):
    """Apply a layer once for each of its arguments.

    Arguments:
        inputs: a tensor.
        layer: a function of a tensor, an argument or several, the settings and a scope.
        stack_args: a list of arguments, or of lists of them.
        scope: that of all of them; by default "Stack".

    Returns:
        The last tensor.

    Raises:
        ValueError: stack_args is no list.
    """
    if not isinstance(stack_args, list | tuple):
        raise ValueError(f"stack_args: wanted a list, got {stack_args!r}.")
    with tf.variable_scope(scope, "Stack", [inputs]):
        for number, arguments in enumerate(stack_args):
            name = f"{scope or _name_of(layer, 'stack')}_{number + 1}"
            arguments = arguments if isinstance(arguments, list | tuple) else [arguments]
            inputs = layer(inputs, *arguments, scope=name, **settings)
    return inputs


def _name_of(layer, otherwise):
    return getattr(getattr(layer, "func", layer), "__name__", otherwise)


@add_arg_scope
def unit_norm(inputs, dim, epsilon=1e-7, scope=None):
    """Values divided by their length along a dimension."""
    return inputs / tf.sqrt(epsilon + tf.reduce_sum(tf.square(inputs), dim, keepdims=True))


def softmax(logits, scope=None):
    """The softmax over the last axis."""
    with tf.variable_scope(scope, "softmax", [logits]):
        return tf.nn.softmax(logits)


def dense_to_sparse(tensor, eos_token=0, outputs_collections=None, scope=None):
    """A sparse tensor without the numbers that only fill rows.

    Arguments:
        tensor: a tensor of any shape.
        eos_token: the number that is left out.
        outputs_collections: not used: no summary is made of it.
        scope: the name of its operations.

    Returns:
        A `tf.SparseTensor` of the same shape.
    """
    with tf.name_scope(scope, "dense_to_sparse", [tensor]):
        tensor = tf.convert_to_tensor(tensor)
        kept = tf.where(tf.not_equal(tensor, tf.constant(eos_token, tensor.dtype)))
        size = tf.shape(tensor, out_type=tf.int64)
        return tf.SparseTensor(kept, tf.gather_nd(tensor, kept), size)


def summarize_tensor(tensor, tag=None):
    """A summary of a tensor: its value where it is a number, else its histogram."""
    kind = tf.summary.scalar if tensor.shape.rank == 0 else tf.summary.histogram
    return kind(tag or tensor.op.name, tensor)


summarize_activation = summarize_tensor


def summarize_tensors(tensors, summarizer=summarize_tensor):
    """A summary of each tensor."""
    return [summarizer(tensor) for tensor in tensors]


def summarize_collection(collection, name_filter=None, summarizer=summarize_tensor):
    """A summary of each tensor of a collection whose name begins with a pattern."""
    kept = tf.get_collection(collection)
    named = [one for one in kept if name_filter is None or re.match(name_filter, one.op.name)]
    return summarize_tensors(named, summarizer)


def summarize_activations(name_filter=None, summarizer=summarize_activation):
    """A summary of each tensor that was collected as an activation."""
    return summarize_collection(tf.GraphKeys.ACTIVATIONS, name_filter, summarizer)


def summarize_variables(name_filter=None, summarizer=summarize_tensor):
    """A summary of each variable."""
    return summarize_collection(tf.GraphKeys.GLOBAL_VARIABLES, name_filter, summarizer)
