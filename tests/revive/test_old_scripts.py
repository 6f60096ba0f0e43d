"""Old-style scripts, unchanged: what they print is what the real TensorFlow of their time printed.

`authoring.tf1_reference` ran them with it. From the weights that a script gives, it trains ten
steps; then it goes on from the checkpoint that the real version trained: the same outputs, and the
same next ten losses.
"""

import json
from pathlib import Path

import numpy as np
import pytest
from child import run_python

from authoring.tf1 import scripts
from utils.lessons import ROOT

REFERENCE = ROOT / "tests" / "revive" / "reference" / "scripts"
# For each script some lines of the report: the file, what stands there, and what to write today.
FLOAT = "DEFINE_integer, or a float as the default"
ACCURACY = "tf.metrics.accuracy(labels, predictions)"
ADVICE = {
    "characters": {
        ("utils.py", "sort by cmp", "key=functools.cmp_to_key(...)"),
        ("model.py", "tf.split(axis, number, value)", "tf.split(value, number, axis)"),
        ("train.py", "/ of integers", "//"),
    },
    "chatbot": {
        ("train.py", "import data", "from chatbot import data"),
        ("data.py", "write(text) to a file of bytes", 'open(path, "w"), or write(text.encode())'),
    },
    "digits": {
        ("digits.py", "tf.nn.rnn_cell.GRUCell(input_size)", "tf.nn.rnn_cell.GRUCell(num_units)"),
        ("digits.py", "tf.select", "tf.where"),
        ("digits.py", "np.float", "float"),
    },
    "ptb": {
        ("ptb.py", "tf.app.flags.DEFINE_float(an integer)", FLOAT),
        ("ptb.py", "tf.nn.rnn", "tf.nn.static_rnn"),
        ("ptb.py", "tf.merge_all_summaries", "tf.summary.merge_all"),
    },
    "series": {
        ("series.py", "tf.contrib.deprecated.scalar_summary", "tf.summary.scalar"),
        ("series.py", "tf.contrib.rnn.OutputProjectionWrapper", "tf.layers.dense after the cell"),
    },
    "tagger": {
        ("tagger.py", "np.object", "object"),
        ("tagger.py", "np.array(rows)", "np.array(rows, dtype=object)"),
    },
    "poems": {("poems.py", "tf.contrib.rnn.GRUCell", "tf.nn.rnn_cell.GRUCell")},
    "sensors": {("sensors.py", "tf.contrib.metrics.streaming_accuracy", ACCURACY)},
    "slim_digits": {("slim_digits.py", "tf.contrib.slim.flatten", "tf.layers.flatten")},
    "translate": {("translate.py", "tf.contrib.seq2seq.dynamic_decode", "tf.while_loop")},
}


def words_and_numbers(line):
    """The words of a line, with 0 for each number, and the numbers."""
    words, numbers = line.split(), []
    for place, word in enumerate(words):
        try:
            numbers.append(float(word))
        except ValueError:
            continue
        words[place] = 0
    return words, numbers


@pytest.mark.parametrize("name", scripts.ALL)
def test_a_script_prints_what_it_printed_in_its_time(name, tmp_path):
    script, folder = scripts.ALL[name], tmp_path / "scripts"
    scripts.prepare(folder)
    ended = run_python(
        *("-m", "utils", "revive", "--report", "report.json"),
        *(*script.start, *script.revived, *script.restore, REFERENCE / f"{name}.ckpt"),
        cwd=folder,
        said=script.said,
    )
    assert ended.returncode == 0, ended.stderr
    stored = (REFERENCE / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    found = ended.stdout.splitlines()
    assert len(found) == len(stored)
    for new, old in zip(found, stored, strict=True):
        (words, numbers), (old_words, old_numbers) = words_and_numbers(new), words_and_numbers(old)
        assert words == old_words
        tolerance = 1e-5 if words[0] == "output" else 0
        np.testing.assert_allclose(numbers, old_numbers, rtol=1e-5, atol=tolerance, err_msg=old)
    first_words = [line.split()[0] for line in stored]
    assert first_words.count("loss") == first_words.count("again") == 10
    assert "output" in first_words
    rows = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    advice = {(Path(row["file"]).name, row["old"], row["today"]) for row in rows}
    assert ADVICE[name] <= advice


def test_the_scripts_are_small_and_none_is_forgotten():
    files = sorted(scripts.SCRIPTS.rglob("*.py"))
    for file in files:
        lines = file.read_text(encoding="utf-8").splitlines()
        assert len([line for line in lines if line]) <= 60, file
    folders = {file.parent if file.parent != scripts.SCRIPTS else file for file in files}
    assert len(folders) == len(scripts.ALL) + 1  # and first_weights.py
