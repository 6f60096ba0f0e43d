"""What `course doctor SCRIPT.py` finds in a script without running it."""

import pytest
from course import options

from utils import doctor
from utils.revive import notes
from utils.revive.scanning import findings


@pytest.fixture(autouse=True)
def no_notes(monkeypatch):
    monkeypatch.setattr(notes, "NOTES", {})


SCRIPT = """\
import tensorflow as tf
import tensorflow.contrib.slim as slim
import numpy as np
from tensorflow.contrib import rnn, layers as old_layers
from tensorflow.python.ops import rnn_cell, array_ops
from tensorflow.contrib.crf import viterbi_decode
from words import read
import gone_with_the_wind
raise SystemExit("never run")
cells = rnn.MultiRNNCell([rnn_cell.GRUCell(3)] * 2)
y = tf.concat(-1, [a, b]); y = tf.concat([a, b], 1); y = tf.split(1, 2, y)
flags = tf.app.flags
flags.DEFINE_float("a", 3, ""); flags.DEFINE_float("b", 0.5, "")
loss = tf.nn.softmax_cross_entropy_with_logits(y, z)
loss = tf.nn.softmax_cross_entropy_with_logits(labels=z, logits=y)
old_layers.fully_connected(y, np.int(3), activation_fn=tf.nn.relu)
with tf.device("/gpu:0"): slim.conv2d(y)
tf.contrib.rnn.GLSTMCell(3)
tf.contrib.kfac.optimizer()
array_ops.concat([y], 0); tf.placeholder(tf.float32)
from tensorflow.models.rnn import rnn_cell as first, ptb, translate
first.GRUCell(3); ptb.reader.ptb_raw_data("data")
from . import nobody
from tensorflow.contrib import lookup, grid_rnn as grid; grid.Grid2LSTMCell(3)
"""
FOUND = [
    (1, "import tensorflow as tf", True),
    (6, "tf.contrib.crf.viterbi_decode", True),
    (8, "import gone_with_the_wind", False),
    (10, "tf.contrib.rnn.MultiRNNCell", True),
    (11, "tf.concat(axis, values)", True),
    (11, "tf.split(axis, number, value)", True),
    (13, "tf.app.flags.DEFINE_float(an integer)", True),
    (14, "tf.nn.softmax_cross_entropy_with_logits(logits, labels)", True),
    (16, "np.int", True),
    (16, "tf.contrib.layers.fully_connected", True),
    (17, "tf.contrib.slim.conv2d", True),
    (17, "tf.device(GPU)", True),
    (18, "tf.contrib.rnn.GLSTMCell", False),
    (19, "tf.contrib.kfac", False),
    (21, "from tensorflow.models.rnn import rnn_cell as first, ptb, translate", True),
    (21, "tf.models.rnn.translate", False),
    (22, "tf.models.rnn.ptb.reader.ptb_raw_data", True),
    (22, "tf.models.rnn.rnn_cell.GRUCell", True),
    (24, "tf.contrib.grid_rnn.Grid2LSTMCell", False),
]


@pytest.fixture
def script(tmp_path, monkeypatch):
    (tmp_path / "old.py").write_text(SCRIPT, encoding="utf-8")
    (tmp_path / "words.py").write_text(
        "import string\nimport tensorflow\nprint string.letters", encoding="utf-8"
    )
    monkeypatch.chdir(tmp_path)
    return tmp_path / "old.py"


def test_each_thing_is_found_on_its_line_with_whether_it_is_covered(script):
    found = [one for one in findings(script) if one.file.endswith("old.py")]
    assert sorted((one.line, one.old, one.is_covered) for one in found) == FOUND
    today = {one.old: one.today for one in found}
    assert today["tf.contrib.crf.viterbi_decode"].startswith("a Viterbi search")
    assert "nearest thing is tf.contrib.rnn.LSTMCell" in today["tf.contrib.rnn.GLSTMCell"]


def test_the_files_beside_it_that_it_imports_are_read_too(script):
    found = {(one.line, one.old) for one in findings(script) if one.file.endswith("words.py")}
    python_2 = {(1, "Python 2"), (3, "print x"), (3, "string.letters")}
    assert found == {(2, "import tensorflow"), *python_2}


def test_a_neighbor_in_a_package_of_python_2_is_named(tmp_path):
    package = tmp_path / "package"
    package.mkdir()
    (tmp_path / "old.py").write_text("from package import model\n", encoding="utf-8")
    (package / "__init__.py").write_text("", encoding="utf-8")
    (package / "model.py").write_text("import layers, package.layers\nprint 1", encoding="utf-8")
    (package / "layers.py").write_text("", encoding="utf-8")
    found = [(one.line, one.old, one.today) for one in findings(tmp_path / "old.py")]
    assert (1, "import layers", "from package import layers") in found
    assert not [old for _, old, _ in found if old == "import package.layers"]


def test_the_doctor_prints_each_and_says_how_many_are_covered(script, capsys):
    assert doctor.run(options("doctor", "old.py")) == 1
    lines = capsys.readouterr().out.splitlines()
    assert "old.py:10: tf.contrib.rnn.MultiRNNCell  ->  tf.nn.rnn_cell.MultiRNNCell" in lines
    assert any(
        line.startswith("old.py:18: NOT COVERED: tf.contrib.rnn.GLSTMCell") for line in lines
    )
    assert lines[-1] == "`course revive old.py` covers 18 of these 23."


@pytest.mark.parametrize(
    ("text", "status", "last"),
    [
        ("import tensorflow as tf\n", 0, "`course revive a.py` covers each of these 1."),
        ("import json\n", 0, "Nothing in a.py leans on TensorFlow 1."),
        ("x = = 1\n", 2, "a.py cannot be read: "),
    ],
)
def test_the_status_is_0_where_all_is_covered(text, status, last, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.py").write_text(text, encoding="utf-8")
    assert doctor.run(options("doctor", "a.py")) == status
    printed = capsys.readouterr()
    assert (printed.out + printed.err).splitlines()[-1].startswith(last)


def test_a_script_that_is_not_there_is_named(capsys):
    assert doctor.run(options("doctor", "nowhere.py")) == 2
    assert capsys.readouterr().err == "nowhere.py: there is no such file; name a Python script.\n"
