"""Inputs and cells that are the same in each version of TensorFlow."""

import numpy as np


def numbers(seed, *shape):
    """Return float32 numbers between -1 and 1 of a shape, which depend on the seed alone."""
    return np.random.RandomState(seed).uniform(-1, 1, shape).astype(np.float32)


def symbols(seed, num_symbols, *shape):
    """Return int32 numbers from 0 to num_symbols - 1 of a shape, which depend on the seed alone."""
    return np.random.RandomState(seed).randint(0, num_symbols, shape).astype(np.int32)


def constants(tf, arrays):
    """Return a list with a constant for each array along the first axis."""
    return [tf.constant(array) for array in arrays]


def cells(tf):
    """Return the module that has the cells: tf.contrib.rnn in 1.0, and tf.nn.rnn_cell else."""
    return tf.nn.rnn_cell if hasattr(tf.nn, "rnn_cell") else tf.contrib.rnn
