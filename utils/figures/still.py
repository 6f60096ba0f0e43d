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
        "TensorBoard's page Scalars: three charts over the steps 0 to 60, with a line for each "
        "run. At rate 0.01 (orange) the loss falls from 2.3 to 0.8, and weight_size stays near "
        "0.1. At rate 1.0 (blue) gradient_norm is 117 at step 4, the loss rises to 9 and falls "
        "to 3, and weight_size rises to 5.7. At the left: Ignore outliers is not ticked, Smoothing "
        "is 0, both runs are ticked."
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
