import pytest
from figure_text import assert_readable

from utils.figures.timeline import Record
from utils.figures.timeline_plots import COLORS, timelines

RECORDS = [
    Record("a", "MatMul", 0.0, 2.0),
    Record("b", "Mul", 1.0, 2.0),
    Record("gradients/c", "BlockLSTMGrad", 2.0, 6.0),
]
LATE = [Record("a", "MatMul", 0.0, 9.0), Record("gradients/b", "MatMul", 9.0, 10.0)]


@pytest.mark.parametrize(
    "runs",
    [
        {"dynamic_rnn": RECORDS},
        {"dynamic_rnn": RECORDS, "fast_lstm": RECORDS[:1], "two_halves": RECORDS},
        {"late": LATE},
        {"many at once": [Record("a", "Mul", 0.0, 1.0)] * 9},
    ],
)
def test_timelines_can_be_read(runs):
    assert_readable(timelines(runs, "A finding"))


def test_each_group_of_operations_has_its_bars_from_begin_to_end():
    [axes] = timelines({"run": RECORDS}, "A finding").figure.axes
    bars = {}
    for collection in axes.collections:
        color = tuple(collection.get_facecolor()[0][:3])
        for path in collection.get_paths():
            box = path.get_extents()
            bars.setdefault(color, []).append((box.x0, box.x1, round(box.y0 + 0.4)))
    assert sorted(bars.values()) == [[(0.0, 2.0, 0)], [(1.0, 2.0, 1)], [(2.0, 6.0, 0)]]
    assert len(bars) == len(COLORS)


def test_timelines_are_described():
    alt = timelines({"run": RECORDS}, "A finding").alt
    assert "run: 3 operations in 6 ms, up to 2 at the same time" in alt
    assert "matrix multiplications 29% of their time" in alt


@pytest.mark.parametrize(
    ("runs", "message"),
    [
        ({}, "runs must hold 1 to 3, got 0"),
        (dict.fromkeys("abcd", RECORDS), "runs must hold 1 to 3, got 4"),
        ({"a": []}, "run 'a' must hold one record or more"),
    ],
)
def test_runs_that_cannot_be_drawn_are_named(runs, message):
    with pytest.raises(ValueError, match=message):
        timelines(runs, "A finding")
