"""The data of the lessons: a loader for each data set in utils/data/datasets.

A loader compares each file with its sum, so what it returns is whole. Arrays cannot be written
to, so that a cell that runs twice sees the same data; take `array.copy()` to change one.
What the data are, where they come from and their terms: utils/data/datasets/README.md.
"""

import gzip
import io
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from utils.data.files import read_whole

TEXTS = {"shakespeare": "shakespeare.txt", "tang300": "tang300_hant.txt"}


class Mnist(NamedTuple):
    """Handwritten digits; images are white on black, 0 to 255, and labels are 0 to 9."""

    train_images: np.ndarray  # uint8 [60000, 28, 28]
    train_labels: np.ndarray  # uint8 [60000]
    test_images: np.ndarray  # uint8 [10000, 28, 28]
    test_labels: np.ndarray  # uint8 [10000]


class Utterances(NamedTuple):
    """Spoken vowels of unequal length; `frames[i]` has `lengths[i]` frames by `speakers[i]`."""

    frames: tuple[np.ndarray, ...]  # each float32 [length, 12]: cepstrum coefficients
    lengths: np.ndarray  # int32 [number of utterances]
    speakers: np.ndarray  # int32 [number of utterances], 0 to 8


class UtteranceSets(NamedTuple):
    """The utterances to train on, 270, and those to test on, 370, by the same nine speakers."""

    train: Utterances
    test: Utterances


class Surnames(NamedTuple):
    """Surnames in ASCII letters, each with the name of the one language it was found in."""

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
    """Handwritten digits, 60,000 to train on and 10,000 to test on, kept apart.

    Returns:
        `Mnist`: uint8 images [number, 28, 28] and uint8 labels [number].

    Raises:
        DataFileDamaged: a file is not the one that its sum belongs to.

    Source: LeCun, Bottou, Bengio, Haffner (1998). First used in lesson 02.
    """
    # The headers are 16 and 8 bytes: a magic number, then each dimension, in four bytes.
    return Mnist(
        idx_values("train-images-idx3-ubyte.gz", header=16).reshape(-1, 28, 28),
        idx_values("train-labels-idx1-ubyte.gz", header=8),
        idx_values("t10k-images-idx3-ubyte.gz", header=16).reshape(-1, 28, 28),
        idx_values("t10k-labels-idx1-ubyte.gz", header=8),
    )


def load_text(name):
    """A text to model character by character.

    Arguments:
        name: "shakespeare" (nine plays, 64 characters) or "tang300" (320 poems in traditional
            Chinese characters, a vocabulary of thousands).

    Returns:
        The text, a `str`, with a line feed at the end of each line.

    Raises:
        ValueError: there is no text of this name.
        DataFileDamaged: the file is not the one that its sum belongs to.

    First used in lesson 04.
    """
    if name not in TEXTS:
        raise ValueError(f"name: expected one of {sorted(TEXTS)}, got {name!r}.")
    return read_whole(TEXTS[name]).decode("utf-8")


def load_sunspots():
    """The monthly mean sunspot number from January 1749 to December 1983.

    Returns:
        float64 [2820].

    Raises:
        DataFileDamaged: the file is not the one that its sum belongs to.

    Source: Andrews, Herzberg (1985). First used in lesson 01.
    """
    return locked(np.loadtxt(io.BytesIO(read_whole("sunspots.csv"))))


def load_utterances():
    """Nine speakers saying two Japanese vowels, in utterances of 7 to 29 frames.

    Nothing is padded: how sequences of unequal length become one array is what lesson 11 is about.

    Returns:
        `UtteranceSets`: `train` and `test`, each an `Utterances`.

    Raises:
        DataFileDamaged: the file is not the one that its sum belongs to.

    Source: Kudo, Toyama, Shimbo (1999). First used in lesson 11.
    """
    with np.load(io.BytesIO(read_whole("japanese_vowels.npz"))) as arrays:
        return UtteranceSets(utterances(arrays, "train"), utterances(arrays, "test"))


def load_surnames():
    """Surnames of ten languages, with labels as noisy as names are.

    Returns:
        `Surnames`: `names` and `languages`, two tuples of 3,727 strings.

    Raises:
        DataFileDamaged: the file is not the one that its sum belongs to.
    """
    lines = read_whole("surnames.tsv").decode("ascii").splitlines()
    names, languages = zip(*(line.split("\t") for line in lines), strict=True)
    return Surnames(names, languages)


def padded_surnames(seed, longest=12):
    """The surnames of at most `longest` letters in a random order, as padded ids. Lesson 14.

    Arguments:
        seed: of the order.
        longest: how many letters a name may have, and how many ids its row has.

    Returns:
        `PaddedNames`; id 0 is the padding, and the characters have the ids from 1 on.

    Raises:
        ValueError: no name is so short.
        DataFileDamaged: the file is not the one that its sum belongs to.
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
    """The uint8 values that follow a header of so many bytes in one of MNIST's archives."""
    return np.frombuffer(gzip.decompress(read_whole(f"mnist/{name}")), np.uint8, offset=header)


def utterances(arrays, part):
    """The `Utterances` of a `part`, "train" or "test", whose frames stand one after the other."""
    lengths = arrays[f"{part}_len"].astype(np.int32)
    frames = locked(arrays[f"{part}_x"])
    ends = [0, *np.cumsum(lengths)]
    return Utterances(
        tuple(frames[start:end] for start, end in pairwise(ends)),
        locked(lengths),
        locked(arrays[f"{part}_y"].astype(np.int32)),
    )


def locked(array):
    """The same array, which can no longer be written to."""
    array.flags.writeable = False
    return array
