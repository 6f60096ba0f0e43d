import shutil
from pathlib import Path

import numpy as np
import pytest
from child import run_python

from utils import convert
from utils.command import main
from utils.graph import fresh_session
from utils.tf1 import tf


def save(folder, *cells, step=None, name="model"):
    """Save a checkpoint of cells, each under a scope of its own; return its path."""
    with fresh_session(seed=1) as session:
        x = tf.zeros([2, 3, 4])
        for number, cell in enumerate(cells):
            tf.nn.dynamic_rnn(cell, x, dtype=tf.float32, scope=f"net{number}")
        if not cells:
            tf.get_variable("lonely", [2])
        session.run(tf.global_variables_initializer())
        return tf.train.Saver().save(session, str(folder / name), step)


def lstm():
    return tf.nn.rnn_cell.BasicLSTMCell(3)


@pytest.mark.parametrize("suffix", ["", ".index", ".meta", ".data-00000-of-00001"])
def test_a_checkpoint_is_read_by_its_prefix_or_by_any_of_its_files(suffix, tmp_path):
    path = save(tmp_path, lstm(), step=12)
    assert convert.read_checkpoint(path + suffix).keys() == {
        "net0/basic_lstm_cell/kernel",
        "net0/basic_lstm_cell/bias",
    }


def test_of_a_folder_the_newest_is_read_even_after_it_was_copied(tmp_path):
    there, here = tmp_path / "there", tmp_path / "here"
    there.mkdir()
    save(there, tf.nn.rnn_cell.GRUCell(3), step=1)
    save(there, lstm(), step=2)
    shutil.copytree(there, here)
    save(there, tf.nn.rnn_cell.BasicRNNCell(2), step=2)
    assert "net0/basic_lstm_cell/bias" in convert.read_checkpoint(here)
    (here / "checkpoint").unlink()
    assert "net0/basic_lstm_cell/bias" in convert.read_checkpoint(here)


def test_a_saved_model_is_read_as_its_checkpoint(tmp_path):
    with fresh_session(seed=1) as session:
        x = tf.placeholder(tf.float32, [None, 3, 4])
        outputs, _ = tf.nn.dynamic_rnn(lstm(), x, dtype=tf.float32)
        session.run(tf.global_variables_initializer())
        tf.saved_model.simple_save(session, str(tmp_path / "served"), {"x": x}, {"y": outputs})
    assert "rnn/basic_lstm_cell/kernel" in convert.read_checkpoint(tmp_path / "served")


def test_a_session_gives_what_its_checkpoint_gives(tmp_path):
    with fresh_session(seed=1) as session:
        tf.nn.dynamic_rnn(lstm(), tf.zeros([2, 3, 4]), dtype=tf.float32)
        with pytest.raises(
            convert.ConversionError, match=r"rnn/basic_lstm_cell/\w+ has no value.*Run the init"
        ):
            convert.variables_of(session)
        session.run(tf.global_variables_initializer())
        path = tf.train.Saver().save(session, str(tmp_path / "model"))
        live = convert.variables_of(session)
    stored = convert.read_checkpoint(path)
    assert live.keys() == stored.keys()
    for name, value in live.items():
        np.testing.assert_array_equal(value, stored[name])


