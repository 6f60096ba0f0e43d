"""How long a session may rearrange a graph before its first step.

TensorFlow of today optimizes each graph first, which the versions of old scripts did not do. For
a network of 40 unrolled steps, each with a `tf.cond` for `sequence_length`, that took minutes.
"""

from functools import wraps
from importlib import import_module

from utils.tf1 import tf

LIMIT = 3000  # milliseconds
session = import_module("tensorflow.python.client.session")
context = import_module("tensorflow.python.eager.context")


def put_in_place():
    """Give each session from now on this limit, unless its settings have one."""
    make = session.BaseSession.__init__

    @wraps(make)
    def make_limited(self, target="", graph=None, config=None):
        make(self, target, graph, limited(context.context().config if config is None else config))

    session.BaseSession.__init__ = make_limited


def limited(config):
    """A copy of a session's settings, with the limit."""
    if not isinstance(config, tf.ConfigProto):
        return config  # which the session refuses
    copy = tf.ConfigProto()
    copy.CopyFrom(config)
    options = copy.graph_options.rewrite_options
    options.meta_optimizer_timeout_ms = options.meta_optimizer_timeout_ms or LIMIT
    return copy
