"""A fresh graph with its session, values for its variables, a table of them, and a cell's run."""

from contextlib import contextmanager

import numpy as np

from utils.table import Table
from utils.text import shape_text
from utils.tf1 import tf


@contextmanager
def fresh_session(seed=0):
    """Open a session on a new, empty, seeded graph, which is the default inside the block.

    Arguments:
        seed: integer; the same seed gives the same random values, if the graph is the same.

    Returns:
        A context manager that gives a `tf.Session`; its graph is `session.graph`. After the
        block the session is closed and the default graph is the one from before.
    """
    graph = tf.Graph()
    with graph.as_default():
        tf.set_random_seed(seed)
        with tf.Session(graph=graph) as session:
            yield session


def load_values(variables, values, session):
    """Put values into variables, as `variable.load` does for one: no operation is added.

    Arguments:
        variables: list of TensorFlow variables, such as `cell.variables`.
        values: an array or list for each of them, of its shape.
        session: the `tf.Session` in which they get the values.

    Raises:
        ValueError: there are more variables than values, or fewer, or a shape does not fit.
    """
    if len(variables) != len(values):
        raise ValueError(f"values must be {len(variables)}, one a variable, got {len(values)}")
    for variable, value in zip(variables, values, strict=True):
        wanted, got = tuple(variable.shape.as_list()), np.shape(value)
        if wanted != got:
            raise ValueError(
                f"the value of {variable.name} must have shape {shape_text(wanted)}, "
                f"got {shape_text(got)}"
            )
        variable.load(value, session)


def run_cell(cell, way, inputs, state, weights):
    """Run a cell over time in a fresh graph, with given weights. Lesson 16.

    Arguments:
        cell: an `RNNCell` that has no variables yet.
        way: "dynamic_rnn" or "static_rnn".
        inputs: array [batch, num_steps, input_size].
        state: array [batch, num_units], the first state.
        weights: an array for each of `cell.variables`.

    Returns:
        [outputs, gradients]: an array [batch, num_steps, num_units], and a list of the gradients
        of sum(outputs ** 2), one for each variable.

    Raises ValueError where `way` is another string or `weights` do not fit.
    """
    if way not in ("dynamic_rnn", "static_rnn"):
        raise ValueError(f"way must be 'dynamic_rnn' or 'static_rnn', got {way!r}")
    with fresh_session() as session:
        x, first_state = tf.constant(inputs), tf.constant(state)
        if way == "dynamic_rnn":
            outputs, _ = tf.nn.dynamic_rnn(cell, x, initial_state=first_state)
        else:
            steps, _ = tf.nn.static_rnn(cell, tf.unstack(x, axis=1), first_state)
            outputs = tf.stack(steps, axis=1)
        gradients = tf.gradients(tf.reduce_sum(outputs**2), cell.variables)
        load_values(cell.variables, weights, session)
        return session.run([outputs, gradients])


def count_multiplications(graph):
    """Count a graph's matrix multiplications: (inside of its loops, outside). Lesson 18.

    Arguments:
        graph: a `tf.Graph`. What one operation does inside, such as `BlockLSTM`, does not count.
    """
    found = [operation for operation in graph.get_operations() if operation.type == "MatMul"]
    # A graph has no public way to ask in which loop an operation is.
    inside = sum(operation._get_control_flow_context() is not None for operation in found)
    return inside, len(found) - inside


def variable_table(variables, session=None):
    """Return a table of variables: name, shape, dtype, number of values, and their total.

    Arguments:
        variables: list of TensorFlow variables, such as `cell.variables`; may be empty.
        session: where given, one more column says whether each variable is initialized in it.
    """
    headings = ["variable", "shape", "dtype", "how many values"]
    rows = [
        [v.name, shape_text(v.shape.as_list()), v.dtype.base_dtype.name, v.shape.num_elements()]
        for v in variables
    ]
    rows.append(["total", "", "", sum(row[3] for row in rows)])
    if session is not None:
        headings.append("initialized")
        states = ["yes" if _initialized(v, session) else "no" for v in variables]
        rows = [[*row, state] for row, state in zip(rows, [*states, ""], strict=True)]
    return Table(headings, rows)


def _initialized(variable, session):
    # tf.is_variable_initialized would add an operation to the graph that is looked at.
    try:
        session.run(variable)
    except tf.errors.FailedPreconditionError:
        return False
    return True
