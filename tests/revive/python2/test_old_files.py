"""Files and pickles of Python 2, which knew no difference between text and bytes."""

import os
import pickle
import tempfile

import numpy as np
import pytest

from utils.revive import notes
from utils.revive.python2 import files
from utils.revive.python2.python2_names import open_file
from utils.revive.reading import owner


@pytest.fixture(autouse=True)
def in_place(monkeypatch):
    monkeypatch.setattr(notes, "NOTES", {})
    monkeypatch.setattr(owner, "library_folders", lambda: ("/nowhere/",))
    monkeypatch.setattr(pickle, "load", pickle.load)
    monkeypatch.setattr(pickle, "dump", pickle.dump)
    monkeypatch.setattr(tempfile, "TemporaryFile", tempfile.TemporaryFile)
    monkeypatch.setattr(tempfile, "NamedTemporaryFile", tempfile.NamedTemporaryFile)
    owner.is_owners.cache_clear()
    files.put_in_place()
    yield
    owner.is_owners.cache_clear()


@pytest.mark.parametrize("make", ["TemporaryFile", "NamedTemporaryFile"])
def test_text_is_printed_into_a_temporary_file(make):
    with getattr(tempfile, make)() as file:
        print("caf\xe9", 5, file=file)
        file.write(b"bytes")
        file.seek(0)
        assert file.read() == "caf\xe9 5\nbytes".encode()
    assert file.closed
    assert {one.old for one in notes.sorted_notes()} == {"write(text) to a file of bytes"}


def test_a_temporary_file_with_a_name_is_removed_in_the_end():
    with tempfile.NamedTemporaryFile(delete=False) as file:
        file.write("text\n")
    assert open_file(file.name).read() == "text\n"
    os.remove(file.name)
    with tempfile.NamedTemporaryFile() as file:
        assert os.path.exists(file.name)
    assert not os.path.exists(file.name)


def test_a_file_of_bytes_that_is_read_too_takes_text(tmp_path):
    with open_file(tmp_path / "f", "w+b") as file:
        file.write("text")
        file.seek(0)
        assert file.read() == b"text"


@pytest.mark.parametrize("mode", ["w", "wb", "a", "ab", "wt"])
def test_text_and_bytes_go_to_any_file(mode, tmp_path):
    with open_file(tmp_path / "f", mode) as file:
        file.write("caf\xe9\n")
        file.write(b"bytes\n")
        file.writelines(["x\n"])
    assert (tmp_path / "f").read_bytes() == "caf\xe9\nbytes\nx\n".encode()
    assert open_file(tmp_path / "f", "rU").readlines() == ["caf\xe9\n", "bytes\n", "x\n"]
    assert open_file(tmp_path / "f", "rb").read().startswith(b"caf\xc3")


@pytest.mark.parametrize("protocol", [0, 2])
def test_a_pickle_goes_through_files_of_text(protocol, tmp_path):
    with open_file(tmp_path / "p", "w") as file:
        pickle.dump({"a": [1, 2]}, file, protocol)
        pickle.dump("second", file, protocol)
    with open_file(tmp_path / "p") as file:
        assert (pickle.load(file), pickle.load(file)) == ({"a": [1, 2]}, "second")
    assert pickle.load(open_file(tmp_path / "p")) == {"a": [1, 2]}


@pytest.mark.parametrize(
    ("content", "value"),
    [
        (b"\x80\x02U\x05caf\xc3\xa9q\x00.", "caf\xe9"),
        (b"\x80\x02U\x03\xff\xfe\xe9q\x00.", "\xff\xfe\xe9"),
        (pickle.dumps(np.arange(3), 2), [0, 1, 2]),
    ],
)
def test_a_pickle_of_python_2_is_read(content, value, tmp_path):
    (tmp_path / "p").write_bytes(content)
    with open(tmp_path / "p", "rb") as file:
        assert np.array_equal(pickle.load(file), value)
