"""What `course doctor SCRIPT.py` finds in a script without running it."""

from pathlib import Path

import nbformat
import pytest
from course import options

from utils import doctor
from utils.revive import notes
from utils.revive.scanning import COVERED, NOT_COVERED, UNKNOWN, findings


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
    (1, "import tensorflow as tf", COVERED),
    (6, "tf.contrib.crf.viterbi_decode", COVERED),
    (8, "import gone_with_the_wind", UNKNOWN),
    (10, "tf.contrib.rnn.MultiRNNCell", COVERED),
    (11, "tf.concat(axis, values)", COVERED),
    (11, "tf.split(axis, number, value)", COVERED),
    (13, "tf.app.flags.DEFINE_float(an integer)", COVERED),
    (14, "tf.nn.softmax_cross_entropy_with_logits(logits, labels)", COVERED),
    (16, "np.int", COVERED),
    (16, "tf.contrib.layers.fully_connected", COVERED),
    (17, "tf.contrib.slim.conv2d", COVERED),
    (17, "tf.device(GPU)", COVERED),
    (18, "tf.contrib.rnn.GLSTMCell", NOT_COVERED),
    (19, "tf.contrib.kfac", NOT_COVERED),
    (21, "from tensorflow.models.rnn import rnn_cell as first, ptb, translate", COVERED),
    (21, "tf.models.rnn.translate", NOT_COVERED),
    (22, "tf.models.rnn.ptb.reader.ptb_raw_data", COVERED),
    (22, "tf.models.rnn.rnn_cell.GRUCell", COVERED),
    (24, "tf.contrib.grid_rnn.Grid2LSTMCell", NOT_COVERED),
]


@pytest.fixture
def script(tmp_path, monkeypatch):
    (tmp_path / "old.py").write_text(SCRIPT, encoding="utf-8")
    (tmp_path / "words.py").write_text(
        "import string\nimport tensorflow\nprint string.letters", encoding="utf-8"
    )
    monkeypatch.chdir(tmp_path)
    return tmp_path / "old.py"


def test_one_of_two_ways_to_import_is_enough(tmp_path):
    source = (
        "try:\n    from tensorflow.contrib.layers.python.layers import utils\n"
        "except ImportError:\n    from tensorflow.contrib.kfac import utils\n"
        "try:\n    import gone_with_the_wind\nexcept ImportError:\n    gone = None\n"
        "try:\n    from tensorflow.contrib import kfac\nexcept ImportError:\n    import long_gone\n"
        "try:\n    tf = kfac.optimizer()\n    tf.run()\nexcept Exception:\n    raise\n"
        "import tensorflow as tf\ntf.contrib.rnn.__dict__\n"
    )
    (tmp_path / "old.py").write_text(source, encoding="utf-8")
    found = [(one.line, one.old) for one in findings(tmp_path / "old.py") if one.state]
    assert found == [(10, "tf.contrib.kfac"), (12, "import long_gone"), (14, "tf.contrib.kfac")]


def test_each_thing_is_found_on_its_line_with_whether_it_is_covered(script):
    found = [one for one in findings(script) if one.file.endswith("old.py")]
    assert sorted((one.line, one.old, one.state) for one in found) == FOUND
    today = {one.old: one.today for one in found}
    assert today["tf.contrib.crf.viterbi_decode"].startswith("a Viterbi search")
    assert "nothing today does the same" in today["tf.contrib.rnn.GLSTMCell"]


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
    assert lines[-2] == "`course revive old.py` covers 18 of these 23."
    assert lines[-1].endswith("finds all that it imports. Modules that are not found: 1.")


@pytest.mark.parametrize(
    ("text", "status", "last"),
    [
        ("import tensorflow as tf\n", 0, "`course revive a.py` covers each of these 1."),
        ("import json\n", 0, "Nothing in a.py leans on TensorFlow 1."),
        ("import nowhere_x\n", 1, "Without a run it cannot be judged"),
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


def test_the_cells_of_a_notebook_are_read_as_one_program(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    cells = [
        "%matplotlib inline\nimport tensorflow as tf\nfrom words import read",
        "flags = tf.app.flags\nrnn = tf.contrib.rnn",
        "xrange(2); rnn.static_rnn(1, 2)\nrnn.GLSTMCell(3)",
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(one) for one in cells])
    nbformat.write(notebook, "old.ipynb")
    (tmp_path / "words.py").write_text("import tensorflow as tf\ntf.pack(1)\n", encoding="utf-8")
    assert doctor.run(options("doctor", "old.ipynb")) == 1
    lines = capsys.readouterr().out.splitlines()
    assert "old.ipynb cell 3:1: tf.contrib.rnn.static_rnn  ->  tf.nn.static_rnn" in lines
    assert "old.ipynb cell 3:1: xrange  ->  range" in lines
    assert any("(A guess, because of xrange in old.ipynb cell 3, line 1:" in line for line in lines)
    assert "words.py:2: tf.pack  ->  tf.stack" in lines
    refused = "old.ipynb cell 3:2: NOT COVERED: tf.contrib.rnn.GLSTMCell"
    assert any(line.startswith(refused) for line in lines)


def test_a_file_that_is_no_notebook_is_named(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "old.ipynb").write_text("{}", encoding="utf-8")
    assert doctor.run(options("doctor", "old.ipynb")) == 2
    assert "old.ipynb is not a notebook" in capsys.readouterr().err


def test_the_modules_of_a_package_are_found_from_a_folder_inside_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("model/config.py", "bin/train.py", "bin/broken.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x = = 1" if "broken" in name else "", encoding="utf-8")
    script = tmp_path / "bin" / "train.py"
    script.write_text("import model.config, nowhere_x, broken\nprint 1\n", encoding="utf-8")
    (tmp_path / "model" / "config.py").write_text("import tensorflow\n", encoding="utf-8")
    found = {(Path(one.file).name, one.old, one.state) for one in findings(script)}
    assert {
        ("config.py", "import tensorflow", COVERED),
        ("train.py", "import nowhere_x", UNKNOWN),
    } < found
    assert [old for _, old, state in found if state == NOT_COVERED] == [
        "a line that neither Python 3 nor Python 2 can read"
    ]
