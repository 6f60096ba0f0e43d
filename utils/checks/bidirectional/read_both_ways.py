"""The learner reads padded sequences in both directions, and joins the outputs."""

import numpy as np

from utils import reference
from utils.checks.cases import normal
from utils.checks.engine import Exercise, WrongAnswer
from utils.checks.in_graph import require_tensors, run_in_time
from utils.text import shape_text
from utils.tf1 import tf

random = np.random.default_rng(14)
GRUCell = tf.nn.rnn_cell.GRUCell


def _reads(
    returns=lambda outputs, states: tf.concat(outputs, axis=2),
    cells=lambda num_units: (GRUCell(num_units), GRUCell(num_units)),
    given=lambda lengths: lengths,
    **settings,
):
    """Make a mistake out of what is returned, the cells, or the lengths that are passed."""

    def answer(inputs, lengths, num_units):
        outputs, states = tf.nn.bidirectional_dynamic_rnn(
            *cells(num_units), inputs, given(lengths), dtype=tf.float32, **settings
        )
        return returns(outputs, states)

    return answer


def _in_two_loops(reverse, reverse_back):
    """Make a mistake out of how the inputs and outputs of the second loop are reversed."""

    def answer(inputs, lengths, num_units):
        layers = []
        for scope, before, after in (
            ("forward", lambda x, n: x, lambda x, n: x),
            ("backward", reverse, reverse_back),
        ):
            outputs, _ = tf.nn.dynamic_rnn(
                GRUCell(num_units), before(inputs, lengths), lengths, dtype=tf.float32, scope=scope
            )
            layers.append(after(outputs, lengths))
        return tf.concat(layers, axis=2)

    return answer


def _whole_row(x, lengths):
    return x[:, ::-1]


def _valid_steps(x, lengths):
    return tf.reverse_sequence(x, lengths, seq_axis=1)


def _as_it_is(x, lengths):
    return x


def _weights(number, shape):
    """Weights of a GRU's variable 0 to 3. Both directions get the same, whichever is made first."""
    return normal(np.random.default_rng([14, number]), *shape, scale=0.8)


def _run_with_weights(answer, inputs, lengths, num_units):
    """Let an answer build both directions, and run them with weights that the oracle knows."""
    with tf.Graph().as_default(), tf.Session() as session:
        returned = answer(tf.constant(inputs), tf.constant(lengths), num_units)
        require_tensors(returned)
        variables = tf.trainable_variables()
        if len(variables) != 8:
            shapes = ", ".join(shape_text(variable.shape.as_list()) for variable in variables)
            raise WrongAnswer(
                f"expected 8 variables, 4 for each of two GRUs, got {len(variables)} "
                f"of shapes {shapes}."
            )
        for number, variable in enumerate(variables):
            variable.load(_weights(number % 4, variable.shape.as_list()), session)
        return run_in_time(session, returned)


def _row_by_row(inputs, lengths, num_units):
    """Read each row alone and without its padding, from the left and from the right."""
    rows = inputs.shape[2] + num_units
    shapes = (rows, 2 * num_units), (2 * num_units,), (rows, num_units), (num_units,)
    weights = [_weights(number, shape) for number, shape in enumerate(shapes)]
    joined = np.zeros((*inputs.shape[:2], 2 * num_units), np.float32)
    for row, length in enumerate(lengths):
        for start, step in ((0, 1), (num_units, -1)):
            steps = range(length)[::step]
            state = np.zeros((1, num_units), np.float32)
            for at in steps:
                _, state = reference.gru_step(inputs[row : row + 1, at], state, *weights)
                joined[row, at, start : start + num_units] = state[0]
    return joined


def _case(num_steps, input_size, num_units, lengths):
    return {
        "inputs": normal(random, len(lengths), num_steps, input_size),
        "lengths": np.array(lengths, np.int32),
        "num_units": num_units,
    }


