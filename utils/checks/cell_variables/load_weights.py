"""The learner loads weights into a cell."""

import numpy as np

from utils.checks.cases import normal
from utils.checks.engine import Exercise, WrongAnswer
from utils.tf1 import tf

random = np.random.default_rng(3)


def _case(batch_size, input_size, num_units):
    return {
        "inputs": normal(random, batch_size, input_size, dtype=np.float64),
        "state": random.uniform(-1, 1, size=(batch_size, num_units)),
        "W": normal(random, input_size, num_units, scale=0.5, dtype=np.float64),
        "U": normal(random, num_units, num_units, scale=0.5, dtype=np.float64),
        "bias": normal(random, num_units, dtype=np.float64),
    }


def _run_loaded_cell(answer, inputs, state, W, U, bias):
    """Let an answer load weights into a fresh cell; return the cell's output."""
    with tf.Graph().as_default():
        tf.set_random_seed(0)
        cell = tf.nn.rnn_cell.BasicRNNCell(len(bias), dtype=tf.float64)
        output, _ = cell(tf.constant(inputs), tf.constant(state))
        count = len(tf.global_variables())
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            for variable in cell.variables:  # an answer that adds to what is there must show
                variable.load(np.full(variable.shape.as_list(), 0.1), session)
            answer(session, cell, W, U, bias)
            if len(tf.global_variables()) > count:
                raise WrongAnswer("expected no new variables, got some: use `cell.variables`.")
            return session.run(output)


def _load(session, cell, *values):
    for variable, value in zip(cell.variables, values, strict=False):
        variable.load(value, session)


def _load_and_initialize(session, cell, W, U, bias):
    _load(session, cell, np.vstack([W, U]), bias)
    session.run([variable.initializer for variable in cell.variables])


def _unpack_three(session, cell, W, U, bias):
    W_variable, U_variable, bias_variable = cell.variables
    for variable, value in ((W_variable, W), (U_variable, U), (bias_variable, bias)):
        variable.load(value, session)


load_weights = Exercise(
    name="load_weights",
    oracle=lambda inputs, state, W, U, bias: np.tanh(
        np.einsum("bi,iu->bu", inputs, W) + np.einsum("bs,su->bu", state, U) + bias
    ),
    cases=[_case(3, 4, 2), _case(2, 3, 3)],
    mistakes={
        "U comes first": (
            lambda session, cell, W, U, bias: _load(session, cell, np.vstack([U, W]), bias),
            "Your kernel begins with U. Which rows of the kernel multiply the inputs?",
            "Use the order of `[inputs, state]`, as in the figure of section 2.",
        ),
        "the bias is not loaded": (
            lambda session, cell, W, U, bias: _load(session, cell, np.vstack([W, U])),
            "The bias still has its old value. How many variables does `cell.variables` contain?",
            "The second variable of the cell is the bias. Load it too.",
        ),
        "W and U are not joined": (
            _load,
            "Your first value has another shape than the kernel. Is it only W?",
            "The cell has one kernel for both. Join W and U before you load.",
        ),
        "the initializer is run after the load": (
            _load_and_initialize,
            "The loaded values are gone. Did you run an initializer after the load?",
            "The session has already run the initializers. Only load the values.",
        ),
        "no value is loaded": (
            lambda session, cell, W, U, bias: cell.variables[0].assign(np.vstack([W, U])),
            "The variables still have their old values. Did you load or only assign?",
            "`variable.assign(value)` only adds an operation. `=` only changes a Python name.",
            "Section 5 shows a method that changes the value immediately. Give it the `session`.",
        ),
        "W and U are added": (
            lambda session, cell, W, U, bias: _load(session, cell, W + U, bias),
            "You add W and U. Does the kernel contain their sum, or both of them?",
            "The rows of W come first, then the rows of U. Join them along axis 0.",
        ),
        "a variable for each of W, U and the bias": (
            _unpack_three,
            "The error says that values are missing. How many variables does the cell have?",
            "W and U are in one variable, the kernel.",
        ),
        "W and U are joined side by side": (
            lambda session, cell, W, U, bias: _load(session, cell, np.hstack([W, U]), bias),
            "Your value has too many columns. What shape does the cell's kernel have?",
            "The rows of W come first, then the rows of U. Join them along axis 0.",
        ),
    },
    minutes=7,
    difficulty=2,
    arguments=("session", "cell", "W", "U", "bias"),
    call=_run_loaded_cell,
    place="the cell's output",
)
