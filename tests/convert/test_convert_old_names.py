"""Names of TensorFlow 0.x, moving averages, both directions, cells of attention decoders."""

import numpy as np
import pytest

from utils.command import main
from utils.convert import BothDirections, find_cells
from utils.graph import fresh_session
from utils.reference import lstm_step, unroll
from utils.tf1 import tf

AVERAGE = "ExponentialMovingAverage"


def zeros(**shapes):
    return {name: np.zeros(shape, np.float32) for name, shape in shapes.items()}


def lstm(scope, input_size=3, num_units=4, kernel="kernel", bias="bias"):
    rows, columns = input_size + num_units, 4 * num_units
    return zeros(**{f"{scope}/{kernel}": [rows, columns], f"{scope}/{bias}": [columns]})


def old_lstm(scope, **sizes):
    return lstm(scope, kernel="W_0", bias="B", **sizes)


def test_an_lstm_cell_of_tensorflow_0_gives_what_the_oracle_gives(keras):
    random = np.random.default_rng(4)
    variables = {
        name: random.uniform(-0.8, 0.8, array.shape).astype(np.float32)
        for name, array in old_lstm("RNN/LSTMCell", input_size=5).items()
    }
    found = find_cells(variables, forget_bias=0.5)
    assert [cell.class_name for cell in found.cells] == ["LSTMCell"]
    inputs = random.normal(size=[2, 6, 5]).astype(np.float32)
    kernel, bias = variables["RNN/LSTMCell/W_0"], variables["RNN/LSTMCell/B"]
    start = np.zeros([2, 4], np.float32)
    expected, _ = unroll(
        lambda x, state: lstm_step(x, state, kernel, bias, 0.5), inputs, (start, start)
    )
    assert np.abs(keras.run(found.networks[0], inputs).outputs - expected).max() < 1e-6


def test_a_projection_of_tensorflow_0_is_known():
    shapes = {"RNN/LSTMCell/W_0": [8, 16], "RNN/LSTMCell/B": [16], "RNN/LSTMCell/W_P_0": [4, 3]}
    [cell] = find_cells(zeros(**shapes)).cells
    assert (cell.class_name, cell.input_size, cell.output_size) == ("LSTMCell", 5, 3)


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"RNN/LSTMCell/W_1": [3, 16]}, "in several parts (num_unit_shards)"),
        ({"RNN/LSTMCell/W_F_diag": [4]}, "an LSTM with peepholes"),
    ],
)
def test_another_lstm_cell_of_tensorflow_0_is_refused(more, why):
    found = find_cells(old_lstm("RNN/LSTMCell") | zeros(**more))
    assert found.cells == []
    assert all(why in entry.why for entry in found.unplaced)


def test_a_bias_called_b_of_a_dense_layer_is_no_cell_s():
    found = find_cells(old_lstm("RNN/LSTMCell") | zeros(**{"softmax/W": [4, 9], "softmax/b": [9]}))
    assert {entry.name: entry.why for entry in found.unplaced} == dict.fromkeys(
        ["softmax/W", "softmax/b"], "not part of a cell"
    )


@pytest.mark.parametrize(
    ("forward", "backward", "name"),
    [
        ("BiRNN_FW", "BiRNN_BW", "BiRNN"),
        ("BiRNN/FW", "BiRNN/BW", "BiRNN"),
        ("tagger/mine_FW", "tagger/mine_BW", "tagger/mine"),
    ],
)
def test_both_directions_of_tensorflow_0_are_one_network(forward, backward, name):
    sizes = {"kernel": "Linear/Matrix", "bias": "Linear/Bias"}
    variables = lstm(f"{backward}/BasicLSTMCell", num_units=2, **sizes)
    variables |= lstm(f"{forward}/MultiRNNCell/Cell0/BasicLSTMCell", **sizes)
    found = find_cells(variables)
    [network] = found.networks
    [part] = network.parts
    assert isinstance(part, BothDirections)
    assert (network.name, network.output_size) == (name, 6)
    assert [cell.num_units for cell in (*part.forward, *part.backward)] == [4, 2]
    assert not any("two directions" in remark for remark in found.remarks)


