"""The learner writes `run_backwards`, which runs a cell from the last step to the first."""

import sys
import traceback

import numpy as np

from utils import reference
from utils.checks.cases import normal
from utils.checks.engine import Exercise, WrongAnswer, call_unchanged
from utils.checks.in_graph import require_tensors
from utils.tf1 import tf

random = np.random.default_rng(4)

# Where `static_rnn`, `dynamic_rnn` and the layer `RNN` call a cell, whatever a learner names them.
UNROLLING_MODULES = "tensorflow.python.ops.rnn", "tf_keras.src.layers.rnn.base_rnn"


class DoublingCell(tf.nn.rnn_cell.BasicRNNCell):
    """A cell whose output is not its state, and that TensorFlow may not unroll."""

    def __call__(self, *given, **options):
        """Run one step, for a loop of the learner's own only."""
        callers = traceback.walk_stack(sys._getframe())
        if any(frame.f_globals.get("__name__") in UNROLLING_MODULES for frame, _ in callers):
            raise WrongAnswer("it lets TensorFlow unroll the cell. Call the cell in your own loop.")
        return super().__call__(*given, **options)

    def call(self, inputs, state):
        """Return twice the new state as the output, so that taking one for the other shows."""
        _, new_state = super().call(inputs, state)
        return 2.0 * new_state, new_state


def _run_on_a_cell(answer, steps, state, kernel, bias):
    """Let an answer run a cell with known weights over a list of steps."""
    with tf.Graph().as_default(), tf.Session() as session:
        cell = DoublingCell(len(bias))
        cell.build((None, steps[0].shape[1]))
        tensors = [tf.constant(step) for step in steps]
        returned = call_unchanged(answer, cell=cell, steps=tensors, state=tf.constant(state))
        require_tensors(returned)
        made = len(tf.global_variables()) - len(cell.variables)
        if made:
            raise WrongAnswer(
                f"expected no new variables, got {made}. Call the cell that you are given."
            )
        for variable, value in zip(cell.variables, (kernel, bias), strict=True):
            variable.load(value, session)
        return session.run(returned)


def _by_numpy(steps, state, kernel, bias):
    outputs = []
    for inputs in reversed(steps):
        _, state = reference.rnn_step(inputs, state, kernel, bias)
        outputs.insert(0, 2 * state)
    return outputs, state


def _forwards(cell, steps, state):
    outputs = []
    for inputs in steps:
        output, state = cell(inputs, state)
        outputs.append(output)
    return outputs, state


def _reversed(outputs, state):
    return outputs[::-1], state


def _answer(cell, steps, state):
    return _reversed(*_forwards(cell, steps[::-1], state))


