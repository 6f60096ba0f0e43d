"""Each file that is no checkpoint, or not all of one, is named with what to do."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest

from utils import convert
from utils.command import main
from utils.convert.variables import Checkpoint
from utils.graph import fresh_session
from utils.tf1 import tf

DATA = ".data-00000-of-00001"
LFS = b"version https://git-lfs.github.com/spec/v1\noid sha256:00\n"


def save(folder, **options):
    folder.mkdir(exist_ok=True)
    with fresh_session(seed=1) as session:
        cell = tf.nn.rnn_cell.BasicLSTMCell(3)
        tf.nn.dynamic_rnn(cell, tf.zeros([2, 3, 4]), dtype=tf.float32)
        session.run(tf.global_variables_initializer())
        return tf.train.Saver(**options).save(session, str(folder / "model.ckpt"), 7)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return Path(save(tmp_path_factory.mktemp("whole"))).parent


@pytest.fixture(scope="module")
def of_one_file(tmp_path_factory):
    folder = tmp_path_factory.mktemp("old")
    return Path(save(folder, write_version=tf.train.SaverDef.V1)).parent


@pytest.fixture
def copy(whole, tmp_path):
    folder = tmp_path / "copy"
    shutil.copytree(whole, folder)
    return folder / "model.ckpt-7"


def with_end(prefix, end):
    return Path(f"{prefix}{end}")


def refused(path):
    with pytest.raises(convert.ConversionError) as error:
        convert.find_cells(convert.read_checkpoint(path))
    return str(error.value)


@pytest.mark.parametrize("given", ["", "model.ckpt-7", "model.ckpt-7.meta", "checkpoint"])
def test_a_checkpoint_of_one_file_is_read_by_its_folder_too(given, of_one_file):
    assert not (of_one_file / "model.ckpt-7.index").exists()
    found = convert.find_cells(convert.read_checkpoint(of_one_file / given))
    assert [cell.class_name for cell in found.cells] == ["BasicLSTMCell"]


def test_the_newest_of_one_file_is_found_without_the_file_checkpoint(of_one_file, tmp_path):
    folder = tmp_path / "copy"
    shutil.copytree(of_one_file, folder)
    (folder / "checkpoint").unlink()
    shutil.copy(folder / "model.ckpt-7", folder / "model.ckpt-9")
    os.utime(folder / "model.ckpt-7", (1, 1))
    assert convert.read_checkpoint(folder)._prefix.endswith("model.ckpt-9")


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00\x01", b'model_checkpoint_path: "C:\\\\a"'])
def test_a_damaged_file_checkpoint_does_not_matter(content, copy):
    (copy.parent / "checkpoint").write_bytes(content)
    assert len(convert.read_checkpoint(copy.parent / "checkpoint")) == 2


def test_a_path_of_windows_in_the_file_checkpoint_names_the_same_checkpoint(copy):
    for end in ("index", "data-00000-of-00001"):
        shutil.copy(f"{copy}.{end}", copy.with_name(f"model.ckpt-9.{end}"))
    state = 'model_checkpoint_path: "C:\\\\run\\\\model.ckpt-7"\n'
    (copy.parent / "checkpoint").write_text(state)
    assert convert.read_checkpoint(copy.parent)._prefix == str(copy)


@pytest.mark.parametrize("part", ["half", "nothing"])
def test_a_data_file_that_is_too_short_is_said(part, copy):
    data = with_end(copy, DATA)
    data.write_bytes(data.read_bytes()[: data.stat().st_size // 2 if part == "half" else 0])
    said = refused(copy)
    assert ("incomplete" if part == "half" else f"{data} is empty. Copy it again.") in said


def test_a_checkpoint_of_one_file_that_is_too_short_is_said(of_one_file, tmp_path):
    folder = tmp_path / "copy"
    shutil.copytree(of_one_file, folder)
    path = folder / "model.ckpt-7"
    path.write_bytes(path.read_bytes()[:-50])
    assert refused(path) == f"{path} is not a checkpoint, but a damaged file. Copy it again."


@pytest.mark.parametrize("end", [DATA, ".index"])
def test_a_pointer_of_git_lfs_is_said(end, copy):
    with_end(copy, end).write_bytes(LFS)
    assert refused(copy).endswith("git lfs pull.")


def test_a_missing_part_is_named(copy):
    with_end(copy, DATA).unlink()
    said = f"{copy} is incomplete: model.ckpt-7{DATA} is missing. Copy it beside the .index file."
    assert refused(copy) == refused(copy.parent) == said


@pytest.mark.parametrize("given", ["model.ckpt-7", f"model.ckpt-7{DATA}", ""])
def test_data_without_an_index_is_said(given, copy):
    with_end(copy, ".index").unlink()
    assert f"There is model.ckpt-7{DATA}, but no model.ckpt-7.index" in refused(copy.parent / given)


@pytest.mark.parametrize("given", ["model.ckpt-7", "model.ckpt-7.meta", ""])
def test_a_graph_without_weights_is_said(given, copy):
    for end in (".index", DATA):
        with_end(copy, end).unlink()
    said = refused(copy.parent / given)
    assert said.startswith(f"{copy}.meta is a graph without its weights. Copy model.ckpt-7.index")


@pytest.mark.parametrize("content", [b"", b"no table", bytes(200)])
def test_a_damaged_index_is_said(content, copy):
    with_end(copy, ".index").write_bytes(content)
    assert f"{copy}.index is not the index of a checkpoint" in refused(copy)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        (
            "weights.h5",
            b"\x89HDF\r\n\x1a\n",
            "a file of Keras weights (HDF5). It needs no conversion",
        ),
        (
            "weights.hdf5",
            b"\x89HDF\r\n\x1a\n",
            "a file of Keras weights (HDF5). It needs no conversion",
        ),
        ("new.keras", b"PK\x03\x04", "a model of Keras 3. It needs no conversion"),
        ("model.zip", b"PK\x03\x04", "a zip archive. Unpack it"),
        ("model.tar.gz", b"\x1f\x8b\x08", "a compressed archive. Unpack it"),
        ("frozen.pb", b"\n\x12\x01", "a graph. Give the checkpoint from which it was created"),
        ("notes.txt", b"text", "a text file. Give the path that Saver.save"),
        ("events.out.tfevents.1", b"\x18\x00", "a log for TensorBoard. Give the path that"),
        ("model.bin", bytes(30), "a file of another kind. Give the path that Saver.save"),
        ("model.ckpt", b"", "an empty file. Copy it again"),
        ("model.ckpt", LFS, "a pointer of Git LFS. Fetch the file itself: git lfs pull"),
    ],
)
def test_what_is_no_checkpoint_is_called_by_its_name(name, content, said, tmp_path):
    (tmp_path / name).write_bytes(content)
    assert refused(tmp_path / name).startswith(f"{tmp_path / name} is not a checkpoint, but {said}")


def test_keras_weights_in_a_folder_are_named(tmp_path):
    (tmp_path / "weights.h5").write_bytes(b"\x89HDF")
    assert "weights.h5 is not a checkpoint, but a file of Keras weights" in refused(tmp_path)


@pytest.fixture(scope="module")
def of_objects(tmp_path_factory):
    folder = tmp_path_factory.mktemp("objects")
    code = (
        "import sys, tensorflow as tf\n"
        "module = tf.Module(); module.v = tf.Variable([1.0])\n"
        "tf.train.Checkpoint(module=module).save(sys.argv[1] + '/saved/model')\n"
        "tf.saved_model.save(module, sys.argv[1] + '/served')\n"
    )
    environment = {k: v for k, v in os.environ.items() if k != "TF_USE_LEGACY_KERAS"}
    subprocess.run([sys.executable, "-c", code, folder], env=environment, check=True)
    return folder


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("saved", "is a checkpoint of Python objects, as TensorFlow 2 writes it. Load it with the"),
        ("served", "is a SavedModel of TensorFlow 2, which stores Python objects. Load it with"),
        ("served/saved_model.pb", "is a SavedModel of TensorFlow 2"),
    ],
)
def test_what_tensorflow_2_wrote_is_called_by_its_name(given, said, of_objects):
    assert said in refused(of_objects / given)


@pytest.fixture
def unprivileged():
    """Become a user who may not read everything, and yield a folder that this user may read."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    was = os.geteuid()
    if was == 0:
        os.seteuid(65534)
    try:
        yield folder
    finally:
        os.seteuid(was)
        for path in [folder, *folder.rglob("*")]:
            path.chmod(0o755)
        shutil.rmtree(folder)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="Windows has other permissions")