@pytest.mark.parametrize(
    "names", [("lstm_fw", "lstm_bw"), ("forward", "backward"), ("fw_lstm", "bw_lstm")]
)
def test_scopes_that_may_be_two_directions_are_said(names):
    found = find_cells(
        lstm(f"net/{names[0]}/basic_lstm_cell") | lstm(f"net/{names[1]}/basic_lstm_cell")
    )
    assert len(found.networks) == 2
    said = f"net: {names[0]} and {names[1]} may be the two directions of one network."
    assert said in repr(found)


def test_other_scopes_are_no_directions():
    found = find_cells(lstm("net/forwarder/lstm_cell") | lstm("net/backwarder/lstm_cell"))
    assert "directions" not in repr(found)


def averaged(only=False, scope=""):
    cell = lstm("rnn/basic_lstm_cell")
    averages = {f"{scope}{name}/{AVERAGE}": array + 1 for name, array in cell.items()}
    return averages if only else cell | averages


@pytest.mark.parametrize("scope", ["", "train/"])
def test_moving_averages_are_called_so_and_can_be_taken(scope):
    variables = averaged(scope=scope) | zeros(**{"rnn/basic_lstm_cell/kernel/Adam": [7, 16]})
    found = find_cells(variables)
    assert [array.max() for array in found.cells[0].weights.values()] == [0, 0]
    assert len(found.averages) == 2
    assert "The moving averages were left out (2 variables)." in repr(found)
    assert "The variables of the optimizer were left out (1 variable)." in repr(found)
    found = find_cells(variables, averages=True)
    assert [array.max() for array in found.cells[0].weights.values()] == [1, 1]
    assert (len(found.averages), len(found.slots), found.unplaced) == (0, 1, [])


def test_where_only_averages_are_they_are_taken_and_said():
    adam = zeros(**{"rnn/basic_lstm_cell/kernel/Adam": [7, 16]})
    found = find_cells(averaged(only=True) | adam)
    [cell] = found.cells
    assert cell.class_name == "BasicLSTMCell"
    assert all(array.min() == 1 for array in cell.weights.values())
    assert f"The values of rnn/basic_lstm_cell are moving averages ({AVERAGE})." in repr(found)
    assert list(adam) == found.slots


def test_the_command_takes_averages(tmp_path, capsys):
    with fresh_session(seed=1) as session:
        tf.nn.dynamic_rnn(tf.nn.rnn_cell.LSTMCell(3), tf.zeros([2, 3, 4]), dtype=tf.float32)
        average = tf.train.ExponentialMovingAverage(0.5)
        average.apply(tf.trainable_variables())
        session.run(tf.global_variables_initializer())
        path = tf.train.Saver().save(session, str(tmp_path / "model"))
    assert main(["convert", path, "--list"]) == 0
    assert "The moving averages were left out (2 variables)." in capsys.readouterr().out
    assert main(["convert", path, "--list", "--averages"]) == 0
    assert (
        f"The values of rnn/lstm_cell are moving averages ({AVERAGE})." in capsys.readouterr().out
    )


@pytest.mark.parametrize(
    ("scope", "more"),
    [
        ("embedding_attention_seq2seq/embedding_attention_decoder/attention_decoder/lstm_cell", {}),
        ("my_decoder/basic_lstm_cell", {"my_decoder/AttnV_0": [5], "my_decoder/AttnW_0": [1, 1]}),
    ],
)
def test_the_cell_of_an_attention_decoder_is_remarked(scope, more):
    variables = lstm(scope) | lstm("encoder/rnn/lstm_cell") | zeros(**more)
    found = find_cells(variables)
    assert len(found.cells) == 2
    said = [remark for remark in found.remarks if "attention decoder" in remark]
    assert [remark.partition(":")[0] for remark in said] == [scope]
