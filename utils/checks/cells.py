"""How an answer that makes a cell is judged: what it must say of itself, and how it is run."""

from contextlib import contextmanager

import numpy as np

from utils import backward
from utils.compare import describe
from utils.exercise import WrongAnswer
from utils.tf1 import tf


def run_made_cell(cell, inputs, state, weights, begins=None, thorough=True):
    """Run a cell that an answer made, with known weights, by hand or by `dynamic_rnn`.

    Arguments:
        cell: what the answer returned.
        inputs: float32 [batch, num_steps, input_size].
        state: float32 [batch, num_units].
        weights: dict from a variable's name to its value. Names are only asked for where two
            variables have one shape.
        begins: dict from a variable's name to the number with which it is to be filled at first.
        thorough: whether `dynamic_rnn` runs it, and by hand only the first two steps are drawn, to
            be compared, and to give gradients. Without, it takes a third of the time.

    Returns:
        (outputs, final state, gradients): the gradients of the mean square of the second output,
        one for each of `weights`; where it is not thorough, none.

    Raises:
        WrongAnswer: it is no cell, says too little of itself, has other variables, makes new ones
            at each call, begins with other values or with all weights of a kernel equal, or
            gives other outputs by hand.
    """
    require_cell(cell, state.shape[1])
    # AutoGraph would hide the line in which an error arose.
    cell.call = tf.autograph.experimental.do_not_convert(cell.call)
    x = tf.placeholder(tf.float32, [None, None, inputs.shape[2]])
    first_state = tf.placeholder(tf.float32, [None, state.shape[1]])
    if thorough:
        with _shapes_come_first(weights):
            outputs, final_state = tf.nn.dynamic_rnn(cell, x, initial_state=first_state)
        variables = _named(tf.global_variables(), weights)
    by_hand, state_now = [], first_state
    for step in range(2 if thorough else inputs.shape[1]):
        with _shapes_come_first(weights):
            output, state_now = cell(x[:, step], state_now)
        by_hand.append(output)
        if step == 0 and not thorough:
            variables = _named(tf.global_variables(), weights)
    made = len(tf.global_variables()) - len(variables)
    if made:
        raise WrongAnswer(f"calling the cell again makes {made} new variables: make them once.")
    if not thorough:
        outputs, final_state = tf.stack(by_hand, axis=1), state_now
    gradients = []
    if thorough:
        gradients = tf.gradients(tf.reduce_mean(tf.square(by_hand[1])), list(variables.values()))
        for name, gradient in zip(variables, gradients, strict=True):
            if gradient is None:
                raise WrongAnswer(f"its outputs do not depend on the variable `{name}`.")
    with tf.Session(config=without_fusing()) as session:
        first = session.run({name: variables[name].initial_value for name in weights})
        for name, variable in variables.items():
            if first[name].ndim == 2 and np.ptp(first[name]) == 0:
                raise WrongAnswer(f"at first all numbers of its `{name}` are equal.")
            if not variable.trainable:
                raise WrongAnswer(f"its `{name}` is not trainable.")
        for name, number in (begins or {}).items():
            if not (first[name] == number).all():
                raise WrongAnswer(f"at first its `{name}` is not filled with {number:g}.")
        session.run([tf.assign(variables[name], value) for name, value in weights.items()])
        fetches = outputs, final_state, gradients, tf.stack(by_hand[:2], axis=1)
        *result, two_steps = session.run(fetches, {x: inputs, first_state: state})
    if not np.allclose(result[0][:, :2], two_steps, atol=1e-5):
        raise WrongAnswer("called once for each step by hand, it gives other outputs.")
    return tuple(result)


def gradients_of(step, inputs, state, weights):
    """Return the gradients that `run_made_cell` wants, by finite differences.

    Arguments:
        step: inputs, state, and the weights -> (output, new state), in NumPy.
        inputs, state: as for `run_made_cell`.
        weights: float64 arrays.

    Returns:
        A list of float32 arrays, one for each of `weights`.
    """

    def loss(moved, place):
        used = [*weights[:place], moved, *weights[place + 1 :]]
        _, second_state = step(inputs[:, 0], state, *used)
        return np.mean(step(inputs[:, 1], second_state, *used)[0] ** 2)

    return [
        backward.finite_differences(lambda w, i=i: loss(w, i), weight).astype(np.float32)
        for i, weight in enumerate(weights)
    ]


def without_fusing():
    """Return the settings of a session that runs the operations as they were drawn.

    On some processors TensorFlow 2.21 puts one operation in place of a layer normalisation, and
    forgets its epsilon.
    """
    config = tf.ConfigProto()
    options = config.graph_options.rewrite_options
    options.remapping = options.OFF
    return config


def require_cell(cell, num_units):
    """Insist that an answer made a cell that says how wide its state and its output are.

    Arguments:
        cell: what the answer returned.
        num_units: the width wanted for both.

    Raises:
        WrongAnswer: it is no cell, or does not say so.
    """
    if isinstance(cell, type):
        raise WrongAnswer("it returned the class itself: return a cell that is made from it.")
    if not isinstance(cell, tf.nn.rnn_cell.RNNCell):
        raise WrongAnswer(f"it returned {describe(cell)} where an RNNCell is wanted.")
    if not hasattr(cell, "_keras_style"):  # the first attribute that every call asks for
        raise WrongAnswer("its `__init__` does not begin with `super().__init__()`.")
    for name in ("state_size", "output_size"):
        try:
            size = getattr(cell, name)
        except NotImplementedError:
            raise WrongAnswer(f"it does not say its `{name}`.") from None
        if callable(size):
            raise WrongAnswer(f"its `{name}` is a method, where `@property` would give a number.")
        if size != num_units:
            raise WrongAnswer(f"its `{name}` is {size} where {num_units} is wanted.")


@contextmanager
def _shapes_come_first(weights):
    """Where the variables have wrong shapes, complain of them, and not of what comes of it."""
    try:
        yield
    except ValueError:
        if len(tf.global_variables()) == len(weights):
            _named(tf.global_variables(), weights)
        raise


def _named(variables, weights):
    """Return a dict from the names of the weights to the variables that hold them."""
    by_name = {variable.op.name.split("/")[-1]: variable for variable in variables}
    shapes = [value.shape for value in weights.values()]
    if len(set(shapes)) == len(shapes) == len(variables):  # then a name is a matter of taste
        by_shape = {tuple(variable.shape.as_list()): variable for variable in variables}
        by_name = {name: by_shape.get(value.shape) for name, value in weights.items()}
    found = {name: by_name.get(name) for name in weights}
    fits = len(variables) == len(weights) and all(
        variable is not None and tuple(variable.shape.as_list()) == weights[name].shape
        for name, variable in found.items()
    )
    if not fits:
        got = ", ".join(f"{v.op.name.split('/')[-1]} {v.shape.as_list()}" for v in variables)
        wanted = ", ".join(f"{name} {list(value.shape)}" for name, value in weights.items())
        raise WrongAnswer(f"its variables are {got or 'none'}, where {wanted} are wanted.")
    return found
