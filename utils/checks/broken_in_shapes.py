"""What people get wrong in time_major_outputs (lesson 16, shapes and axes)."""

from utils.exercise import Mistake
from utils.tf1 import tf


def _turned(tensor):
    return tf.transpose(tensor, [1, 0, 2])


def _as_it_is(tensor):
    return tensor


def _dealt_out(tensor):
    shape = tensor.shape.as_list()
    return tf.reshape(tensor, [shape[1], shape[0], shape[2]])


def _runs(time_major, before=_as_it_is, after=_as_it_is, part=0):
    """Make an answer: what is done before, the flag, and what is done after."""

    def answer(cell, inputs):
        ran = tf.nn.dynamic_rnn(cell, before(inputs), time_major=time_major, dtype=tf.float32)
        return after(ran[part])

    return answer


def _in_a_new_cell(cell, inputs):
    return _runs(True, _turned)(type(cell)(cell.state_size), inputs)


TIME_MAJOR_OUTPUTS = [
    Mistake(
        "the flag does not fit the data",
        _runs(True),
        (
            "What does the first axis of `inputs` count?",
            "With the flag, `dynamic_rnn` takes the first axis for the steps.",
        ),
    ),
    Mistake(  # and its twin, which turns the inputs and drops the flag: the same numbers
        "the shape is right, but the cell ran along the batch",
        _runs(True, after=_turned),
        (
            "Along which axis of `inputs` does your cell run?",
            "If you turn the outputs: by then it is too late, examples were read as steps.",
            "If you turn the inputs: what must `dynamic_rnn` be told of them?",
        ),
    ),
    Mistake(
        "the outputs are batch-major",
        _runs(False),
        (
            "Your reading is right. Which axis comes first in your result?",
            "The program wants `[num_steps, batch, num_units]`.",
        ),
    ),
    Mistake(
        "the inputs are dealt out anew by reshape",
        _runs(True, _dealt_out),
        (
            "Is your first step the first step of every example?",
            "`reshape` keeps the order in which the numbers lie; the axes must be exchanged.",
        ),
    ),
    Mistake(
        "the outputs are dealt out anew by reshape",
        _runs(False, after=_dealt_out),
        (
            "Is your first row the first step of every example?",
            "`reshape` keeps the order in which the numbers lie; the axes must be exchanged.",
        ),
    ),
    Mistake(
        "all three axes of the inputs are turned round",
        _runs(True, tf.transpose),
        (
            "What does `tf.transpose` do, if it is not told which axes?",
            "The depth must stay last: name the new order.",
        ),
    ),
    Mistake(
        "all three axes of the outputs are turned round",
        _runs(False, after=tf.transpose),
        (
            "What does `tf.transpose` do, if it is not told which axes?",
            "The units must stay last: name the new order.",
        ),
    ),
    Mistake(
        "the final state is returned",
        _runs(True, _turned, part=1),
        (
            "How many axes has your result?",
            "The outputs of every step are wanted: the first of the pair.",
        ),
    ),
    Mistake(
        "a new cell is run",
        _in_a_new_cell,
        (
            "Whose weights does your reading use?",
            "A new cell object makes weights of its own. Run the one that you are given.",
        ),
    ),
]
