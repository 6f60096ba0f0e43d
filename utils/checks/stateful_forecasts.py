"""What people get wrong in score and lagged (lesson 11, forecasts to beat)."""

import numpy as np

from utils.exercise import Mistake


def _root(errors):
    return float(np.sqrt(np.mean(errors**2)))


def _errors(forecast, series, ahead, first):
    return forecast[first - ahead : len(series) - ahead] - series[first:]


def _made_from_first(forecast, series, ahead, first):
    return _root(forecast[first:-ahead] - series[first + ahead :])


SCORE = [
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
        lambda *arguments: _root(_errors(*arguments)) ** 2,
        (
            "In which unit is your number?",
            "A mean of squares is in squared sunspots.",
        ),
    ),
    Mistake(
        "the errors are not squared",
        lambda *arguments: float(np.mean(np.abs(_errors(*arguments)))),
        (
            "What is done to the errors before their mean is taken?",
            "Root, mean, square: do them in the order from right to left.",
        ),
    ),
    Mistake(
        "the mean is taken before the square",
        lambda *arguments: float(np.abs(np.mean(_errors(*arguments)))),
        (
            "One error of 10, one of -10: what does your function make of them?",
            "Square first: then nothing cancels.",
        ),
    ),
    Mistake(
        "the slices differ in length",
        lambda forecast, series, ahead, first: _root(forecast[first - ahead :] - series[first:]),
        (
            "How many forecasts does your slice hold, and how many months?",
            "The last `ahead` forecasts are of months behind the end of the series.",
        ),
    ),
    Mistake(
        "the sum is not divided",
        lambda *arguments: float(np.linalg.norm(_errors(*arguments))),
        (
            "Would your number grow with more months of the same error?",
            "The norm takes a sum; a mean is wanted.",
        ),
    ),
]


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


def _read_behind_the_end(series, lags, ahead):
    rows = range(len(series) - lags)
    return (
        np.stack([series[row : row + lags] for row in rows]),
        np.array([series[row + lags - 1 + ahead] for row in rows]),
    )


LAGGED = [
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
        lambda series, lags, ahead: _lagged(series, lags, 1, rows=len(series) - lags - ahead + 1),
        (
            "Does your label change when `ahead` does?",
            "The label lies `ahead` months behind the last lag.",
        ),
    ),
    Mistake(
        "there are rows for a label of the next month",
        lambda series, lags, ahead: (
            _lagged(series, lags, 1)[0],
            _lagged(series, lags, ahead)[1],
        ),
        (
            "How many rows have your inputs, and how many labels are there?",
            "A row whose label lies behind the end of the series has no place in the table.",
        ),
    ),
    Mistake(
        "`ahead` is not used",
        lambda series, lags, ahead: _lagged(series, lags, 1),
        (
            "Does your table change when `ahead` does?",
            "`ahead` decides where the labels begin, and how many rows have one.",
        ),
    ),
    Mistake(
        "a label is read behind the end of the series",
        _read_behind_the_end,
        (
            "In which row does your loop come to the end of the series?",
            "The further ahead the label lies, the fewer rows have one.",
        ),
    ),
    Mistake(
        "rows without a label are kept",
        lambda series, lags, ahead: (
            np.lib.stride_tricks.sliding_window_view(series, lags).copy(),
            series[lags + ahead - 1 :].copy(),
        ),
        (
            "How many rows have your inputs, and how many labels are there?",
            "The last rows have no label: they are left out.",
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
]
