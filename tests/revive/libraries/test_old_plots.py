"""Matplotlib as it was, for an owner's file."""

import types

import matplotlib
import matplotlib.axes
import pytest
from matplotlib.figure import Figure

from utils.revive import notes
from utils.revive.libraries import old_plots


@pytest.fixture(autouse=True)
def no_notes(monkeypatch):
    monkeypatch.setattr(notes, "NOTES", {})


def noted():
    return [one.old for one in notes.sorted_notes()]


def test_pyplot_shows_and_holds():
    asked = []
    pyplot = types.SimpleNamespace(
        show=lambda *, block=None: asked.append(block), subplot=lambda *places: places
    )
    old_plots.change_pyplot(pyplot)
    pyplot.show()
    pyplot.show(True)
    pyplot.show(block=False)
    pyplot.hold(True)
    assert asked == [None, True, False]
    assert noted() == ["plt.show(block)", "plt.hold"]
    assert (pyplot.subplot("211"), pyplot.subplot(212), pyplot.subplot(2, 1, 2)) == (
        (211,), (212,), (2, 1, 2),
    )  # fmt: skip


def test_a_backend_is_chosen_with_and_without_a_warning():
    asked = []
    module = types.SimpleNamespace(
        use=lambda backend, *, force=True: asked.append((backend, force))
    )
    old_plots.change(module)
    module.use("Agg", warn=False, force=False)
    module.use("svg")
    assert asked == [("Agg", False), ("svg", True)]
    assert noted() == ["matplotlib.use(backend, warn)"]


def test_a_figure_takes_a_place_as_text(monkeypatch):
    base = matplotlib.figure.FigureBase
    monkeypatch.setattr(base, "add_subplot", base.add_subplot)
    old_plots.change_figure(matplotlib.figure)
    places = [
        Figure().add_subplot(place).get_subplotspec().get_geometry() for place in ("122", 122)
    ]
    assert places[0] == places[1] and noted() == ["subplot(text)"]


def test_a_histogram_is_normed(monkeypatch):
    axes = matplotlib.axes.Axes
    monkeypatch.setattr(axes, "hist", axes.hist)
    old_plots.change_axes(types.SimpleNamespace(Axes=axes))
    heights, edges, _ = Figure().add_subplot().hist([0, 1, 1, 3], 3, normed=1)
    assert (heights * (edges[1:] - edges[:-1])).sum() == pytest.approx(1)
    assert Figure().add_subplot().hist([0, 1, 1, 3], 3)[0].sum() == 4
    assert noted() == ["hist(normed)"]
