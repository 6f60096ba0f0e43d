"""Readers of tables as they were, tried on a small table with the methods of pandas today."""

import datetime
import types

import numpy as np
import pytest

from utils.revive import notes
from utils.revive.libraries import library_names, old_csv


class Column(list):
    """A column, in small."""

    ndim, name = 1, "its name"

    def __init__(self, values):
        super().__init__(values)
        self.index = types.SimpleNamespace(name="its index")

    def to_numpy(self, dtype):
        return np.array(self, dtype=dtype)

    def rolling(self, window, min_periods=None):
        means = [np.mean(self[at : at + window]) for at in range(len(self) - window + 1)]
        return types.SimpleNamespace(mean=lambda: means)


class Table:
    """A table, in small."""

    ndim = 2

    def __init__(self, columns, index=()):
        self.data, self.index = dict(columns), list(index)
        self.iloc = Places(self)

    @property
    def columns(self):
        return list(self.data)

    @property
    def shape(self):
        return len(next(iter(self.data.values()))), len(self.data)

    def __getitem__(self, name):
        return self.data[name]

    def __setitem__(self, name, values):
        self.data[name] = values

    def drop(self, columns):
        return Table({name: one for name, one in self.data.items() if name not in columns})

    def insert(self, place, name, values):
        assert place == 0
        self.data = {name: values, **self.data}

    def set_index(self, names):
        rest = {name: one for name, one in self.data.items() if name not in names}
        return Table(rest, zip(*(self.data[name] for name in names), strict=True))


class Places:
    """`iloc`, in small: one column."""

    def __init__(self, table):
        self.table = table

    def __getitem__(self, key):
        return Column(self.table[self.table.columns[key[1]]])


@pytest.fixture
def pandas(monkeypatch):
    monkeypatch.setattr(notes, "NOTES", {})
    monkeypatch.setattr(library_names, "asks_for_owner", lambda frame: True)
    module = types.ModuleType("pandas")
    module.asked = []
    module.DataFrame, module.Series = type("DataFrame", (), {}), type("Series", (), {})
    module.to_datetime = lambda values: [f"day {one}" for one in values]
    rows = {"year": ["2010", "2011"], "month": ["01", "02"], "pm": [5, 7]}

    def read_csv(path, **settings):
        module.asked.append(settings)
        return Table({name: Column(rows[name]) for name in path})

    module.read_csv = module.read_table = read_csv
    old_csv.change(module)
    return module


def noted():
    return {one.old for one in notes.sorted_notes()}


def test_dates_in_several_columns_come_first_and_can_be_the_index(pandas):
    settings = {"parse_dates": [["year", "month"]], "index_col": 0, "sep": ";"}
    table = pandas.read_csv(["pm", "year", "month"], **settings)
    assert (table.columns, table.index) == (["pm"], [("day 2010 01",), ("day 2011 02",)])
    assert pandas.asked == [{"sep": ";", "converters": {"year": str, "month": str}}]
    table = pandas.read_csv(["year", "month", "pm"], parse_dates={"when": [0, 1]})
    assert table.columns == ["when", "pm"] and table["when"] == ["day 2010 01", "day 2011 02"]
    assert noted() == {"read_csv(date_parser, parse_dates)"}


def test_a_parser_gets_columns_or_else_one_text_after_the_other(pandas):
    many = pandas.read_csv(["year"], parse_dates=["year"], date_parser=lambda all: all + "!")
    assert many["year"] == ["day 2010!", "day 2011!"]
    single = pandas.read_csv(
        ["year", "pm"], parse_dates=True, index_col="year", squeeze=True,
        date_parser=lambda text: datetime.datetime.strptime(text, "%Y").year + 1,
    )  # fmt: skip
    assert single == [5, 7] and "read_csv(squeeze)" in noted()


def test_what_needs_no_help_is_read_as_today(pandas):
    table = pandas.read_csv(["year", "pm"], parse_dates=["year"], squeeze=True)
    assert table.columns == ["year", "pm"] and pandas.asked == [{"parse_dates": ["year"]}]
    assert noted() == set()


def test_tables_and_columns_come_from_files(pandas):
    pandas.DataFrame.from_csv(["year", "pm"])
    column = pandas.Series.from_csv(["pm"])
    assert (column, column.name, column.index.name) == ([5, 7], None, None)
    assert [one["header"] for one in pandas.asked] == [0, None]
    assert {one["index_col"] for one in pandas.asked} == {0}
    assert pandas.Series.from_csv(["pm"], header=0).name == "its name"


def test_functions_and_modules_that_it_had(pandas):
    assert pandas.datetime is datetime.datetime and pandas.np is np
    assert pandas.rolling_mean(Column([1, 2, 4]), 2) == [1.5, 3]
    assert not hasattr(pandas, "rolling_nothing")
