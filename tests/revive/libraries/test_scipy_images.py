"""Images as scipy.misc had them."""

import numpy as np
import pytest

from utils.revive import notes
from utils.revive.libraries import scipy_images

GRAY = np.arange(12, dtype=np.uint8).reshape(3, 4) * 20


@pytest.mark.parametrize("size", [(6, 8), [6, 8, 1], 2.0, 200])
def test_the_nearest_pixel_is_repeated_in_any_way_of_naming_the_size(size):
    got = scipy_images.imresize(GRAY, size, interp="nearest")
    assert got.dtype == np.uint8 and np.array_equal(got, GRAY.repeat(2, 0).repeat(2, 1))


def test_floats_are_stretched_to_the_range_of_bytes_and_colors_stay_apart():
    colors = np.stack([GRAY, GRAY.T.reshape(3, 4), GRAY * 0], axis=2) / 1000 - 3
    got = scipy_images.imresize(colors, (3, 4))
    low, high = colors.min(), colors.max()
    assert np.array_equal(got, np.floor((colors - low) / (high - low) * 255 + 0.5))
    assert scipy_images.imresize(np.ones([2, 2]), (1, 1)).tolist() == [[0]]


def test_an_image_of_pillow_has_its_channels_last_and_its_range():
    wide = scipy_images.toimage(GRAY.astype(float), cmin=-20, cmax=235, high=255)
    assert wide.size == (4, 3) and np.array_equal(np.array(wide), GRAY + 20)
    first = scipy_images.toimage(np.stack([GRAY[:2], GRAY[1:], GRAY[:2]]))
    assert np.array_equal(np.array(first)[:, :, 1], GRAY[1:])
    last = scipy_images.toimage(np.zeros([3, 5, 3], np.uint8), channel_axis=2)
    assert last.size == (5, 3) and last.mode == "RGB"
    turned = scipy_images.imrotate(GRAY[:, :3], 90, "nearest")
    assert np.array_equal(turned, np.rot90(GRAY[:, :3]))


def test_an_image_is_written_and_read(tmp_path):
    scipy_images.imsave(tmp_path / "a.png", GRAY)
    assert np.array_equal(scipy_images.imread(tmp_path / "a.png"), GRAY)
    assert scipy_images.imread(tmp_path / "a.png", flatten=True).dtype == np.float32
    assert scipy_images.imread(tmp_path / "a.png", mode="RGB").shape == (3, 4, 3)


def test_the_owner_finds_them_in_scipy_and_the_line_is_noted(monkeypatch):
    monkeypatch.setattr(notes, "NOTES", {})
    misc = scipy_images.OldMisc("scipy.misc")
    assert misc.imresize is scipy_images.imresize
    assert [one.old for one in notes.sorted_notes()] == ["scipy.misc.imresize"]
    monkeypatch.setattr(scipy_images, "asks_for_owner", lambda frame: False)
    assert not hasattr(misc, "imresize")
    assert scipy_images.OldMiscFinder().find_spec("scipy.misc", None) is None
