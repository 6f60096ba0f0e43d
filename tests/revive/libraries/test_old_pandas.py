"""Tables as they were, tried on small classes with the methods that pandas has today."""

import types

import numpy as np
import pytest

from utils.revive import notes
from utils.revive.libraries import old_pandas


@pytest.fixture(autouse=True)
def no_notes(monkeypatch):
    monkeypatch.setattr(notes, "NOTES", {})


def noted():
    return {one.old: one.today for one in notes.sorted_notes()}


class Places:
    """What `loc` and `iloc` are, in small: they give back what they are asked."""

    def __init__(self):
        self.changed, self.name = {}, None

    def __getitem__(self, key):
        parts = [item.tolist() if hasattr(item, "tolist") else item for item in as_list(key)]
        return [self.name, *parts] if self.name else parts

    def __setitem__(self, key, value):
        self.changed[key] = value


def as_list(key):
    return list(key) if isinstance(key, tuple) else [key]


class Cells:
    """What pandas has, in small: columns of numbers."""

    ndim = 2

    def __init__(self, columns, rows="xyz"):
        self.columns = columns
        self.axes = [np.array(list(rows)), np.array(list(columns))]
        self.loc, self.iloc = Places(), Places()

    def __getitem__(self, names):
        return Cells({name: self.columns[name] for name in names})

    def to_numpy(self):
        return list(self.columns.values())

    def items(self):
        return self.columns.items()

    def drop(self, labels=None, *, axis=0, inplace=False):
        return labels, axis, inplace

    def sort_values(self, by=None, *, axis=0, ascending=True, inplace=False):
        return "values", by, ascending, inplace

    def sort_index(self, *, axis=0, ascending=True, inplace=False):
        return "index", axis, ascending, inplace

    def fillna(self, value, *, axis=None, inplace=False, limit=None, downcast=None):
        return (value, axis, inplace, limit, *([downcast] if downcast else []))

    def ffill(self, *, axis=None, inplace=False, limit=None):
        return "forwards", axis, inplace, limit


@pytest.fixture
def pandas():
    def read_csv(path, *, sep=",", header=0, on_bad_lines="error"):
        return path, sep, header, on_bad_lines

    changed = types.SimpleNamespace(
        DataFrame=type("DataFrame", (Cells,), {}),
        Series=type("Series", (Cells,), {"ndim": 1, "as_matrix": lambda cells: "its own"}),
        concat=lambda tables, *, axis=0, ignore_index=False: (tables, axis, ignore_index),
        read_csv=read_csv,
    )
    old_pandas.change(changed)
    return changed


def test_tables_have_the_methods_that_were_dropped_and_keep_their_own(pandas):
    cells = pandas.DataFrame({"a": 3, "b": 4})
    assert (cells.as_matrix(), cells.as_matrix(["b"])) == ([3, 4], [4])
    assert pandas.Series({}).as_matrix() == "its own"
    assert not hasattr(cells, "order") and not hasattr(pandas.Series({}), "icol")
    assert list(cells.iteritems()) == [("a", 3), ("b", 4)]
    assert (cells.irow(1), cells.icol(0)) == ([1], [slice(None), 0])
    assert noted() == {
        ".as_matrix": ".to_numpy()",
        ".iteritems": ".items()",
        ".irow": ".iloc[place]",
        ".icol": ".iloc[:, place]",
    }


def test_a_table_is_sorted_by_columns_or_by_its_index_and_a_column_in_place(pandas):
    cells, column = pandas.DataFrame({}), pandas.Series({})
    assert cells.sort(["a", "b"], ascending=False) == ("values", ["a", "b"], False, False)
    assert cells.sort(inplace=True) == ("index", 0, True, True)
    assert column.sort(ascending=False) == ("values", None, False, True)
    assert column.order(ascending=False) == ("values", None, False, False)


def test_rows_are_appended_as_a_table_or_as_one_row(pandas):
    cells = pandas.DataFrame({"a": 1})
    assert cells.append(cells, ignore_index=True) == ([cells, cells], 0, True)
    assert cells.append([cells, cells]) == ([cells, cells, cells], 0, False)
    pandas.DataFrame = tuple
    assert cells.append({"a": 2}) == ([cells, ({"a": 2},)], 0, False)


