"""Matplotlib, pandas, PyYAML and scikit-learn as they were, for an owner's file."""

import io
import sys
import types
from importlib import import_module

import pytest

from utils.revive import notes, other_libraries


@pytest.fixture(autouse=True)
def no_notes(monkeypatch):
    monkeypatch.setattr(notes, "NOTES", {})


def noted():
    return [(one.old, one.today) for one in notes.sorted_notes()]


@pytest.fixture
def library(tmp_path, monkeypatch):
    """A function that writes a small library, and finds it with the changes of another one."""
    finder = other_libraries.OtherLibrariesFinder()
    monkeypatch.setattr(sys, "meta_path", [finder, *sys.meta_path])
    monkeypatch.syspath_prepend(tmp_path)
    written = []

    def write(name, source, change=None):
        (tmp_path / f"{name}.py").write_text(source, encoding="utf-8")
        if change:
            monkeypatch.setitem(other_libraries.CHANGES, name, change)
        written.append(name)
        return name

    yield write
    for name in written:
        sys.modules.pop(name, None)


def test_a_library_is_changed_after_its_import_and_no_other_is(library):
    changed = library("changed_one", "x = 1\n", lambda module: setattr(module, "x", module.x + 1))
    other = library("other_one", "x = 1\n")
    assert (import_module(changed).x, import_module(other).x) == (2, 1)


def test_what_has_moved_is_found_by_the_owner_alone(library, monkeypatch):
    library("new_place", "x = 5\n")
    monkeypatch.setitem(other_libraries.MOVED, "old_place", "new_place")
    monkeypatch.setattr(other_libraries, "asks_for_owner", lambda frame: False)
    with pytest.raises(ModuleNotFoundError):
        import_module("old_place")
    monkeypatch.setattr(other_libraries, "asks_for_owner", lambda frame: True)
    assert import_module("old_place").x == 5
    assert ("import old_place", "import new_place") in noted()
    del sys.modules["old_place"]


def test_yaml_loads_without_a_loader_and_with_one(monkeypatch):
    yaml = import_module("yaml")
    monkeypatch.setattr(yaml, "load", yaml.load)
    other_libraries.change_yaml(yaml)
    assert yaml.load(io.StringIO("a: [1, 2]")) == {"a": [1, 2]}
    assert noted() == [("yaml.load(stream)", "yaml.safe_load(stream)")]
    assert yaml.load("b: 1", yaml.SafeLoader) == yaml.load("b: 1", Loader=yaml.SafeLoader)
    assert len(noted()) == 1


def test_pyplot_shows_and_holds():
    asked = []
    pyplot = types.SimpleNamespace(show=lambda *, block=None: asked.append(block))
    other_libraries.change_pyplot(pyplot)
    pyplot.show()
    pyplot.show(True)
    pyplot.show(block=False)
    pyplot.hold(True)
    assert asked == [None, True, False]
    assert [old for old, _ in noted()] == ["plt.show(block)", "plt.hold"]


class Cells:
    """What pandas has, in small: a column of numbers under labels."""

    ndim = 1

    def __init__(self, labels, numbers):
        self.labels, self.numbers = list(labels), list(numbers)

    def to_numpy(self):
        return self.numbers

    @property
    def loc(self):
        return Places(self, self.labels.index)

    @property
    def iloc(self):
        return Places(self, int)


class Places:
    """The places of `Cells`, by one function from a key to a number."""

    def __init__(self, cells, place):
        self.cells, self.place = cells, place

    def _number(self, key):
        try:
            return self.place(key)
        except ValueError:
            raise KeyError(key) from None

    def __getitem__(self, key):
        return self.cells.numbers[self._number(key)]

    def __setitem__(self, key, value):
        self.cells.numbers[self._number(key)] = value


def test_tables_of_pandas_have_what_they_had():
    pandas = types.SimpleNamespace(
        DataFrame=type("DataFrame", (Cells,), {}),
        Series=type("Series", (Cells,), {"as_matrix": lambda cells: "its own"}),
        concat=lambda parts, ignore_index: [part.numbers for part in parts] + [ignore_index],
    )
    other_libraries.change_pandas(pandas)
    cells = pandas.DataFrame("ab", [3, 4])
    assert cells.as_matrix() == [3, 4] and pandas.Series("a", [1]).as_matrix() == "its own"
    assert (cells.ix["b"], cells.ix[0]) == (4, 3)
    cells.ix["a"], cells.ix[1] = 7, 8
    assert cells.numbers == [7, 8]
    more = pandas.DataFrame("c", [9])
    assert cells.append(more, ignore_index=True) == [[7, 8], [9], True]
    assert cells.append([more, more]) == [[7, 8], [9], [9], False]
    olds = {old for old, _ in noted()}
    assert olds == {"as_matrix()", "ix[...]", "append(other)"}
