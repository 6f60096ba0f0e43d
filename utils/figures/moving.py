"""Pictures with sliders. A stored notebook contains the picture of the initial values."""

import base64
import html
import io

import ipywidgets as widgets
from PIL import Image

STEPS = 20  # from a slider's least value to its most
VIEW = "application/vnd.jupyter.widget-view+json"


class Moving:
    """A picture with sliders. If no kernel is running, only the first picture is shown."""

    def __init__(self, picture_of, sliders):
        """Store the function and the sliders, as `moving` gets them.

        Raises ValueError if an initial value is not between the smallest and the largest value.
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
    """Show a picture with sliders. Lessons 05, 06 and 09.

    Arguments:
        picture_of: a function that returns a `Picture`. Its arguments are the sliders' values.
        sliders: for each argument a tuple of its smallest, its largest and its initial value. If
            all three are integers, the slider has only integers.

    Returns:
        A `Moving`, which should be the last value of a cell.

    Raises:
        ValueError: an initial value is not between the smallest and the largest value.
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
    """Return HTML that shows a picture with its text alternative."""
    file = io.BytesIO()
    # `Picture.png` is smaller and takes several times as long, which a moved slider would show.
    Image.fromarray(picture.pixels).save(file, "png", compress_level=1)
    address = "data:image/png;base64," + base64.b64encode(file.getvalue()).decode("ascii")
    width = picture.pixels.shape[1] // 2
    return f'<img src="{address}" width="{width}" alt="{html.escape(picture.alt)}">'
