"""Charts of a time series: its values, forecasts, and the error bands of the forecasts."""

import numpy as np
from matplotlib.ticker import MaxNLocator

from utils.arguments import require_numbers
from utils.baselines.forecasts import rmse
from utils.figures.drawing.chart_parts import add_axes
from utils.figures.drawing.chart_texts import first_that_fits
from utils.figures.picture import (
    FAINT,
    INK,
    LABEL_SIZE,
    MARGIN,
    PALE,
    SERIES,
    SMALL_SIZE,
    Picture,
    house_style,
    new_figure,
    text_width,
    tint,
)
from utils.text import number_text

MOST_PANELS, MOST_VALUES = 3, 1200
PANEL_HEIGHT, GAP = 1.55, 0.4  # inches


@house_style
def forecast_panels(x, values, forecasts, bands, x_label, y_label, title, alt=None):
    """Draw the values of a series in a panel for each forecast, with the forecast and its band.

    Arguments:
        x: the times of the values, increasing numbers [number], 2 to 1,200 of them.
        values: the values of the series, [number].
        forecasts: dict from 1 to 3 names to the forecasts for the same times, [number].
        bands: dict from the same names to half the width of the band around the forecast: a
            number of at least 0, or one number for each value.
        x_label, y_label: the labels of the axes, with units.
        title: a sentence that states the finding.
        alt: the text alternative. Give one if the numbers differ between computers.

    Returns:
        A `Picture`. All panels have the same axes.

    Raises:
        ValueError: there are too many panels or values, names or lengths differ, `x` does not
            increase, a band is below 0, or a number is not finite.
    """
    x = require_numbers("x", x, rank=1)
    if not 2 <= x.size <= MOST_VALUES or (np.diff(x) <= 0).any():
        raise ValueError(f"x must be 2 to {MOST_VALUES} increasing numbers, got {x.size}")
    values = _require_as_many("values", values, x)
    if not 1 <= len(forecasts) <= MOST_PANELS:
        raise ValueError(f"forecasts must hold 1 to {MOST_PANELS}, got {len(forecasts)}")
    if list(bands) != list(forecasts):
        raise ValueError(f"bands must be for {list(forecasts)}, got {list(bands)}")
    made = {name: _require_as_many(f"forecast {name!r}", f, x) for name, f in forecasts.items()}
    widths = {name: _require_band(name, bands[name], x) for name in made}

    low = min([values.min(), *((made[name] - widths[name]).min() for name in made)])
    high = max([values.max(), *((made[name] + widths[name]).max() for name in made)])
    room = 0.05 * (high - low) or 1.0
    width, left, bottom, legend_height = 8.0, 0.85, 0.55, 0.35
    height = len(made) * (PANEL_HEIGHT + GAP) + bottom + legend_height - 0.1
    figure = new_figure(width, height, title)
    map_width = width - left - MARGIN - 0.1
    for place, name in enumerate(made):
        up = bottom + (len(made) - 1 - place) * (PANEL_HEIGHT + GAP)
        axes = add_axes(figure, left, up, map_width, PANEL_HEIGHT, "", y_label)
        edges = made[name] - widths[name], made[name] + widths[name]
        axes.fill_between(x, *edges, color=tint(SERIES[place], 0.3), linewidth=0)
        style = {"color": SERIES[place], "linestyle": "--", "linewidth": 1.6}
        axes.plot(x, made[name], **style)
        axes.plot(x, values, color=INK, linewidth=0.9)
        axes.set(xlim=(x[0], x[-1]), ylim=(low - room, high + room))
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.yaxis.set_major_locator(MaxNLocator(4))
        axes.grid(color=PALE)
        axes.spines[["top", "right"]].set_visible(False)
        above = {"transform": axes.transAxes, "va": "bottom", "size": LABEL_SIZE, "color": INK}
        axes.text(0, 1.04, name, parse_math=False, **above)
        if place == len(made) - 1:
            axes.set_xlabel(x_label)
        else:
            axes.tick_params(labelbottom=False)
    _draw_legend(figure, width, bottom + len(made) * (PANEL_HEIGHT + GAP) - 0.05)
    return Picture(figure, alt or _description(title, x, values, made, widths))


