"""The learner makes a table of a series: rows of lags, and for each the label ahead of them."""

import numpy as np

from utils.checks.engine import Exercise

random = np.random.default_rng(11)


def _table(series, lags, ahead):
    rows = len(series) - lags - ahead + 1
    places = np.arange(rows)[:, np.newaxis] + np.arange(lags)
    return series[places], series[places[:, -1] + ahead]


def _inputs(*arguments):
    return _table(*arguments)[0]


def _labels(*arguments):
    return _table(*arguments)[1]


def _all_months_ahead(series, lags, ahead):
    first = lags + np.arange(len(series) - lags - ahead + 1)
    return _inputs(series, lags, ahead), series[first[:, np.newaxis] + np.arange(ahead)]


lagged = Exercise(
    name="lagged",
    oracle=_table,
    cases=[
        {"series": random.normal(size=length), "lags": lags, "ahead": ahead}
        for length, lags, ahead in ((12, 3, 1), (20, 4, 6), (15, 5, 2))
    ],
    mistakes={
        "the label is one month too late": (
            lambda series, lags, ahead: _table(series, lags, ahead + 1),
            "Your labels are one month too late. Which index does the last lag of row 0 have?",
            "Look at row 0. Its last lag has the index `lags - 1`.",
            "Count `ahead` months from index `lags - 1`.",
        ),
        "the first label is left out": (
            lambda series, lags, ahead: (_inputs(series, lags, ahead), series[lags + ahead :]),
            "You have one label less than rows. Which index does the label of row 0 have?",
            "Look at row 0. Its last lag has the index `lags - 1`.",
            "Count `ahead` months from index `lags - 1`.",
        ),
        "the label is one month too early": (
            lambda series, lags, ahead: [part[:-1] for part in _table(series, lags, ahead - 1)],
            "For `ahead` = 1, your label is also the last input of its row. "
            "Where does the count begin?",
            "Look at row 0. Its last lag has the index `lags - 1`.",
            "Count `ahead` months from index `lags - 1`.",
        ),
        "`ahead` is counted from the first lag": (
            lambda series, lags, ahead: (
                _inputs(series, lags, ahead),
                series[ahead : len(series) - lags + 1],
            ),
            "Your labels are too early. The label of row 0 is `series[ahead]`. "
            "Where does the count begin?",
            "Look at where you begin to count. `ahead` counts from the *last* lag.",
            "Count `ahead` months from index `lags - 1`.",
        ),
        "the label is always the next month": (
            lambda series, lags, ahead: (
                _inputs(series, lags, ahead),
                series[lags : len(series) - ahead + 1],
            ),
            "The first label is the same for every `ahead`. Where do you use `ahead`?",
            "Look at the labels. They should be `ahead` months after the last lag.",
        ),
        "there are rows for a label of the next month": (
            lambda series, lags, ahead: (_inputs(series, lags, 1), _labels(series, lags, ahead)),
            "Your inputs have more rows than there are labels. Which rows have a label?",
            "Look at the number of rows. It becomes smaller if `ahead` grows.",
            "Leave out each row whose label is after the end of the series.",
        ),
        "`ahead` is not used": (
            lambda series, lags, ahead: _table(series, lags, 1),
            "Your table is the same for every `ahead`. Where do you use it?",
            "`ahead` decides where the labels begin, and how many rows have a label.",
        ),
        "a label is read after the end of the series": (
            lambda series, lags, ahead: (
                _inputs(series, lags, 1),
                np.array([series[row + lags - 1 + ahead] for row in range(len(series) - lags)]),
            ),
            "Your loop reads a label after the end of the series. How many rows have a label?",
            "Look at the number of rows. It becomes smaller if `ahead` grows.",
            "The last row is the one whose label is the last value of the series.",
        ),
        "rows without a label are kept": (
            lambda series, lags, ahead: (_inputs(series, lags, 0), _labels(series, lags, ahead)),
            "Your inputs have more rows than there are labels. Which rows have a label?",
            "The last rows have no label in the series. Leave them out.",
        ),
        "the newest value is first": (
            lambda *arguments: (_inputs(*arguments)[:, ::-1], _labels(*arguments)),
            "In each row, your values are in reverse order. Which value should be first?",
            "Look at row 0. Its first column should be the oldest value.",
        ),
        "the last row is left out": (
            lambda *arguments: [part[:-1] for part in _table(*arguments)],
            "Your table has one row too few. Which value of the series is the last label?",
            "The last value of the series is missing in your labels.",
            "Count the rows for a short series on paper. Then add what is missing.",
        ),
        "the rows do not overlap": (
            lambda series, lags, ahead: [part[::lags] for part in _table(series, lags, ahead)],
            "Your row 1 begins `lags` months after row 0. Where should it begin?",
            "Look at the step of your loop. Each row begins one month later.",
        ),
        "rows and columns are swapped": (
            lambda *arguments: (_inputs(*arguments).T, _labels(*arguments)),
            "Your inputs have the shape `[lags, rows]`. Which shape does the task ask for?",
            "Look at how you stack. Each row belongs to one label, each column to one lag.",
        ),
        "the inputs contain the label": (
            lambda series, lags, ahead: (
                _inputs(series, lags + ahead, 0)[: len(_labels(series, lags, ahead))],
                _labels(series, lags, ahead),
            ),
            "Each of your rows is longer than `lags`, and its last value is the label. "
            "Where should a row end?",
            "Look at the end of the slice. A row with the label in it is data leakage.",
            "End the slice of a row at `row + lags`.",
        ),
        "the label is all months up to `ahead`": (
            _all_months_ahead,
            "Each of your labels has `ahead` values. How many should it have?",
            "A label is one number, the value exactly `ahead` months after the last lag.",
        ),
        "the labels have a second axis": (
            lambda *arguments: (_inputs(*arguments), _labels(*arguments)[:, np.newaxis]),
            "Your labels have the shape `[rows, 1]`. Expected: `[rows]`. "
            "Where does the second axis come from?",
            "Look for a slice of length 1 or for a new axis. Use a single index.",
        ),
        "a loop reads its labels one month too late": (
            lambda series, lags, ahead: (
                _inputs(series, lags, ahead),
                [series[row + lags + ahead] for row in range(len(_labels(series, lags, ahead)))],
            ),
            "Your loop reads one label after the end of the series. "
            "Which index does the label of row 0 have?",
            "Look at row 0. Its last lag has the index `lags - 1`, not `lags`.",
            "Count `ahead` months from index `lags - 1`.",
        ),
        "lists are returned": (
            lambda *arguments: [list(part) for part in _table(*arguments)],
            "Your values are correct, but you return lists. Expected: arrays. "
            "How do you make an array from a list?",
            "Use `np.stack` or `np.array` at the end.",
        ),
        "inputs and labels are swapped": (
            lambda *arguments: _table(*arguments)[::-1],
            "The first array that you return has one axis. Which of the two results comes first?",
            "Look at the order of the two results. The inputs come first.",
        ),
    },
    minutes=7,
    difficulty=2,
)
