"""The learner adds two RNNs with their own weights to one graph; returns both final states."""

import numpy as np

from utils.checks.cases import normal
from utils.checks.debugging_old_code.shared import load, operations_behind, rnn, rnn_weights
from utils.checks.engine import Exercise, WrongAnswer
from utils.checks.engine.compare import is_sequence, outline
from utils.checks.in_graph import require_tensors
from utils.tf1 import tf

random = np.random.default_rng(16)


def _read_both(answer, first, second, num_units, weights):
    """Let an answer build two readers, load each with weights of its own, and run both."""
    with tf.Graph().as_default(), tf.Session() as session:
        states = answer(tf.constant(first), tf.constant(second), num_units)
        if not is_sequence(states) or len(states) != 2 or any(map(is_sequence, states)):
            raise WrongAnswer(f"expected two tensors, the final states, got {outline(states)}.")
        require_tensors(states)
        readers = [_variables_behind(state) for state in states]
        for name, variables in zip(("first", "second"), readers, strict=True):
            if len(variables) != 2:
                raise WrongAnswer(
                    f"expected 2 variables behind the {name} state, got {len(variables)}."
                )
        shared = set(readers[0]) & set(readers[1])
        if shared:
            raise WrongAnswer(
                f"the two readers share {len(shared)} of their 2 variables, expected none."
            )
        for variables, values in zip(readers, weights, strict=True):
            for variable, value in zip(variables, values, strict=True):
                if variable.shape != value.shape:
                    wanted, got = list(value.shape), variable.shape.as_list()
                    raise WrongAnswer(f"expected shape {wanted} for a variable, got {got}.")
            load(session, variables, values)
        return session.run(states)


def _variables_behind(state):
    """Return the variables that a tensor is computed from, the kernel before the bias."""
    operations = operations_behind(state.op)
    behind = [variable for variable in tf.global_variables() if variable.op in operations]
    return sorted(behind, key=lambda variable: -variable.shape.rank)


def _read_both_by_numpy(first, second, num_units, weights):
    return [rnn(inputs, *own)[1] for inputs, own in zip((first, second), weights, strict=True)]


def _reader(inputs, num_units, scope=None, reuse=False, start=None):
    with tf.variable_scope(scope or tf.get_variable_scope(), reuse=reuse):
        cell = tf.nn.rnn_cell.BasicRNNCell(num_units)
        return tf.nn.dynamic_rnn(cell, inputs, initial_state=start, dtype=tf.float32)


def _readers(scopes=("first", "second"), reuse=False, part=1):
    """Make an answer: two readers, in these scopes, with this reuse, that return this part."""

    def answer(first, second, num_units):
        return tuple(
            _reader(inputs, num_units, scope, reuse)[part]
            for inputs, scope in zip((first, second), scopes, strict=True)
        )

    return answer


def _graph_thrown_away(first, second, num_units):
    state = _reader(first, num_units)[1]
    tf.reset_default_graph()
    return state, _reader(second, num_units)[1]


def _graph_of_its_own(first, second, num_units):
    state = _reader(first, num_units)[1]
    with tf.Graph().as_default():
        return state, _reader(second, num_units)[1]


def _one_after_the_other(first, second, num_units):
    state = _reader(first, num_units, "first")[1]
    return state, _reader(second, num_units, "second", start=state)[1]


def _kernel_in_common(first, second, num_units):
    states = []
    shape = [first.shape[2] + num_units, num_units]
    for name, inputs in (("first", first), ("second", second)):
        with tf.variable_scope("both", reuse=tf.AUTO_REUSE):
            kernel = tf.get_variable("kernel", shape)
        bias = tf.get_variable(f"{name}_bias", [num_units])
        state = tf.zeros([inputs.shape[0], num_units])
        for step in tf.unstack(inputs, axis=1):
            state = tf.tanh(tf.matmul(tf.concat([step, state], 1), kernel) + bias)
        states.append(state)
    return states


def _case(batch_size, steps, input_size, num_units):
    return {
        "first": normal(random, batch_size, steps[0], input_size),
        "second": normal(random, batch_size, steps[1], input_size),
        "num_units": num_units,
        "weights": [tuple(rnn_weights(random, input_size, num_units).values()) for _ in range(2)],
    }


two_readers = Exercise(
    name="two_readers",
    oracle=_read_both_by_numpy,
    call=_read_both,
    cases=[_case(2, (3, 5), 4, 6), _case(3, (4, 2), 5, 3)],
    arguments=("first", "second", "num_units"),
    tolerance=1e-5,
    mistakes={
        "both readers use the same scope": (
            _readers((None, None)),
            "Both of your readers ask for a variable with the same name. Which scope is open?",
            "`dynamic_rnn` opens the scope `rnn` each time.",
            "Open a `tf.variable_scope` with another name for each reader.",
        ),
        "both inputs are read with the same weights": (
            _readers(("reader", "reader"), tf.AUTO_REUSE),
            "Your graph contains one kernel. Do two networks not need two?",
            "Both reuse and one shared cell object give both readers the same variables.",
            "Create two cells, and give each reader its own variable scope.",
        ),
        "reuse=True, and nothing to find": (
            _readers(reuse=True),
            "You use `reuse=True`. Is there already a variable to find?",
            "`reuse=True` only finds variables. It never creates one.",
            "Remove `reuse`, and give each reader its own variable scope.",
        ),
        "the graph is reset between the readers": (
            _graph_thrown_away,
            "You reset the graph. Does `second` not belong to the old one?",
            "Both readers must be in the current graph.",
            "Remove the reset, and give each reader its own variable scope.",
        ),
        "the second reader has a graph of its own": (
            _graph_of_its_own,
            "Your second reader is in a new graph. Is `second` in this graph too?",
            "Both readers must be in the current graph.",
            "Give each reader its own variable scope, not its own graph.",
        ),
        "the second reader starts from the first one's state": (
            _one_after_the_other,
            "Your second state depends on `first`. Should it?",
            "Look at the initial state of your second reader.",
            "Pass only `dtype` to `dynamic_rnn`. Then each reader starts with zeros.",
        ),
        "both readers share one of their variables": (
            _kernel_in_common,
            "Your readers share one of their two variables. Should they share any?",
            "Look for a variable that you create outside of both scopes.",
            "Create kernel and bias of each reader inside its own scope.",
        ),
        "both readers read the first input": (
            lambda first, second, num_units: _readers()(first, first, num_units),
            "Your result does not depend on `second`. Do you read it?",
            "Look at the inputs of each call of `dynamic_rnn`.",
            "Pass `first` to one call and `second` to the other.",
        ),
        "the outputs are returned": (
            _readers(part=0),
            "Your tensors have three axes. Should the final states not have two?",
            "`dynamic_rnn` returns the outputs first and the final state second.",
        ),
        "the outputs are returned with the states": (
            _readers(part=slice(2)),
            "You return two pairs. Should they be two tensors?",
            "`dynamic_rnn` returns the outputs first and the final state second.",
            "Take the second part of each pair.",
        ),
        "the states are in the wrong order": (
            lambda first, second, num_units: _readers()(second, first, num_units),
            "Your first state comes from `second`. Which one should come first?",
            "Look at the order of the two tensors that you return.",
            "Return the state of `first` before the state of `second`.",
        ),
    },
    minutes=5,
    difficulty=2,
)
