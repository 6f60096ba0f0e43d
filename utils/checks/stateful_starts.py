"""What people get wrong in start_anew (lesson 11, rows that begin anew)."""

from utils.exercise import Mistake
from utils.tf1 import tf


def _kept(is_new):
    return tf.cast(tf.logical_not(is_new), tf.float32)[:, tf.newaxis]


def _of_each(change):
    """Make an answer out of a function (part of the state, is_new) -> what becomes of it."""
    return lambda state, is_new: tuple(change(part, is_new) for part in state)


def _swapped(state, is_new):
    c, h = state
    return h * _kept(is_new), c * _kept(is_new)


def _written_into(state, is_new):
    for part in state:
        part[is_new] = 0
    return state


START_ANEW = [
    Mistake(
        "the wrong rows begin anew",
        _of_each(lambda part, is_new: part * tf.cast(is_new, tf.float32)[:, tf.newaxis]),
        (
            "What is True times a number, and which rows should keep theirs?",
            "Rows that are new become 0, so what you multiply by must be 0 there.",
        ),
    ),
    Mistake(
        "the flags meet the units",
        _of_each(lambda part, is_new: part * tf.cast(tf.logical_not(is_new), tf.float32)),
        (
            "What does the last axis of `c` count, and what does `is_new` count?",
            "`[rows, num_units]` meets `[rows]`: give the flags an axis of length 1.",
        ),
    ),
    Mistake(
        "flags and numbers are multiplied",
        _of_each(lambda part, is_new: part * tf.logical_not(is_new)[:, tf.newaxis]),
        (
            "Which dtype has what you multiply by?",
            "NumPy takes False for 0; a graph wants `tf.cast` to float32 first.",
        ),
    ),
    Mistake(
        "`tf.where` is given a single zero",
        _of_each(lambda part, is_new: tf.where(is_new, 0.0, part)),
        (
            "Which shapes have the second and the third argument of your `tf.where`?",
            "The `tf.where` of TensorFlow 1 stretches nothing: both must be `[rows, num_units]`.",
        ),
    ),
    Mistake(
        "`tf.where` is given flags with a second axis",
        _of_each(lambda part, is_new: tf.where(is_new[:, tf.newaxis], tf.zeros_like(part), part)),
        (
            "Which shape has the first argument of your `tf.where`?",
            "`tf.where` takes a flag for each row, `[rows]`, or one for each number.",
        ),
    ),
    Mistake(
        "the tensor is written into",
        _written_into,
        (
            "Can a tensor be changed after it was drawn?",
            "Draw a new one: multiply by a column of 0 and 1, or choose with `tf.where`.",
        ),
    ),
    Mistake(
        "Python is asked whether a row is new",
        _of_each(lambda part, is_new: tf.zeros_like(part) if is_new else part),
        (
            "When does `if` decide: when the graph is drawn, or when it runs?",
            "A tensor has no value yet; what depends on it must be an operation.",
        ),
    ),
    Mistake(
        "rows are taken out",
        _of_each(lambda part, is_new: tf.boolean_mask(part, tf.logical_not(is_new))),
        (
            "How many rows has your state, and how many came in?",
            "A row that begins anew stays in its place, and holds zeros.",
        ),
    ),
    Mistake(
        "every row begins anew",
        _of_each(lambda part, is_new: tf.zeros_like(part)),
        (
            "Does your function use `is_new`?",
            "Rows that go on keep what they held.",
        ),
    ),
    Mistake(
        "all rows begin anew as soon as one is new",
        _of_each(
            lambda part, is_new: tf.cond(
                tf.reduce_any(is_new), lambda: tf.zeros_like(part), lambda: tf.identity(part)
            )
        ),
        (
            "What becomes of the rows that are not new?",
            "Each row has a flag of its own.",
        ),
    ),
    Mistake(
        "h keeps the past",
        lambda state, is_new: (state.c * _kept(is_new), tf.identity(state.h)),
        (
            "Which parts has the state of an LSTM?",
            "h goes into the next step too, through the kernel.",
        ),
    ),
    Mistake(
        "c keeps the past",
        lambda state, is_new: (tf.identity(state.c), state.h * _kept(is_new)),
        (
            "Which parts has the state of an LSTM?",
            "The memory proper is c.",
        ),
    ),
    Mistake(
        "c and h are exchanged",
        _swapped,
        (
            "Which of the two comes first in the state of an LSTM?",
            "The tuple is `(c, h)`.",
        ),
    ),
    Mistake(
        "only h is returned",
        lambda state, is_new: state.h * _kept(is_new),
        (
            "How many tensors has the state that `dynamic_rnn` takes?",
            "A pair is wanted, as it came in.",
        ),
    ),
]