run_backwards = Exercise(
    name="run_backwards",
    oracle=_by_numpy,
    cases=[
        {
            "steps": [normal(random, batch_size, input_size) for _ in range(num_steps)],
            "state": normal(random, batch_size, num_units, scale=0.5),
            "kernel": normal(random, input_size + num_units, num_units, scale=0.3),
            "bias": normal(random, num_units, scale=0.3),
        }
        for batch_size, num_steps, input_size, num_units in ((2, 3, 4, 3), (1, 5, 2, 4))
    ],
    mistakes={
        "the outputs are in the order of reading": (
            lambda cell, steps, state: _forwards(cell, steps[::-1], state),
            "Your first output belongs to the last step. Which step should it belong to?",
            "`outputs[0]` must belong to `steps[0]`. The loop reads this step last.",
        ),
        "the steps are read from first to last": (
            _forwards,
            "Your loop starts with the first step. Which step should it read first?",
            "Read the steps in reverse order. The outputs stay in the order of `steps`.",
        ),
        "only the outputs are reversed": (
            lambda cell, steps, state: _reversed(*_forwards(cell, steps, state)),
            "You reverse the outputs, but does your loop also read the steps in reverse order?",
            "Reversing the list at the end does not change what the cell has read before.",
        ),
        "the output is passed on as the state": (
            lambda cell, steps, state: _answer(lambda *given: (cell(*given)[0],) * 2, steps, state),
            "Your loop passes the output to the next call. Which result of the cell belongs there?",
            "The cell returns the output first, then the new state. In this cell they differ.",
        ),
        "the states are returned as the outputs": (
            lambda cell, steps, state: _answer(lambda *given: cell(*given)[1:] * 2, steps, state),
            "Your list contains the states. Which result of the cell should it contain?",
            "The cell returns the output first, then the new state. In this cell they differ.",
        ),
        "the arguments of the cell are swapped": (
            lambda cell, steps, state: _answer(
                lambda inputs, before: cell(before, inputs), steps, state
            ),
            "Your cell takes the state for its input. What is its first argument?",
            "The input comes first, then the state.",
        ),
        "the given state is not used": (
            lambda cell, steps, state: _answer(cell, steps, tf.zeros_like(state)),
            "Your result does not depend on `state`. From which state does your loop start?",
            "Pass the argument `state` to the first call, not zeros.",
        ),
        "every step gets the initial state": (
            lambda cell, steps, state: _answer(lambda inputs, _: cell(inputs, state), steps, state),
            "Each of your calls gets the initial state. Which state should the second call get?",
            "Look at what your loop does with the state that the cell returns.",
            "Pass the new state of one iteration to the next one.",
        ),
        "the loop is over the result of `reverse`": (
            lambda cell, steps, state: _forwards(cell, None, state),
            "The error says that None is not iterable. What does `reverse` of a list return?",
            "`reverse` changes the list itself and returns None. `reversed` returns its items.",
        ),
        "the outputs are the result of `reverse`": (
            lambda *given: (None, _answer(*given)[1]),
            "Your first result is None. What does `reverse` of a list return?",
            "`reverse` changes the list itself and returns None. A slice returns a new list.",
        ),
        "the outputs are an iterator": (
            lambda *given: (reversed(_answer(*given)[0]), _answer(*given)[1]),
            "Your outputs are what `reversed` returns. Is this a list?",
            "`reversed` returns an iterator. Make a list of it.",
        ),
        "the first step is not read": (
            lambda cell, steps, state: _reversed(*_forwards(cell, steps[:0:-1], state)),
            "Your list has one output too few. Which step does your loop not read?",
            "The loop must also read `steps[0]`. A range stops before its second argument.",
        ),
        "the index begins after the last step": (
            lambda cell, steps, state: cell(steps[len(steps)], state),
            "The error says that an index is out of range. Which index does the last step have?",
            "Indices begin at 0, so the last one is the length minus 1.",
        ),
        "the loop ends in its first iteration": (
            lambda cell, steps, state: _forwards(cell, steps[-1:], state),
            "Your list has a single output. How often does your loop run?",
            "Look at the position of `return`. It must be after the loop, not inside.",
        ),
        "only the outputs are returned": (
            lambda *given: _answer(*given)[0],
            "You return the outputs alone. Which two things does the exercise ask for?",
            "Return a pair: the list of outputs, and the final state.",
        ),
        "a new cell at each step": (
            lambda cell, steps, state: _answer(
                lambda *given: type(cell)(cell.state_size)(*given), steps, state
            ),
            "Your graph contains more variables than one cell has. Where do you create a cell?",
            "Each new cell object creates its own kernel, and raises no error.",
            "Call the `cell` that you are given in every iteration.",
        ),
        "the final state belongs to the last step": (
            lambda *given: (_answer(*given)[0], _answer(*given)[0][-1]),
            "Your final state belongs to the last step. Which step does the loop read last?",
            "The final state is the state after the cell has read `steps[0]`.",
        ),
    },
    minutes=8,
    difficulty=2,
    arguments=("cell", "steps", "state"),
    call=_run_on_a_cell,
    tolerance=1e-5,
)
