"""The reader of the Penn Treebank that TensorFlow 0.x had, against sentences counted by hand."""

import numpy as np
import pytest

from utils.revive.data import ptb_reader
from utils.tf1 import tf


def test_the_most_frequent_word_has_id_0_and_unknown_words_are_left_out(tmp_path):
    (tmp_path / "ptb.train.txt").write_text(" b a \n b c b \n", encoding="utf-8")
    (tmp_path / "ptb.valid.txt").write_text(" a new c \n", encoding="utf-8")
    (tmp_path / "ptb.test.txt").write_text(" b \n", encoding="utf-8")
    # b three times, the end of a line twice, and a before c as letters come
    expected = ([0, 2, 1, 0, 3, 0, 1], [2, 3, 1], [0, 1], 4)
    assert ptb_reader.ptb_raw_data(str(tmp_path)) == expected


def test_batches_continue_row_by_row_and_targets_are_one_word_later():
    words = list(range(100, 115))  # rows of 7 words, and one word is left over
    batches = list(ptb_reader.ptb_iterator(words, 2, 3))
    with tf.Graph().as_default(), tf.Session() as session:
        tensors = ptb_reader.ptb_producer(words, 2, 3)
        assert [one.shape.as_list() for one in tensors] == [[2, 3], [2, 3]]
        coordinator = tf.train.Coordinator()
        threads = tf.train.start_queue_runners(session, coordinator)
        batches += [session.run(tensors) for _ in batches]
        coordinator.request_stop()
        coordinator.join(threads)
    for start, (inputs, targets) in zip((0, 3, 0, 3), batches, strict=True):
        expected = [[100 + start + i for i in range(3)], [107 + start + i for i in range(3)]]
        assert np.array_equal(inputs, expected) and inputs.dtype == np.int32
        assert np.array_equal(targets, np.array(expected) + 1)


def test_less_than_one_batch_is_an_error():
    with pytest.raises(ValueError, match="decrease batch_size or num_steps"):
        next(ptb_reader.ptb_iterator([1, 2, 3], 2, 1))
