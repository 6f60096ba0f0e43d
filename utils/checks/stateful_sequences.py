"""The exercises of lesson 11, and the mistakes that people make in them."""

import numpy as np

from utils import reference
from utils.checks.in_graph import in_graph
from utils.exercise import Exercise, Mistake, WrongAnswer, progress_of
from utils.tf1 import tf

random = np.random.default_rng(11)


def _score_oracle(forecast, series, ahead, first):
    squares = [
        (forecast[month - ahead] - series[month]) ** 2 for month in range(first, len(series))
    ]
    return float(np.sqrt(sum(squares) / len(squares)))


def _root(errors):
    return float(np.sqrt(np.mean(errors**2)))


def _made_from_first(forecast, series, ahead, first):
    return _root(forecast[first:-ahead] - series[first + ahead :])


def _score_case(length, ahead, first):
    return {
        "forecast": random.normal(size=length).cumsum() + 10,
        "series": random.normal(size=length).cumsum() + 12,
        "ahead": ahead,
        "first": first,
    }


score = Exercise(
    name="score",
    oracle=_score_oracle,
    cases=[_score_case(20, 1, 9), _score_case(40, 12, 25), _score_case(17, 3, 3)],
    mistakes=[
        Mistake(
            "the forecast is held against the month in which it was made",
            lambda forecast, series, ahead, first: _root(forecast[first:] - series[first:]),
            (
                "Which month does `forecast[0]` speak of?",
                "What was said of month m stands `ahead` places earlier.",
            ),
        ),
        Mistake(
            "the shift goes the wrong way",
            lambda forecast, series, ahead, first: _root(
                forecast[first + ahead :] - series[first:-ahead]
            ),
            (
                "Was your forecast made before the month that it is compared with, or after?",
                "What was said of month m was said in month m - ahead.",
            ),
        ),
        Mistake(
            "`first` counts the months in which forecasts are made",
            _made_from_first,
            (
                "Which is the first month of the series that goes into your mean?",
                "Month `first` is forecast in an earlier month, and counts.",
            ),
        ),
        Mistake(
            "the shift is one month, whatever `ahead` is",
            lambda forecast, series, ahead, first: _root(forecast[first - 1 : -1] - series[first:]),
            (
                "Does your function use `ahead`?",
                "A forecast for next year stands twelve places before its month.",
            ),
        ),
        Mistake(
            "all months are measured",
            lambda forecast, series, ahead, first: _root(forecast[:-ahead] - series[ahead:]),
            (
                "Does your function use `first`?",
                "Months before `first` are for fitting: they are no test.",
            ),
        ),
        Mistake(
            "the root is missing",
            lambda *arguments: _score_oracle(*arguments) ** 2,
            (
                "In which unit is your number?",
                "A mean of squares is in squared sunspots.",
            ),
        ),
        Mistake(
            "the errors are not squared",
            lambda forecast, series, ahead, first: float(
                np.mean(np.abs(forecast[first - ahead : len(series) - ahead] - series[first:]))
            ),
            (
                "What is done to the errors before their mean is taken?",
                "Root, mean, square: do them in the order from right to left.",
            ),
        ),
        Mistake(
            "the sum is not divided",
            lambda forecast, series, ahead, first: float(
                np.linalg.norm(forecast[first - ahead : len(series) - ahead] - series[first:])
            ),
            (
                "Would your number grow with more months of the same error?",
                "The norm takes a sum; a mean is wanted.",
            ),
        ),
    ],
    minutes=5,
    difficulty=2,
)


def _lagged(series, lags, ahead, shift=0, rows=None):
    """As wanted, but with labels `shift` months later; `rows` where not as many as there are."""
    rows = len(series) - lags - ahead - max(shift, 0) + 1 if rows is None else rows
    start = lags + ahead - 1 + shift
    inputs = np.lib.stride_tricks.sliding_window_view(series, lags)[:rows]
    return np.array(inputs), series[start : start + rows].copy()


def _place_by_place(series, lags, ahead):
    rows = len(series) - lags - ahead + 1
    places = np.arange(rows)[:, np.newaxis] + np.arange(lags)
    return series[places], series[places[:, -1] + ahead]


def _ahead_of_the_first_lag(series, lags, ahead):
    inputs, _ = _place_by_place(series, lags, ahead)
    return inputs, series[ahead : ahead + len(inputs)]


def _windows_side_by_side(series, lags, ahead):
    inputs, labels = _place_by_place(series, lags, ahead)
    return inputs[::lags], labels[::lags]


def _one_row_too_few(series, lags, ahead):
    inputs, labels = _place_by_place(series, lags, ahead)
    return inputs[:-1], labels[:-1]


