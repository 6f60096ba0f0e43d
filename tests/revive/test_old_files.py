"""Files and pickles of Python 2, which knew no difference between text and bytes."""

import pickle

import numpy as np
import pytest

from utils.revive import files, notes, owner
from utils.revive.python2_names import open_file


@pytest.fixture(autouse=True)
def in_place(monkeypatch):
    monkeypatch.setattr(notes, "NOTES", {})
    monkeypatch.setattr(owner, "library_folders", lambda: ("/nowhere/",))
    monkeypatch.setattr(pickle, "load", pickle.load)
    monkeypatch.setattr(pickle, "dump", pickle.dump)
    owner.is_owners.cache_clear()
    files.put_in_place()
    yield
    owner.is_owners.cache_clear()


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
