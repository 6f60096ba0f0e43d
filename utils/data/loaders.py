"""Load the data sets of the lessons, one function for each data set in utils/data/datasets.

A loader compares each file with its checksum, so a damaged file raises an error. The arrays are
read-only, so a cell that runs twice gets the same data. Use `array.copy()` if you want to change
one. The contents, sources and licenses of the data sets are in utils/data/datasets/README.md.
"""

import gzip
import io
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from utils.data.files import read_whole

TEXTS = {"shakespeare": "shakespeare.txt", "tang300": "tang300_hant.txt"}


class Mnist(NamedTuple):
    """Handwritten digits. Images are white on black, from 0 to 255, and labels are 0 to 9."""

    train_images: np.ndarray  # uint8 [60000, 28, 28]
    train_labels: np.ndarray  # uint8 [60000]
    test_images: np.ndarray  # uint8 [10000, 28, 28]
    test_labels: np.ndarray  # uint8 [10000]


class Utterances(NamedTuple):
    """Spoken vowels. `frames[i]` are `lengths[i]` frames, spoken by `speakers[i]`."""

    frames: tuple[np.ndarray, ...]  # each float32 [length, 12]: cepstrum coefficients
    lengths: np.ndarray  # int32 [number of utterances]
    speakers: np.ndarray  # int32 [number of utterances], 0 to 8


class UtteranceSets(NamedTuple):
    """The training set (270 utterances) and the test set (370), of the same nine speakers."""

    train: Utterances
    test: Utterances


class Surnames(NamedTuple):
    """Surnames in ASCII letters, each with the name of its language."""

    names: tuple[str, ...]
    languages: tuple[str, ...]


class PaddedNames(NamedTuple):
    """Surnames as rows of ids, each with the number of its language."""

    names: tuple[str, ...]
    languages: tuple[str, ...]
    ids: np.ndarray  # int32 [number, longest]
    lengths: np.ndarray  # int32 [number]
    labels: np.ndarray  # int32 [number]


def load_mnist():
    """Load MNIST, handwritten digits: a training set of 60,000 and a test set of 10,000.

    Returns:
        `Mnist`: uint8 images [number, 28, 28] and uint8 labels [number].

    Raises:
        DataFileDamaged: a file is missing, or its checksum is wrong.

    Source: LeCun, Bottou, Bengio, Haffner (1998). First used in lesson 02.
    """
    # The headers have 16 and 8 bytes: four bytes for a magic number and for each dimension.
    return Mnist(
        idx_values("train-images-idx3-ubyte.gz", header=16).reshape(-1, 28, 28),
        idx_values("train-labels-idx1-ubyte.gz", header=8),
        idx_values("t10k-images-idx3-ubyte.gz", header=16).reshape(-1, 28, 28),
        idx_values("t10k-labels-idx1-ubyte.gz", header=8),
    )


def load_text(name):
    """Load a text for a character model.

    Arguments:
        name: "shakespeare" (nine plays, 64 different characters) or "tang300" (320 poems with
            thousands of different traditional Chinese characters).

    Returns:
        The text, a `str`, with a line feed at the end of each line.

    Raises:
        ValueError: there is no text with this name.
        DataFileDamaged: the file is missing, or its checksum is wrong.

    First used in lesson 04.
    """
    if name not in TEXTS:
        raise ValueError(f"name: expected one of {sorted(TEXTS)}, got {name!r}.")
    return read_whole(TEXTS[name]).decode("utf-8")


def load_sunspots():
    """Load the monthly mean sunspot numbers from January 1749 to December 1983.

    Returns:
        float64 [2820], one number for each month.

    Raises:
        DataFileDamaged: the file is missing, or its checksum is wrong.

    Source: Andrews, Herzberg (1985). First used in lesson 01.
    """
    return locked(np.loadtxt(io.BytesIO(read_whole("sunspots.csv"))))


def load_utterances():
    """Load Japanese Vowels, utterances of nine speakers with 7 to 29 frames.

    The sequences are not padded, because lesson 11 shows how to put them into one array.

    Returns:
        `UtteranceSets`: `train` and `test`, each an `Utterances`.

    Raises:
        DataFileDamaged: the file is missing, or its checksum is wrong.

    Source: Kudo, Toyama, Shimbo (1999). First used in lesson 11.
    """
    with np.load(io.BytesIO(read_whole("japanese_vowels.npz"))) as arrays:
        return UtteranceSets(utterances(arrays, "train"), utterances(arrays, "test"))


def load_surnames():
    """Load surnames of ten languages. The labels are noisy, because families move.

    Returns:
        `Surnames`: `names` and `languages`, two tuples of 3,727 strings.

    Raises:
        DataFileDamaged: the file is missing, or its checksum is wrong.
    """
    lines = read_whole("surnames.tsv").decode("ascii").splitlines()
    names, languages = zip(*(line.split("\t") for line in lines), strict=True)
    return Surnames(names, languages)


def padded_surnames(seed, longest=12):
    """Load the surnames of at most `longest` letters in a random order, as padded ids. Lesson 14.

    Arguments:
        seed: an integer. The same seed gives the same order.
        longest: the largest number of letters of a name, and the number of ids in each row.

    Returns:
        `PaddedNames`. The id 0 is padding, and the ids from 1 on are characters.

    Raises:
        ValueError: all names are longer than `longest`.
        DataFileDamaged: the file is missing, or its checksum is wrong.
    """
    pairs = [pair for pair in zip(*load_surnames(), strict=True) if len(pair[0]) <= longest]
    if not pairs:
        raise ValueError(f"longest: expected the length of some names, got {longest}")
    order = np.random.default_rng(seed).permutation(len(pairs))
    names, languages = zip(*(pairs[index] for index in order), strict=True)
    characters, classes = sorted(set("".join(names))), sorted(set(languages))
    ids = np.zeros([len(names), longest], np.int32)
    for row, name in enumerate(names):
        ids[row, : len(name)] = [1 + characters.index(character) for character in name]
    return PaddedNames(
        names,
        languages,
        locked(ids),
        locked(np.array([len(name) for name in names], np.int32)),
        locked(np.array([classes.index(language) for language in languages], np.int32)),
    )


def idx_values(name, header):
    """Return the uint8 values of an MNIST file after its header of `header` bytes."""
    return np.frombuffer(gzip.decompress(read_whole(f"mnist/{name}")), np.uint8, offset=header)


def utterances(arrays, part):
    """Return the `Utterances` of a `part`, "train" or "test", split into utterances."""
    lengths = arrays[f"{part}_len"].astype(np.int32)
    frames = locked(arrays[f"{part}_x"])
    ends = [0, *np.cumsum(lengths)]
    return Utterances(
        tuple(frames[start:end] for start, end in pairwise(ends)),
        locked(lengths),
        locked(arrays[f"{part}_y"].astype(np.int32)),
    )


def locked(array):
    """Make an array read-only, and return it."""
    array.flags.writeable = False
    return array
