"""The exercises of lesson 11: what each is tried on; the mistakes stand in modules by section."""

import numpy as np

from utils import reference
from utils.checks import stateful_forecasts, stateful_starts, stateful_windows
from utils.checks.in_graph import in_graph
from utils.exercise import Exercise, WrongAnswer, progress_of
from utils.tf1 import tf

random = np.random.default_rng(11)


def _score_oracle(forecast, series, ahead, first):
    squares = [
        (forecast[month - ahead] - series[month]) ** 2 for month in range(first, len(series))
    ]
    return float(np.sqrt(sum(squares) / len(squares)))


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
    mistakes=stateful_forecasts.SCORE,
    minutes=5,
    difficulty=2,
)


def _place_by_place(series, lags, ahead):
    rows = len(series) - lags - ahead + 1
    places = np.arange(rows)[:, np.newaxis] + np.arange(lags)
    return series[places], series[places[:, -1] + ahead]


lagged = Exercise(
    name="lagged",
    oracle=_place_by_place,
    cases=[
        {"series": random.normal(size=length), "lags": lags, "ahead": ahead}
        for length, lags, ahead in ((12, 3, 1), (20, 4, 6), (15, 5, 2))
    ],
    mistakes=stateful_forecasts.LAGGED,
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
                f"it read {months_at_once} months at once, where {num_steps} are a window."
            )
        return read(window, state)

    returned = answer(step, months, num_steps, (c, h))
    if isinstance(returned, (tuple, list)) and len(returned) == 2:
        outputs, state = returned
        return outputs, tuple(state) if isinstance(state, (tuple, list)) else state
    return returned


def _read_whole(months, num_steps, c, h, kernel, bias):
    return _lstm_step(kernel, bias)(months, (c, h))


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
    mistakes=stateful_windows.READ_ON,
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
    mistakes=stateful_starts.START_ANEW,
    minutes=6,
    difficulty=2,
    call=_call_start_anew,
    arguments=("state", "is_new"),
    place="the state",
)

progress = progress_of(score, lagged, read_on, start_anew)
