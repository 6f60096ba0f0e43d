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
