"""The learner resets the state of an LSTM to zeros, in the rows that begin a new series."""

import numpy as np

from utils.checks.cases import normal
from utils.checks.engine import Exercise, WrongAnswer
from utils.checks.in_graph import in_graph
from utils.tf1 import tf

random = np.random.default_rng(11)

LSTMStateTuple = tf.nn.rnn_cell.LSTMStateTuple


def _row_by_row(c, h, is_new):
    c, h = c.copy(), h.copy()
    for row in np.flatnonzero(is_new):
        c[row] = h[row] = 0
    return LSTMStateTuple(c, h)


def _call_reset_rows(answer, c, h, is_new):
    def build(c, h, is_new):
        returned = answer(LSTMStateTuple(c, h), is_new)
        if type(returned) in (tuple, list):
            raise WrongAnswer("expected an `LSTMStateTuple`, got a plain tuple or list.")
        return returned

    return in_graph(build, c, h, is_new)


def _kept(is_new):
    return tf.cast(tf.logical_not(is_new), tf.float32)[:, tf.newaxis]


def _of_each(change):
    """Make an answer out of a function (part of the state, is_new) -> what becomes of it."""
    return lambda state, is_new: LSTMStateTuple(*(change(part, is_new) for part in state))


def _written_into(state, is_new):
    for part in state:
        part[is_new] = 0
    return state


