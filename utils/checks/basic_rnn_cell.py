"""The exercises of lesson 02, and the mistakes that people make in them."""

import numpy as np

from utils import reference
from utils.exercise import Exercise, Mistake, progress_of

random = np.random.default_rng(2)


def _step_case(batch_size, input_size, num_units):
    return {
        "inputs": random.normal(size=(batch_size, input_size)),
        "state": random.uniform(-1, 1, size=(batch_size, num_units)),
        "kernel": random.normal(scale=0.5, size=(input_size + num_units, num_units)),
        "bias": random.normal(size=num_units),
    }


def _twice(formula):
    """Make a mistake out of a formula: one array, returned as output and as new state."""
    return lambda *arguments: (formula(*arguments),) * 2


@_twice
def _without_tanh(inputs, state, kernel, bias):
    return np.concatenate([inputs, state], axis=1) @ kernel + bias


@_twice
def _without_bias(inputs, state, kernel, bias):
    return np.tanh(np.concatenate([inputs, state], axis=1) @ kernel)


@_twice
def _without_state(inputs, state, kernel, bias):
    return np.tanh(inputs @ kernel[: inputs.shape[1]] + bias)


@_twice
def _bias_after_tanh(inputs, state, kernel, bias):
    return np.tanh(np.concatenate([inputs, state], axis=1) @ kernel) + bias


@_twice
def _joined_below(inputs, state, kernel, bias):
    return np.tanh(np.concatenate([inputs, state]) @ kernel + bias)


@_twice
def _state_before_inputs(inputs, state, kernel, bias):
    return np.tanh(np.concatenate([state, inputs], axis=1) @ kernel + bias)


@_twice
def _state_added(inputs, state, kernel, bias):
    return np.tanh(inputs @ kernel[: inputs.shape[1]] + state + bias)


def _old_state_returned(inputs, state, kernel, bias):
    output, _ = reference.rnn_step(inputs, state, kernel, bias)
    return output, state


def _output_alone(inputs, state, kernel, bias):
    return reference.rnn_step(inputs, state, kernel, bias)[0]


rnn_step = Exercise(
    name="rnn_step",
    oracle=reference.rnn_step,
    cases=[_step_case(3, 4, 2), _step_case(1, 2, 5), _step_case(4, 6, 6)],
    mistakes=[
        Mistake(
            "tanh is missing",
            _without_tanh,
            (
                "Can a state of this cell be larger than 1?",
                "Compare your last line with the formula: what stands around the whole sum?",
            ),
        ),
        Mistake(
            "the bias is missing",
            _without_bias,
            (
                "Which of the four arguments have you not used?",
                "The formula has three terms inside the brackets.",
            ),
        ),
        Mistake(
            "the state is forgotten",
            _without_state,
            (
                "Does your result change when the state changes?",
                "The formula has two products: which one is missing?",
            ),
        ),
        Mistake(
            "the bias is added after tanh",
            _bias_after_tanh,
            (
                "Can your result be larger than 1?",
                "Look at the brackets of the formula: what is inside them?",
            ),
        ),
        Mistake(
            "inputs and state are joined below each other",
            _joined_below,
            (
                "What shape must the joined array have, with a row for each example?",
                "`np.concatenate` joins along axis 0 unless it is told otherwise.",
            ),
        ),
        Mistake(
            "the state stands before the inputs",
            _state_before_inputs,
            (
                "Which rows of the kernel does your first column meet?",
                "The first `input_size` rows of the kernel are there for the inputs.",
                "Look at the order of the two parts when you join them side by side.",
            ),
        ),
        Mistake(
            "the state is added without its weights",
            _state_added,
            (
                "Which rows of the kernel have you used, and which not?",
                "The state has weights too: the last `num_units` rows.",
            ),
        ),
        Mistake(
            "the old state is handed back",
            _old_state_returned,
            (
                "What would the next step receive as its state?",
                "The cell returns the same array twice: once as output, once as the new state.",
            ),
        ),
        Mistake(
            "the output alone is returned",
            _output_alone,
            (
                "How many things does `cell(x, state)` return?",
                "A pair is wanted: the output, and the new state.",
            ),
        ),
    ],
    minutes=8,
    difficulty=2,
)

