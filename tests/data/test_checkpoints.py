import os

import numpy as np
import pytest

from utils.data import checkpoints
from utils.graph import fresh_session
from utils.tf1 import tf


@pytest.fixture
def saved():
    with fresh_session() as session:
        tf.get_variable("weights", initializer=[0.5, -1.0])
        session.run(tf.global_variables_initializer())
        return tf.train.Saver().save(session, str(checkpoints.new_folder() / "tiny"), global_step=7)


def outcome(path, name="weights"):
    with fresh_session() as session:
        tf.get_variable(name, [2])
        return checkpoints.try_to_restore(session, path)


def test_folders_are_new_and_empty():
    folders = {checkpoints.new_folder() for _ in range(3)}
    assert len(folders) == 3
    assert not any(list(folder.iterdir()) for folder in folders)


def test_a_copy_has_the_same_values_and_a_folder_of_its_own(saved):
    copy = checkpoints.copy_checkpoint(saved)
    assert os.path.dirname(copy) != os.path.dirname(saved)
    assert os.path.basename(copy) == "tiny-7"
    value = tf.train.load_checkpoint(copy).get_tensor("weights")
    np.testing.assert_array_equal(value, np.float32([0.5, -1.0]))


def test_a_checkpoint_that_does_not_exist_is_named(saved):
    with pytest.raises(FileNotFoundError, match=r"no checkpoint .*tiny-8"):
        checkpoints.copy_checkpoint(saved.replace("tiny-7", "tiny-8"))


@pytest.mark.parametrize(("part", "byte"), [(0, 0), (0.5, 5), (0.99, 9)])
def test_one_bit_is_changed(tmp_path, part, byte):
    file = tmp_path / "file"
    file.write_bytes(bytes(10))
    checkpoints.flip_bit(file, part)
    assert [at for at, value in enumerate(file.read_bytes()) if value] == [byte]


def test_the_line_of_an_error_names_the_problem_without_folder_and_frames(saved):
    assert outcome(saved) == "no error"
    without_step = saved.replace("tiny-7", "tiny")
    expected = "ValueError: The passed save_path is not a valid checkpoint: tiny"
    assert outcome(without_step) == expected
    assert outcome(saved, "kernel") == "NotFoundError: Key kernel not found in checkpoint"
    checkpoints.flip_bit(f"{saved}.data-00000-of-00001", 0)
    line = outcome(saved)
    assert line.startswith("DataLossError: ")
    assert line.endswith("Checksum does not match")
