"""Libraries of TensorFlow 1 run as the owner's files do, and have no line in the report."""

import sys
from importlib import import_module

import pytest

from utils.revive import notes
from utils.revive.reading import owner, owners_imports


@pytest.mark.parametrize(
    ("file", "is_owners"),
    [
        ("/home/somebody/train.py", True),
        ("/opt/lib/python3.11/site-packages/tflearn/layers/core.py", True),
        ("/opt/lib/python3.11/site-packages/tflearn_tools/core.py", False),
        ("/opt/lib/python3.11/site-packages/numpy/tflearn/core.py", False),
        (owner.__file__, False),
        ("<string>", True),
        ("<frozen importlib._bootstrap>", False),
    ],
)
def test_files_of_the_owner_and_of_libraries_of_tensorflow_1(file, is_owners):
    assert owner.is_owners(file) is is_owners


def test_a_library_of_tensorflow_1_has_the_old_names_and_no_line_in_the_report(
    tmp_path, monkeypatch
):
    folder = tmp_path / "site-packages" / "tflearn"
    folder.mkdir(parents=True)
    source = "x = [7].__class__((8, 9)), xrange(2)[1]\ny = 'a'.encode('utf-8').strip()\nprint y\n"
    (folder / "__init__.py").write_text(source, encoding="utf-8")
    monkeypatch.setattr(notes, "NOTES", {})
    monkeypatch.setattr(sys, "meta_path", [owners_imports.OwnersFinder(), *sys.meta_path])
    monkeypatch.syspath_prepend(folder.parent)
    monkeypatch.delitem(sys.modules, "tflearn", raising=False)
    try:
        assert import_module("tflearn").x == ([8, 9], 1)
    finally:
        sys.modules.pop("tflearn", None)
    assert not notes.NOTES
    notes.note("old", "new", where=(str(tmp_path / "train.py"), 1))
    assert len(notes.NOTES) == 1