lagged = Exercise(
    name="lagged",
    oracle=_place_by_place,
    cases=[
        {"series": random.normal(size=length), "lags": lags, "ahead": ahead}
        for length, lags, ahead in ((12, 3, 1), (20, 4, 6), (15, 5, 2))
    ],
    mistakes=[
        Mistake(
            "the label is one month too late",
            lambda series, lags, ahead: _lagged(series, lags, ahead, shift=1),
            (
                "With `ahead` = 1, which value follows the last lag of row 0?",
                "Row 0 ends with value number lags - 1. Count `ahead` from there.",
            ),
        ),
        Mistake(
            "the label is one month too early",
            lambda series, lags, ahead: _lagged(series, lags, ahead, shift=-1),
            (
                "With `ahead` = 1, is your label among the inputs of its own row?",
                "The last lag is value number lags - 1; the label lies `ahead` behind it.",
            ),
        ),
        Mistake(
            "`ahead` is counted from the first lag",
            _ahead_of_the_first_lag,
            (
                "Is your label among the inputs of its own row?",
                "`ahead` counts from the last of the lags, which is the month of now.",
            ),
        ),
        Mistake(
            "the label is always the next month",
            lambda series, lags, ahead: _lagged(
                series, lags, 1, rows=len(series) - lags - ahead + 1
            ),
            (
                "Does your label change when `ahead` does?",
                "The label lies `ahead` months behind the last lag.",
            ),
        ),
        Mistake(
            "the newest value stands first",
            lambda series, lags, ahead: (
                _place_by_place(series, lags, ahead)[0][:, ::-1].copy(),
                _place_by_place(series, lags, ahead)[1],
            ),
            (
                "What is in row 0, column 0: the oldest value or the newest?",
                "The oldest comes first, as in the series.",
            ),
        ),
        Mistake(
            "the last row is left out",
            _one_row_too_few,
            (
                "Is the last value of the series a label?",
                "There is one row more for which a label exists: try it with a short series.",
            ),
        ),
        Mistake(
            "the rows do not overlap",
            _windows_side_by_side,
            (
                "In which month does row 1 begin?",
                "Each row begins one month after the row before it.",
            ),
        ),
        Mistake(
            "rows and columns are exchanged",
            lambda series, lags, ahead: (
                _place_by_place(series, lags, ahead)[0].T.copy(),
                _place_by_place(series, lags, ahead)[1],
            ),
            (
                "How many rows has your table, and how many labels are there?",
                "One row for each label; the lags are its columns.",
            ),
        ),
    ],
    minutes=7,
    difficulty=2,
)


def _lstm_step(kernel, bias):
    """A function that reads a window [rows, num_steps] from a state: outputs, state."""

    def step(window, state):
        window = np.asarray(window)
        if window.ndim != 2 or not window.size:
            shape = list(window.shape)
            raise ValueError(f"step wants a window [rows, num_steps], got shape {shape}")
        return reference.unroll(
            lambda x, pair: reference.lstm_step(x, pair, kernel, bias),
            window[..., np.newaxis],
            tuple(state),
        )

    return step


def _call_read_on(answer, months, num_steps, c, h, kernel, bias):
    read = _lstm_step(kernel, bias)

    def step(window, state):
        if np.ndim(window) == 2 and np.shape(window)[1] > num_steps:
            months_at_once = np.shape(window)[1]
            raise WrongAnswer(
                f"it read {months_at_once} months at once, in windows of {num_steps} months."
            )
        return read(window, state)

    returned = answer(step, months, num_steps, (c, h))
    if isinstance(returned, (tuple, list)) and len(returned) == 2:
        outputs, state = returned
        return outputs, tuple(state) if isinstance(state, (tuple, list)) else state
    return returned


def _read_whole(months, num_steps, c, h, kernel, bias):
    return _lstm_step(kernel, bias)(months, (c, h))


def _starts(months, num_steps):
    return range(0, months.shape[1], num_steps)


def _side_by_side(parts):
    return np.concatenate(parts, axis=1)


def _windows(
    next_state=lambda begun, after, outputs: after,
    first=lambda state: state,
    starts=_starts,
    join=_side_by_side,
    last=lambda begun, after: after,
):
    """Make a mistake: in how the state goes on, where it begins, what is read, what returned."""

    def answer(step, months, num_steps, state):
        begun = now = first(state)
        parts = []
        for place in starts(months, num_steps):
            outputs, after = step(months[:, place : place + num_steps], now)
            parts.append(outputs)
            now = next_state(begun, after, outputs)
        return join(parts), last(begun, after)

    return answer


def _zeros_like(state):
    return tuple(np.zeros_like(part) for part in state)


def _whole_windows(months, num_steps):
    return range(0, months.shape[1] - num_steps + 1, num_steps)


