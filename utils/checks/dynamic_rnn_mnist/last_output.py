"""The learner takes the last step out of a tensor of outputs, batch-major or time-major."""

import numpy as np

from utils.checks.cases import normal
from utils.checks.engine import Exercise
from utils.checks.in_graph import in_graph
from utils.tf1 import tf

random = np.random.default_rng(7)

last_output = Exercise(
    name="last_output",
    oracle=lambda outputs, time_major: outputs.take(-1, axis=0 if time_major else 1),
    cases=[
        {"outputs": normal(random, *shape), "time_major": time_major}
        for shape, time_major in (((3, 5, 4), False), ((5, 3, 4), True), ((1, 6, 5), False))
    ],
    mistakes={
        "the last example is taken when batch-major": (
            lambda outputs, time_major: outputs[-1],
            "For batch-major outputs, you return the last example. Which axis is the time?",
            "A single index selects along the first axis, which is the batch here.",
        ),
        "the time is always axis 1": (
            lambda outputs, time_major: outputs[:, -1],
            "Your result does not depend on `time_major`. Should it?",
            "In time-major tensors, axis 1 is the batch and axis 0 is the time.",
        ),
        "batch-major and time-major are swapped": (
            lambda outputs, time_major: outputs[:, -1] if time_major else outputs[-1],
            "Both cases are wrong. Which axis comes first if `time_major` is True?",
            "Time-major tensors have shape `[num_steps, batch, num_units]`. Swap your two cases.",
        ),
        "the first step is taken": (
            lambda outputs, time_major: outputs[0] if time_major else outputs[:, 0],
            "You return the first time step. How much has the LSTM read by then?",
            "Index 0 is the first element. Negative indices count from the end.",
        ),
        "the time axis is kept": (
            lambda outputs, time_major: outputs[-1:] if time_major else outputs[:, -1:],
            "Your result has three axes. How many are expected?",
            "A slice with a colon keeps the axis. A single index removes it.",
        ),
        "a batch of one is squeezed away": (
            lambda outputs, time_major: tf.squeeze(outputs[-1:] if time_major else outputs[:, -1:]),
            "Your result is wrong for a batch of one. What does `tf.squeeze` remove?",
            "Without an axis, `tf.squeeze` removes every axis of length 1, also the batch.",
        ),
        "all outputs are returned": (
            lambda outputs, time_major: outputs,
            "You return the outputs of all time steps. How many time steps are expected?",
            "Select the last index along the time axis, which depends on `time_major`.",
        ),
        "the last unit is taken": (
            lambda outputs, time_major: outputs[:, :, -1],
            "You selected along the last axis. Which axis is the time?",
            "The last axis holds the units in both orders. Keep all of them.",
        ),
        "the outputs of all steps are averaged": (
            lambda outputs, time_major: tf.reduce_mean(outputs, axis=0 if time_major else 1),
            "Your result is the mean of all time steps. Which single step is expected?",
            "Select the last time step, because only it has seen the whole sequence.",
        ),
        "the number of time steps is fixed at 28": (
            lambda outputs, time_major: outputs[27] if time_major else outputs[:, 27],
            "Your index is 27. Does every sequence have 28 time steps?",
            "Count from the end, and your index is correct for any length.",
        ),
    },
    minutes=4,
    difficulty=1,
    call=in_graph,
)
