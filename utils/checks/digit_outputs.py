"""What people get wrong in last_output (lesson 07, what `dynamic_rnn` returns)."""

from utils.exercise import Mistake
from utils.tf1 import tf

LAST_OUTPUT = [
    Mistake(
        "the last example is taken, whatever the order of the axes",
        lambda outputs, time_major: outputs[-1],
        (
            "What does the first axis count, batch-major?",
            "One index works on the first axis: in a batch-major tensor that is the example.",
        ),
    ),
    Mistake(
        "the second axis is always taken for the steps",
        lambda outputs, time_major: outputs[:, -1],
        (
            "Does your result depend on `time_major`?",
            "Time-major, the second axis counts the examples.",
        ),
    ),
    Mistake(
        "the two orders are exchanged",
        lambda outputs, time_major: outputs[:, -1] if time_major else outputs[-1],
        (
            "Which comes first when `time_major` is True?",
            "Time-major is `[num_steps, batch, num_units]`.",
        ),
    ),
    Mistake(
        "the first step is taken",
        lambda outputs, time_major: outputs[0] if time_major else outputs[:, 0],
        (
            "How much of the digit has the step seen that you took?",
            "Indices count from 0, and from the end with a minus.",
        ),
    ),
    Mistake(
        "the axis of the steps is kept",
        lambda outputs, time_major: outputs[-1:] if time_major else outputs[:, -1:],
        (
            "How many axes has your result?",
            "A slice, with its colon, keeps the axis; an index takes it away.",
        ),
    ),
    Mistake(
        "a batch of one is squeezed away",
        lambda outputs, time_major: tf.squeeze(outputs[-1:] if time_major else outputs[:, -1:]),
        (
            "What does `tf.squeeze` do to a batch of one?",
            "Without an axis, it removes every axis of length one.",
        ),
    ),
    Mistake(
        "the last unit is taken",
        lambda outputs, time_major: outputs[:, :, -1],
        (
            "What does the last axis count?",
            "The last axis holds the units, in either order, and all of them are wanted.",
        ),
    ),
    Mistake(
        "the outputs of all steps are averaged",
        lambda outputs, time_major: tf.reduce_mean(outputs, axis=0 if time_major else 1),
        (
            "How many steps go into your result?",
            "One step alone has seen everything.",
        ),
    ),
    Mistake(
        "the number of steps is that of the digits",
        lambda outputs, time_major: outputs[27] if time_major else outputs[:, 27],
        (
            "How many steps has the sequence that failed?",
            "A digit has 28 rows. Count from the end, and it works for any length.",
        ),
    ),
]
