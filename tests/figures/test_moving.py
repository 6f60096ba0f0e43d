"""A figure under sliders: what is stored, and what a move shows."""

import base64
import io
import re

import nbformat
import numpy as np
import pytest
from ipywidgets import HTML, FloatSlider, IntSlider, Widget
from PIL import Image

from authoring.outputs import WIDGET, _tidy
from utils.figures.moving import moving
from utils.figures.picture import Picture, new_figure


def bar(height=0.5, number_of_bars=1):
    figure = new_figure(4, 1, "A finding")
    axes = figure.subplots()
    axes.bar(range(number_of_bars), height)
    axes.set_ylim(0, 1)
    return Picture(figure, f'{number_of_bars} bars of {height:.2f}, with a < and a ".')


def parts(figure):
    *sliders, image = figure.widget().children
    assert isinstance(image, HTML)
    return sliders, image


def pixels(html):
    data = re.search(r'src="data:image/png;base64,([^"]+)"', html)[1]
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(data))))


def test_the_first_picture_is_shown_beside_the_widget():
    figure = moving(bar, height=(0.0, 1.0, 0.3))
    data, metadata = figure._repr_mimebundle_()
    still = bar(0.3)
    assert data["image/png"] == still.png
    assert data["text/plain"] == repr(figure) == still.alt
    assert metadata == still._repr_mimebundle_()[1]
    assert data[WIDGET]["model_id"]


def test_the_view_is_the_one_that_ipywidgets_writes_and_needs_no_ipywidgets_8(monkeypatch):
    figure = moving(bar, height=(0.0, 1.0, 0.3))
    widget = figure.widget()
    its_own = widget._repr_mimebundle_()[WIDGET]
    monkeypatch.delattr(Widget, "_repr_mimebundle_")  # as in ipywidgets 7
    monkeypatch.setattr(figure, "widget", lambda: widget)
    assert figure._repr_mimebundle_()[0][WIDGET] == its_own


def test_what_is_stored_holds_the_still_and_no_widget():
    data, metadata = moving(bar, height=(0.0, 1.0, 0.3))._repr_mimebundle_()
    output = {"output_type": "display_data", "data": data, "metadata": metadata}
    [stored] = _tidy([nbformat.from_dict(output)])
    assert set(stored.data) == {"image/png", "text/plain"}


def test_a_moved_slider_shows_the_picture_of_its_value_with_its_text_alternative():
    [height, number], image = parts(moving(bar, height=(0.0, 1.0, 0.3), number_of_bars=(1, 5, 2)))
    assert (pixels(image.value) == bar(0.3, 2).pixels).all()
    height.value = 0.75
    number.value = 4
    assert (pixels(image.value) == bar(0.75, 4).pixels).all()
    assert 'alt="4 bars of 0.75, with a &lt; and a &quot;."' in image.value


def test_sliders_are_named_and_move_by_integers_where_their_values_are_integers():
    [height, number], _ = parts(moving(bar, height=(0.0, 2.0, 0.3), number_of_bars=(1, 5, 2)))
    assert isinstance(height, FloatSlider)
    assert isinstance(number, IntSlider)
    assert (height.min, height.max, height.value, height.step) == (0, 2, 0.3, 0.1)
    assert (number.min, number.max, number.value, number.step) == (1, 5, 2, 1)
    assert number.description == "number of bars"


def test_a_first_value_outside_of_the_slider_is_refused():
    with pytest.raises(ValueError, match=r"height must begin between 0.0 and 1.0, got 1.5"):
        moving(bar, height=(0.0, 1.0, 1.5))
