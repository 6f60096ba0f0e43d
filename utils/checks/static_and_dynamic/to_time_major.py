"""The learner swaps the first two axes of a tensor of any rank."""

from functools import partial

import numpy as np

from utils.checks.cases import normal
from utils.checks.engine import Exercise
from utils.checks.in_graph import in_graph
from utils.tf1 import tf

random = np.random.default_rng(9)


def _reshaped(tensor):
    batch_size, num_steps, *others = tensor.shape.as_list()
    return tf.reshape(tensor, [num_steps, batch_size, *others])


def _two_or_three_axes(tensor):
    return tf.transpose(tensor, [1, 0] if tensor.shape.rank == 2 else [1, 0, 2])


to_time_major = Exercise(
    name="to_time_major",
    oracle=lambda tensor: np.stack([tensor[:, step] for step in range(tensor.shape[1])]),
    cases=[
        {"tensor": normal(random, 3, 5, 4)},
        {"tensor": normal(random, 2, 6)},
        {"tensor": normal(random, 2, 4, 3, 5)},
    ],
    mistakes={
        "the axes are swapped by a reshape": (
            _reshaped,
            "The shape of your answer is correct. Which sequence does its second row come from?",
            "A reshape keeps the order of the numbers, and only cuts them in another way.",
            "Swapped axes need numbers that move. Use `tf.transpose`.",
        ),
        "the axes are in reverse order": (
            tf.transpose,
            "In your answer, the last axis comes first. Which axis should count the batch?",
            "`tf.transpose` without `perm` reverses the order of all axes.",
            "Only the first two axes are swapped. Pass the new order as `perm`.",
        ),
        "the last two axes are swapped": (
            tf.linalg.matrix_transpose,
            "In your answer, the last two axes are swapped. Which two axes should it be?",
            "The batch and the time steps are the first two axes.",
        ),
        "the last axis is always axis 2": (
            partial(tf.transpose, perm=[1, 0, 2]),
            "Your code works for three axes. How many axes do the labels of a batch have?",
            "The check also uses tensors with two and with four axes.",
            "Make `perm` from `tensor.shape.rank`. The axes from 2 on stay in order.",
        ),
        "there are always two axes": (
            partial(tf.transpose, perm=[1, 0]),
            "Your code works for two axes. How many axes do the inputs of a cell have?",
            "The check also uses tensors with three and with four axes.",
            "Make `perm` from `tensor.shape.rank`. The axes from 2 on stay in order.",
        ),
        "there are always two or three axes": (
            _two_or_three_axes,
            "Your code works for two and three axes. Which order do four axes need?",
            "A list of your own for each rank never ends.",
            "Make `perm` from `tensor.shape.rank`. The axes from 2 on stay in order.",
        ),
        "a NumPy function gets the tensor": (
            lambda tensor: np.swapaxes(tensor, 0, 1),
            "You pass the tensor to NumPy. Does it have values while the graph is built?",
            "Only a run knows the values, so NumPy cannot use them here.",
            "TensorFlow's function for this task is `tf.transpose`.",
        ),
        "nothing is swapped": (
            tf.identity,
            "Your answer is still batch-major. Does your function return the new tensor?",
            "`tf.transpose` does not change its argument. It returns a new tensor.",
        ),
        "the time steps are a list": (
            partial(tf.unstack, axis=1),
            "You return a list with one tensor for each step. Should it be one tensor?",
            "A list is what `static_rnn` takes. A time-major tensor has the steps as axis 0.",
        ),
        "the first axis is moved to the end": (
            lambda tensor: tf.transpose(tensor, [*range(1, tensor.shape.rank), 0]),
            "In your answer, the batch is the last axis. Which axis should it be?",
            "Only two axes are swapped. All others stay where they are.",
        ),
        "the order of the time steps is reversed": (
            lambda tensor: tf.reverse(tensor, axis=[1]),
            "You reverse the time steps. Which axis do they have in your answer?",
            "Swapping axes moves an axis, and does not change the order along it.",
            "Use `tf.transpose` with a `perm` that begins with 1 and 0.",
        ),
    },
    minutes=5,
    difficulty=1,
    call=in_graph,
)
