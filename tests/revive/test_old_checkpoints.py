"""Checkpoints whose variables have the names of older versions come back in today's graphs."""

import numpy as np
import pytest

from utils.revive import old_checkpoints
from utils.revive.old_checkpoints import canonical, old_names_of
from utils.tf1 import tf

TODAY = "rnn/multi_rnn_cell/cell_1/basic_lstm_cell/kernel"
PAIRS = {
    "RNN/MultiRNNCell/Cell1/BasicLSTMCell/Linear/Matrix": TODAY,
    "rnn/multi_rnn_cell/cell_1/basic_lstm_cell/weights": TODAY,
    "RNN/BasicLSTMCell/Linear/Bias": "rnn/basic_lstm_cell/bias",
    "rnn/basic_rnn_cell/biases": "rnn/basic_rnn_cell/bias",
    "RNN/BasicRNNCell/Linear/Matrix": "rnn/basic_rnn_cell/kernel",
    "RNN/LSTMCell/W_0": "rnn/lstm_cell/kernel",
    "RNN/LSTMCell/B": "rnn/lstm_cell/bias",
    "RNN/LSTMCell/W_P_0": "rnn/lstm_cell/projection/kernel",
    "RNN/LSTMCell/W_F_diag": "rnn/lstm_cell/w_f_diag",
    "RNN/GRUCell/Gates/Linear/Matrix": "rnn/gru_cell/gates/kernel",
    "RNN/GRUCell/Candidate/Linear/Bias": "rnn/gru_cell/candidate/bias",
    "BiRNN_FW/GRUCell/Gates/Linear/Bias": "bidirectional_rnn/fw/gru_cell/gates/bias",
    "BiRNN/BW/BasicLSTMCell/Linear/Matrix": "bidirectional_rnn/bw/basic_lstm_cell/kernel",
    "fw/lstm_block_wrapper/weights": "fw/lstm_fused_cell/kernel",
    "Stack/convolution2d_1/weights": "stack/conv2d_1/kernel",
    "Repeat/convolution_2/biases": "repeat/conv2d_2/bias",
    "softmax_w": "softmax_w",
    "RNN/BasicLSTMCell/Linear/Matrix/Adam_1": "rnn/basic_lstm_cell/kernel/adam_1",
}


@pytest.mark.parametrize("old", PAIRS)
def test_a_name_of_any_version_leads_to_one(old):
    assert canonical(old) == canonical(PAIRS[old])


def test_names_that_differ_today_differ_still():
    different = [*set(PAIRS.values()), "rnn/multi_rnn_cell/cell_0/basic_lstm_cell/kernel"]
    assert len({canonical(name) for name in different}) == len(different)


def test_a_shape_must_fit_and_one_name_alone():
    wanted = {"rnn/basic_rnn_cell/kernel": [5, 3]}
    old, older = "rnn/basic_rnn_cell/weights", "RNN/BasicRNNCell/Linear/Matrix"
    assert old_names_of(wanted, {old: [5, 3]}) == {"rnn/basic_rnn_cell/kernel": old}
    assert old_names_of(wanted, {old: [3, 5]}) == {}
    assert old_names_of(wanted, {old: [5, 3], older: [5, 3]}) == {}
    assert old_names_of(wanted, {old: [5, 3], older: [3, 5]}) == {"rnn/basic_rnn_cell/kernel": old}


def save(path, names):
    """Write a checkpoint with random values under these names."""
    random = np.random.default_rng(3)
    values = {name: random.normal(size=shape).astype("f4") for name, shape in names.items()}
    with tf.Graph().as_default(), tf.Session() as session:
        variables = {name: tf.Variable(value) for name, value in values.items()}
        session.run(tf.global_variables_initializer())
        return values, tf.train.Saver(variables).save(session, str(path / "model"))


def network():
    cell = tf.nn.rnn_cell.BasicLSTMCell(3)
    tf.nn.dynamic_rnn(cell, tf.zeros([1, 2, 4]), dtype=tf.float32)
    tf.get_variable("softmax_w", [3, 2])


@pytest.fixture
def restoring(monkeypatch):
    monkeypatch.setattr(tf.train.Saver, "restore", old_checkpoints._restore)


@pytest.mark.parametrize("saver_of", [lambda: None, tf.global_variables])
def test_a_checkpoint_of_0_12_comes_back(tmp_path, restoring, saver_of):
    names = {
        "RNN/BasicLSTMCell/Linear/Matrix": [7, 12],
        "RNN/BasicLSTMCell/Linear/Bias": [12],
        "softmax_w": [3, 2],
    }
    values, path = save(tmp_path, names)
    with tf.Graph().as_default(), tf.Session() as session:
        network()
        tf.train.Saver(saver_of()).restore(session, path)
        got = {v.op.name: session.run(v) for v in tf.global_variables()}
    today = ["rnn/basic_lstm_cell/kernel", "rnn/basic_lstm_cell/bias", "softmax_w"]
    for old, new in zip(names, today, strict=True):
        assert np.array_equal(got[new], values[old])


def test_a_checkpoint_of_today_comes_back_as_before_and_a_missing_variable_is_named(
    tmp_path, restoring
):
    names = {"rnn/basic_lstm_cell/kernel": [7, 12], "rnn/basic_lstm_cell/bias": [12]}
    values, path = save(tmp_path, names)
    with tf.Graph().as_default(), tf.Session() as session:
        network()
        cell = tf.global_variables("rnn")
        tf.train.Saver(cell).restore(sess=session, save_path=path)
        assert np.array_equal(session.run(cell[0]), values["rnn/basic_lstm_cell/kernel"])
        with pytest.raises(tf.errors.NotFoundError, match="softmax_w"):
            tf.train.Saver().restore(session, path)
        with pytest.raises(ValueError, match="not a valid checkpoint"):
            tf.train.Saver().restore(session, str(tmp_path / "nowhere"))
