import shutil
import time
from collections import Counter

import numpy as np
import pytest

from utils.data import files as data_files
from utils.data.files import DATASETS, SHA256, DataFileDamaged, file_states
from utils.data.loaders import (
    load_mnist,
    load_sunspots,
    load_surnames,
    load_text,
    load_utterances,
    padded_surnames,
)

LOADERS = {
    "mnist/train-images-idx3-ubyte.gz": load_mnist,
    "mnist/train-labels-idx1-ubyte.gz": load_mnist,
    "mnist/t10k-images-idx3-ubyte.gz": load_mnist,
    "mnist/t10k-labels-idx1-ubyte.gz": load_mnist,
    "shakespeare.txt": lambda: load_text("shakespeare"),
    "tang300_hant.txt": lambda: load_text("tang300"),
    "sunspots.csv": load_sunspots,
    "japanese_vowels.npz": load_utterances,
    "surnames.tsv": load_surnames,
}


@pytest.fixture
def copied_datasets(tmp_path, monkeypatch):
    folder = tmp_path / "datasets"
    shutil.copytree(DATASETS, folder)
    monkeypatch.setattr(data_files, "DATASETS", folder)
    return folder


def flip_a_bit(file):
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def cut_short(file):
    file.write_bytes(file.read_bytes()[:-1])


def change_line_endings(file):
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))


def test_mnist_has_the_shapes_and_label_counts_of_the_published_set():
    mnist = load_mnist()
    assert [(array.shape, array.dtype) for array in mnist] == [
        ((60000, 28, 28), np.uint8),
        ((60000,), np.uint8),
        ((10000, 28, 28), np.uint8),
        ((10000,), np.uint8),
    ]
    train_counts = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
    test_counts = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert np.bincount(mnist.train_labels).tolist() == train_counts
    assert np.bincount(mnist.test_labels).tolist() == test_counts


def test_mnist_images_are_white_digits_in_a_black_frame():
    mnist = load_mnist()
    for images in (mnist.train_images, mnist.test_images):
        assert (images.min(), images.max()) == (0, 255)
        assert images[:, 0].mean() < 0.1 < 50 < images[:, 10:18, 10:18].mean()


def test_shakespeare_has_64_characters_and_7580_speeches():
    text = load_text("shakespeare")
    assert (len(text), len(set(text))) == (1_189_013, 64)
    assert len(text.strip().split("\n\n")) == 7580
    assert text.startswith("First Citizen:\nBefore we proceed any further, hear me speak.\n")


def test_tang300_has_320_titled_poems_and_a_vocabulary_of_thousands():
    text = load_text("tang300")
    assert sum(line.startswith("《") for line in text.splitlines()) == 320
    assert len(set(text)) > 2000
    assert text.startswith("《行宮》 元稹\n寥落古行宮")


def test_an_unknown_text_is_named_with_those_that_there_are():
    with pytest.raises(ValueError, match=r"name: expected .*'shakespeare', 'tang300'.*'bible'"):
        load_text("bible")


def test_sunspots_are_2820_months():
    sunspots = load_sunspots()
    assert (sunspots.shape, sunspots.dtype) == ((12 * (1983 - 1749 + 1),), np.float64)
    assert sunspots[0] == 58.0
    assert (sunspots.min(), sunspots.max()) == (0.0, 253.8)


def test_utterances_are_unequal_in_length_and_match_the_published_counts():
    train, test = load_utterances()
    assert np.bincount(train.speakers).tolist() == [30] * 9
    assert np.bincount(test.speakers).tolist() == [31, 35, 88, 44, 29, 24, 40, 50, 29]
    assert (train.lengths.min(), train.lengths.max()) == (7, 26)
    assert (test.lengths.min(), test.lengths.max()) == (7, 29)


@pytest.mark.parametrize("part", ["train", "test"])
def test_each_utterance_has_as_many_frames_as_its_length_says(part):
    utterances = getattr(load_utterances(), part)
    assert len(utterances.frames) == len(utterances.lengths) == len(utterances.speakers)
    for frames, length in zip(utterances.frames, utterances.lengths, strict=True):
        assert (frames.shape, frames.dtype) == ((length, 12), np.float32)
    assert utterances.lengths.dtype == utterances.speakers.dtype == np.int32


