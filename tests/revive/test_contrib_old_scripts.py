"""A script run by `course revive` in a folder of its own, as lesson 20 runs it."""

import numpy as np

from utils.contrib.old_scripts import revive

SAVES = """\
import tensorflow as tf
v = tf.Variable(tf.mul([1.0, 2.0], 3.0), name='v')
with tf.Session() as sess:
    sess.run(tf.initialize_all_variables())
    tf.train.Saver().save(sess, 'first.ckpt')
    print 'seven halves:', 7 / 2
"""
STOPS = "print('before')\nimport tensorflow as tf\nraise ValueError('of the script')\n"


def test_a_script_gives_its_text_its_report_and_its_checkpoints():
    revived = revive(SAVES)
    assert (revived.printed, revived.error) == ("seven halves: 3\n", "")
    rows = {(row[0], row[1]): row[2] for row in revived.report.rows}
    assert rows[("2", "tf.mul")] == "tf.multiply"
    assert rows[("6", "/ of integers")] == "//"
    assert list(revived.checkpoints) == ["first.ckpt"]
    assert list(revived.checkpoints["first.ckpt"]) == ["v"]
    np.testing.assert_array_equal(revived.checkpoints["first.ckpt"]["v"], [3.0, 6.0])


def test_a_script_that_stops_gives_its_last_line():
    revived = revive(STOPS)
    assert (revived.printed, revived.error) == ("before\n", "ValueError: of the script")
    assert revived.checkpoints == {}


PARTS = """\
import tensorflow as tf
from tensorflow.contrib.framework import nest
from tensorflow.python.util import nest as inner_nest
from tensorflow.models.rnn.ptb import reader
from tensorflow.contrib import grid_rnn, lookup
print(nest.is_sequence([1]), inner_nest.is_sequence(1), nest.flatten([1, [2]]))
print(list(reader.ptb_iterator([0, 1, 2], 1, 2))[0][1].tolist(), tf.contrib.learn.ModeKeys.INFER)
numbers = tf.contrib.data.Dataset.range(5)
batches = [
    numbers.apply(tf.contrib.data.batch_and_drop_remainder(2)),
    numbers.apply(tf.contrib.data.padded_batch_and_drop_remainder(3, [])),
    numbers.apply(tf.contrib.data.group_by_window(
        key_func=lambda n: n % 2, reduce_func=lambda key, one: one.batch(9), window_size=9)),
]
with tf.Session() as sess:
    for one in batches:
        get = one.make_one_shot_iterator().get_next()
        print(sess.run(get).tolist())
tf.layers.dense(tf.zeros([2, 3]), 4)
grid_rnn.Grid2LSTMCell(3)
"""


def test_parts_of_tensorflow_that_are_elsewhere_today_are_found():
    revived = revive(PARTS)
    refused = "tf.contrib.grid_rnn.Grid2LSTMCell is not covered by `course revive`, and nothing"
    assert revived.error.startswith(f"NotCovered: {refused}")
    assert revived.printed.splitlines() == [
        "True False [1, 2]",
        "[[1, 2]] infer",
        "[0, 1]",
        "[0, 1, 2]",
        "[0, 2, 4]",
    ]
    rows = {(row[0], row[1]): row[2] for row in revived.report.rows}
    assert rows[("2", "tf.contrib.framework.nest")] == "tf.nest"
    assert rows[("6", "tf.python.util.nest.is_sequence")] == "tf.nest.is_nested"
    assert not [old for line, old in rows if line == "19"]  # what layers ask nest for is theirs


KERAS = """\
import tensorflow as tf
import tensorflow.contrib.keras
from tensorflow.contrib.keras.api.keras import layers
pad = tf.contrib.keras.preprocessing.sequence.pad_sequences
print(pad([[1], [2, 3]], maxlen=2).tolist(), layers.LSTM.__module__.split(".")[0])
"""


def test_the_keras_of_contrib_is_keras_2():
    revived = revive(KERAS)
    assert (revived.error, revived.printed) == ("", "[[0, 1], [2, 3]] tf_keras\n")
    rows = {(row[0], row[1]): row[2] for row in revived.report.rows}
    assert rows[("2", "import tensorflow.contrib.keras")] == "import tf_keras"
    assert rows[("3", "import tensorflow.contrib.keras.api.keras")] == "import tf_keras"


ROOMS_OF_KERAS = """\
import tensorflow as tf
from keras.layers.core import Dense
from keras.layers.recurrent import LSTM
from keras.engine import InputSpec, Layer
from keras.engine.topology import Layer as SameLayer
from keras.engine.training import Model
from keras.utils import np_utils
from keras.utils.np_utils import to_categorical
from tensorflow.python.keras.layers.embeddings import Embedding
import keras.backend.tensorflow_backend as KTF
KTF.set_session(tf.Session())
print(np_utils.to_categorical([1], 2).tolist(), to_categorical([0], 2).tolist())
print(Layer is SameLayer, issubclass(LSTM, Layer), issubclass(Model, Layer), InputSpec.__name__)
print(Dense(3)(Embedding(5, 2)(tf.constant([[1, 2, 4]]))).shape)
"""


def test_the_rooms_of_keras_2_are_there_again():
    revived = revive(ROOMS_OF_KERAS)
    printed = "[[0.0, 1.0]] [[1.0, 0.0]]\nTrue True True InputSpec\n(1, 3, 3)\n"
    assert (revived.error, revived.printed) == ("", printed)
    rows = {(row[0], row[1]): row[2] for row in revived.report.rows}
    assert rows[("2", "import keras.layers.core")] == "import tf_keras.layers"
    assert rows[("6", "import keras.engine.training")] == "import tf_keras.models"
    assert rows[("7", "import tf_keras.utils.np_utils")] == "import tf_keras.utils"


LEFT_OUT = """\
import tensorflow as tf
import tensorflow.contrib.kfac.python.ops as ops
from tensorflow.contrib import sparsemax, nothing_such
from tensorflow.contrib.rnn import GLSTMCell, BasicLSTMCell
Cell = tf.contrib.rnn.GridLSTMCell
loss = nothing_such.losses.a_loss
try:
    from tensorflow.contrib import rpc
except ImportError:
    print("no rpc", hasattr(tf.contrib, "zzz"), getattr(tf.contrib.rnn, "zzz", 5))
print(isinstance(1, Cell), isinstance(BasicLSTMCell(1), (Cell, BasicLSTMCell)))
def refused(function):
    try:
        function()
    except AttributeError as error:
        print(error)
refused(lambda: loss(3))
refused(lambda: [one for one in sparsemax.names])
refused(lambda: 1 if Cell == 2 else 3)
class Own(GLSTMCell):
    pass
"""


def test_what_is_not_covered_may_have_another_name_until_it_is_called_or_derived_from():
    revived = revive(LEFT_OUT)
    assert revived.printed.splitlines() == [
        "no rpc False 5",
        "False True",
        "tf.contrib.nothing_such.losses.a_loss is not covered by `course revive`; see "
        "docs/old_names.md for what is.",
        *(
            f"{name} is not covered by `course revive`, and nothing today does the same."
            for name in ("tf.contrib.sparsemax.names", "tf.contrib.rnn.GridLSTMCell")
        ),
    ]
    refused = "tf.contrib.rnn.GLSTMCell is not covered by `course revive`, and nothing"
    assert revived.error.startswith(f"NotCovered: {refused}")
    rows = {(row[0], row[1]): row[2] for row in revived.report.rows}
    assert rows[("5", "tf.contrib.rnn.GridLSTMCell")] == "nothing"
