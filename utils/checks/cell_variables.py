"""The exercises of lesson 03, and the mistakes that people make in them."""

import numpy as np

from utils import reference
from utils.compare import difference
from utils.exercise import Exercise, Mistake, WrongAnswer, progress_of
from utils.tf1 import tf

random = np.random.default_rng(3)


def _kernel(input_size, num_units):
    return random.normal(size=(input_size + num_units, num_units))


SIZES = ((4, 2), (2, 5), (3, 3))

split_kernel = Exercise(
    name="split_kernel",
    oracle=reference.split_kernel,
    cases=[
        {"kernel": _kernel(input_size, num_units), "input_size": input_size}
        for input_size, num_units in SIZES
    ],
    mistakes=[
        Mistake(
            "U comes first",
            lambda kernel, input_size: (kernel[input_size:], kernel[:input_size]),
            (
                "Which of your two parts has `input_size` rows?",
                "Look at the bracket beside the heat map: whose rows are on top?",
                "The pair is wanted in the order of the rows: the input's, then the state's.",
            ),
        ),
        Mistake(
            "the state's rows are taken from the top",
            lambda kernel, input_size: (
                kernel[kernel.shape[1] :],
                kernel[: kernel.shape[1]],
            ),
            (
                "Which shapes have the kernel and your two parts, when you print them?",
                "`num_units` rows from the top are not the state's: the input's rows lie there.",
                "Which of the two sizes says where the cut is?",
            ),
        ),
        Mistake(
            "the columns are cut instead of the rows",
            lambda kernel, input_size: (kernel[:, :input_size], kernel[:, input_size:]),
            (
                "How many columns has the whole kernel, and how many has each of your parts?",
                "Each column belongs to one unit, and both W and U have all of them.",
                "It is the first axis that is cut.",
            ),
        ),
        Mistake(
            "it is split into two equal parts",
            lambda kernel, input_size: np.split(kernel, 2),
            (
                "Does your answer use `input_size`?",
                "The two parts need not be equally tall: where does the second one begin?",
            ),
        ),
        Mistake(
            "it is split into input_size parts",
            lambda kernel, input_size: np.split(kernel, input_size),
            (
                "How many parts do you get?",
                "A number tells `np.split` how many parts to make. How is it told where to cut?",
            ),
        ),
        Mistake(
            "both parts are transposed",
            lambda kernel, input_size: (kernel[:input_size].T, kernel[input_size:].T),
            (
                "What shape has W in the exercise's text, and what shape has yours?",
                "The rows of the kernel stay rows.",
            ),
        ),
        Mistake(
            "the kernel is cut in the middle",
            lambda kernel, input_size: (kernel[: len(kernel) // 2], kernel[len(kernel) // 2 :]),
            (
                "Does your answer use `input_size`?",
                "The two parts need not be equally tall: where does the second one begin?",
            ),
        ),
    ],
    minutes=4,
    difficulty=1,
)


def _in_column_form(kernel, input_size):
    W, U = reference.split_kernel(kernel, input_size)
    return np.einsum("ij->ji", U), np.einsum("ij->ji", W)


column_form = Exercise(
    name="column_form",
    oracle=_in_column_form,
    cases=[
        {"kernel": _kernel(input_size, num_units), "input_size": input_size}
        for input_size, num_units in SIZES
    ],
    mistakes=[
        Mistake(
            "reshaped instead of transposed",
            lambda kernel, input_size: (
                kernel[input_size:],
                kernel[:input_size].reshape(kernel.shape[1], input_size),
            ),
            (
                "The shapes are right. Did every number arrive where it belongs?",
                "`reshape` deals the numbers out anew, row by row; transposing mirrors them.",
            ),
        ),
        Mistake(
            "the names are not exchanged",
            lambda kernel, input_size: (kernel[:input_size].T, kernel[input_size:].T),
            (
                "What does the post multiply with its W: the inputs or the state?",
                "The post's W is square. Which of yours is?",
                "Return the state's matrix first.",
            ),
        ),
        Mistake(
            "the state's matrix is not transposed",
            lambda kernel, input_size: (kernel[input_size:], kernel[:input_size].T),
            (
                "The shapes are right. Does the sum over the old state run along rows or columns?",
                "A square matrix looks the same from both sides, and is not.",
                "Both factors of a product change sides: what happens to each of them?",
            ),
        ),
        Mistake(
            "nothing is transposed",
            lambda kernel, input_size: (kernel[input_size:], kernel[:input_size]),
            (
                "What shapes has the post's U, and what shape has yours?",
                "In the post the matrix stands on the left: `U x`. On which side stands it here?",
                "A product with the sides exchanged needs both factors transposed.",
            ),
        ),
        Mistake(
            "neither exchanged nor transposed",
            lambda kernel, input_size: (kernel[:input_size], kernel[input_size:]),
            (
                "This is TensorFlow's way. What two things does the post do differently?",
                "Its names are exchanged, and its vectors are columns.",
            ),
        ),
    ],
    minutes=5,
    difficulty=2,
)


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
                raise WrongAnswer("it made new variables: load the values into the cell's own.")
            return session.run(output)


def _load(session, cell, *values):
    for variable, value in zip(cell.variables, values, strict=False):
        variable.load(value, session)


def _cell_output_oracle(inputs, state, W, U, bias):
    return np.tanh(np.einsum("bi,iu->bu", inputs, W) + np.einsum("bs,su->bu", state, U) + bias)


def _loads_and_initializes(session, cell, W, U, bias):
    _load(session, cell, np.concatenate([W, U]), bias)
    session.run([variable.initializer for variable in cell.variables])


def _makes_assignments_only(session, cell, W, U, bias):
    for variable, value in zip(cell.variables, (np.concatenate([W, U]), bias), strict=True):
        variable.assign(value)


def _load_case(batch_size, input_size, num_units):
    return {
        "inputs": random.normal(size=(batch_size, input_size)),
        "state": random.uniform(-1, 1, size=(batch_size, num_units)),
        "W": random.normal(scale=0.5, size=(input_size, num_units)),
        "U": random.normal(scale=0.5, size=(num_units, num_units)),
        "bias": random.normal(size=num_units),
    }


load_weights = Exercise(
    name="load_weights",
    oracle=_cell_output_oracle,
    cases=[_load_case(3, 4, 2), _load_case(2, 3, 3)],
    mistakes=[
        Mistake(
            "U lies above W",
            lambda session, cell, W, U, bias: _load(session, cell, np.concatenate([U, W]), bias),
            (
                "Which rows of the kernel does the cell multiply with the inputs?",
                "The order of the two parts in the kernel is the order of `[inputs, state]`.",
            ),
        ),
        Mistake(
            "the bias is not loaded",
            lambda session, cell, W, U, bias: _load(session, cell, np.concatenate([W, U])),
            (
                "How many variables has the cell, and how many did you load?",
                "The cell has a bias too.",
            ),
        ),
        Mistake(
            "W and U are not joined",
            lambda session, cell, W, U, bias: cell.variables[0].load(W, session),
            (
                "What shape has the variable that you load, and what shape has your value?",
                "The cell has one kernel for both parts.",
            ),
        ),
        Mistake(
            "the initializer is run after the load",
            _loads_and_initializes,
            (
                "What does an initializer do with the value that is there?",
                "The session comes to you initialized. What is left to do?",
            ),
        ),
        Mistake(
            "nothing was assigned",
            _makes_assignments_only,
            (
                "Does the output change at all when you change W?",
                "`variable.assign(value)` makes an operation. What makes an operation happen?",
                "Which of the two ways in section 5 needs no run?",
            ),
        ),
    ],
    minutes=7,
    difficulty=2,
    arguments=("session", "cell", "W", "U", "bias"),
    call=_run_loaded_cell,
    place="the cell's output",
)


def _states_of_kernel(answer, inputs):
    """Run a cell with the kernel that an answer gives over some inputs; return its states."""
    input_size = inputs.shape[1]
    kernel = answer(input_size)
    wanted = np.zeros((3 * input_size, 2 * input_size))
    complaint = difference(wanted, kernel, np.inf, "the kernel")
    if complaint:
        raise WrongAnswer(f"{complaint}.")
    bias = np.zeros(2 * input_size)
    states, _ = reference.unroll(
        lambda inputs, state: reference.rnn_step(inputs, state, kernel, bias),
        inputs[np.newaxis],
        bias[np.newaxis],
    )
    return states[0]


def _now_and_before(inputs):
    now = np.tanh(inputs)
    before = np.tanh(np.concatenate([np.zeros_like(now[:1]), now[:-1]]))
    return np.concatenate([now, before], axis=1)


def _remembering_kernel(input_size):
    kernel = np.zeros((3 * input_size, 2 * input_size))
    kernel[:input_size, :input_size] = np.eye(input_size)
    kernel[input_size : 2 * input_size, input_size:] = np.eye(input_size)
    return kernel


def _second_half_feeds_the_first(input_size):
    kernel = np.zeros((3 * input_size, 2 * input_size))
    kernel[:input_size, :input_size] = np.eye(input_size)
    kernel[2 * input_size :, :input_size] = np.eye(input_size)
    return kernel


def _everything_is_kept(input_size):
    kernel = _remembering_kernel(input_size)
    kernel[input_size:] = np.eye(2 * input_size)
    return kernel


def _inputs_reach_both_halves(input_size):
    kernel = _remembering_kernel(input_size)
    kernel[:input_size, input_size:] = np.eye(input_size)
    return kernel


def _state_above_input(input_size):
    return np.roll(_remembering_kernel(input_size), 2 * input_size, axis=0)


def _blocks_of_ones(input_size):
    return np.kron(_remembering_kernel(1), np.ones((input_size, input_size)))


remembering_kernel = Exercise(
    name="remembering_kernel",
    oracle=_now_and_before,
    cases=[{"inputs": random.uniform(-1, 1, size=(4, input_size))} for input_size in (2, 1, 5)],
    mistakes=[
        Mistake(
            "the second half feeds the first",
            _second_half_feeds_the_first,
            (
                "A row says where a number comes from. What does a column say?",
                "Which rows of U hold the first half of the old state?",
                "Follow one number: in which row of U does it start, where must it arrive?",
            ),
        ),
        Mistake(
            "each unit also keeps its own state",
            _everything_is_kept,
            (
                "What would the first half hold after ten steps: the last input, or a mixture?",
                "A one on the diagonal of U hands a unit its own old value. Who needs that here?",
            ),
        ),
        Mistake(
            "the two halves are exchanged, or U lies above W",
            _state_above_input,
            (
                "In which half of the state does the new input arrive?",
                "The input's rows are on top of the kernel, and the first half is on its left.",
            ),
        ),
        Mistake(
            "whole blocks of ones",
            _blocks_of_ones,
            (
                "With two inputs, does each number arrive in one place, or in two?",
                "Each number has one row, and is wanted in one column only.",
            ),
        ),
        Mistake(
            "the new input reaches both halves",
            _inputs_reach_both_halves,
            (
                "What does the second half hold after the first step, before there was a past?",
                "The second half learns of the inputs from the state alone: what is W there?",
            ),
        ),
    ],
    minutes=10,
    difficulty=3,
    arguments=("input_size",),
    call=_states_of_kernel,
    place="the array of states",
)

progress = progress_of(split_kernel, column_form, load_weights, remembering_kernel)