def test_the_first_utterance_is_the_first_of_the_published_file():
    first = load_utterances().train.frames[0]
    np.testing.assert_allclose(first[0, :3], [1.860936, -0.207383, 0.261557])


def test_padded_surnames_are_rows_of_ids():
    names, languages, ids, lengths, labels = padded_surnames(seed=3)
    assert ids.shape == (len(names), 12) and ids.max() == 53
    assert [len(name) for name in names] == lengths.tolist()
    np.testing.assert_array_equal((ids > 0).sum(axis=1), lengths)
    surnames = load_surnames()
    found = dict(zip(surnames.names, surnames.languages, strict=True))
    assert [found[name] for name in names] == list(languages)
    assert len(set(zip(languages, labels.tolist(), strict=True))) == 10
    with pytest.raises(ValueError, match="longest"):
        padded_surnames(seed=3, longest=0)


def test_surnames_are_3727_of_ten_languages():
    surnames = load_surnames()
    assert len(surnames.names) == len(surnames.languages) == len(set(surnames.names)) == 3727
    lengths = [len(name) for name in surnames.names]
    assert (min(lengths), max(lengths)) == (2, 40)
    assert all(name.isascii() for name in surnames.names)
    counts = Counter(surnames.languages)
    assert (len(counts), counts["Finnish"], counts["French"], counts["German"]) == (
        10,
        371,
        332,
        364,
    )


def test_no_array_can_be_written_to():
    utterances = load_utterances().test
    arrays = [*load_mnist(), load_sunspots(), *utterances.frames]
    for array in [*arrays, utterances.lengths, utterances.speakers]:
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1


@pytest.mark.parametrize("name", SHA256)
@pytest.mark.parametrize("damage", [flip_a_bit, cut_short])
def test_a_damaged_file_is_named_with_its_sums_and_the_way_to_restore_it(
    name, damage, copied_datasets
):
    damage(copied_datasets / name)
    with pytest.raises(DataFileDamaged) as caught:
        LOADERS[name]()
    state = caught.value.state
    assert (state.name, state.wanted) == (name, SHA256[name])
    for part in (f"{name} is damaged", state.wanted, state.got):
        assert part in str(caught.value)
    assert f"git checkout -- utils/data/datasets/{name}" in str(caught.value)


@pytest.mark.parametrize("name", SHA256)
def test_a_missing_file_is_named_with_the_way_to_restore_it(name, copied_datasets):
    (copied_datasets / name).unlink()
    with pytest.raises(DataFileDamaged) as caught:
        LOADERS[name]()
    assert caught.value.state == (name, SHA256[name], None)
    assert f"{name} is missing" in str(caught.value)
    assert f"git checkout -- utils/data/datasets/{name}" in str(caught.value)


def test_a_file_that_is_restored_loads_again(copied_datasets):
    file = copied_datasets / "sunspots.csv"
    content = file.read_bytes()
    change_line_endings(file)
    with pytest.raises(DataFileDamaged):
        load_sunspots()
    file.write_bytes(content)
    assert len(load_sunspots()) == 2820


def test_the_states_of_all_files_tell_the_whole_from_the_damaged_and_the_missing(copied_datasets):
    assert all(state.got == state.wanted for state in file_states())
    flip_a_bit(copied_datasets / "shakespeare.txt")
    (copied_datasets / "surnames.tsv").unlink()
    states = {state.name: state for state in file_states()}
    assert list(states) == list(SHA256)
    wrong = {name for name, state in states.items() if state.got != state.wanted}
    assert wrong == {"shakespeare.txt", "surnames.tsv"}
    assert states["shakespeare.txt"].got is not None
    assert states["surnames.tsv"].got is None


def test_every_file_has_a_sum_and_the_readme_gives_it():
    files = {file.relative_to(DATASETS).as_posix() for file in DATASETS.rglob("*.*")}
    assert files - {"README.md", ".gitattributes"} == set(SHA256)
    readme = (DATASETS / "README.md").read_text(encoding="utf-8")
    assert not [name for name, wanted in SHA256.items() if wanted not in readme]


def test_mnist_loads_without_a_gross_loss_of_speed():
    start = time.process_time()
    load_mnist()
    assert (
        time.process_time() - start < 5
    )  # Seconds of processor time, about twenty times what it takes.