def refusal(capsys, *arguments):
    """What the command says on standard error, having ended with status 1."""
    assert main(["convert", *map(str, arguments)]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    return said


def test_a_wrong_path_is_named_with_what_to_give_instead(tmp_path, capsys):
    out = tmp_path / "out.keras"
    said = refusal(capsys, tmp_path / "gone", out)
    assert said.startswith(f"There is no checkpoint {tmp_path / 'gone'}. Give the path that")
    said = refusal(capsys, tmp_path, out)
    assert said.startswith(f"There is no checkpoint in the folder {tmp_path}. Give the folder")


def test_a_target_that_cannot_be_is_named_before_anything_is_read(tmp_path, capsys):
    said = refusal(capsys, tmp_path / "gone")
    assert said.startswith("The name of the file to write is missing. Give a name")
    said = refusal(capsys, tmp_path / "gone", tmp_path / "out.h5")
    assert said.startswith("The name out.h5 does not end in .keras, as Keras 3 requires.")
    assert said.endswith(" Use the name out.keras.\n")
    (tmp_path / "out.keras").touch()
    said = refusal(capsys, tmp_path / "gone", tmp_path / "out.keras")
    assert said.endswith("out.keras already exists. Give another name, or remove it first.\n")
    said = refusal(capsys, tmp_path / "gone", tmp_path / "no" / "out.keras")
    assert said.startswith(f"There is no folder {tmp_path / 'no'}.")


def test_a_damaged_checkpoint_is_no_traceback(tmp_path, capsys):
    path = save(tmp_path, lstm())
    Path(path + ".data-00000-of-00001").write_bytes(b"short")
    said = refusal(capsys, path, "--list")
    assert "cannot be read as a checkpoint" in said
    assert said.endswith("Copy all of them again.\n")


def test_where_no_cell_is_nothing_is_written(tmp_path, capsys):
    path, out = save(tmp_path), tmp_path / "out.keras"
    assert main(["convert", path, str(out)]) == 1
    told = capsys.readouterr()
    assert "lonely" in told.out
    assert told.err.startswith(f"There is no cell in {path} that can be converted. The table")
    assert not out.exists()


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ("--forget-bias=much", "'much' is not a number. Write --forget-bias 1.0."),
        (
            "--forget-bias=decoder=0",
            "There is no cell in the scope 'decoder'. Use one of",
        ),
        (
            "--activation=hard_sigmoid",
            "TensorFlow 1 and Keras 3 do not share an activation",
        ),
        (
            "--cell=GRUCell",
            "--cell GRUCell does not name the scope of the cell. Write",
        ),
        (
            "--cell=net0/basic_lstm_cell=GRUCell",
            "net0/basic_lstm_cell is not of the class GRUCell",
        ),
    ],
)
def test_an_option_that_does_not_fit_is_refused(option, message, tmp_path, capsys):
    assert refusal(capsys, save(tmp_path, lstm()), "--list", option).startswith(message)


def test_options_without_a_scope_are_for_every_cell(tmp_path, capsys):
    path = save(tmp_path, lstm(), tf.nn.rnn_cell.LSTMCell(2))
    assert main(["convert", path, "--list", "--forget-bias=0", "--activation=relu"]) == 0
    rows = [row.split() for row in capsys.readouterr().out.splitlines()]
    for line in [
        "net0/basic_lstm_cell  BasicLSTMCell  its name  4  3  relu  0  LSTM(3)",
        "net1/lstm_cell  LSTMCell  its name  4  2  relu  0  LSTM(2)",
    ]:
        assert line.split() in rows, line


def test_files_are_asked_for_in_sentences_too(tmp_path):
    with pytest.raises(convert.ConversionError, match=r"There is no file .*Give the path"):
        convert.read_keras(tmp_path / "gone.keras")
    with pytest.raises(convert.ConversionError, match="There is no network to save"):
        convert.save_keras([], tmp_path / "out.keras")


def test_help_and_a_wrong_path_need_no_tensorflow(tmp_path):
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['tensorflow'] = None\n")
    command = ["-m", "utils", "convert"]
    ended = run_python(*command, "--help", cwd=tmp_path, search_first=tmp_path)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "the inputs and the outputs are dicts" in ended.stdout
    ended = run_python(*command, "gone", "out.keras", cwd=tmp_path, search_first=tmp_path)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith("There is no checkpoint gone. Give")


def test_where_tensorflow_cannot_be_used_the_command_says_it_in_a_line(tmp_path):
    save(tmp_path, lstm())
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    (hidden / "sitecustomize.py").write_text("import sys\nsys.modules['tensorflow'] = None\n")
    arguments = ["-m", "utils", "convert", "model", "--list"]
    ended = run_python(*arguments, cwd=tmp_path, search_first=hidden)
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    assert "python -m pip install" in ended.stderr
