"""What people get wrong in run_stack (lesson 12, a stack is a cell)."""

from utils.exercise import Mistake
from utils.tf1 import tf


def _stacks(
    cells=lambda num_units, count: [tf.nn.rnn_cell.GRUCell(num_units) for _ in range(count)],
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
        cell = tf.nn.rnn_cell.GRUCell(num_units)
        outputs, state = tf.nn.dynamic_rnn(cell, inputs, dtype=tf.float32, scope=f"layer_{layer}")
        states.append(state)
    return outputs, tuple(states)


RUN_STACK = [
    Mistake(
        "one cell, listed several times",
        _stacks(lambda num_units, count: [tf.nn.rnn_cell.GRUCell(num_units)] * count),
        (
            "How many cell objects does your code make?",
            "A list that holds one object several times has one set of weights.",
            "Each entry of the list needs a call of `GRUCell` of its own.",
        ),
    ),
    Mistake(
        "one layer, whatever is asked for",
        _stacks(lambda num_units, count: [tf.nn.rnn_cell.GRUCell(num_units)]),
        (
            "Does your answer use `num_layers`?",
            "`MultiRNNCell` makes as many layers as its list has entries.",
        ),
    ),
    Mistake(
        "the cells are not GRUs",
        _stacks(lambda n, count: [tf.nn.rnn_cell.BasicLSTMCell(n) for _ in range(count)]),
        (
            "Which cell is asked for?",
            "A `BasicRNNCell` and an LSTM have two variables, a GRU has four.",
        ),
    ),
    Mistake(
        "every layer reads the inputs",
        _side_by_side,
        (
            "What does the second layer read?",
            "In a stack only the bottom layer sees the inputs.",
        ),
    ),
    Mistake(
        "the state of the top layer alone is returned",
        _stacks(returns=lambda outputs, state: (outputs, state[-1])),
        (
            "How many states has a stack?",
            "Each layer has a state; `dynamic_rnn` returns them in a tuple.",
        ),
    ),
    Mistake(
        "the last outputs alone are returned",
        _stacks(returns=lambda outputs, state: (outputs[:, -1], state)),
        (
            "How many axes have your outputs?",
            "The outputs of all steps are wanted.",
        ),
    ),
    Mistake(
        "state and outputs are exchanged",
        _stacks(returns=lambda outputs, state: (state, outputs)),
        (
            "In which order does `dynamic_rnn` return its two results?",
            "The outputs stand first.",
        ),
    ),
    Mistake(
        "two layers, whatever is asked for",
        _stacks(lambda n, count: [tf.nn.rnn_cell.GRUCell(n) for _ in range(2)]),
        (
            "Does your answer use `num_layers`?",
            "`MultiRNNCell` makes as many layers as its list has entries.",
        ),
    ),
    Mistake(
        "the outputs alone are returned",
        _stacks(returns=lambda outputs, state: outputs),
        (
            "How many things does `dynamic_rnn` return?",
            "The final state is wanted too.",
        ),
    ),
    Mistake(
        "the states are joined in one tensor",
        _stacks(returns=lambda outputs, state: (outputs, tf.concat(state, axis=1))),
        (
            "How many parts has the state of a stack?",
            "A tuple is wanted, with a part for each layer, as `MultiRNNCell` makes it by itself.",
        ),
    ),
    Mistake(
        "the inputs are read as time-major",
        _stacks(time_major=True),
        (
            "Which axis of the inputs counts the steps?",
            "The batch comes first here, as `dynamic_rnn` expects unless it is told otherwise.",
        ),
    ),
]
