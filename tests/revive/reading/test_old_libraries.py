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


OLD = "import tensorflow as tf\n\n\ndef train(loss):\n    tf.train.AdamOptimizer().minimize(loss)\n"


@pytest.mark.parametrize(
    ("files", "is_of_1"),
    [
        ({"__init__.py": "", "optimizers.py": OLD}, True),
        ({"__init__.py": "", "nets/cells.py": "from tensorflow.contrib import rnn\n"}, True),
        ({"__init__.py": "x = 1\n"}, False),
        ({"__init__.py": "# tf.placeholder is in TensorFlow alone\n"}, False),
        ({"__init__.py": "import tensorflow as tf\nx = tf.nn.relu\n"}, False),
        ({"a.py": OLD, "b.py": "import tensorflow.compat.v1 as tf\n"}, False),
        ({"a.py": OLD, "b.py": "from tensorflow.compat import v1 as tf\n"}, False),
        ({"a.py": OLD} | {f"other_{n}.py": "" for n in range(owner.MOST_FILES)}, False),
    ],
)
def test_a_library_is_of_tensorflow_1_by_the_names_that_it_uses(tmp_path, files, is_of_1):
    folder = tmp_path / "site-packages" / "netkit"
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    assert owner.is_owners(str(folder / min(files))) is is_of_1


def test_what_is_installed_here_is_of_today():
    import numpy as np
    import tensorflow as tf

    assert not owner.is_of_tensorflow_1(np.__file__)
    assert not owner.is_of_tensorflow_1(tf.__file__)
    assert not owner.is_of_tensorflow_1("/home/somebody/train.py")
