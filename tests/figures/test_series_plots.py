import re

import numpy as np
import pytest
from figure_text import assert_readable

from utils.figures import series_plots

GENERATOR = np.random.default_rng(0)


def drawn(number=24, names=("network", "linear rule"), **changed):
    x = 1950 + np.arange(number) / 12
    arguments = {
        "x": x,
        "values": 100 * GENERATOR.uniform(size=number),
        "forecasts": {name: 100 * GENERATOR.uniform(size=number) for name in names},
        "bands": dict.fromkeys(names, 20.0),
        "x_label": "year",
        "y_label": "number",
        "title": "A finding",
    }
    return series_plots.forecast_panels(**(arguments | changed))


@pytest.mark.parametrize(
    ("number", "names"),
    [(2, ["a"]), (408, ["network", "linear rule"]), (1200, ["$one$", "a " * 20, "three"])],
)
def test_panels_can_be_read(number, names):
    assert_readable(drawn(number, names, y_label="sunspot number"))
    assert_readable(drawn(number, names, title="What was found is said in many words " * 4))


def test_each_panel_shows_the_measured_its_forecast_and_its_band():
    values, forecast = np.array([1.0, 3, 2]), np.array([2.0, 2, 4])
    bands = {"a": 1.5, "b": [0, 1, 2]}
    picture = drawn(3, values=values, forecasts={"a": forecast, "b": -forecast}, bands=bands)
    first, second, _ = picture.figure.axes
    for axes, made, width in ((first, forecast, 1.5), (second, -forecast, np.array([0, 1, 2]))):
        np.testing.assert_array_equal(axes.lines[0].get_ydata(), made)
        np.testing.assert_array_equal(axes.lines[1].get_ydata(), values)
        corners = axes.collections[0].get_paths()[0].vertices[:, 1]
        assert corners.min() == (made - width).min()
        assert corners.max() == (made + width).max()
    assert first.get_ylim() == second.get_ylim()
    assert first.get_position().y0 > second.get_position().y1


def test_panels_are_described_by_their_errors_or_by_the_alt_of_the_caller():
    picture = drawn(
        values=[1.0, 3],
        x=[1950, 1951],
        forecasts={"a": [1.0, 6], "b": [2.0, 3]},
        bands={"a": 1, "b": 1},
    )
    assert picture.alt == (
        "A finding. 2 values from 1950 to 1951. a: root mean square error 2.1, 50% within the "
        "band; b: root mean square error 0.7, 100% within the band."
    )
    assert drawn(alt="It holds.").alt == "It holds."


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"x": [1.0]}, "x must be 2 to 1200 increasing numbers, got 1"),
        ({"x": [1.0, 1.0, 2.0]}, "x must be 2 to 1200 increasing numbers, got 3"),
        ({"x": np.arange(1201)}, "x must be 2 to 1200 increasing numbers, got 1201"),
        ({"values": [1.0, 2.0]}, "values must have 24 values, got 2"),
        ({"values": [np.nan] * 24}, "values must be finite numbers on 1 axes, got nan"),
        ({"forecasts": {}, "bands": {}}, "forecasts must hold 1 to 3, got 0"),
        ({"names": "abcd"}, "forecasts must hold 1 to 3, got 4"),
        ({"bands": {"network": 1}}, "bands must be for ['network', 'linear rule'], got"),
        ({"names": "a", "bands": {"a": -1}}, "band 'a' must be 0 or more, got -1"),
        ({"names": "a", "bands": {"a": [1, 2]}}, "band 'a' must have 24 values, got 2"),
        ({"names": "a", "forecasts": {"a": [1.0]}}, "forecast 'a' must have 24 values, got 1"),
    ],
)
def test_what_cannot_be_drawn_is_named(changed, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        drawn(**changed)


def test_the_training_set_ends_where_the_test_set_begins():
    years, values = np.arange(1900, 1950), np.arange(50.0)
    picture = series_plots.training_and_test(
        years, values, 1940, 44.5, "year", "number", "A finding"
    )
    assert_readable(picture)
    before, after, *_ = picture.figure.axes[0].lines
    assert (before.get_xdata()[-1], after.get_xdata()[0]) == (1939, 1940)
    assert picture.alt == (
        "A finding. training set, 1900 to 1939: highest 39 in 1939, 0 of 40 above 44.5; test set, "
        "1940 to 1949: highest 49 in 1949, 5 of 10 above 44.5."
    )


@pytest.mark.parametrize("test_start", [1900, 1950])
def test_neither_set_may_be_empty(test_start):
    with pytest.raises(ValueError, match="test_start must lie within x"):
        series_plots.training_and_test(
            np.arange(1900, 1950), np.arange(50.0), test_start, 1, "year", "number", "A finding"
        )


def test_forecasts_a_year_ahead_are_shown_in_the_months_that_they_are_for():
    series = 100 * GENERATOR.uniform(size=600)
    perfect = np.roll(series, -12)
    picture = series_plots.sunspots_a_year_ahead(series, {"a": perfect, "b": perfect + 3}, 400)
    assert_readable(picture)
    first, second, _ = picture.figure.axes
    np.testing.assert_array_equal(first.lines[0].get_ydata(), series[400:])
    assert first.lines[0].get_xdata()[0] == pytest.approx(1749 + 400 / 12)
    corners = second.collections[0].get_paths()[0].vertices[:, 1]
    assert corners.max() == pytest.approx(series[400:].max() + 6)
