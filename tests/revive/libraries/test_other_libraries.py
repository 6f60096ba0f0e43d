"""Matplotlib, pandas, PyYAML and scikit-learn as they were, for an owner's file."""

import io
import sys
import types
from importlib import import_module

import numpy as np
import pytest

from utils.revive import notes
from utils.revive.libraries import other_libraries


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
    assert noted() == [("yaml.load(stream)", "yaml.load(stream, yaml.FullLoader)")]
    assert yaml.load("b: 1", yaml.SafeLoader) == yaml.load("b: 1", Loader=yaml.SafeLoader)
    assert len(noted()) == 1


def test_scipy_has_the_names_of_numpy_for_the_owner_alone(library, monkeypatch):
    source = (
        "def __getattr__(name):\n    if name != 'fft': raise AttributeError(name)\n    return 1\n"
    )
    scipy = import_module(library("small_scipy", source, other_libraries.change_scipy))
    assert (scipy.interp, scipy.zeros(2).tolist(), scipy.fft) == (np.interp, [0, 0], 1)
    assert noted() == [("scipy.interp", "np.interp"), ("scipy.zeros", "np.zeros")]
    assert not hasattr(scipy, "__path__")
    monkeypatch.setattr(other_libraries, "asks_for_owner", lambda frame: False)
    assert not hasattr(scipy, "interp")


def test_a_filter_takes_numbers_in_an_array_of_objects():
    signal = types.ModuleType("signal")
    signal.lfilter = lambda b, a, x, axis=-1: (x.dtype, x.tolist(), axis)
    signal.windows = types.SimpleNamespace(__all__=["hann"], hann=lambda size: [0] * size)
    other_libraries.change_signal(signal)
    rewards = np.array([1, 2.5], dtype=object)
    assert signal.lfilter([1], [1, -0.9], rewards, axis=0) == (float, [1, 2.5], 0)
    assert noted() == [("lfilter(b, a, x)", "lfilter(b, a, x.astype(float))")]
    assert signal.lfilter([1], [1], [1, 2]) == (int, [1, 2], -1)
    assert len(noted()) == 1
    assert signal.hann(2) == [0, 0] and not hasattr(signal, "nothing")
    assert ("scipy.signal.hann", "scipy.signal.windows.hann") in noted()


def test_gray_is_spelled_in_both_ways():
    io = types.SimpleNamespace(imread=lambda path, as_gray=False: (path, as_gray))
    other_libraries.change_skimage(io)
    assert (io.imread("a", as_grey=True), io.imread("b")) == (("a", True), ("b", False))
    assert noted() == [("imread(as_grey)", "imread(as_gray)")]


def test_ways_of_resizing_an_image_have_their_old_names_for_the_owner_alone(monkeypatch):
    image = import_module("PIL.Image")
    monkeypatch.setattr(image, "__getattr__", None, raising=False)
    other_libraries.change_image(image)
    monkeypatch.setattr("utils.revive.libraries.library_names.asks_for_owner", lambda frame: False)
    assert not hasattr(image, "ANTIALIAS")
    monkeypatch.setattr("utils.revive.libraries.library_names.asks_for_owner", lambda frame: True)
    monkeypatch.setattr(notes, "line_of_owner", lambda: ("old.py", 1))
    assert (image.ANTIALIAS, image.LINEAR) == (image.LANCZOS, image.BILINEAR)
    assert ("PIL.Image.ANTIALIAS", "PIL.Image.LANCZOS") in noted()