read_both_ways = Exercise(
    name="read_both_ways",
    oracle=_row_by_row,
    call=_run_with_weights,
    cases=[_case(6, 3, 2, [2, 6, 4]), _case(5, 4, 3, [3, 1])],
    mistakes={
        "the pair is returned": (
            _reads(lambda outputs, states: outputs),
            "Your answer is a pair of tensors. Should it be one tensor?",
            "The call returns a pair of outputs, one for each layer.",
            "Join both tensors along the axis of the units.",
        ),
        "both directions share one cell": (
            _reads(cells=lambda num_units: [GRUCell(num_units)] * 2),
            "Your graph has 4 variables. Should each direction have its own weights?",
            "One cell object that is passed twice has one set of weights.",
            "Create two cells.",
        ),
        "the cells are LSTMs": (
            _reads(
                cells=lambda num_units: [tf.nn.rnn_cell.BasicLSTMCell(num_units) for _ in range(2)]
            ),
            "Which kind of cell does your answer create?",
            "A GRU has four variables, an LSTM has two. The exercise needs GRUs.",
        ),
        "one GRU has all units": (
            lambda inputs, lengths, num_units: tf.nn.dynamic_rnn(
                GRUCell(2 * num_units), inputs, lengths, dtype=tf.float32
            )[0],
            "You create one cell with twice as many units. In which direction does it read?",
            "All units of one cell read in the same direction.",
            "Create two cells, and pass both to `bidirectional_dynamic_rnn`.",
        ),
        "the outputs and the states are returned": (
            _reads(lambda outputs, states: (outputs, states)),
            "You return everything that the call returns. Which part does the task ask for?",
            "The call returns two pairs: first the outputs, then the final states.",
            "Join the pair of outputs along the last axis.",
        ),
        "the state has no dtype": (
            lambda inputs, lengths, num_units: tf.concat(
                tf.nn.bidirectional_dynamic_rnn(
                    GRUCell(num_units), GRUCell(num_units), inputs, lengths
                )[0],
                axis=2,
            ),
            "You pass no initial state. Which dtype should the zeros have?",
            "The call needs initial states or a `dtype`.",
        ),
        "the layers get a new axis before the units": (
            _reads(lambda outputs, states: tf.stack(outputs, axis=2)),
            "Your result has four axes. Should it not have three?",
            "`tf.stack` makes a new axis. `tf.concat` makes an existing axis longer.",
        ),
        "the lengths are not used": (
            _reads(given=lambda lengths: None),
            "Your result depends on the padding. Do you use `lengths`?",
            "Without the lengths, the backward layer starts with the padding.",
            "Pass the lengths to `bidirectional_dynamic_rnn`.",
        ),
        "the backward layer comes first": (
            _reads(lambda outputs, states: tf.concat(outputs[::-1], axis=2)),
            "Your first columns belong to the backward layer. Which layer should come first?",
            "The call returns a pair with the forward layer first.",
            "Join the pair in its own order.",
        ),
        "only the forward layer is returned": (
            _reads(lambda outputs, states: outputs[0]),
            "Your result has `num_units` columns. Where are those of the backward layer?",
            "The second tensor of the pair belongs to the backward layer.",
            "Join both tensors along the last axis.",
        ),
        "the layers are added": (
            _reads(lambda outputs, states: outputs[0] + outputs[1]),
            "Your result has `num_units` columns. Should it not have twice as many?",
            "A sum mixes the units of both layers.",
            "Join both tensors along the last axis.",
        ),
        "the final states are joined": (
            _reads(lambda outputs, states: tf.concat(states, axis=1)),
            "Your result has no axis for the time steps. Did you join the final states?",
            "The call returns two pairs: first the outputs, then the final states.",
            "Join the pair of outputs.",
        ),
        "the layers are joined along the time steps": (
            _reads(lambda outputs, states: tf.concat(outputs, axis=1)),
            "Your result has twice as many time steps as the inputs. Which axis did you join?",
            "Axis 1 is the time. The units are the last axis.",
        ),
        "the layers are joined along the batch": (
            _reads(lambda outputs, states: tf.concat(outputs, axis=0)),
            "Your result has twice as many rows as the batch. Which axis did you join?",
            "Axis 0 is the batch. The units are the last axis.",
        ),
        "the layers get a new axis": (
            _reads(lambda outputs, states: tf.stack(outputs)),
            "Your result has four axes. Should it not have three?",
            "`tf.stack` makes a new axis. `tf.concat` makes an existing axis longer.",
        ),
        "the pair is reshaped": (
            _reads(
                lambda outputs, states: tf.reshape(
                    outputs, tf.concat([tf.shape(outputs[0])[:2], [-1]], axis=0)
                )
            ),
            "Your first row contains two time steps of one layer. Did you reshape the pair?",
            "The first axis of the pair is the layer, so a reshape mixes time steps.",
            "Join the two tensors along the last axis, without a reshape.",
        ),
        "the backward outputs are not reversed": (
            _in_two_loops(_valid_steps, _as_it_is),
            "Your first backward output belongs to the last time step. Is this the correct order?",
            "The outputs of both layers are in the order of the inputs.",
            "Reverse the valid part of the backward outputs.",
        ),
        "the padding is reversed too": (
            _in_two_loops(_whole_row, _whole_row),
            "Your backward layer starts with the padding. Did you reverse the complete rows?",
            "Each row has its own length.",
            "Reverse only the valid time steps, for example with `tf.reverse_sequence`.",
        ),
        "both layers read from the left": (
            _in_two_loops(_as_it_is, _as_it_is),
            "Your second layer starts at time step 0. Where should it start?",
            "The backward layer starts at the last valid time step.",
        ),
        "the backward outputs are reversed once too often": (
            _reads(
                lambda outputs, states: tf.concat([outputs[0], outputs[1][:, ::-1]], axis=2),
            ),
            "Your backward outputs are in the order of reading. Did you reverse them?",
            "The call returns them in the order of the inputs.",
            "Remove the reversal.",
        ),
        "the inputs are read as time-major": (
            _reads(given=lambda lengths: None, time_major=True),
            "Your layers run along the batch. Which axis of the inputs is the time?",
            "The inputs are batch-major, which is the default of the call.",
        ),
    },
    minutes=5,
    difficulty=1,
    tolerance=1e-5,
)
