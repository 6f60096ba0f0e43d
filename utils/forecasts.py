"""Forecasts of a series without a network, which a network must beat; NumPy alone.

A forecast is an array as long as the series: entry t is what was said in month t, of month
t + ahead, from the months up to t alone. Where there were too few of them it is not a number.
"""

import numpy as np

from utils.arguments import require_count


def last_value(series):
    """Say the value of now. Lesson 11.

    Arguments:
        series: numbers [length].

    Returns:
        float64 [length], the same for any distance ahead.
    """
    return _series(series).copy()


def mean_of_last(series, count):
    """Say the mean of the last `count` values, that of now included. Lesson 11.

    Arguments:
        series: numbers [length].
        count: a whole number, 1 to length.

    Returns:
        float64 [length], not a number in its first count - 1 entries.

    Raises:
        ValueError: `series` or `count` is not that.
    """
    means = np.full(len(_series(series)), np.nan)
    means[count - 1 :] = _last_values(series, count).mean(axis=1)
    return means


def linear(series, end, lags, ahead):
    """Say a weighted sum of the last values, with weights by least squares. Lesson 11.

    Arguments:
        series: numbers [length].
        end: the weights are fitted to series[:end], and nothing behind it; lags + ahead to length.
        lags: how many values are weighed, that of now included; there is also a constant.
        ahead: how far ahead the forecast looks, 1 or more.

    Returns:
        float64 [length], not a number in its first lags - 1 entries.

    Raises:
        ValueError: an argument is not that.
    Source: Yule, On a method of investigating periodicities in disturbed series, 1927, which
    fitted such a rule with two lags to yearly sunspot numbers.
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


def rmse(forecast, series, ahead, first, end=None):
    """The root mean square error over the months from `first` up to `end`. Lesson 11.

    Arguments:
        forecast: numbers [length]; entry t is for month t + ahead.
        series: numbers [length].
        ahead: 1 or more.
        first, end: of the months that are forecast, not of those in which it is done; `first` is
            `ahead` or more, `end` is length where it is None.

    Returns:
        A float, in the unit of the series; not a number where one of the forecasts is none.

    Raises:
        ValueError: an argument is not that.
    """
    series = _series(series)
    forecast = np.asarray(forecast, np.float64)
    if forecast.shape != series.shape:
        wanted, got = list(series.shape), list(forecast.shape)
        raise ValueError(f"forecast must have the shape of the series, {wanted}, got {got}")
    end = len(series) if end is None else end
    require_count("ahead", ahead)
    require_count("first", first, least=ahead, most=len(series) - 1)
    require_count("end", end, least=first + 1, most=len(series))
    errors = forecast[first - ahead : end - ahead] - series[first:end]
    return float(np.sqrt(np.mean(errors**2)))


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
