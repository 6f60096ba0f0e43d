"""Baselines that forecast a time series without a network. This module needs only NumPy.

A forecast is an array of the same length as the series. Entry t is computed in month t, from the
values up to month t, and it forecasts month t + ahead. It is NaN if there are too few months
before month t.
"""

import numpy as np

from utils.arguments import require_count
from utils.table import Table

AHEAD = (1, 12)  # months, the two forecasts of lesson 12


def persistence(series):
    """Forecast that the value does not change. Lesson 12.

    Arguments:
        series: numbers [length].

    Returns:
        float64 [length]. It is the same for any number of months ahead.

    Raises:
        ValueError: `series` has another shape.
    """
    return _series(series).copy()


def moving_average(series, count):
    """Forecast the mean of the last `count` values. Lesson 12.

    Arguments:
        series: numbers [length].
        count: an integer from 1 to length. The value of the current month is one of these values.

    Returns:
        float64 [length]. The first count - 1 entries are NaN.

    Raises:
        ValueError: an argument has another shape or range.
    """
    means = np.full(len(_series(series)), np.nan)
    means[count - 1 :] = _last_values(series, count).mean(axis=1)
    return means


def autoregressive(series, end, lags, ahead):
    """Forecast with an autoregressive model, fitted by least squares. Lesson 12.

    The forecast is a weighted sum of the last values, plus a constant.

    Arguments:
        series: numbers [length].
        end: the weights are fitted to series[:end] only. An integer from lags + ahead to length.
        lags: the number of values that are weighted, at least 1. The value of the current month is
            one of them.
        ahead: how many months ahead the forecast is, at least 1.

    Returns:
        float64 [length]. The first lags - 1 entries are NaN.

    Raises:
        ValueError: an argument has another shape or range.
    Source: Yule, On a method of investigating periodicities in disturbed series, 1927. Yule fitted
    a model with two lags to yearly sunspot numbers.
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
    """Do the same as `autoregressive`, with each window of months divided by a scale. Lesson 12.

    Arguments:
        series: numbers [length].
        scale: numbers [length - lags - ahead + 1], not 0. Window k contains the months k to
            k + lags + ahead - 1. It is divided by scale[k], and its forecast is multiplied by it.
        end: the weights are fitted to the windows that end before month `end`.
        lags, ahead: as in `autoregressive`.

    Returns:
        float64 [length]. An entry is NaN if its month is not the last lag of a window.

    Raises:
        ValueError: an argument has another shape or range.
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
    """Compute the root mean square error of a forecast over some months. Lesson 12.

    Arguments:
        forecast: numbers [length]. Entry t forecasts month t + ahead.
        series: numbers [length].
        ahead: how many months ahead the forecast is, at least 1.
        first, end: the error is that of the forecasts for the months from `first` to `end` - 1.
            `first` is at least `ahead`. If `end` is None, it is length.

    Returns:
        A float, in the unit of the series. It is NaN if one of the forecasts is NaN.

    Raises:
        ValueError: an argument has another shape or range.
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
    """Compute the root mean square errors of forecasts 1 and 12 months ahead. Lesson 12.

    Arguments:
        forecast: numbers [length, 2]. Column 0 is 1 month ahead, and column 1 is 12 months ahead.
        series: numbers [length].
        first, end: as in `rmse`.

    Returns:
        A tuple of two floats, in the unit of the series.

    Raises:
        ValueError: an argument has another shape or range.
    """
    columns = np.asarray(forecast, np.float64)
    if columns.ndim != 2 or columns.shape[1] != len(AHEAD):
        raise ValueError(f"forecast must have two columns, got shape {list(columns.shape)}")
    pairs = zip(columns.T, AHEAD, strict=True)
    return tuple(rmse(column, series, ahead, first, end) for column, ahead in pairs)


def error_table(models, series, first):
    """Return a table of the test errors of several models. Lesson 12.

    Arguments:
        models: a dict from names to forecasts [length, 2], as in `errors`.
        series: numbers [length].
        first: the first month of the test set, an integer. The test set ends with the series.

    Returns:
        A `Table` with a row for each model.

    Raises:
        ValueError: an argument has another shape or range.
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
    """Return windows of `count` values. The last value of row r is series[count - 1 + r]."""
    series = _series(series)
    require_count("count of last values", count, most=len(series))
    return np.lib.stride_tricks.sliding_window_view(series, count)
