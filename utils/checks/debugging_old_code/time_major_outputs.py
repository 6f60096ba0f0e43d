"""The learner runs a cell over batch-major inputs, and returns its outputs time-major."""

import numpy as np

from utils.checks.cases import normal
from utils.checks.debugging_old_code.shared import load, rnn, rnn_weights
from utils.checks.engine import Exercise, WrongAnswer
from utils.checks.engine.compare import describe, is_sequence
from utils.checks.in_graph import require_tensors
from utils.tf1 import tf

random = np.random.default_rng(16)


def _with_weights(answer, inputs, kernel, bias):
    """Let an answer run a cell that holds these weights over batch-major inputs."""
    with tf.Graph().as_default(), tf.Session() as session:
        cell = tf.nn.rnn_cell.BasicRNNCell(len(bias))
        cell.build((None, inputs.shape[2]))
        count = len(tf.global_variables())
        outputs = answer(cell, tf.constant(inputs))
        if is_sequence(outputs):
            raise WrongAnswer(f"expected one tensor, the outputs, got {describe(outputs)}.")
        require_tensors(outputs)
        made = len(tf.global_variables()) - count
        if made:
            raise WrongAnswer(f"it created {made} new variables. Run the cell that it gets.")
        load(session, cell.variables, (kernel, bias))
        return session.run(outputs)


def _steps_first_by_numpy(inputs, kernel, bias):
    outputs, _ = rnn(inputs, kernel, bias)
    return np.stack([outputs[:, step] for step in range(inputs.shape[1])])


def _turned(tensor):
    return tf.transpose(tensor, [1, 0, 2])


def _dealt_out(tensor):
    batch_size, num_steps, depth = tensor.shape.as_list()
    return tf.reshape(tensor, [num_steps, batch_size, depth])


def _runs(time_major, before=tf.identity, after=tf.identity, part=0):
    """Make an answer: what is done to the inputs, the flag, and what is done to which result."""

    def answer(cell, inputs):
        ran = tf.nn.dynamic_rnn(cell, before(inputs), time_major=time_major, dtype=tf.float32)
        return after(ran[part])

    return answer


time_major_outputs = Exercise(
    name="time_major_outputs",
    oracle=_steps_first_by_numpy,
    call=_with_weights,
    cases=[
        {"inputs": normal(random, 3, 5, 4), **rnn_weights(random, 4, num_units=6)},
        {"inputs": normal(random, 1, 4, 3), **rnn_weights(random, 3, num_units=5)},
    ],
    arguments=("cell", "inputs"),
    tolerance=1e-5,
    mistakes={
        "the flag does not fit the data": (
            _runs(True),
            "Your cell reads the examples as if they were time steps. Which axis comes first?",
            "With `time_major=True`, the first axis must be the time.",
            "Transpose the inputs before you call `dynamic_rnn`.",
        ),
        "the shape is correct, but the cell read along the batch": (
            _runs(True, after=_turned),
            "Your shape is correct. Does your cell read along the time or along the batch?",
            "The order of the axes and `time_major` must fit when the cell reads.",
            "Transpose the inputs, and pass `time_major=True`.",
        ),
        "the outputs are batch-major": (
            _runs(False),
            "Your numbers are correct, but the batch comes first. Should it be the time?",
            "Expected is the order `[num_steps, batch, num_units]`.",
            "Swap the first two axes of your outputs.",
        ),
        "the inputs are reshaped": (
            _runs(True, _dealt_out),
            "Your first time step mixes several time steps of one example. Did you reshape?",
            "`tf.reshape` keeps the order of the numbers, so it does not swap axes.",
            "Use `tf.transpose` with the new order of the axes.",
        ),
        "the outputs are reshaped": (
            _runs(False, after=_dealt_out),
            "Your first row mixes several time steps of one example. Did you reshape?",
            "`tf.reshape` keeps the order of the numbers, so it does not swap axes.",
            "Use `tf.transpose` with the new order of the axes.",
        ),
        "all three axes of the inputs are reversed": (
            _runs(True, tf.transpose),
            "Your inputs have the batch as their last axis. Which axes should you swap?",
            "Without an order, `tf.transpose` reverses all axes.",
            "Give the new order of the axes. The last one stays last.",
        ),
        "all three axes of the outputs are reversed": (
            _runs(False, after=tf.transpose),
            "Your outputs have the batch as their last axis. Which axes should you swap?",
            "Without an order, `tf.transpose` reverses all axes.",
            "Give the new order of the axes. The units stay last.",
        ),
        "the final state is returned": (
            _runs(True, _turned, part=1),
            "Your result has two axes. Should the outputs not have three?",
            "`dynamic_rnn` returns the outputs first and the final state second.",
            "Return the first part.",
        ),
        "a new cell is run": (
            lambda cell, inputs: _runs(True, _turned)(type(cell)(cell.state_size), inputs),
            "You create a new cell with its own weights. Do you use `cell`?",
            "The given cell already has weights.",
            "Pass `cell` to `dynamic_rnn`.",
        ),
    },
    minutes=5,
    difficulty=2,
)
