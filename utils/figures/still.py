"""Screenshots of programs that a notebook cannot show. The files are in `screenshots`."""

from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from PIL import Image

from utils.figures.picture import PIXELS_PER_INCH, Picture, house_style

FOLDER = Path(__file__).with_name("screenshots")
STRIP = 100  # rows of pixels that are drawn at once. A whole page would need 200 MB of memory.


@house_style
def tensorboard_page():
    """Show a screenshot of TensorBoard 2.21: the page Scalars, with the two runs of lesson 15.

    Returns:
        A `Picture`.
    """
    alt = (
        "TensorBoard's page Scalars: two charts, gradient_norm and loss, over the steps 0 to 60, "
        "with a smoothed line for each run, and a pale line with the logged values. At rate 0.01 "
        "the loss falls from 2.3 to 1. At rate 1.0 it goes to the top of the chart, the pale line "
        "beyond it, and comes back to 3. At the left the settings: Ignore outliers is ticked, "
        "Smoothing is 0.6, both runs are ticked."
    )
    return Picture(_figure("tensorboard_scalars.png"), alt)


def _figure(name):
    """Return a figure that shows an image file pixel by pixel."""
    with Image.open(FOLDER / name) as image:
        pixels = image.convert("RGB")
    width, height = pixels.size
    figure = Figure(figsize=(width / PIXELS_PER_INCH, height / PIXELS_PER_INCH))
    for top in range(0, height, STRIP):
        strip = np.asarray(pixels)[top : top + STRIP]
        figure.figimage(strip, 0, height - top - len(strip))
    return figure
