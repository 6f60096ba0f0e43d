from pathlib import Path

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


def test_the_line_of_an_error_names_the_problem_without_folder_and_frames(saved):
    assert outcome(saved) == "no error"
    without_step = saved.replace("tiny-7", "tiny")
    expected = "ValueError: The passed save_path is not a valid checkpoint: tiny"
    assert outcome(without_step) == expected
    assert outcome(saved, "kernel") == "NotFoundError: Key kernel not found in checkpoint"
    data = Path(f"{saved}.data-00000-of-00001")
    data.write_bytes(bytes(data.stat().st_size))
    line = outcome(saved)
    assert line.startswith("DataLossError: ")
    assert line.endswith("Checksum does not match")