reset_rows = Exercise(
    name="reset_rows",
    oracle=_row_by_row,
    cases=[
        {
            "c": normal(random, rows, num_units, scale=2),
            "h": random.uniform(-1, 1, size=(rows, num_units)).astype(np.float32),
            "is_new": np.isin(np.arange(rows), new),
        }
        for rows, num_units, new in ((4, 3, [1]), (5, 2, [0, 3, 4]), (3, 4, []))
    ],
    mistakes={
        "the wrong rows are reset": (
            _of_each(lambda part, is_new: part * tf.cast(is_new, tf.float32)[:, tf.newaxis]),
            "You reset the rows that continue, and keep the new ones. Which factor keeps a row?",
            "Look at the factor. True becomes 1, and 1 keeps a row.",
            "The factor must be 0 for a new row.",
        ),
        "the flags are broadcast to the units": (
            _of_each(lambda part, is_new: part * tf.cast(tf.logical_not(is_new), tf.float32)),
            "Your flags `[rows]` are multiplied with the last axis, the units. "
            "Which axis should they meet?",
            "Look at the shapes, `[rows, num_units]` and `[rows]`.",
            "Give the flags a second axis of length 1.",
        ),
        "flags and numbers are multiplied": (
            _of_each(lambda part, is_new: part * tf.logical_not(is_new)[:, tf.newaxis]),
            "You multiply float32 by bool. Which dtype should the flags have?",
            "NumPy would convert the flags to numbers. TensorFlow does not.",
            "Use `tf.cast` to get float32 first.",
        ),
        "the flags are subtracted from 1": (
            _of_each(lambda part, is_new: part * (1 - is_new)[:, tf.newaxis]),
            "You subtract a bool tensor from a number. Which dtype should the flags have?",
            "TensorFlow only subtracts numbers. Look at the dtype of `is_new`.",
            "Use `tf.cast` to get float32 first.",
        ),
        "`tf.where` gets a single zero": (
            _of_each(lambda part, is_new: tf.where(is_new, 0.0, part)),
            "Your `tf.where` gets a single number and a tensor. Which shape should both have?",
            "The `tf.where` of TensorFlow 1 does not broadcast. Both must have the same shape.",
            "Use `tf.zeros_like` for the zeros.",
        ),
        "`tf.where` gets flags with a second axis": (
            _of_each(lambda part, is_new: tf.where(is_new[:, tf.newaxis], part * 0, part)),
            "The first argument of your `tf.where` has the shape `[rows, 1]`. "
            "Which shape does `is_new` have?",
            "`tf.where` expects one flag for each row, `[rows]`, or one for each number.",
        ),
        "values are assigned to a tensor": (
            _written_into,
            "You assign values to a part of a tensor. Can a tensor be changed?",
            "A tensor cannot be changed after it was created. Compute another tensor.",
            "Multiply by a column of 0 and 1, or use `tf.where`.",
        ),
        "Python tests a tensor with `if`": (
            _of_each(lambda part, is_new: tf.zeros_like(part) if is_new else part),
            "You use a tensor in a Python `if`. "
            "When does Python decide, and when does the tensor have a value?",
            "`if` decides while the graph is built. The tensor has no value yet.",
            "Use an operation, a multiplication or `tf.where`.",
        ),
        "NumPy is applied to tensors": (
            _of_each(lambda part, is_new: part * np.where(is_new, 0, 1)[:, np.newaxis]),
            "You apply a NumPy function to a tensor of the graph. "
            "When does this tensor have a value?",
            "NumPy needs values, but the graph has none before a run. Look for `np.`.",
            "Use the operations of `tf`.",
        ),
        "the new rows are removed": (
            _of_each(lambda part, is_new: tf.boolean_mask(part, tf.logical_not(is_new))),
            "Your state has fewer rows than the one that you got. Should a new row be removed?",
            "A new row stays in the batch. Only its values become zeros.",
        ),
        "every row is reset": (
            _of_each(lambda part, is_new: tf.zeros_like(part)),
            "Your result does not depend on `is_new`. Which rows should keep their values?",
            "Rows that continue must keep their values.",
        ),
        "all rows are reset if one is new": (
            _of_each(lambda part, is_new: part * _kept(tf.reduce_any(is_new, keepdims=True))),
            "You reset rows that are not new. How many flags does each row have?",
            "Look for `reduce_any`. Each row has a flag of its own.",
        ),
        "h is not reset": (
            lambda state, is_new: state._replace(c=state.c * _kept(is_new)),
            "In the new rows, h still has its old values. How many parts does the state have?",
            "The state of an LSTM has two parts. Reset both.",
        ),
        "c is not reset": (
            lambda state, is_new: state._replace(h=state.h * _kept(is_new)),
            "In the new rows, c still has its old values. How many parts does the state have?",
            "The state of an LSTM has two parts. Reset both.",
        ),
        "c and h are swapped": (
            lambda state, is_new: LSTMStateTuple(state.h * _kept(is_new), state.c * _kept(is_new)),
            "In your state, c and h are swapped. Which part comes first in `LSTMStateTuple`?",
            "Look at the order in `LSTMStateTuple`. The first part is c.",
        ),
        "c is in both parts": (
            lambda state, is_new: LSTMStateTuple(state.c * _kept(is_new), state.c * _kept(is_new)),
            "Both parts of your state are computed from c. Where do you use h?",
            "Look at the second part. It should be computed from `state.h`.",
        ),
        "the flags get their second axis at the front": (
            _of_each(lambda part, is_new: part * tf.transpose(_kept(is_new))),
            "Your flags have the shape `[1, rows]`. "
            "Which shape do they need beside `[rows, num_units]`?",
            "Look at the position of the new axis. It should be the last one.",
        ),
        "Python iterates over a tensor": (
            _of_each(
                lambda part, is_new: tf.stack(
                    [part[row] * 0 if flag else part[row] for row, flag in enumerate(is_new)]
                )
            ),
            "You use a Python loop over a tensor. When does this tensor have values?",
            "The graph has no values while it is built, so a loop cannot read them.",
            "Compute all rows in one operation, a multiplication or `tf.where`.",
        ),
        "a plain tuple or list is returned": (
            lambda state, is_new: tuple(part * _kept(is_new) for part in state),
            "You return a plain tuple or list. Expected: an `LSTMStateTuple`. "
            "Which type does `state` have?",
            "`dynamic_rnn` does not accept a plain pair. Its cell returns a state tuple.",
            "Create a `tf.nn.rnn_cell.LSTMStateTuple` from both tensors.",
        ),
        "only h is returned": (
            lambda state, is_new: state.h * _kept(is_new),
            "You return one tensor of the state. How many tensors does the task ask for?",
            "`dynamic_rnn` needs c and h. Return the pair.",
        ),
        "the pair becomes one tensor": (
            lambda state, is_new: state * _kept(is_new),
            "You multiply the whole pair, so it becomes one tensor with three axes. "
            "Which parts does `state` have?",
            "Look at `state`. It is a tuple with the parts `state.c` and `state.h`.",
            "Multiply each part, and create an `LSTMStateTuple` from the results.",
        ),
    },
    minutes=6,
    difficulty=2,
    call=_call_reset_rows,
    arguments=("state", "is_new"),
    place="the state",
)