@house_style
def training_and_test(x, values, test_start, level, x_label, y_label, title):
    """Draw a series in two colors: the training set, and from `test_start` the test set. Lesson 12.

    Arguments:
        x: the times of the values, increasing numbers [number].
        values: the values of the series, [number].
        test_start: the time at which the test set begins, a number.
        level: a number to compare the values with. It is a dotted line.
        x_label, y_label: the labels of the axes, with units.
        title: a sentence that states the finding.

    Returns:
        A `Picture`.

    Raises:
        ValueError: one of the sets is empty, lengths differ, or a number is not finite.
    """
    x = require_numbers("x", x, rank=1)
    values = _require_as_many("values", values, x)
    split = np.searchsorted(x, test_start)
    if not 0 < split < x.size:
        raise ValueError(f"test_start must lie within x, got {test_start}")
    figure = new_figure(8.0, 3.6, title)
    axes = add_axes(figure, 0.85, 0.6, 6.9, 2.5, x_label, y_label)
    said = []
    for color, name, part in (
        (SERIES[0], "training set", slice(0, split)),
        (SERIES[1], "test set", slice(split, None)),
    ):
        axes.plot(x[part], values[part], color=color, linewidth=1.8)
        above = {"transform": axes.get_xaxis_transform(), "va": "bottom", "size": LABEL_SIZE}
        axes.text(x[part][0], 1.03, name, color=color, **above)
        highest = values[part].max()
        when = x[part][values[part].argmax()]
        said.append(
            f"{name}, {number_text(x[part][0])} to {number_text(x[part][-1])}: highest "
            f"{number_text(highest, 0)} in {number_text(when)}, "
            f"{(values[part] > level).sum()} of {values[part].size} above {level:g}"
        )
    axes.axhline(level, color=FAINT, linestyle=":", linewidth=1.2)
    axes.axvline(test_start, color=FAINT, linewidth=1.2)
    axes.margins(x=0.02)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.grid(color=PALE)
    axes.spines[["top", "right"]].set_visible(False)
    return Picture(figure, first_that_fits(f"{title}. ", said))


def sunspots_a_year_ahead(sunspots, forecasts, first):
    """Draw forecasts of the sunspot numbers 12 months ahead, with error bands. Lesson 12.

    Arguments:
        sunspots: the result of `load_sunspots()`, which begins in January 1749.
        forecasts: dict from names to forecasts [length]. Entry t is computed in month t.
        first: the index of the first month that is shown. The bands are the root mean square
            errors of the 30 years before.

    Returns:
        A `Picture`. Its text alternative describes the forecasts of the lesson's models.
    """
    bands = {
        name: rmse(forecast, sunspots, 12, first - 30 * 12, first)
        for name, forecast in forecasts.items()
    }
    return forecast_panels(
        1749 + np.arange(first, len(sunspots)) / 12,
        sunspots[first:],
        {name: forecast[first - 12 : -12] for name, forecast in forecasts.items()},
        bands,
        x_label="year",
        y_label="sunspots",
        title="12 months ahead, the network underestimates the high maximum after 1957",
        alt="Monthly sunspot numbers from 1950 to 1983, and the forecasts made 12 months before, "
        "by the network and by the autoregressive model, each with a band of its RMSE on 1920 to "
        "1949. Both follow the three cycles, and both are late when the numbers rise in 1956. In "
        "1958 and 1959, with months near 200, the autoregressive model reaches them, and the "
        "network stays below.",
    )


def _require_as_many(name, values, x):
    values = require_numbers(name, values, rank=1)
    if values.size != x.size:
        raise ValueError(f"{name} must have {x.size} values, got {values.size}")
    return values


def _require_band(name, band, x):
    band = np.broadcast_to(band, x.shape) if np.ndim(band) == 0 else band
    band = _require_as_many(f"band {name!r}", band, x)
    if band.min() < 0:
        raise ValueError(f"band {name!r} must be 0 or more, got {band.min():g}")
    return band


def _draw_legend(figure, width, bottom):
    legend = add_axes(figure, 0.85, bottom, width - 1.0, 0.25, "", "")
    legend.set(xlim=(0, width - 1.0), ylim=(0, 1))
    at = 0.0
    for text in ("measured", "forecast", "band of its usual error"):
        if text == "measured":
            legend.plot([at, at + 0.35], [0.5, 0.5], color=INK, linewidth=0.9)
        elif text == "forecast":
            legend.plot([at, at + 0.35], [0.5, 0.5], color=FAINT, linestyle="--", linewidth=1.6)
        else:
            legend.fill_between([at, at + 0.35], 0.15, 0.85, color=tint(FAINT, 0.3), linewidth=0)
        legend.text(at + 0.43, 0.5, text, va="center", size=SMALL_SIZE, color=INK)
        at += 0.43 + text_width(text, SMALL_SIZE) + 0.3
    legend.set_axis_off()


def _description(title, x, values, made, widths):
    said = []
    for name, forecast in made.items():
        errors = forecast - values
        inside = (np.abs(errors) <= widths[name]).mean()
        typical = number_text(np.sqrt(np.mean(errors**2)), 1)
        said.append(f"{name}: root mean square error {typical}, {inside:.0%} within the band")
    start = f"{title}. {len(x)} values from {number_text(x[0])} to {number_text(x[-1])}. "
    return first_that_fits(start, said)
