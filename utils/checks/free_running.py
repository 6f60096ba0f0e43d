"""What people get wrong when a loop in the graph feeds an LSTM its own outputs."""

import numpy as np

from utils import reference
from utils.exercise import Mistake
from utils.tf1 import tf


def run_free_oracle(first_input, state, kernel, bias, num_steps):
    """Run the LSTM on its own outputs in Python: [batch, steps, units] and the last (c, h)."""
    outputs, current = [], first_input
    for _ in range(num_steps):
        current, state = reference.lstm_step(current, state, kernel, bias)
        outputs.append(current)
    return np.stack(outputs, axis=1), state


def _turn(cell, first_input, count, current, state, outputs):
    output, state = cell(current, state)
    return count + 1, output, state, outputs.write(count, output)


def _loop(turn=_turn, goes_on=tf.less, batch_major=True, first=0, final_state=True):
    """Make an answer out of its turns: what is done in one, from which on, and how many."""

    def answer(cell, first_input, state, num_steps):
        places = tf.TensorArray(tf.float32, size=num_steps, element_shape=first_input.shape)
        _, _, last_state, outputs = tf.while_loop(
            lambda count, *_: goes_on(count, num_steps),
            lambda *variables: turn(cell, first_input, *variables),
            [tf.constant(first), first_input, state, places],
        )
        stacked = outputs.stack()
        stacked = tf.transpose(stacked, [1, 0, 2]) if batch_major else stacked
        return stacked, last_state if final_state else state

    return answer


def _not_counted(cell, first_input, count, current, state, outputs):
    output, state = cell(current, state)
    return count, output, state, outputs.write(count, output)


def _first_input_again(cell, first_input, count, current, state, outputs):
    output, state = cell(first_input, state)
    return count + 1, current, state, outputs.write(count, output)


def _state_not_handed_on(cell, first_input, count, current, state, outputs):
    output, _ = cell(current, state)
    return count + 1, output, state, outputs.write(count, output)


def _input_written(cell, first_input, count, current, state, outputs):
    output, state = cell(current, state)
    return count + 1, output, state, outputs.write(count, current)


def _write_dropped(cell, first_input, count, current, state, outputs):
    output, state = cell(current, state)
    outputs.write(count, output).mark_used()
    return count + 1, output, state, outputs


def _python_loop(cell, first_input, state, num_steps):
    outputs, current = [], first_input
    for _ in range(num_steps):
        current, state = cell(current, state)
        outputs.append(current)
    return tf.stack(outputs, axis=1), state


RUN_FREE = [
    Mistake(
        "the loop is Python's",
        _python_loop,
        (
            "What is the value of `num_steps` while the graph is drawn?",
            "`num_steps` is a tensor: only a run knows its value, and `range` needs it now.",
            "A loop that the run repeats is drawn by `tf.while_loop`.",
        ),
    ),
    Mistake(
        "it writes past the last place",
        _loop(goes_on=tf.less_equal),
        (
            "In which turn does `write` get an index that is too large?",
            "The places of the `TensorArray` are 0 to `num_steps` - 1.",
        ),
    ),
    Mistake(
        "the counter stays where it is",
        _loop(_not_counted),
        (
            "What does your body return as the counter of the next turn?",
            "With the same counter each turn writes to the same place, and a place can be "
            "written once.",
        ),
    ),
    Mistake(
        "the first input comes again and again",
        _loop(_first_input_again),
        (
            "What does the cell see in the second turn?",
            "What the next turn shall know must be returned by the body: the input too.",
        ),
    ),
    Mistake(
        "the state is not handed on",
        _loop(_state_not_handed_on),
        (
            "Which state does your body return: the one that came in, or the cell's new one?",
            "A loop variable changes only by what the body returns in its place.",
        ),
    ),
    Mistake(
        "the inputs are written",
        _loop(_input_written),
        (
            "What stands in the first place of your outputs?",
            "Write what the cell returned in this turn, not what it was given.",
        ),
    ),
    Mistake(
        "the first turn has the number 1",
        _loop(first=1),
        (
            "Into which place does your first turn write?",
            "The places are numbered from 0, and the turns too.",
        ),
    ),
    Mistake(
        "the first state is returned",
        _loop(final_state=False),
        (
            "Is the state that you return the one that went into the loop, or out of it?",
            "What `while_loop` returns are the loop variables after the last turn.",
        ),
    ),
    Mistake(
        "the written TensorArray is dropped",
        _loop(_write_dropped),
        (
            "Where do all those zeros come from?",
            "What does `write` return, and what does your body do with it?",
            "`write` gives a new `TensorArray`; the body has to return that one.",
        ),
    ),
    Mistake(
        "the outputs are time-major",
        _loop(batch_major=False),
        (
            "Which axis of your outputs counts the steps?",
            "`stack` puts the places of the `TensorArray` first; the batch is wanted there.",
        ),
    ),
]
