"""How an answer that builds a graph is called: placeholders in, arrays out."""

import numpy as np

from utils.checks.engine.exercise import WrongAnswer
from utils.tf1 import tf

LONGEST_RUN = 3.0  # seconds; an endless loop in a run does not hear Ctrl-C


def in_graph(build, *values):
    """Let a function build its part of a fresh graph, and run it.

    Arguments:
        build: a function from tensors to a tensor, or to a tuple or list of tensors.
        values: what it is called with; an array is fed through a placeholder of its dtype and
            shape, anything else is passed unchanged.

    Returns:
        The values of the tensors that it returned, in the same structure.

    Raises:
        WrongAnswer: something that is not a tensor was returned, or the run does not end.
    """
    with tf.Graph().as_default():
        feeds = {}
        arguments = []
        for value in values:
            if isinstance(value, np.ndarray):
                placeholder = tf.placeholder(value.dtype, value.shape)
                feeds[placeholder] = value
                value = placeholder
            arguments.append(value)
        fetches = build(*arguments)
        require_tensors(fetches)
        with tf.Session(config=without_fusing()) as session:
            session.run(tf.global_variables_initializer())
            return run_in_time(session, fetches, feeds)


def without_fusing():
    """Return the settings of a session that runs the operations as they were built.

    On some processors TensorFlow puts one operation in the place of a layer normalization: 2.21
    ignores its epsilon, and 2.16 ends the process.
    """
    config = tf.ConfigProto()
    options = config.graph_options.rewrite_options
    options.remapping = options.OFF
    return config


def run_in_time(session, fetches, feeds=None, seconds=None):
    """Run what an answer built, and stop a run that does not end.

    Arguments:
        session: a `tf.Session`.
        fetches, feeds: as for `session.run`.
        seconds: how long the run may take; by default `LONGEST_RUN`.

    Returns:
        The values of the fetches.

    Raises:
        WrongAnswer: the run took longer.
    """
    seconds = LONGEST_RUN if seconds is None else seconds
    options = tf.RunOptions(timeout_in_ms=round(1000 * seconds))
    try:
        return session.run(fetches, feeds, options=options)
    except tf.errors.DeadlineExceededError:
        raise WrongAnswer(
            f"the loop did not end within {seconds:g} s: does its condition ever become false?"
        ) from None


def require_tensors(fetches):
    """Insist that a graph-building answer returned tensors.

    Arguments:
        fetches: what it returned.

    Raises:
        WrongAnswer: a part of it is not a tensor; the sentence names its type.
    """
    if isinstance(fetches, (tuple, list)):
        for fetch in fetches:
            require_tensors(fetch)
    elif fetches is None:
        raise WrongAnswer("expected a tensor, got None.")
    elif not isinstance(fetches, (tf.Tensor, tf.Variable)):
        kind = type(fetches).__name__
        raise WrongAnswer(f"expected a tensor, got a value of type {kind}.")
