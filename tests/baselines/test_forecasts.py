import re

import numpy as np
import pytest

from utils.baselines import forecasts

SERIES = np.random.default_rng(0).normal(size=60).cumsum()


def test_persistence_is_a_copy():
    forecast = forecasts.persistence(SERIES)
    np.testing.assert_array_equal(forecast, SERIES)
    assert not np.shares_memory(forecast, SERIES)


def test_a_moving_average_looks_back_only():
    means = forecasts.moving_average([1, 2, 6, 4], count=2)
    np.testing.assert_array_equal(means, [np.nan, 1.5, 4, 5])


@pytest.mark.parametrize("ahead", [1, 2, 5])
def test_an_autoregressive_model_finds_a_law_that_is_linear(ahead):
    wave = 3 + 2 * np.sin(0.7 * np.arange(80))  # two lags and a constant say it all
    forecast = forecasts.autoregressive(wave, end=40, lags=2, ahead=ahead)
    assert np.isnan(forecast[0])
    assert forecasts.rmse(forecast, wave, ahead, first=40) < 1e-9


@pytest.mark.parametrize("ahead", [1, 4])
def test_the_weights_know_nothing_of_what_comes_after_the_end(ahead):
    changed = SERIES.copy()
    changed[40:] = 0
    before, after = (
        forecasts.autoregressive(s, end=40, lags=3, ahead=ahead) for s in (SERIES, changed)
    )
    np.testing.assert_array_equal(before[:40], after[:40])
    # ... and of the last month before the end they do.
    changed = SERIES.copy()
    changed[39] += 5
    after = forecasts.autoregressive(changed, end=40, lags=3, ahead=ahead)
    assert not np.allclose(before[2:30], after[2:30])


@pytest.mark.parametrize("make", [forecasts.persistence, lambda s: forecasts.moving_average(s, 4)])
def test_no_forecast_changes_with_the_future(make):
    changed = SERIES.copy()
    changed[30:] += 9
    np.testing.assert_array_equal(make(SERIES)[:30], make(changed)[:30])


def test_the_error_is_of_the_months_that_are_forecast():
    series = np.array([0.0, 0, 0, 3, 4, 5])
    forecast = forecasts.persistence(series)
    assert forecasts.rmse(forecast, series, ahead=2, first=3) == pytest.approx(np.sqrt(29 / 3))
    assert forecasts.rmse(forecast, series, ahead=2, first=3, end=5) == pytest.approx(12.5**0.5)
    assert np.isnan(forecasts.rmse(forecasts.moving_average(series, 4), series, 1, first=2))


def test_two_forecasts_are_measured_1_and_12_months_ahead():
    both = np.stack([SERIES, SERIES - 5], axis=1)
    expected = [
        forecasts.rmse(both[:, 0], SERIES, 1, 20),
        forecasts.rmse(both[:, 1], SERIES, 12, 20),
    ]
    assert forecasts.errors(both, SERIES, 20) == tuple(expected)
    assert forecasts.errors(both, SERIES, 20, 50) != tuple(expected)
    table = forecasts.error_table({"persistence": both}, SERIES, 20)
    assert table.rows == [["persistence", *(f"{error:.1f}" for error in expected)]]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: forecasts.persistence([[1.0]]),
            "series must have one axis and a value, got shape",
        ),
        (lambda: forecasts.persistence([]), "series must have one axis and a value, got shape [0]"),
        (lambda: forecasts.moving_average([1, 2], 3), "must be an integer, 1 to 2, got 3"),
        (lambda: forecasts.autoregressive(SERIES, 60, 0, 1), "must be an integer, 1 to 60, got 0"),
        (lambda: forecasts.autoregressive(SERIES, 60, 2, 0), "ahead must be an integer, 1 or more"),
        (
            lambda: forecasts.autoregressive(SERIES, 61, 2, 1),
            "end must be an integer, 3 to 60, got 61",
        ),
        (
            lambda: forecasts.autoregressive(SERIES, 5, 4, 2),
            "end must be an integer, 6 to 60, got 5",
        ),
        (lambda: forecasts.rmse(SERIES[1:], SERIES, 1, 5), "the shape of the series, [60], got"),
        (lambda: forecasts.rmse(SERIES, SERIES, 12, 5), "first must be an integer, 12 to 59"),
        (lambda: forecasts.errors(SERIES, SERIES, 12), "forecast must have two columns, got"),
        (lambda: forecasts.rmse(SERIES, SERIES, 1, 5, 5), "end must be an integer, 6 to 60"),
    ],
)
def test_what_cannot_be_forecast_is_named(call, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        call()


def test_a_scale_that_is_1_changes_nothing():
    scaled = forecasts.scaled_autoregressive(SERIES, np.ones(60 - 7), end=40, lags=5, ahead=3)
    plain = forecasts.autoregressive(SERIES, end=40, lags=5, ahead=3)
    np.testing.assert_allclose(scaled[4:57], plain[4:57])
    assert np.isnan(scaled[:4]).all() and np.isnan(scaled[57:]).all()


def test_a_scale_is_one_number_for_each_window():
    with pytest.raises(ValueError, match=re.escape("scale must have shape [53], got [60]")):
        forecasts.scaled_autoregressive(SERIES, np.ones(60), end=40, lags=5, ahead=3)
