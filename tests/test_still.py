import numpy as np
from PIL import Image

from utils import still


def test_the_page_is_shown_pixel_by_pixel_above_its_caption():
    with Image.open(still.FOLDER / "tensorboard_scalars.png") as image:
        wanted = np.asarray(image.convert("RGB"))
    height, width, _ = wanted.shape
    picture = still.tensorboard_page()
    assert picture.pixels.shape[1] == width
    np.testing.assert_array_equal(picture.pixels[:height], wanted)
    assert len(picture.pixels) > height


def test_the_page_is_small_enough_for_a_notebook():
    assert len(still.tensorboard_page().png) < 120_000