def _read_case(rows, length, num_steps, num_units):
    return {
        "months": random.uniform(0, 2, size=(rows, length)),
        "num_steps": num_steps,
        "c": random.normal(size=(rows, num_units)),
        "h": random.uniform(-1, 1, size=(rows, num_units)),
        "kernel": random.normal(scale=0.6, size=(1 + num_units, 4 * num_units)),
        "bias": random.normal(scale=0.5, size=4 * num_units),
    }


read_on = Exercise(
    name="read_on",
    oracle=_read_whole,
    cases=[_read_case(3, 10, 4, 2), _read_case(2, 9, 3, 4), _read_case(4, 7, 2, 3)],
    mistakes=[
        Mistake(
            "every window begins with the first state",
            _windows(lambda begun, after, outputs: begun),
            (
                "Does the second window know anything of the first?",
                "What does your loop do with the state that `step` returns?",
                "Keep it under the name that the next turn hands to `step`.",
            ),
        ),
        Mistake(
            "windows after the first begin with zeros",
            _windows(lambda begun, after, outputs: _zeros_like(after)),
            (
                "Which state does your second window get?",
                "The state after one window is the state before the next.",
            ),
        ),
        Mistake(
            "the given state is not used",
            _windows(first=_zeros_like),
            (
                "Does your result depend on `state`?",
                "The reading begins with the state that you are given, not with zeros.",
            ),
        ),
        Mistake(
            "the shorter window at the end is left out",
            _windows(starts=_whole_windows),
            (
                "How many months do your outputs have, and how many were given?",
                "What fills no window is still read: a slice may be shorter than its limits say.",
            ),
        ),
        Mistake(
            "windows overlap",
            _windows(starts=lambda months, num_steps: range(months.shape[1])),
            (
                "Where does your second window begin?",
                "A window begins where the one before it ended.",
            ),
        ),
        Mistake(
            "the outputs are joined below each other",
            _windows(join=np.concatenate),
            (
                "Which axis of the outputs counts the months?",
                "`np.concatenate` joins along axis 0 unless it is told otherwise.",
            ),
        ),
        Mistake(
            "the outputs are not joined",
            _windows(join=list),
            (
                "What is the first thing that you return: a list, or an array?",
                "Each part holds some months; NumPy joins parts along the axis of the months.",
            ),
        ),
        Mistake(
            "the last output is taken for the state",
            _windows(lambda begun, after, outputs: outputs[:, -1]),
            (
                "How many arrays has the state of an LSTM, and how many do you hand on?",
                "The output is h alone; `step` returns the state beside it.",
            ),
        ),
        Mistake(
            "only the last window is returned",
            _windows(join=lambda parts: parts[-1]),
            (
                "How many months do your outputs have?",
                "Collect the outputs of every window, and join them.",
            ),
        ),
        Mistake(
            "the first state is returned",
            _windows(last=lambda begun, after: begun),
            (
                "Your outputs are right. After which month is the state that you return?",
                "The caller wants to read on: give the state after the last window.",
            ),
        ),
    ],
    minutes=8,
    difficulty=2,
    call=_call_read_on,
    arguments=("step", "months", "num_steps", "state"),
)


def _call_start_anew(answer, c, h, is_new):
    def build(c, h, is_new):
        returned = answer(tf.nn.rnn_cell.LSTMStateTuple(c, h), is_new)
        if isinstance(returned, (tuple, list)):
            if len(returned) != 2:
                raise WrongAnswer(f"it returned {len(returned)} values: the pair (c, h) is wanted.")
            return list(returned)
        return returned

    return in_graph(build, c, h, is_new)


def _row_by_row(c, h, is_new):
    c, h = c.copy(), h.copy()
    for row in np.flatnonzero(is_new):
        c[row] = h[row] = 0
    return [c, h]


def _kept(is_new):
    return tf.cast(tf.logical_not(is_new), tf.float32)[:, tf.newaxis]


def _of_each(change):
    """Make an answer out of a function (part of the state, is_new) -> what becomes of it."""
    return lambda state, is_new: tuple(change(part, is_new) for part in state)


def _swapped(state, is_new):
    c, h = state
    return h * _kept(is_new), c * _kept(is_new)


def _anew_case(rows, num_units, new):
    return {
        "c": random.normal(scale=2, size=(rows, num_units)).astype(np.float32),
        "h": random.uniform(-1, 1, size=(rows, num_units)).astype(np.float32),
        "is_new": np.isin(np.arange(rows), new),
    }


start_anew = Exercise(
    name="start_anew",
    oracle=_row_by_row,
    cases=[_anew_case(4, 3, [1]), _anew_case(5, 2, [0, 3, 4]), _anew_case(3, 4, [])],
    mistakes=[
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
    ],
    minutes=6,
    difficulty=2,
    call=_call_start_anew,
    arguments=("state", "is_new"),
    place="the state",
)

progress = progress_of(score, lagged, read_on, start_anew)
