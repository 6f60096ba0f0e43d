"""The digits of Keras, without a network."""

import pytest

from utils.revive import notes
from utils.revive.data.keras_mnist import without_network


@pytest.fixture(autouse=True)
def no_notes(monkeypatch):
    monkeypatch.setattr(notes, "NOTES", {})
    monkeypatch.setattr(notes, "line_of_owner", lambda: ("old.py", 1))


def test_the_digits_of_the_course_are_read_where_keras_has_none(tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    (images, labels), (test_images, test_labels) = without_network(None)()
    assert (images.shape, labels.shape) == ((60_000, 28, 28), (60_000,))
    assert (test_images.shape, test_labels.shape) == ((10_000, 28, 28), (10_000,))
    assert (images.dtype, labels[:5].tolist()) == ("uint8", [5, 0, 4, 1, 9])
    assert [one.old for one in notes.sorted_notes()] == ["keras.datasets.mnist.load_data"]


def test_the_file_of_keras_is_read_where_it_is(tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    (tmp_path / "datasets").mkdir()
    (tmp_path / "datasets" / "digits.npz").write_bytes(b"")
    assert without_network(lambda path: path)("digits.npz") == "digits.npz"
    assert not notes.sorted_notes()
