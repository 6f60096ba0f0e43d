"""The learner stacks GRUs and runs the stack over a sequence."""

import numpy as np

from utils import reference
from utils.checks.cases import normal
from utils.checks.engine import Exercise, WrongAnswer
from utils.checks.in_graph import require_tensors
from utils.tf1 import tf

random = np.random.default_rng(12)
GRUCell = tf.nn.rnn_cell.GRUCell

COUNT_HINTS = (
    "Does your answer use `num_layers`?",
    "`MultiRNNCell` creates one layer for each entry of its list.",
)


def _stacks(
    cells=lambda num_units, count: [GRUCell(num_units) for _ in range(count)],
    returns=lambda outputs, state: (outputs, state),
    **settings,
):
    """Make a mistake out of the list of cells, of what is returned, or of how they are run."""

    def answer(inputs, num_units, num_layers):
        stack = tf.nn.rnn_cell.MultiRNNCell(cells(num_units, num_layers))
        outputs, state = tf.nn.dynamic_rnn(stack, inputs, dtype=tf.float32, **settings)
        return returns(outputs, state)

    return answer


def _side_by_side(inputs, num_units, num_layers):
    states = []
    for layer in range(num_layers):
        outputs, state = tf.nn.dynamic_rnn(
            GRUCell(num_units), inputs, dtype=tf.float32, scope=f"layer_{layer}"
        )
        states.append(state)
    return outputs, tuple(states)


def _in_a_loop(inputs, num_units, num_layers):
    states = []
    for _ in range(num_layers):
        inputs, state = tf.nn.dynamic_rnn(GRUCell(num_units), inputs, dtype=tf.float32)
        states.append(state)
    return inputs, tuple(states)


def _without_dtype(inputs, num_units, num_layers):
    cells = [GRUCell(num_units) for _ in range(num_layers)]
    return tf.nn.dynamic_rnn(tf.nn.rnn_cell.MultiRNNCell(cells), inputs)


def _one_cell_for_the_list(inputs, num_units, num_layers):
    stack = tf.nn.rnn_cell.MultiRNNCell(GRUCell(num_units))
    return tf.nn.dynamic_rnn(stack, inputs, dtype=tf.float32)


def _weights(number, shape):
    return normal(np.random.default_rng([12, number]), *shape, scale=0.5)


def _run_with_weights(answer, inputs, num_units, num_layers):
    """Let an answer build its stack, and run it with weights that the oracle knows."""
    with tf.Graph().as_default(), tf.Session() as session:
        returned = answer(tf.constant(inputs), num_units, num_layers)
        require_tensors(returned)
        variables = tf.trainable_variables()
        if len(variables) != 4 * num_layers:
            raise WrongAnswer(
                f"expected {4 * num_layers} variables, 4 for each of {num_layers} GRUs, "
                f"got {len(variables)}."
            )
        for number, variable in enumerate(variables):
            variable.load(_weights(number, variable.shape.as_list()), session)
        return session.run(returned)


def _layer_by_layer(inputs, num_units, num_layers):
    below, states = inputs, []
    for layer in range(num_layers):
        rows = below.shape[2] + num_units
        shapes = (rows, 2 * num_units), (2 * num_units,), (rows, num_units), (num_units,)
        weights = [_weights(4 * layer + place, shape) for place, shape in enumerate(shapes)]
        below, last = reference.unroll(
            lambda x, h, weights=weights: reference.gru_step(x, h, *weights),
            below,
            np.zeros((len(inputs), num_units), np.float32),
        )
        states.append(last)
    return below, tuple(states)


run_stack = Exercise(
    name="run_stack",
    oracle=_layer_by_layer,
    call=_run_with_weights,
    cases=[
        {"inputs": normal(random, 3, 5, 4), "num_units": 4, "num_layers": 2},
        {"inputs": normal(random, 2, 4, 3), "num_units": 5, "num_layers": 3},
    ],
    mistakes={
        "all layers share one cell": (
            _stacks(lambda n, count: [GRUCell(n)] * count),
            "How many cells does your answer create?",
            "If a list contains one cell several times, all layers share its weights.",
            "Call `GRUCell` once for each layer, for example in a loop.",
        ),
        "there is always one layer": (_stacks(lambda n, count: [GRUCell(n)]), *COUNT_HINTS),
        "the cells are not GRUs": (
            _stacks(lambda n, count: [tf.nn.rnn_cell.BasicLSTMCell(n) for _ in range(count)]),
            "Which kind of cell does your answer create?",
            "The exercise needs GRU cells. A GRU has four variables, an LSTM has two.",
        ),
        "every layer reads the inputs of the stack": (
            _side_by_side,
            "What does the second layer of your answer read?",
            "The bottom layer reads the inputs, each other layer the outputs below it.",
        ),
        "only the state of the top layer is returned": (
            _stacks(returns=lambda outputs, state: (outputs, state[-1])),
            "How many states does your answer return?",
            "Each layer has a state. `dynamic_rnn` returns a tuple of them.",
        ),
        "only the last output is returned": (
            _stacks(returns=lambda outputs, state: (outputs[:, -1], state)),
            "How many axes do your outputs have?",
            "Return the outputs of all time steps.",
        ),
        "outputs and state are swapped": (
            _stacks(returns=lambda outputs, state: (state, outputs)),
            "Which of the two results does your answer return first?",
            "Like `dynamic_rnn`, return the outputs first.",
        ),
        "there are always two layers": (
            _stacks(lambda n, count: [GRUCell(n) for _ in range(2)]),
            *COUNT_HINTS,
        ),
        "only the outputs are returned": (
            _stacks(returns=lambda outputs, state: outputs),
            "How many results does `dynamic_rnn` return?",
            "Return the final state too.",
        ),
        "the states are joined into one tensor": (
            _stacks(returns=lambda outputs, state: (outputs, tf.concat(state, axis=1))),
            "Is your final state one tensor or a tuple?",
            "`dynamic_rnn` already returns a tuple with one state per layer. Return it unchanged.",
        ),
        "each layer is a `dynamic_rnn` with the same names": (
            _in_a_loop,
            "Your second `dynamic_rnn` creates variables with the same names. Do you need two?",
            "`MultiRNNCell` is itself a cell, so one `dynamic_rnn` runs all layers.",
            "Make a list of cells, then one `MultiRNNCell`, then one `dynamic_rnn`.",
        ),
        "the state has no dtype": (
            _without_dtype,
            "You pass no initial state. Which dtype should the zeros have?",
            "`dynamic_rnn` needs an initial state or a `dtype`.",
        ),
        "`MultiRNNCell` gets a single cell": (
            _one_cell_for_the_list,
            "You pass one cell to `MultiRNNCell`. What does it expect?",
            "It takes a list with one new cell for each layer.",
        ),
        "the inputs are treated as time-major": (
            _stacks(time_major=True),
            "Which axis of the inputs does your answer treat as time?",
            "Here the first axis is the batch. This is the default of `dynamic_rnn`.",
        ),
    },
    minutes=6,
    difficulty=2,
    tolerance=1e-5,
)
