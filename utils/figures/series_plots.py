"""Charts of a series over time: what was measured, what was forecast, and how far off it may be."""

import numpy as np
from matplotlib.ticker import MaxNLocator

from utils.arguments import require_numbers
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
    """Draw what was measured in a panel for each forecast, with the forecast and its band.

    Arguments:
        x: when, [number], increasing; 2 to 1,200 of them.
        values: what was measured then, [number].
        forecasts: dict from a name to what was forecast for then, [number]; 1 to 3.
        bands: dict from the same names to how far the band reaches to either side of the
            forecast: a number, or one for each value; 0 or more.
        x_label, y_label: what the axes show, with units.
        title: the finding.
        alt: the text alternative; give one where the numbers differ on another machine.

    Returns:
        A `Picture`; all panels have the same axes.

    Raises:
        ValueError: too many panels or values, names or lengths that differ, x that does not
            increase, a band below 0, or a number that is not finite.
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
