import numpy as np
from PIL import Image

from utils.figures import still


def test_the_page_is_shown_pixel_by_pixel():
    with Image.open(still.FOLDER / "tensorboard_scalars.png") as image:
        wanted = np.asarray(image.convert("RGB"))
    np.testing.assert_array_equal(still.tensorboard_page().pixels, wanted)


def test_the_page_is_small_enough_for_a_notebook():
    assert len(still.tensorboard_page().png) < 120_000