@pytest.mark.parametrize("forbidden", ["", "model.ckpt-7.index", f"model.ckpt-7{DATA}"])
def test_what_may_not_be_read_is_said(forbidden, whole, unprivileged):
    user, folder = os.geteuid(), unprivileged / "copy"
    os.seteuid(os.getuid())
    shutil.copytree(whole, folder)
    for path in (folder, *folder.iterdir()):
        path.chmod(0o755)
    (folder / forbidden).chmod(0)
    os.seteuid(user)
    for given in (folder, folder / "model.ckpt-7"):
        said = refused(given)
        assert "cannot be read: Permission denied. Ask for the permission" in said
        assert str(folder / forbidden).rstrip("/") in said


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="Windows has other permissions")
def test_a_target_that_cannot_be_written_is_said_before_anything_is_read(unprivileged, capsys):
    user, folder = os.geteuid(), unprivileged / "closed"
    os.seteuid(os.getuid())
    folder.mkdir()
    folder.chmod(0o555)
    os.seteuid(user)
    assert main(["convert", str(folder / "gone"), str(folder / "out.keras")]) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"The folder {folder} cannot be written to: Permission denied.")
    assert said.count("\n") == 1


def test_only_what_is_needed_is_read(tmp_path, monkeypatch):
    with fresh_session(seed=1) as session:
        outputs, _ = tf.nn.dynamic_rnn(
            tf.nn.rnn_cell.BasicLSTMCell(3), tf.ones([2, 3, 4]), dtype=tf.float32
        )
        tf.get_variable("embedding", [50, 4])
        tf.train.AdamOptimizer().minimize(tf.reduce_mean(outputs))
        session.run(tf.global_variables_initializer())
        path = tf.train.Saver().save(session, str(tmp_path / "model"))
    read = []
    get = Checkpoint.__getitem__
    monkeypatch.setattr(
        Checkpoint, "__getitem__", lambda c, name: read.append(name) or get(c, name)
    )
    checkpoint = convert.read_checkpoint(path)
    found = convert.find_cells(checkpoint)
    assert sorted(read) == ["rnn/basic_lstm_cell/bias", "rnn/basic_lstm_cell/kernel"]
    assert len(found.slots) == 6
    assert checkpoint["embedding"].shape == (50, 4)
    assert np.array_equal(found.cells[0].weights["bias"], checkpoint["rnn/basic_lstm_cell/bias"])
    with pytest.raises(KeyError):
        checkpoint["gone"]
