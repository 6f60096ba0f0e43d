"""Figures that a reader moves by sliders. What is stored is the still of their first values."""

import base64
import html
import io

import ipywidgets as widgets
from PIL import Image

STEPS = 20  # from a slider's least value to its most
VIEW = "application/vnd.jupyter.widget-view+json"


class Moving:
    """A picture under sliders. Where no program runs behind the page, the first picture is left."""

    def __init__(self, picture_of, sliders):
        """Keep a function from the values of the sliders to a `Picture`, and the sliders by name.

        Raises ValueError where a slider's first value is not between its least and its most.
        """
        for name, (least, most, first) in sliders.items():
            if not least <= first <= most:
                raise ValueError(f"{name} must begin between {least} and {most}, got {first}")
        self.picture_of = picture_of
        self.sliders = sliders
        self.still = picture_of(**{name: first for name, (_, _, first) in sliders.items()})

    def __repr__(self):
        return repr(self.still)

    def widget(self):
        """Return the picture and its sliders as a widget of Jupyter."""
        sliders = {name: _slider(name, *values) for name, values in self.sliders.items()}
        shown = widgets.HTML(_image(self.still))

        def move(_):
            values = {name: slider.value for name, slider in sliders.items()}
            shown.value = _image(self.picture_of(**values))

        for slider in sliders.values():
            slider.observe(move, names="value")
        return widgets.VBox([*sliders.values(), shown])

    def _repr_mimebundle_(self, include=None, exclude=None):
        data, metadata = self.still._repr_mimebundle_()
        # As ipywidgets 8 writes it: version 7, which Colab has, writes no bundle.
        view = {"version_major": 2, "version_minor": 0, "model_id": self.widget().model_id}
        return {VIEW: view} | data, metadata


def moving(picture_of, **sliders):
    """Show a picture under sliders.

    Arguments:
        picture_of: function from the sliders' values, by name, to a `Picture`.
        sliders: for each name its least, its most and its first value. Where all three are
            integers, the slider moves by integers.

    Returns:
        A `Moving`, to be the last value of a cell.

    Raises:
        ValueError: a first value is not between the least and the most.
    """
    return Moving(picture_of, sliders)


def _slider(name, least, most, first):
    integers = all(isinstance(value, int) for value in (least, most, first))
    kind = widgets.IntSlider if integers else widgets.FloatSlider
    return kind(
        first,
        min=least,
        max=most,
        step=1 if integers else (most - least) / STEPS,
        description=name.replace("_", " "),
        style={"description_width": "10em"},
        layout={"width": "28em"},
    )


def _image(picture):
    """HTML that shows a picture, with its text alternative."""
    file = io.BytesIO()
    # `Picture.png` is smaller and takes several times as long, which a moved slider would show.
    Image.fromarray(picture.pixels).save(file, "png", compress_level=1)
    address = "data:image/png;base64," + base64.b64encode(file.getvalue()).decode("ascii")
    width = picture.pixels.shape[1] // 2
    return f'<img src="{address}" width="{width}" alt="{html.escape(picture.alt)}">'
