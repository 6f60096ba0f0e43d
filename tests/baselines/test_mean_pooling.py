import numpy as np
import pytest

from utils.baselines.mean_pooling import mean_pooling

random = np.random.default_rng(11)


def sequences(labels):
    """Sequences of unequal length, whose frames are around the number of their class."""
    lengths = random.integers(3, 9, size=len(labels))
    return [
        label + random.normal(scale=0.3, size=(n, 2))
        for label, n in zip(labels, lengths, strict=True)
    ]


def test_it_finds_classes_that_differ_in_their_means():
    labels, new_labels = np.tile([0, 1, 2], 10), np.tile([2, 0, 1], 5)
    found = mean_pooling(sequences(labels), labels, sequences(new_labels))
    assert (found == new_labels).mean() > 0.9


def test_the_order_of_the_frames_does_not_count():
    labels = np.tile([0, 1], 10)
    frames, new = sequences(labels), sequences(labels)
    reversed_frames = [sequence[::-1] for sequence in new]
    np.testing.assert_array_equal(
        mean_pooling(frames, labels, new), mean_pooling(frames, labels, reversed_frames)
    )


def test_each_sequence_needs_a_label():
    with pytest.raises(ValueError, match="labels must be 4"):
        mean_pooling(sequences([0, 1, 0, 1]), [0, 1], sequences([0]))
