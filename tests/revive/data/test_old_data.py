"""The tutorials' digits, the vocabulary of contrib.learn, and hyperparameters."""

import gzip
import struct

import numpy as np
import pytest

from utils.data.loaders import load_mnist
from utils.revive.contrib import training
from utils.revive.data import mnist, vocabulary


def images_file(images):
    header = struct.pack(">4i", 2051, *images.shape)
    return gzip.compress(header + images.tobytes())


def labels_file(labels):
    return gzip.compress(struct.pack(">2i", 2049, len(labels)) + labels.tobytes())


@pytest.fixture
def archives(tmp_path):
    random = np.random.default_rng(3)
    images = random.integers(0, 256, size=(11, 4, 5), dtype=np.uint8)
    labels = random.integers(0, 10, size=11, dtype=np.uint8)
    for name, content in zip(mnist.ARCHIVES, [images, labels] * 2, strict=True):
        write = images_file if content.ndim == 3 else labels_file
        (tmp_path / name).write_bytes(write(content))
    return tmp_path, images, labels


def test_archives_in_the_folder_are_read(archives):
    folder, images, labels = archives
    sets = mnist.read_data_sets(str(folder), one_hot=True, validation_size=3)
    np.testing.assert_allclose(sets.train.images, images[3:].reshape(8, 20) / 255, atol=1e-6)
    assert np.array_equal(sets.validation.labels.argmax(1), labels[:3])
    assert sets.test.num_examples == 11 and sets.train.images.dtype == np.float32


def test_the_courses_own_digits_take_their_place(tmp_path):
    sets, ours = mnist.read_data_sets(str(tmp_path), reshape=False), load_mnist()
    assert sets.train.images.shape == (55000, 28, 28, 1)
    assert np.array_equal(sets.train.labels, ours.train_labels[5000:])
    assert np.array_equal(sets.validation.labels, ours.train_labels[:5000])
    assert np.array_equal(sets.test.labels, ours.test_labels)
    assert sets.test.images.max() == 1.0


def test_batches_give_each_digit_once_an_epoch_in_another_order(archives):
    folder, _, labels = archives
    data = mnist.read_data_sets(str(folder), validation_size=0).train
    got = [data.next_batch(4)[1] for _ in range(11)]  # 44 labels, which is 4 epochs
    epochs = np.concatenate(got).reshape(4, 11)
    assert all(sorted(epoch) == sorted(labels) for epoch in epochs.tolist())
    assert len({tuple(epoch) for epoch in epochs.tolist()}) > 1
    assert data.epochs_completed == 3
    still = mnist.read_data_sets(str(folder), validation_size=0).train
    assert np.array_equal(still.next_batch(5, shuffle=False)[1], labels[:5])


@pytest.mark.parametrize(
    ("call", "problem"),
    [
        (lambda f: mnist.read_data_sets(f, validation_size=12), "validation_size: wanted 0 to 11"),
        (lambda f: mnist.DataSet(np.zeros([2, 1, 1, 1]), [1]), "labels: wanted 2"),
        (lambda f: mnist.load_dataset("iris"), "has the data set mnist alone, got 'iris'"),
    ],
)
def test_what_does_not_fit_is_refused(call, problem, archives):
    with pytest.raises(ValueError, match=problem):
        call(str(archives[0]))


def test_words_become_rows_of_ids_in_the_order_in_which_they_come(tmp_path):
    processor = vocabulary.VocabularyProcessor(4)
    texts = ["the cat sat on the mat", "a cat"]
    rows = list(processor.fit_transform(texts))
    assert [row.tolist() for row in rows] == [[1, 2, 3, 4], [6, 2, 0, 0]]
    assert len(processor.vocabulary_) == 7
    assert next(processor.transform(["the dog's mat"])).tolist() == [1, 0, 5, 0]
    assert list(processor.reverse(rows)) == ["the cat sat on", "a cat <UNK> <UNK>"]
    processor.save(tmp_path / "vocabulary")
    again = vocabulary.VocabularyProcessor.restore(tmp_path / "vocabulary")
    assert next(again.transform(["mat cat"])).tolist() == [5, 2, 0, 0]


def test_rare_words_are_unknown():
    processor = vocabulary.VocabularyProcessor(3, min_frequency=1)
    assert next(processor.fit_transform(["a b a b c"])).tolist() == [1, 2, 1]
    assert next(processor.transform(["c a"])).tolist() == [0, 1, 0]


def test_hyperparameters_are_attributes_and_can_be_written_in_a_text():
    given = training.HParams(rate=0.1, units=[2, 3], name="a", deep=True, n=3)
    given.parse("rate=0.5,units=[4,8],deep=false,n=7")
    values = {"rate": 0.5, "units": [4, 8], "name": "a", "deep": False, "n": 7}
    assert given.values() == values
    assert given.n == 7 and "n" in given and given.get("none", 1) == 1
    assert '"units": [4, 8]' in given.to_json()
    with pytest.raises(ValueError, match="There is no hyperparameter nn"):
        given.parse("nn=3")
    with pytest.raises(ValueError, match="reserved: rate"):
        given.add_hparam("rate", 1)
