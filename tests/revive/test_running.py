"""Scripts run by `course revive` in a process of its own, as python ran them."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import nbformat
import pytest
from child import OURS, run_python
from course import options

from utils.revive import command, running
from utils.revive.reading.owners_imports import OwnersLoader

REVIVE = ["-m", "utils", "revive"]


def write(folder, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def files_in(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


TRAIN = """\
from __future__ import print_function
import json, os, sys
import tensorflow as tf
import utils
from helper import np, size

flags = tf.app.flags
flags.DEFINE_float("steps", 5, "an int, as argparse left it")
flags.DEFINE_string("log_dir", "here", "absl has a flag of this name")
FLAGS = flags.FLAGS


def main(rest):
    FLAGS.kept = FLAGS.steps + 1
    x = tf.placeholder(tf.float32, [None, size])
    both = tf.concat(1, [x, tf.mul(x, 2 * np.ones_like(x))])
    with tf.Session() as session:
        session.run(tf.initialize_all_variables())
        got = session.run(both, {x: [[1.0, 2.0]]}).tolist()
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    facts = dict(argv=sys.argv, cwd=os.getcwd(), file=__file__, owner=utils.WHOSE, got=got,
                 path=sys.path[0], rest=rest, said=sys.stdin.readline(), version=tf.__version__,
                 steps=list(range(FLAGS.steps)), log_dir=FLAGS.log_dir, values=FLAGS.__flags,
                 summary=tf.Summary.Value(simple_value=np.array([4])).simple_value)
    print(json.dumps(facts))
    os.chdir("/")
    return 3


if __name__ == "__main__":
    tf.app.run()
"""


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """A script with neighbors, run from another folder with arguments and a line of input."""
    folder = tmp_path_factory.mktemp("home")
    write(folder, {"old/train.py": TRAIN, "old/utils.py": "WHOSE = 'the owner'\n"})
    write(folder, {"old/helper.py": "import numpy as np\nsize = np.int(np.array([2.5]))\n"})
    command_line = [sys.executable, *REVIVE, "--report", "report.json", "old/train.py"]
    ended = subprocess.run(
        [*command_line, "--log_dir=there", "--unknown", "1"],
        cwd=folder,
        env={name: value for name, value in os.environ.items() if not name.startswith(OURS)},
        input="hello\n",
        capture_output=True,
        text=True,
        timeout=300,
    )
    return folder, ended


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no fork")
def test_a_script_sees_what_it_saw_under_python(trained):
    folder, ended = trained
    assert ended.returncode == 3, ended.stderr
    facts = json.loads(ended.stdout)
    assert facts["argv"] == ["old/train.py", "--log_dir=there", "--unknown", "1"]
    assert facts["rest"] == ["old/train.py", "--unknown", "1"]
    assert (facts["cwd"], facts["path"]) == (str(folder), str(folder / "old"))
    assert facts["said"] == "hello\n"
    assert facts["owner"] == "the owner"
    assert facts["version"].startswith("1.15")
    assert facts["got"] == [[1.0, 2.0, 2.0, 4.0]]
    assert facts["steps"] == [0, 1, 2, 3, 4] and facts["log_dir"] == "there"
    assert facts["values"] == {"steps": 5, "log_dir": "there", "kept": 6}
    assert facts["summary"] == 4


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no fork")
def test_the_report_has_each_line_once_and_nothing_else_is_written(trained):
    folder, ended = trained
    rows = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    found = {(Path(row["file"]).name, row["line"], row["old"]): row["today"] for row in rows}
    assert found[("train.py", 16, "tf.mul")] == "tf.multiply"
    assert found[("train.py", 16, "tf.concat(axis, values)")] == "tf.concat(values, axis)"
    assert found[("helper.py", 2, "np.int")] == "int"
    assert found[("helper.py", 2, "an array of one number")] == "array.item()"
    assert ("train.py", 16, "a function of NumPy with a tensor") in found
    assert ("train.py", 27, "an array in a field of numbers") in found
    assert ("train.py", 8, "tf.app.flags.DEFINE_float(an integer)") in found
    assert "disable_v2_behavior" in found[("train.py", 3, "import tensorflow as tf")]
    assert found[("train.py", 14, "FLAGS.kept of no flag")] == "a variable of your own"
    assert len(found) == len(rows) == 10
    assert next(row["text"] for row in rows if row["old"] == "tf.mul").startswith("both = tf.con")
    assert ended.stderr.count("course revive: 10 old names") == 1  # and not for the child too
    written = {"old/train.py", "old/utils.py", "old/helper.py", "report.json"}
    assert files_in(folder) == written


# It lets go of Python's lock again and again, as training does. Where a thread of TensorFlow takes
# the signal, Python never hears of it in a loop that does not, with or without `course revive`.
ENDLESS = """\
import time
import tensorflow as tf
tf.pack([1])
print("running", flush=True)
while True:
    time.sleep(0.01)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process")