def test_ix_takes_places_where_the_labels_are_no_integers(pandas):
    cells = pandas.DataFrame({"a": 3, "b": 4})
    cells.iloc.name = "iloc"
    assert cells.ix["y"] == ["y"] and cells.ix[1] == ["iloc", 1]
    assert cells.ix[0:2, 1] == ["iloc", slice(0, 2), 1]
    assert cells.ix[[0, 2], "a"] == ["iloc", [0, 2], 0] and cells.ix["x", -1] == ["iloc", 0, -1]
    assert cells.ix[np.array([2, 0])] == ["iloc", [2, 0]]
    assert cells.ix["x":"y"] == [slice("x", "y")] and cells.ix[:, -1] == ["iloc", slice(None), -1]
    assert cells.ix[[True, False, True]] == [[True, False, True]]
    cells.ix[2, "a"] = 7
    cells.ix[2, "new"] = 8
    assert cells.iloc.changed == {(2, 0): 7} and cells.loc.changed == {("z", "new"): 8}
    cells.axes[0] = np.array([2, 0, 1])
    assert cells.ix[0:1, 0] == [slice(0, 1), "a"] and cells.ix[2] == [2]


def test_ix_takes_one_place_of_labels_that_are_repeated(pandas):
    cells = pandas.DataFrame({"a": 3, "b": 4}, rows="xxy")
    cells.iloc.name = "iloc"
    assert cells.ix[1, "a"] == ["iloc", 1, 0] and cells.ix[0] == ["iloc", 0]
    assert cells.ix["x", 1] == ["x", "b"]


def test_later_arguments_come_by_position_in_their_order(pandas):
    cells = pandas.DataFrame({})
    assert cells.drop("a", 1) == cells.drop("a", axis=1) == ("a", 1, False)
    assert cells.drop("a", 1, True) == ("a", 1, True)
    assert pandas.concat([1, 2], 1) == ([1, 2], 1, False)
    assert pandas.read_csv("f", "\t", None) == ("f", "\t", None, "error")
    assert noted()["read_csv by position"] == "sep, header by name"


def test_a_table_is_read_with_the_settings_that_were_dropped(pandas):
    read = pandas.read_csv
    assert read("f", error_bad_lines=False, warn_bad_lines=True) == ("f", ",", 0, "skip")
    assert read("f", error_bad_lines=True) == ("f", ",", 0, "error")
    assert read("f", delim_whitespace=True) == ("f", r"\s+", 0, "error")
    assert read("f", delim_whitespace=False) == ("f", ",", 0, "error")


def test_what_is_missing_is_filled_by_a_method_or_a_value(pandas):
    cells = pandas.DataFrame({})
    assert cells.fillna(method="pad", limit=2) == ("forwards", None, False, 2)
    assert cells.fillna(None, "ffill", 1, True) == ("forwards", 1, True, None)
    assert cells.fillna(0, inplace=True) == (0, None, True, None)
    assert cells.fillna(0, downcast="infer") == (0, None, False, None, "infer")


def test_functions_of_groups_see_the_column_of_the_groups(monkeypatch):
    class Groups:
        _selection, _selected_obj = None, "whole"

        def apply(self, function, *arguments, include_groups=False):
            return "today", function, include_groups

        def _python_apply_general(self, function, pieces):
            return function(pieces)

    old_pandas.change_groups(types.SimpleNamespace(DataFrameGroupBy=Groups))
    groups = Groups()
    assert groups.apply(lambda piece, n, end="": piece * n + end, 2, end="!") == "wholewhole!"
    assert groups.apply("sum") == ("today", "sum", False)
    assert groups.apply(len, include_groups=False) == ("today", len, False)
    groups._selection = ["a"]
    assert groups.apply(len) == ("today", len, False)
    groups._selection = None
    monkeypatch.setattr(old_pandas, "asks_for_owner", lambda frame: False)
    assert groups.apply(len) == ("today", len, False)
