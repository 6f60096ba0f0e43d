"""Charts of the timeline of a run: a bar for each operation, from its start to its end."""

from matplotlib.patches import Patch

from utils.figures.drawing.chart_parts import add_axes
from utils.figures.picture import (
    BLUE,
    FAINT,
    INK,
    MARGIN,
    ORANGE,
    SMALL_SIZE,
    Picture,
    house_style,
    new_figure,
    tint,
)
from utils.figures.timeline import duration, lanes, share_of, time_by_kind

MOST_RUNS, MOST_LANES = 3, 4
WIDTH, LEFT, LANE, GAP = 8.4, 0.85, 0.34, 0.5  # inches
BAR = 0.8  # of the height of a lane
MULTIPLICATION, FUSED, OTHER = (
    "matrix multiplication",
    "fused LSTM, all time steps",
    "all other operations",
)
COLORS = {MULTIPLICATION: BLUE, FUSED: ORANGE, OTHER: tint(FAINT, 0.45)}


@house_style
def timelines(runs, title):
    """Draw timelines. Operations that run at the same time are in different lanes. Lesson 18.

    Arguments:
        runs: dict from 1 to 3 names to the records of a run, from `timeline.records_of`.
        title: a sentence that states the finding.

    Returns:
        A `Picture`. All runs have the same axis in milliseconds. At most 4 lanes are drawn.

    Raises:
        ValueError: there are no runs or too many, or a run has no records.
    """
    if not 1 <= len(runs) <= MOST_RUNS:
        raise ValueError(f"runs must hold 1 to {MOST_RUNS}, got {len(runs)}")
    for name, records in runs.items():
        if not records:
            raise ValueError(f"run {name!r} must hold one record or more, got none")
    rows = {name: lanes(records)[:MOST_LANES] for name, records in runs.items()}
    heights = [LANE * len(row) for row in rows.values()]
    bottom, legend = 0.55, 0.62
    up = bottom + sum(heights) + GAP * (len(rows) - 1)
    figure = new_figure(WIDTH, up + legend, title)
    _draw_legend(figure, rows, up + legend - 0.1)
    longest = max(map(duration, runs.values()))
    for place, (name, height) in enumerate(zip(runs, heights, strict=True)):
        up -= height + GAP * (place > 0)
        last = place == len(runs) - 1
        x_label = "milliseconds since the first operation" if last else ""
        axes = add_axes(figure, LEFT, up, WIDTH - LEFT - MARGIN - 0.15, height, x_label, "")
        _draw_lanes(axes, rows[name], longest)
        _mark_passes(axes, runs[name], height)
        style = {"transform": axes.transAxes, "weight": "bold", "size": SMALL_SIZE, "color": INK}
        axes.text(0, 1 + 0.06 / height, name, va="bottom", parse_math=False, **style)
        axes.tick_params(labelbottom=last)
    return Picture(figure, _described(runs))


def _group(record):
    if record.multiplies:
        return MULTIPLICATION
    return FUSED if record.is_fused else OTHER


def _draw_lanes(axes, row, longest):
    for number, lane in enumerate(row):
        for group in (OTHER, FUSED, MULTIPLICATION):
            spans = [(r.begin, r.end - r.begin) for r in lane if _group(r) == group]
            axes.broken_barh(spans, (number - BAR / 2, BAR), color=COLORS[group], linewidth=0)
    axes.set(xlim=(0, longest * 1.01 or 1), ylim=(len(row) - 0.5, -0.5))
    axes.set_yticks(range(len(row)), [f"lane {number + 1}" for number in range(len(row))])
    axes.tick_params(axis="y", length=0)
    axes.spines[["top", "right"]].set_visible(False)


def _mark_passes(axes, records, height):
    """Mark the beginning of the backward pass, at its first matrix multiplication."""
    begins = [r.begin for r in records if r.is_backward and (r.multiplies or r.is_fused)]
    begin = min(begins, default=None)
    if not begin:
        return
    axes.axvline(begin, color=INK, linewidth=1.2, linestyle="--")
    above = {"transform": axes.get_xaxis_transform(), "size": SMALL_SIZE, "color": INK}
    late = begin > 0.5 * axes.get_xlim()[1]
    above |= {"va": "bottom", "ha": "right" if late else "left"}
    axes.text(begin, 1 + 0.06 / height, "backward pass begins", **above)


def _draw_legend(figure, rows, top):
    shown = {_group(record) for row in rows.values() for lane in row for record in lane}
    patches = [Patch(color=COLORS[group], label=group) for group in COLORS if group in shown]
    width, height = figure.get_size_inches()
    figure.legend(
        handles=patches,
        loc="upper left",
        bbox_to_anchor=(LEFT / width, top / height),
        ncols=len(patches),
        frameon=False,
        fontsize=SMALL_SIZE,
        borderaxespad=0,
        borderpad=0,
    )


def _described(runs):
    parts = []
    for name, records in runs.items():
        share = share_of("MatMul", time_by_kind(records))
        parts.append(
            f"{name}: {len(records):,} operations in {duration(records):.0f} ms, up to "
            f"{len(lanes(records))} at the same time, matrix multiplications {share:.0%} of "
            "their time"
        )
    return f"Timelines of a run. {'. '.join(parts)}."