def test_ctrl_c_ends_a_training_as_it_ends_python_and_the_report_comes(tmp_path):
    write(tmp_path, {"endless.py": ENDLESS})
    process = subprocess.Popen(
        [sys.executable, *REVIVE, "endless.py"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "running\n"
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == -signal.SIGINT
    assert "endless.py:3: tf.pack  ->  tf.stack" in errors
    assert "Traceback" not in errors


GONE = """\
import os
import tensorflow as tf
from tensorflow.contrib.rnn.python.ops import core_rnn_cell
tf.unpack([1])
print(hasattr(tf, "zzz"), core_rnn_cell.BasicLSTMCell.__name__)
try:
    from tensorflow.contrib import kfac
except ImportError as error:
    print(error)
if os.environ.get("LEAVE"):
    os._exit(7)
from keras.layers import LSTM
from tensorflow.contrib.rnn import *
print(LSTM.__module__, LSTMStateTuple.__name__)
tf.contrib.rnn.GLSTMCell(3)
"""


def test_what_is_not_covered_is_refused_in_one_sentence_on_the_scripts_own_line(tmp_path):
    write(tmp_path, {"gone.py": GONE})
    ended = run_python(*REVIVE, "--report", "r.md", "gone.py", cwd=tmp_path)
    assert ended.returncode == 1
    assert ended.stdout.splitlines()[0] == "False BasicLSTMCell"
    assert ended.stdout.splitlines()[1].startswith("tf.contrib.kfac is not covered by")
    assert ended.stdout.splitlines()[2] == "tf_keras.src.layers.rnn.lstm LSTMStateTuple"
    assert 'gone.py", line 15, in <module>' in ended.stderr
    sentence = "tf.contrib.rnn.GLSTMCell is not covered by `course revive`, and nothing today does"
    assert f"NotCovered: {sentence} the same." in ended.stderr
    assert ended.stderr.count("  File ") == 1
    assert "| 4 | `tf.unpack` | `tf.unstack` |  |" in (tmp_path / "r.md").read_text(
        encoding="utf-8"
    )


def test_os_exit_leaves_with_its_status_after_the_report(tmp_path):
    write(tmp_path, {"gone.py": GONE})
    ended = run_python(*REVIVE, "gone.py", cwd=tmp_path, LEAVE="1")
    assert ended.returncode == 7
    assert ended.stderr.count("gone.py:4: tf.unpack  ->  tf.unstack") == 1


PACKAGE = {
    "pkg/__init__.py": "",
    "pkg/words.py": 'TITLE = u"caf\\xe9"\nprint "read", __name__\n',
    "pkg/train.py": """\
import words
import cPickle, sys
counts = {"b": 1, "a": 2}
if counts.has_key("a"):
\tfor n in xrange(2):
            print "n", n, 7 / 2, -7 / 2, 7.0 / 2
order = counts.keys()
order.sort(cmp=lambda x, y: cmp(y, x))
print order, map(str, range(3))[1], unicode("x"), round(2.5)
print "text".encode("utf-8") + " and " + words.TITLE.encode("utf-8").decode("utf-8")
print >>sys.stderr, "aside"
""",
}


def test_a_package_of_python_2_runs_as_a_module_with_its_neighbors(tmp_path):
    write(tmp_path, PACKAGE)
    ended = run_python(*REVIVE, "-m", "pkg.train", cwd=tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.splitlines() == [
        "read pkg.words",
        "n 0 3 -4 3.5",
        "n 1 3 -4 3.5",
        "['b', 'a'] 1 x 3.0",
        "text and café",
    ]
    assert "aside" in ended.stderr
    for part in (
        "pkg/train.py:1: import words  ->  from pkg import words",
        "pkg/train.py:1: Python 2  ->",
        "pkg/train.py:6: / of integers  ->  //",
        "pkg/train.py:8: sort by cmp",
        "pkg/train.py:10: .encode() of text",
    ):
        assert part in ended.stderr, part
    assert files_in(tmp_path) == PACKAGE.keys()


def test_a_folder_utils_without_a_file_init_is_the_owners(tmp_path):
    files = {
        "train.py": "from utils.reader import read\nimport utils\nprint(read(), utils.__path__)\n",
        "utils/reader.py": "import tensorflow as tf\n\ndef read():\n    return tf.mul.__name__\n",
    }
    write(tmp_path, files)
    ended = run_python(*REVIVE, "train.py", cwd=tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.startswith("multiply ") and str(tmp_path) in ended.stdout
    assert "utils/reader.py:4: tf.mul  ->  tf.multiply" in ended.stderr


def test_a_notebook_runs_cell_by_cell_and_stops_at_the_first_error(tmp_path):
    cells = [
        "%matplotlib inline\nimport tensorflow as tf",
        "x = tf.pack([1, 2])\nprint 'sum', tf.Session().run(tf.reduce_sum(x))",
        "half = 7 / 2\nprint('half', half)",
        "raise ValueError('here')",
        "print('not reached')",
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(one) for one in cells])
    notebook.metadata["language_info"] = {"name": "python", "version": "2.7.6"}
    nbformat.write(notebook, tmp_path / "old.ipynb")
    ended = run_python(*REVIVE, "old.ipynb", cwd=tmp_path)
    assert ended.returncode == 1
    assert "sum 3" in ended.stdout
    assert "('half', 3)" in ended.stdout
    assert "not reached" not in ended.stdout
    assert "ValueError: here" in ended.stdout + ended.stderr
    assert "old.ipynb cell 2:1: tf.pack  ->  tf.stack" in ended.stderr


def test_one_line_at_the_top_of_a_script_does_the_same(tmp_path):
    script = (
        "import utils.revive\nimport tensorflow as tf\nimport utils\n"
        "print(tf.contrib.rnn.GRUCell.__name__, utils.WHOSE)\nimport utils.revive\n"
    )
    write(tmp_path, {"top.py": script, "utils.py": "WHOSE = 'the owner'\n"})
    ended = run_python("-B", "top.py", cwd=tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout == "GRUCell the owner\n"
    assert "top.py:4: tf.contrib.rnn.GRUCell  ->  tf.nn.rnn_cell.GRUCell" in ended.stderr


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["nowhere.py"], "nowhere.py: there is no such file; name a script, or a module after -m."),
        (["folder"], "folder is a folder; name the script in it that you would run with python."),
        (["bytes.py"], "bytes.py is not text; name a Python script."),
        (["coded.py"], "coded.py names an encoding that Python does not know."),
        (["--report", "r.txt", "a.py"], "r.txt: the report is written as .md or .json; name one"),
        (["--report", "no/r.md", "a.py"], "no/r.md: there is no such folder; name a file in one"),
    ],
)
def test_what_cannot_be_run_is_said_at_once(words, sentence, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "bytes.py").write_bytes(b"\x7fELF\0\0")
    write(tmp_path, {"coded.py": "# -*- coding: klingon -*-\n", "a.py": "\n"})
    assert command.run(options("revive", *words)) == 2
    assert capsys.readouterr().err.startswith(sentence)


def test_all_that_follows_the_script_is_the_scripts():
    asked = options("revive", "--quiet", "a.py", "--quiet", "-m", "--", "x", "--report=no")
    assert (asked.script, asked.quiet, asked.report, asked.module) == ("a.py", True, None, False)
    assert asked.arguments == ["--quiet", "-m", "--", "x", "--report=no"]


@pytest.mark.parametrize(
    ("module", "advice"),
    [
        ("reader", "-m pip install reader`"),
        ("cv2", "-m pip install opencv-python-headless`"),
        ("pkg_resources", '-m pip install "setuptools<81"`'),
        ("models.cells", "which its package does not have"),
        ("models.cells", "`course revive -m package.script`"),
    ],
)
def test_what_a_script_lacks_is_named_with_what_to_do(module, advice, capsys):
    try:
        raise ModuleNotFoundError(f"No module named {module!r}", name=module)
    except ModuleNotFoundError as error:
        running.show(error)
    assert advice in capsys.readouterr().err


def test_a_traceback_has_no_line_of_the_course(tmp_path, capsys):
    (tmp_path / "lines.py").write_text("import lacking\n", encoding="utf-8")
    with pytest.raises(ModuleNotFoundError) as raised:
        OwnersLoader("lines", str(tmp_path / "lines.py")).exec_module(ModuleType("lines"))
    running.show(raised.value)
    shown = capsys.readouterr().err
    assert "import lacking" in shown and "owners_imports" not in shown