number_of_weights = Exercise(
    name="number_of_weights",
    oracle=lambda input_size, num_units: sum(
        np.ones(shape, np.int64).sum()
        for shape in ([input_size, num_units], [num_units, num_units], [num_units])
    ),
    cases=[
        {"input_size": input_size, "num_units": num_units}
        for input_size, num_units in ((4, 2), (28, 128), (1, 7))
    ],
    mistakes=[
        Mistake(
            "the bias is not counted",
            lambda input_size, num_units: (input_size + num_units) * num_units,
            (
                "How many variables has the cell?",
                "Your count is short by `num_units`: which variable has that shape?",
            ),
        ),
        Mistake(
            "the state's rows are not counted",
            lambda input_size, num_units: input_size * num_units + num_units,
            (
                "What does the kernel multiply, besides the inputs?",
                "The kernel has `input_size` rows for the inputs, and more for the state.",
            ),
        ),
        Mistake(
            "the inputs' rows are not counted",
            lambda input_size, num_units: num_units * num_units + num_units,
            (
                "Does your count change when the inputs grow?",
                "The kernel has rows for the state, and `input_size` more.",
            ),
        ),
        Mistake(
            "the bias is counted as one number",
            lambda input_size, num_units: (input_size + num_units) * num_units + 1,
            (
                "What shape has the bias?",
                "Each unit has a bias of its own.",
            ),
        ),
        Mistake(
            "the two sizes are exchanged",
            lambda input_size, num_units: (input_size + num_units + 1) * input_size,
            (
                "What is the number of columns of the kernel?",
                "There is one column for each unit, and one row for each number that comes in.",
            ),
        ),
        Mistake(
            "a bias for each row of the kernel",
            lambda input_size, num_units: (input_size + num_units) * (num_units + 1),
            (
                "What shape has the bias?",
                "There is one bias for each unit, not one for each row of the kernel.",
            ),
        ),
    ],
    minutes=4,
    difficulty=1,
)


def _rows_case(num_steps, input_size, num_units):
    return {
        "rows": random.uniform(0, 1, size=(num_steps, input_size)),
        "kernel": random.normal(scale=0.5, size=(input_size + num_units, num_units)),
        "bias": random.normal(scale=0.1, size=num_units),
    }


def _step(row, state, kernel, bias):
    return reference.rnn_step(row[np.newaxis], state, kernel, bias)[1]


def _last_state_oracle(rows, kernel, bias):
    _, final_state = reference.unroll(
        lambda inputs, state: reference.rnn_step(inputs, state, kernel, bias),
        rows[np.newaxis],
        np.zeros((1, len(bias))),
    )
    return final_state


def _walk(rows, state, kernel, bias):
    for row in rows:
        state = _step(row, state, kernel, bias)
    return state


def _never_fed_back(rows, kernel, bias):
    return _step(rows[-1], np.zeros((1, len(bias))), kernel, bias)


def _state_without_batch(rows, kernel, bias):
    return _last_state_oracle(rows, kernel, bias)[0]


def _every_state(rows, kernel, bias):
    return np.concatenate(
        [_last_state_oracle(rows[: i + 1], kernel, bias) for i in range(len(rows))]
    )


last_state = Exercise(
    name="last_state",
    oracle=_last_state_oracle,
    cases=[_rows_case(5, 4, 3), _rows_case(28, 28, 6), _rows_case(2, 3, 3)],
    mistakes=[
        Mistake(
            "the state is not fed back",
            _never_fed_back,
            (
                "Would your result change if you dropped all rows but the last?",
                "What stands on the right of the `=` as the state in the second turn of your loop?",
                "The new state of one step is the state of the next: keep it under the same name.",
            ),
        ),
        Mistake(
            "the last row is left out",
            lambda rows, kernel, bias: _last_state_oracle(rows[:-1], kernel, bias),
            (
                "How many rows are there, and how many turns does your loop take?",
                "Look at where your loop ends.",
            ),
        ),
        Mistake(
            "the walk starts from ones",
            lambda rows, kernel, bias: _walk(rows, np.ones((1, len(bias))), kernel, bias),
            (
                "What does a cell remember before it has seen anything?",
                "Look at the state that you begin with.",
            ),
        ),
        Mistake(
            "the rows are read from the bottom",
            lambda rows, kernel, bias: _last_state_oracle(rows[::-1], kernel, bias),
            (
                "Which row does your loop read first?",
                "The sequence begins with `rows[0]`.",
            ),
        ),
        Mistake(
            "the batch axis is lost",
            _state_without_batch,
            (
                "Your numbers are right. What is their shape?",
                "A state is `[batch, num_units]`, for a batch of one too.",
            ),
        ),
        Mistake(
            "every state is returned",
            _every_state,
            (
                "How many states did you return, and how many are wanted?",
                "Only the state after the last row is wanted.",
            ),
        ),
    ],
    minutes=8,
    difficulty=2,
)

progress = progress_of(rnn_step, number_of_weights, last_state)
