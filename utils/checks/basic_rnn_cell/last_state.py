"""The learner reads a sequence row by row in NumPy, and returns the state at its end."""

import numpy as np

from utils import reference
from utils.checks.cases import normal
from utils.checks.engine import Exercise

random = np.random.default_rng(2)


def _case(num_steps, input_size, num_units):
    return {
        "rows": random.uniform(0, 1, size=(num_steps, input_size)),
        "kernel": normal(random, input_size + num_units, num_units, scale=0.5, dtype=np.float64),
        "bias": normal(random, num_units, scale=0.1, dtype=np.float64),
    }


def _states(rows, kernel, bias, start=0.0, size=None):
    """Return the state after each row, [num_steps, num_units]."""
    states, _ = reference.unroll(
        lambda inputs, state: reference.rnn_step(inputs, state, kernel, bias),
        rows[np.newaxis],
        np.full((1, size or len(bias)), start),
    )
    return states[0]


def _first_step(inputs, kernel, bias, batch_size=1):
    return reference.rnn_step(inputs, np.zeros((batch_size, len(bias))), kernel, bias)


_IN_ONE_STEP = (
    "You give all rows to one step. Are they one time step, or many?",
    "In the input of one step, each row is a different example of the batch.",
    "Your rows are time steps of one example. Give them to the step one after another.",
)

last_state = Exercise(
    name="last_state",
    oracle=lambda rows, kernel, bias: _states(rows, kernel, bias)[-1:],
    cases=[_case(5, 4, 3), _case(28, 28, 6), _case(2, 3, 3)],
    mistakes={
        "the state is not fed back": (
            lambda rows, kernel, bias: _states(rows[-1:], kernel, bias),
            "Your result depends only on the last row. Which state does the last step receive?",
            "Look at the state that you pass to `rnn_step`. It must come from the previous row.",
            "Store the new state under the name that you pass to the next step.",
        ),
        "the last row is left out": (
            lambda rows, kernel, bias: _states(rows[:-1], kernel, bias)[-1:],
            "Your result does not depend on the last row. Do you read all rows?",
            "Look at which row you read last.",
        ),
        "the first row is left out": (
            lambda rows, kernel, bias: _states(rows[1:], kernel, bias)[-1:],
            "Your result does not depend on the first row. Where does your loop begin?",
            "Indices begin at 0, so the first row is `rows[0]`.",
        ),
        "the loop always reads 28 rows": (
            lambda rows, *weights: _states(np.array([rows[i] for i in range(28)]), *weights)[-1:],
            "The error says that an index is out of bounds. How many rows does your loop read?",
            "The check uses sequences of other lengths. Loop over `rows` itself.",
        ),
        "the state has as many values as a row": (
            lambda rows, kernel, bias: _states(rows, kernel, bias, size=rows.shape[1])[-1:],
            "Your first state has as many values as a row. How many values does a state have?",
            "A state has one value for each unit, as the bias does.",
        ),
        "the number of units of the lesson": (
            lambda rows, kernel, bias: _states(rows, kernel, bias, size=4)[-1:],
            "Your first state has 4 values. Where does this number come from?",
            "The check uses other sizes. The bias has one value for each unit.",
        ),
        "the first state is ones": (
            lambda rows, kernel, bias: _states(rows, kernel, bias, start=1.0)[-1:],
            "Your first state contains ones. What should the state be before the first row?",
            "Look at the state that you start with. It must be zeros.",
        ),
        "the rows are read from the bottom": (
            lambda rows, kernel, bias: _states(rows[::-1], kernel, bias)[-1:],
            "Your result is the state after reading in reverse order. Which row do you read first?",
            "The sequence begins with `rows[0]`.",
        ),
        "the batch axis is lost": (
            lambda rows, kernel, bias: _states(rows, kernel, bias)[-1],
            "Your values are correct, but an axis is missing. What shape should the result have?",
            "A state has shape `[batch, num_units]`, also for a batch of one.",
        ),
        "every state is returned": (
            _states,
            "You return one state for each row. Does the exercise ask for all of them?",
            "Return only the state after the last row.",
        ),
        "the rows are read as a batch": (
            lambda rows, kernel, bias: _first_step(rows, kernel, bias, batch_size=len(rows))[1],
            *_IN_ONE_STEP,
        ),
        "all rows are given to one step": (
            _first_step,
            *_IN_ONE_STEP,
        ),
        "a row is given without a batch axis": (
            lambda rows, kernel, bias: _first_step(rows[0], kernel, bias),
            "The error says that the inputs have the wrong shape. What shape does one row have?",
            "A step expects `[batch, input_size]`, so one row must become a batch of one.",
            "Add an axis to each row, as section 5 does for `row_as_batch`.",
        ),
        "the pair is kept as the state": (
            lambda rows, kernel, bias: reference.rnn_step(
                rows[:1], _first_step(rows[:1], kernel, bias), kernel, bias
            ),
            "You pass a pair as the state. How many values does `rnn_step` return?",
            "The next step needs only the new state, the second part of the pair.",
        ),
        "only the first row is read": (
            lambda rows, kernel, bias: _states(rows[:1], kernel, bias),
            "Your result depends only on the first row. Does your loop reach the others?",
            "Look at the position of `return`. It must be after the loop, not inside.",
        ),
    },
    minutes=8,
    difficulty=2,
)
