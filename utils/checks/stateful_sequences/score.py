"""The learner measures forecasts: the root mean square error over the months of a test set."""

import numpy as np

from utils.checks.engine import Exercise

random = np.random.default_rng(11)


def _month_by_month(forecast, series, ahead, first):
    months = range(first, len(series))
    squares = [(forecast[month - ahead] - series[month]) ** 2 for month in months]
    return float(np.sqrt(sum(squares) / len(squares)))


def _root(errors):
    return float(np.sqrt(np.mean(errors**2)))


def _errors(forecast, series, ahead, first):
    return forecast[first - ahead : len(series) - ahead] - series[first:]


score = Exercise(
    name="score",
    oracle=_month_by_month,
    cases=[
        {
            "forecast": random.normal(size=length).cumsum() + 10,
            "series": random.normal(size=length).cumsum() + 12,
            "ahead": ahead,
            "first": first,
        }
        for length, ahead, first in ((20, 1, 9), (40, 12, 25), (17, 3, 3))
    ],
    mistakes={
        "the forecast is compared with the month in which it was made": (
            lambda forecast, series, ahead, first: _root(forecast[first:] - series[first:]),
            "You compare `forecast[t]` with `series[t]`. For which month is `forecast[t]`?",
            "Look at the index of `forecast`. `forecast[t]` is for month `t + ahead`.",
            "The forecast for month m is `forecast[m - ahead]`.",
        ),
        "the shift goes in the wrong direction": (
            lambda forecast, series, ahead, first: _root(
                forecast[first + ahead :] - series[first:-ahead]
            ),
            "You compare each month with a forecast that was made after it. "
            "Which forecast was made before?",
            "Look at the sign of `ahead` in your slices.",
            "The forecast for month m is `forecast[m - ahead]`.",
        ),
        "`ahead` is subtracted from the months and not from the forecasts": (
            lambda forecast, series, ahead, first: _root(
                forecast[first:] - series[first - ahead : -ahead]
            ),
            "Your slice of `series` begins before `first`. Which month should be the first one?",
            "The shift by `ahead` belongs to the slice of `forecast`.",
            "The forecast for month m is `forecast[m - ahead]`.",
        ),
        "`first` counts the months in which forecasts are made": (
            lambda forecast, series, ahead, first: _root(
                forecast[first:-ahead] - series[first + ahead :]
            ),
            "Your mean begins `ahead` months too late. Which month should be the first one?",
            "Look at the slice of `series`. It should begin at `first`.",
            "The first forecast that counts is `forecast[first - ahead]`.",
        ),
        "the shift is one month for every `ahead`": (
            lambda forecast, series, ahead, first: _root(forecast[first - 1 : -1] - series[first:]),
            "Your result does not depend on `ahead`. Where do you use it?",
            "Look at the slice of `forecast`. It is correct only for `ahead` = 1.",
            "Shift by `ahead` months and not by 1.",
        ),
        "all months are measured": (
            lambda forecast, series, ahead, first: _root(forecast[:-ahead] - series[ahead:]),
            "Your result does not depend on `first`. Where do you use it?",
            "The months before `first` belong to the training set. They are no test.",
            "Begin the slice of `series` at `first`.",
        ),
        "the root is missing": (
            lambda *arguments: _root(_errors(*arguments)) ** 2,
            "Your result is the square of the expected one. What is the last step of the RMSE?",
            "Look at the last step. RMSE is the *root* of the mean square error.",
        ),
        "the errors are not squared": (
            lambda *arguments: float(np.mean(np.abs(_errors(*arguments)))),
            "You return the mean absolute error. What should happen to the errors before the mean?",
            "Look at what happens to the errors before the mean. They should be squared.",
        ),
        "the mean is taken before the square": (
            lambda *arguments: float(np.abs(np.mean(_errors(*arguments)))),
            "In your result, an error of 10 and an error of -10 cancel. Should they?",
            "Look at the order of the operations. First square, then take the mean.",
        ),
        "the standard deviation of the errors is returned": (
            lambda *arguments: float(np.std(_errors(*arguments))),
            "If every forecast is 10 too high, your result is 0. What should it be?",
            "`np.std` subtracts the mean of the errors first. RMSE does not.",
        ),
        "the slices differ in length": (
            lambda forecast, series, ahead, first: _root(
                forecast[first - ahead :] - series[first:]
            ),
            "Your slice of `forecast` is longer than your slice of `series`. Where should it end?",
            "The last `ahead` forecasts are for months after the end of the series.",
            "End the slice of `forecast` at `len(series) - ahead`.",
        ),
        "the sum is not divided": (
            lambda *arguments: float(np.linalg.norm(_errors(*arguments))),
            "Your result grows with the number of months, even if all errors are equal. Should it?",
            "Look at the sum of the squares. RMSE divides it by the number of months.",
        ),
        "the root is taken before the division": (
            lambda *arguments: float(
                np.linalg.norm(_errors(*arguments)) / len(_errors(*arguments))
            ),
            "You divide the root by the number of months. What should you divide?",
            "Look at the order. The mean comes before the root.",
        ),
        "the mean is missing": (
            lambda *arguments: np.sqrt(_errors(*arguments) ** 2),
            "You return one number for each month. How many numbers does the task ask for?",
            "The root of a square is only the absolute value. Look for the mean.",
            "Take the mean of the squares before the root.",
        ),
        "the first month is left out": (
            lambda forecast, series, ahead, first: _root(
                _errors(forecast, series, ahead, first + 1)
            ),
            "Month `first` is missing in your mean. Where do your slices begin?",
            "Look at where your slices or your loop begin.",
            "The first error belongs to `series[first]`.",
        ),
        "the last month is left out": (
            lambda *arguments: _root(_errors(*arguments)[:-1]),
            "The last month of the series is missing in your mean. Where do your slices end?",
            "Look at where your slices or your loop end.",
            "The last error belongs to `series[len(series) - 1]`.",
        ),
    },
    minutes=5,
    difficulty=2,
)
