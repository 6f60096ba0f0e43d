"""Columns of numbers, and the examples that are read from files by them."""

import numpy as np
import pytest

from utils.revive.contrib.contrib_metrics import streaming_sparse_recall_at_k
from utils.revive.contrib_layers.feature_columns import (
    create_feature_spec_for_parsing,
    read_batch_features,
    real_valued_column,
)
from utils.revive.old_names import find
from utils.tf1 import tf

NUMBER = 10


@pytest.fixture
def files(tmp_path):
    """Two files of examples: `row` counts from 0, and `words` has it three times."""
    for part in range(2):
        with tf.python_io.TFRecordWriter(str(tmp_path / f"{part}.tfrecords")) as writer:
            for row in range(part * 5, part * 5 + 5):
                example = tf.train.Example()
                example.features.feature["row"].int64_list.value.append(row)
                example.features.feature["words"].int64_list.value.extend([row] * 3)
                writer.write(example.SerializeToString())
    return str(tmp_path / "*.tfrecords")


def columns():
    return {
        real_valued_column("row", dimension=1, dtype=tf.int64),
        real_valued_column(column_name="words", dimension=3, dtype=tf.int64),
    }


def test_the_columns_say_how_examples_are_parsed():
    spec = create_feature_spec_for_parsing(columns())
    assert spec == {
        "row": tf.FixedLenFeature((1,), tf.int64),
        "words": tf.FixedLenFeature((3,), tf.int64),
    }
    missing = create_feature_spec_for_parsing([real_valued_column("x", 2, default_value=0.5)])
    assert missing["x"].shape == (2,) and missing["x"].dtype == tf.float32
    np.testing.assert_array_equal(missing["x"].default_value, [0.5, 0.5])


def batches(files, **settings):
    """The rows of each batch, until the files end."""
    spec, found = create_feature_spec_for_parsing(columns()), []
    with tf.Graph().as_default():
        tf.set_random_seed(1)
        read = read_batch_features(files, 4, spec, tf.TFRecordReader, **settings)
        assert read["words"].shape.as_list()[1:] == [3]
        with tf.train.MonitoredSession() as session:
            while not session.should_stop():
                values = session.run(read)
                np.testing.assert_array_equal(values["words"], np.repeat(values["row"], 3, axis=1))
                found.append(values["row"].ravel().tolist())
                if len(found) == 6 and not settings.get("num_epochs"):
                    break
    return found


@pytest.mark.parametrize("randomize_input", [False, True])
def test_all_examples_of_the_files_are_read_once(files, randomize_input):
    found = batches(files, num_epochs=1, randomize_input=randomize_input, queue_capacity=20)
    assert [len(batch) for batch in found] == [4, 4, 2]
    rows = [row for batch in found for row in batch]
    assert sorted(rows) == list(range(NUMBER))
    assert (rows == list(range(NUMBER))) is not randomize_input


def test_without_a_number_of_epochs_the_files_are_read_again(files):
    found = batches(files, queue_capacity=20, name="again")
    assert [len(batch) for batch in found] == [4] * 6


def test_files_that_are_not_there_are_named():
    with pytest.raises(ValueError, match="No files match nowhere"):
        read_batch_features("nowhere/*", 4, {}, tf.TFRecordReader)


@pytest.mark.parametrize("module", ["tf.contrib.learn", "tf.contrib.learn.io"])
def test_scripts_find_it(module):
    assert find(f"{module}.read_batch_features")
    assert find("tf.contrib.learn.Estimator").written_in.endswith("contrib_learn")


def test_recall_at_k_takes_the_predictions_first():
    with tf.Graph().as_default(), tf.Session() as session:
        predictions = tf.constant([[0.1, 0.7, 0.2], [0.6, 0.3, 0.1]])
        labels = tf.constant([[2], [0]], dtype=tf.int64)
        pairs = [streaming_sparse_recall_at_k(predictions, labels, k) for k in (1, 2)]
        session.run(tf.local_variables_initializer())
        assert session.run([update for _, update in pairs]) == [0.5, 1.0]
