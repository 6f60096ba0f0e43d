"""`tensorflow.models.rnn.ptb.reader`: the Penn Treebank as word ids, and batches of them."""

import os
from collections import Counter

import numpy as np

from utils.tf1 import tf

END = "<eos>"


def _read_words(filename):
    with tf.gfile.GFile(filename, "r") as file:
        return file.read().replace("\n", END).split()


def _build_vocab(filename):
    counts = Counter(_read_words(filename))
    words = sorted(counts, key=lambda word: (-counts[word], word))
    return {word: place for place, word in enumerate(words)}


def _file_to_word_ids(filename, word_to_id):
    return [word_to_id[word] for word in _read_words(filename) if word in word_to_id]


def ptb_raw_data(data_path=None):
    """Read the three files of the Penn Treebank; the most frequent word has id 0.

    Arguments:
        data_path: the folder of `ptb.train.txt`, `ptb.valid.txt` and `ptb.test.txt`.

    Returns:
        Three lists of word ids (training, validation and test set), and the number of words.
    """
    files = [os.path.join(data_path, f"ptb.{part}.txt") for part in ("train", "valid", "test")]
    word_to_id = _build_vocab(files[0])
    return *(_file_to_word_ids(file, word_to_id) for file in files), len(word_to_id)


def ptb_iterator(raw_data, batch_size, num_steps):
    """Batches of consecutive words: each row continues in the next batch.

    Arguments:
        raw_data: a list of word ids.
        batch_size: number of rows.
        num_steps: number of time steps.

    Yields:
        Inputs and targets, int32 arrays `[batch_size, num_steps]`; a target is the next input.

    Raises:
        ValueError: there is not one batch.
    """
    rows = _rows(np.array(raw_data, np.int32), batch_size)
    epoch_size = (rows.shape[1] - 1) // num_steps
    if epoch_size == 0:
        raise ValueError("epoch_size == 0, decrease batch_size or num_steps")
    for start in range(0, epoch_size * num_steps, num_steps):
        stop = start + num_steps
        yield rows[:, start:stop], rows[:, start + 1 : stop + 1]


def ptb_producer(raw_data, batch_size, num_steps, name=None):
    """The same batches as two tensors, from a queue; queue runners must be started.

    Arguments:
        raw_data, batch_size, num_steps: as for `ptb_iterator`.
        name: scope of the operations.

    Returns:
        Inputs and targets, int32 tensors `[batch_size, num_steps]`.
    """
    with tf.name_scope(name, "PTBProducer", [raw_data, batch_size, num_steps]):
        rows = _rows(np.array(raw_data, np.int32), batch_size)
        epoch_size = (rows.shape[1] - 1) // num_steps
        start = tf.train.range_input_producer(epoch_size, shuffle=False).dequeue() * num_steps
        return tuple(tf.slice(rows, [0, start + by], [batch_size, num_steps]) for by in (0, 1))


def _rows(words, batch_size):
    length = len(words) // batch_size
    return words[: batch_size * length].reshape(batch_size, length)
