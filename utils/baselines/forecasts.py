"""Baselines for the forecast of a series, without a network; NumPy alone.

A forecast is an array as long as the series. Entry t is made in month t, from the months up to t,
and it is for month t + ahead. Where there are too few months before it, it is not a number.
"""

import numpy as np

from utils.arguments import require_count
from utils.table import Table

AHEAD = (1, 12)  # months, as lesson 12 forecasts them


def persistence(series):
    """Forecast that the value stays as it is. Lesson 12.

    Arguments:
        series: numbers [length].

    Returns:
        float64 [length], the same for any distance ahead.

    Raises:
        ValueError: `series` is not that.
    """
    return _series(series).copy()


def moving_average(series, count):
    """Forecast the mean of the last `count` values, that of the present month included. Lesson 12.

    Arguments:
        series: numbers [length].
        count: an integer, 1 to length.

    Returns:
        float64 [length], not a number in its first count - 1 entries.

    Raises:
        ValueError: `series` or `count` is not that.
    """
    means = np.full(len(_series(series)), np.nan)
    means[count - 1 :] = _last_values(series, count).mean(axis=1)
    return means


def autoregressive(series, end, lags, ahead):
    """Forecast a weighted sum of the last values, with weights by least squares. Lesson 12.

    Arguments:
        series: numbers [length].
        end: the weights are fitted to series[:end], and to nothing after it; an integer,
            lags + ahead to length.
        lags: how many values are weighted, that of the present month included; there is also a
            constant.
        ahead: how far ahead the forecast looks, 1 or more.

    Returns:
        float64 [length], not a number in its first lags - 1 entries.

    Raises:
        ValueError: an argument is not that.
    Source: Yule, On a method of investigating periodicities in disturbed series, 1927, which
    fitted such a model with two lags to yearly sunspot numbers.
    """
    series = _series(series)
    require_count("ahead", ahead)
    rows = np.pad(_last_values(series, lags), [(0, 0), (0, 1)], constant_values=1)
    require_count("end", end, least=lags + ahead, most=len(series))
    labels = series[lags - 1 + ahead : end]
    weights = np.linalg.lstsq(rows[: len(labels)], labels, rcond=None)[0]
    forecast = np.full(len(series), np.nan)
    forecast[lags - 1 :] = rows @ weights
    return forecast


def scaled_autoregressive(series, scale, end, lags=12, ahead=12):
    """Forecast as `autoregressive` does, with each window of months divided by a scale. Lesson 12.

    Arguments:
        series: numbers [length].
        scale: numbers [length - lags - ahead + 1], none of them 0: window k, which is the months k
            to k + lags + ahead - 1, is divided by number k, and its forecast multiplied by it.
        end: the weights are fitted to the windows that end before it.
        lags, ahead: as for `autoregressive`.

    Returns:
        float64 [length], not a number where a month is the last lag of no window.

    Raises:
        ValueError: an argument is not that.
    """
    windows = _last_values(series, lags + ahead)
    scale = np.asarray(scale, np.float64)
    if scale.shape != windows.shape[:1]:
        raise ValueError(f"scale must have shape [{len(windows)}], got {list(scale.shape)}")
    require_count("end", end, least=lags + ahead, most=len(_series(series)))
    scaled = windows / scale[:, np.newaxis]
    rows = np.pad(scaled[:, :lags], [(0, 0), (0, 1)], constant_values=1)
    fitted = end - lags - ahead + 1
    weights = np.linalg.lstsq(rows[:fitted], scaled[:fitted, -1], rcond=None)[0]
    forecast = np.full(len(series), np.nan)
    forecast[lags - 1 : len(series) - ahead] = rows @ weights * scale
    return forecast


def rmse(forecast, series, ahead, first, end=None):
    """Return the root mean square error over the months from `first` up to `end`. Lesson 12.

    Arguments:
        forecast: numbers [length]; entry t is for month t + ahead.
        series: numbers [length].
        ahead: 1 or more.
        first, end: of the months that are forecast, not of those in which the forecasts are made;
            `first` is `ahead` or more, `end` is length where it is None.

    Returns:
        A float, in the unit of the series; not a number where one of the forecasts is not.

    Raises:
        ValueError: an argument is not that.
    """
    series = _series(series)
    forecast = np.asarray(forecast, np.float64)
    if forecast.shape != series.shape:
        expected, got = list(series.shape), list(forecast.shape)
        raise ValueError(f"forecast must have the shape of the series, {expected}, got {got}")
    end = len(series) if end is None else end
    require_count("ahead", ahead)
    require_count("first", first, least=ahead, most=len(series) - 1)
    require_count("end", end, least=first + 1, most=len(series))
    errors = forecast[first - ahead : end - ahead] - series[first:end]
    return float(np.sqrt(np.mean(errors**2)))


def errors(forecast, series, first, end=None):
    """Return the root mean square errors of two forecasts, 1 and 12 months ahead. Lesson 12.

    Arguments:
        forecast: numbers [length, 2]; column 0 is for 1 month ahead, column 1 for 12.
        series: numbers [length].
        first, end: as for `rmse`.

    Returns:
        Two floats.

    Raises:
        ValueError: an argument is not that.
    """
    columns = np.asarray(forecast, np.float64)
    if columns.ndim != 2 or columns.shape[1] != len(AHEAD):
        raise ValueError(f"forecast must have two columns, got shape {list(columns.shape)}")
    pairs = zip(columns.T, AHEAD, strict=True)
    return tuple(rmse(column, series, ahead, first, end) for column, ahead in pairs)


def error_table(models, series, first):
    """Return a table of the errors of some models, from `first` to the end. Lesson 12.

    Arguments:
        models: a dict from names to forecasts [length, 2], as for `errors`.
        series: numbers [length].
        first: the first month of the test set.

    Returns:
        A `Table` with a row for each model.

    Raises:
        ValueError: an argument is not that.
    """
    rows = [
        [name, *(f"{error:.1f}" for error in errors(forecast, series, first))]
        for name, forecast in models.items()
    ]
    return Table(["model", "test RMSE 1 month ahead", "test RMSE 12 months ahead"], rows)


def _series(series):
    series = np.asarray(series, np.float64)
    if series.ndim != 1 or not series.size:
        raise ValueError(f"series must have one axis and a value, got shape {list(series.shape)}")
    return series


def _last_values(series, count):
    """Row r holds `count` values, the last of which is number count - 1 + r."""
    series = _series(series)
    require_count("count of last values", count, most=len(series))
    return np.lib.stride_tricks.sliding_window_view(series, count)
