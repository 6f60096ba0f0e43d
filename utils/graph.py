"""Tools for graphs: a new graph with its session, values and a table of variables, a cell's run."""

from contextlib import contextmanager

import numpy as np

from utils.table import Table
from utils.text import shape_text
from utils.tf1 import tf


@contextmanager
def fresh_session(seed=0):
    """Create a new, empty graph and a session for it. The graph is the default in the block.

    Arguments:
        seed: an integer. The same graph with the same seed gives the same random values.

    Returns:
        A context manager that gives a `tf.Session`, whose graph is `session.graph`. After the
        block, the session is closed and the former default graph is the default again.
    """
    graph = tf.Graph()
    with graph.as_default():
        tf.set_random_seed(seed)
        with tf.Session(graph=graph) as session:
            yield session


def load_values(variables, values, session):
    """Set the values of variables, as `variable.load` does for one. No operation is added.

    Arguments:
        variables: list of TensorFlow variables, such as `cell.variables`.
        values: list with one array or list for each variable, of its shape.
        session: the `tf.Session` in which the variables get these values.

    Raises:
        ValueError: the number of values is not that of the variables, or a shape does not fit.
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
    """Run a cell with given weights over all time steps, in a new graph. Lesson 16.

    Arguments:
        cell: an `RNNCell` that has no variables yet.
        way: "dynamic_rnn" or "static_rnn", the function that runs the cell.
        inputs: array [batch, num_steps, input_size].
        state: array [batch, num_units], the initial state.
        weights: list with one array for each of `cell.variables`.

    Returns:
        [outputs, gradients]: an array [batch, num_steps, num_units], and a list of the gradients
        of sum(outputs ** 2), one for each variable.

    Raises ValueError if `way` is another string, or `weights` do not fit.
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
    """Count the matrix multiplications of a graph, inside and outside of its loops. Lesson 18.

    Arguments:
        graph: a `tf.Graph`. The matrix multiplications inside another operation, for example
            `BlockLSTM`, do not count.

    Returns:
        (inside, outside), two integers.
    """
    found = [operation for operation in graph.get_operations() if operation.type == "MatMul"]
    # TensorFlow has no public function that returns the loop of an operation.
    inside = sum(operation._get_control_flow_context() is not None for operation in found)
    return inside, len(found) - inside


def variable_table(variables, session=None):
    """Return a table of variables: name, shape, dtype, number of values, and their total.

    Arguments:
        variables: list of TensorFlow variables, such as `cell.variables`. It may be empty.
        session: a `tf.Session` or None. With a session, one more column says whether each variable
            is initialized in it.

    Returns:
        A `Table` with a row for each variable.
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
    # tf.is_variable_initialized would add an operation to the graph.
    try:
        session.run(variable)
    except tf.errors.FailedPreconditionError:
        return False
    return True
