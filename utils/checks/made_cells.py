"""How an answer that makes a cell is judged: run with known weights, and once more by NumPy."""

import numpy as np

from utils import backward, reference
from utils.checks.engine import WrongAnswer
from utils.checks.engine.compare import describe
from utils.checks.in_graph import without_fusing
from utils.tf1 import tf


def run_made_cell(answer, num_units, setting, inputs, state, weights, thorough, begins):
    """Run the cell that an answer makes, with known weights, by hand or by `dynamic_rnn`.

    Arguments:
        answer: the learner's function, from `num_units` and a setting to a cell.
        num_units, setting: what it is called with.
        inputs: float32 [batch, num_steps, input_size].
        state: float32 [batch, num_units].
        weights: the values of the cell's variables.
        thorough: whether `dynamic_rnn` runs it, and by hand only the first two steps are built, to
            be compared, and to give gradients. Without, it takes a third of the time.
        begins: dict from the name of each variable, in the order of `weights`, to the number with
            which it is to be filled at first, or None where the learner may choose. Names are only
            asked for where two variables have one shape.

    Returns:
        (outputs, final state, gradients): the gradients of the mean square of the second output,
        one for each of `weights`; where it is not thorough, none.

    Raises:
        WrongAnswer: it is no cell, lacks a size, has other variables, creates new ones
            at each call, begins with other values or with all weights of a kernel equal, or
            gives other outputs by hand.
    """
    weights = dict(zip(begins, weights, strict=True))
    with tf.Graph().as_default():
        cell = answer(num_units, setting)
        _require_cell(cell, num_units)
        x = tf.placeholder(tf.float32, [None, None, inputs.shape[2]])
        first_state = tf.placeholder(tf.float32, [None, num_units])
        by_dynamic_rnn, by_hand, variables = _build(
            cell, x, first_state, weights, inputs.shape[1], thorough
        )
        outputs, final_state = by_dynamic_rnn or by_hand
        gradients = _gradients(by_hand[0][:, 1], variables) if thorough else []
        with tf.Session(config=without_fusing()) as session:
            _require_beginning(session, variables, begins)
            session.run([tf.assign(variables[name], value) for name, value in weights.items()])
            fetches = outputs, final_state, gradients, by_hand[0][:, :2]
            *result, two_steps = session.run(fetches, {x: inputs, first_state: state})
    if not np.allclose(result[0][:, :2], two_steps, atol=1e-5, equal_nan=True):
        raise WrongAnswer("called once for each step by hand, it gives other outputs.")
    return tuple(result)


def unrolled(step, inputs, state, weights, thorough):
    """Return what `run_made_cell` is to return, by NumPy.

    Arguments:
        step: inputs, state, and the weights -> (output, new state).
        inputs, state, weights, thorough: as for `run_made_cell`.
    """
    weights = [weight.astype(np.float64) for weight in weights]

    def second_loss(place, moved):
        used = [*weights[:place], moved, *weights[place + 1 :]]
        outputs, _ = reference.unroll(lambda x, h: step(x, h, *used), inputs[:, :2], state)
        return np.mean(outputs[:, 1] ** 2)

    outputs, final_state = reference.unroll(lambda x, h: step(x, h, *weights), inputs, state)
    gradients = [
        backward.finite_differences(lambda w, i=i: second_loss(i, w), weight).astype(np.float32)
        for i, weight in enumerate(weights if thorough else [])
    ]
    return outputs.astype(np.float32), final_state.astype(np.float32), gradients


def _require_cell(cell, num_units):
    """Insist that it is a cell with the sizes of its state and its output."""
    if isinstance(cell, type):
        raise WrongAnswer("it returned the class itself. Return an object of the class.")
    if not isinstance(cell, tf.nn.rnn_cell.RNNCell):
        raise WrongAnswer(f"expected an RNNCell, got {describe(cell)}.")
    if not hasattr(cell, "_keras_style"):  # the first attribute that every call asks for
        raise WrongAnswer("its `__init__` does not begin with `super().__init__()`.")
    for name in ("state_size", "output_size"):
        try:
            size = getattr(cell, name)
        except NotImplementedError:
            raise WrongAnswer(f"its class has no `{name}`.") from None
        if callable(size):
            raise WrongAnswer(f"its `{name}` is a method. With `@property` it would be a number.")
        if size != num_units:
            raise WrongAnswer(f"expected {num_units} for its `{name}`, got {size}.")


def _build(cell, x, state, weights, num_steps, thorough):
    """Build a network: -> what `dynamic_rnn` gives or None, what steps by hand give, variables."""
    # AutoGraph would hide the line in which an error arose.
    cell.call = tf.autograph.experimental.do_not_convert(cell.call)
    by_dynamic_rnn, by_hand, variables = None, [], None
    try:
        if thorough:
            by_dynamic_rnn = tf.nn.dynamic_rnn(cell, x, initial_state=state)
            variables = _named(tf.global_variables(), weights)
        for step in range(2 if thorough else num_steps):
            output, state = cell(x[:, step], state)
            by_hand.append(output)
            variables = variables or _named(tf.global_variables(), weights)
    except ValueError:
        # If the variables have wrong shapes, name these, and not what follows from them.
        if len(tf.global_variables()) == len(weights):
            _named(tf.global_variables(), weights)
        raise
    made = len(tf.global_variables()) - len(variables)
    if made:
        raise WrongAnswer(
            f"each further call of the cell creates variables, here {made}. Create them once."
        )
    return by_dynamic_rnn, (tf.stack(by_hand, axis=1), state), variables


def _named(variables, weights):
    """Return a dict from the names of the weights to the variables that hold them."""
    # If all shapes differ, any names will do.
    names_count = len({value.shape for value in weights.values()}) < len(weights)
    own_names = [variable.op.name.split("/")[-1] for variable in variables]
    found = {
        name: variable
        for name, value in weights.items()
        for own_name, variable in zip(own_names, variables, strict=True)
        if variable.shape == value.shape and (own_name == name or not names_count)
    }
    if not len(found) == len(variables) == len(weights):
        pairs = zip(own_names, variables, strict=True)
        got = ", ".join(f"{name} {variable.shape.as_list()}" for name, variable in pairs)
        wanted = ", ".join(f"{name} {list(value.shape)}" for name, value in weights.items())
        raise WrongAnswer(f"expected the variables {wanted}, got {got or 'none'}.")
    return found


def _gradients(output, variables):
    gradients = tf.gradients(tf.reduce_mean(tf.square(output)), list(variables.values()))
    for name, gradient in zip(variables, gradients, strict=True):
        if gradient is None:
            raise WrongAnswer(f"its outputs do not depend on the variable `{name}`.")
    return gradients


def _require_beginning(session, variables, begins):
    """Insist on how the variables begin, and that they can be trained."""
    first = session.run({name: variable.initial_value for name, variable in variables.items()})
    for name, value in first.items():
        if value.ndim == 2 and np.ptp(value) == 0:
            raise WrongAnswer(f"at first all numbers of its `{name}` are equal.")
        if not variables[name].trainable:
            raise WrongAnswer(f"its `{name}` is not trainable.")
        if begins[name] is not None and (value != begins[name]).any():
            raise WrongAnswer(f"at first its `{name}` is not filled with {begins[name]:g}.")
