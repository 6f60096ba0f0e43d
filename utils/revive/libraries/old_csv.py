"""How pandas read tables up to version 1, and functions that it had outside of tables."""

import datetime
from functools import wraps

import numpy as np

from utils.revive.libraries.library_names import looking_further
from utils.revive.notes import note

DATES = "The dates are parsed after the table is read."
ROLLING = ("count", "max", "mean", "median", "min", "std", "sum", "var")


def change(pandas):
    """Let pandas have its old readers, and names such as `pd.datetime`.

    Arguments:
        pandas: the module.
    """
    for name in ("read_csv", "read_table"):
        setattr(pandas, name, reading(pandas, getattr(pandas, name)))
    for kind, from_csv in ((pandas.DataFrame, _table_from), (pandas.Series, _column_from)):
        if not hasattr(kind, "from_csv"):
            kind.from_csv = from_csv(pandas)
    names = {
        "datetime": ("datetime.datetime", datetime.datetime),
        "np": ("np", np),
        "ewma": ("values.ewm(...).mean()", _weighted_mean),
    }
    for way in ROLLING:
        names[f"rolling_{way}"] = (f"values.rolling(window).{way}()", _rolling(way))
    names = {name: one for name, one in names.items() if not hasattr(pandas, name)}
    pandas.__getattr__ = looking_further("pandas", names)


def _weighted_mean(values, *given, **settings):
    return values.ewm(*given, **settings).mean()


def _rolling(way):
    def rolling(values, window, min_periods=None, **settings):
        return getattr(values.rolling(window, min_periods, **settings), way)()

    return rolling


def _table_from(pandas):
    def from_csv(path, header=0, sep=",", index_col=0, parse_dates=True, encoding=None):
        """A table from a file, whose first column is the index."""
        note("pd.DataFrame.from_csv", "pd.read_csv(path, index_col=0, parse_dates=True)")
        settings = {"index_col": index_col, "parse_dates": parse_dates, "encoding": encoding}
        return pandas.read_csv(path, sep=sep, header=header, **settings)

    return from_csv


def _column_from(pandas):
    table_from = _table_from(pandas)

    def from_csv(path, sep=",", parse_dates=True, header=None, index_col=0, encoding=None):
        """A column from a file of two columns, of which the first is the index."""
        column = table_from(path, header, sep, index_col, parse_dates, encoding).iloc[:, 0]
        if header is None:
            column.name = column.index.name = None
        return column

    return from_csv


def reading(pandas, today):
    """A reader that takes `squeeze`, `date_parser`, and dates that stand in several columns.

    Arguments:
        pandas: the module.
        today: its reader, which has these no more.
    """

    @wraps(today)
    def read(*arguments, squeeze=False, date_parser=None, **settings):
        dates = settings.get("parse_dates")
        is_nested = isinstance(dates, dict) or (
            isinstance(dates, list) and any(isinstance(one, list | tuple) for one in dates)
        )
        if date_parser is None and not is_nested:
            table = today(*arguments, **settings)
        else:
            note("read_csv(date_parser, parse_dates)", "pd.to_datetime(table[column])", DATES)
            table = _with_dates(pandas, today, arguments, settings, date_parser)
        if squeeze and getattr(table, "ndim", 0) == 2 and table.shape[1] == 1:
            note("read_csv(squeeze)", 'read_csv(...).squeeze("columns")')
            return table.iloc[:, 0]
        return table

    return read


def _with_dates(pandas, read, arguments, settings, parser):
    settings = dict(settings)
    dates, index = settings.pop("parse_dates", None), settings.pop("index_col", None)
    if dates is True:
        dates = [0 if index is None else index]
    groups = (
        list(dates.items()) if isinstance(dates, dict) else [(None, one) for one in dates or []]
    )
    groups = [(name, list(one) if isinstance(one, list | tuple) else one) for name, one in groups]
    asked = [column for _, one in groups for column in (one if isinstance(one, list) else [one])]
    settings["converters"] = {one: str for one in asked} | settings.get("converters", {})
    table = read(*arguments, **settings)
    found = {one: one if one in table.columns else table.columns[one] for one in asked}
    for name, group in groups:
        is_many = isinstance(group, list)
        columns = [found[one] for one in (group if is_many else [group])]
        values = _parsed(pandas, table, columns, parser)
        if is_many or name is not None:
            table = table.drop(columns=columns)
            table.insert(0, name or "_".join(map(str, columns)), values)
        else:
            table[columns[0]] = values
    if index is None or index is False:
        return table
    index = index if isinstance(index, list | tuple) else [index]
    return table.set_index([one if one in table.columns else table.columns[one] for one in index])


def _parsed(pandas, table, columns, parser):
    """The dates in some columns, which the parser gets as columns, or else one after the other."""
    texts = [" ".join(row) for row in zip(*(table[one] for one in columns), strict=True)]
    if parser is None:
        return pandas.to_datetime(texts)
    try:
        dates = parser(*(table[one].to_numpy(dtype=object) for one in columns))
    except Exception:
        dates = [parser(one) for one in texts]
    return pandas.to_datetime(dates)
