"""The handwritten digits as the tutorials of TensorFlow 1 read them."""

import gzip
from collections import namedtuple
from pathlib import Path

import numpy as np

from utils.data.loaders import load_mnist as load_of_the_course
from utils.revive.notes import note
from utils.tf1 import tf

ARCHIVES = [
    "train-images-idx3-ubyte.gz",
    "train-labels-idx1-ubyte.gz",
    "t10k-images-idx3-ubyte.gz",
    "t10k-labels-idx1-ubyte.gz",
]
Datasets = namedtuple("Datasets", ["train", "validation", "test"])
OUR_DATA = "The four archives are not in {}, so the course's own copy was read."


def extract_images(file):
    """The images in an open archive: uint8 [number, 28, 28, 1]."""
    content = gzip.GzipFile(fileobj=file).read()
    number, rows, columns = np.frombuffer(content, ">i4", 3, offset=4)
    return np.frombuffer(content, np.uint8, offset=16).reshape(number, rows, columns, 1)


def extract_labels(file, one_hot=False, num_classes=10):
    """The labels in an open archive: uint8 [number], or float64 [number, classes]."""
    content = gzip.GzipFile(fileobj=file).read()
    labels = np.frombuffer(content, np.uint8, offset=8)
    return dense_to_one_hot(labels, num_classes) if one_hot else labels


def dense_to_one_hot(labels_dense, num_classes=10):
    """Labels [number] to rows [number, classes] with a single one each, float64."""
    return np.eye(num_classes)[labels_dense]


class DataSet:
    """Images and labels, given out in batches.

    Arguments:
        images: uint8 [number, rows, columns, 1].
        labels: [number], or [number, classes].
        fake_data, one_hot: as in TensorFlow 1, for data of zeros.
        dtype: tf.float32 for images from 0 to 1, tf.uint8 for 0 to 255.
        reshape: whether an image is one row.
        seed: the seed of the order, for NumPy; without it that of the graph.
    """

    def __init__(
        self,
        images,
        labels,
        fake_data=False,
        one_hot=False,
        dtype=tf.float32,
        reshape=True,
        seed=None,
    ):
        of_graph, of_operation = tf.get_seed(seed)
        np.random.seed(of_graph if seed is None else of_operation)
        if len(images) != len(labels):
            raise ValueError(f"labels: wanted {len(images)}, as many as images, got {len(labels)}.")
        if reshape:
            images = images.reshape(len(images), int(np.prod(images.shape[1:])))
        if tf.as_dtype(dtype) == tf.float32:
            images = np.multiply(images.astype(np.float32), 1.0 / 255.0)
        self._images, self._labels = images, labels
        self._epochs_completed, self._index = 0, 0

    @property
    def images(self):
        """All images."""
        return self._images

    @property
    def labels(self):
        """All labels."""
        return self._labels

    @property
    def num_examples(self):
        """How many there are."""
        return len(self._images)

    @property
    def epochs_completed(self):
        """How many times all have been given out."""
        return self._epochs_completed

    def next_batch(self, batch_size, fake_data=False, shuffle=True):
        """The next images and labels; after the last one they start again in another order."""
        start, number = self._index, self.num_examples
        if self._epochs_completed == 0 and start == 0 and shuffle:
            self._shuffle()
        self._index = start + batch_size
        if self._index <= number:
            return self._images[start : self._index], self._labels[start : self._index]
        self._epochs_completed += 1
        rest = self._images[start:], self._labels[start:]
        if shuffle:
            self._shuffle()
        self._index -= number
        first = self._images[: self._index], self._labels[: self._index]
        return tuple(np.concatenate(parts) for parts in zip(rest, first, strict=True))

    def _shuffle(self):
        order = np.arange(self.num_examples)
        np.random.shuffle(order)
        self._images, self._labels = self._images[order], self._labels[order]


def read_data_sets(
    train_dir,
    fake_data=False,
    one_hot=False,
    dtype=tf.float32,
    reshape=True,
    validation_size=5000,
    seed=None,
    source_url=None,
):
    """The digits from the archives in a folder, or the course's own where they are not there.

    Arguments:
        train_dir: the folder.
        one_hot: whether a label is a row of zeros and a one.
        dtype, reshape, seed: see `DataSet`.
        validation_size: how many of the 60,000 are set apart.

    Returns:
        `Datasets`: `train`, `validation` and `test`, each a `DataSet`.
    """
    train_images, train_labels, test_images, test_labels = _arrays(train_dir, one_hot)
    if not 0 <= validation_size <= len(train_images):
        wanted = f"0 to {len(train_images)}"
        raise ValueError(f"validation_size: wanted {wanted}, got {validation_size}.")
    settings = {"dtype": dtype, "reshape": reshape, "seed": seed}
    cut = validation_size
    return Datasets(
        DataSet(train_images[cut:], train_labels[cut:], **settings),
        DataSet(train_images[:cut], train_labels[:cut], **settings),
        DataSet(test_images, test_labels, **settings),
    )


def _arrays(folder, one_hot):
    files = [Path(folder) / name for name in ARCHIVES]
    if all(file.is_file() for file in files):
        arrays = []
        for file, extract in zip(files, [extract_images, extract_labels] * 2, strict=True):
            with file.open("rb") as stream:
                arrays.append(extract(stream))
    else:
        note("read_data_sets", "load_mnist() of the course", OUR_DATA.format(folder))
        arrays = list(load_of_the_course())
        arrays[0], arrays[2] = arrays[0][..., np.newaxis], arrays[2][..., np.newaxis]
    if one_hot:
        arrays[1], arrays[3] = dense_to_one_hot(arrays[1]), dense_to_one_hot(arrays[3])
    return arrays


def load_mnist(train_dir="MNIST-data"):
    """The digits with labels from 0 to 9, as `tf.contrib.learn` had them."""
    return read_data_sets(train_dir)


def load_dataset(name, size="small", test_with_fake_data=False):
    """`tf.contrib.learn.datasets.load_dataset("mnist")`.

    Raises:
        ValueError: another data set.
    """
    if name != "mnist":
        raise ValueError(f"name: `course revive` has the data set mnist alone, got {name!r}.")
    return load_mnist()
