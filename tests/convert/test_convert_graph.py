"""What the graph beside a checkpoint shows of cells: forget bias, activation, and cell or dense."""

import numpy as np
import pytest

from utils import convert
from utils.command import main
from utils.graph import fresh_session
from utils.tf1 import tf

rnn_cell = tf.nn.rnn_cell
FUNCTIONS = {name: getattr(tf.nn, name) for name in convert.ACTIVATIONS if name != "linear"}
FUNCTIONS["linear"] = tf.identity


def build(cell, run="dynamic"):
    """A network that is trained too, so that the graph holds gradients."""
    x = tf.placeholder(tf.float32, [2, 4, 5])
    if run == "dynamic":
        outputs, _ = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)
    else:
        outputs, _ = tf.nn.static_rnn(cell, tf.unstack(x, axis=1), dtype=tf.float32)
        outputs = tf.stack(outputs, axis=1)
    tf.train.AdamOptimizer().minimize(tf.reduce_mean(tf.square(outputs)))
    return outputs


def found_in(graph_of, **told):
    """What is found in the variables of a graph, all zeros, with the graph itself."""
    with fresh_session(seed=1) as session:
        graph_of()
        variables = {
            variable.op.name: np.zeros(variable.shape.as_list(), np.float32)
            for variable in tf.global_variables()
        }
        graph = session.graph.as_graph_def()
    return convert.find_cells(variables, graph=graph, **told)


@pytest.mark.parametrize("run", ["static", "dynamic"])
@pytest.mark.parametrize("activation", FUNCTIONS)
def test_an_lstm_is_found_as_it_was_made(activation, run):
    cells = [
        rnn_cell.BasicLSTMCell(3, forget_bias=0.25, activation=FUNCTIONS[activation]),
        rnn_cell.LSTMCell(2, forget_bias=0.0, num_proj=4),
    ]
    found = found_in(lambda: build(rnn_cell.MultiRNNCell(cells), run))
    assert [(cell.forget_bias, cell.activation) for cell in found.cells] == [
        (0.25, activation),
        (0.0, "tanh"),
    ]
    assert "are read from the graph" in repr(found)


@pytest.mark.parametrize("run", ["static", "dynamic"])
@pytest.mark.parametrize("class_name", ["BasicRNNCell", "GRUCell"])
@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "relu", "elu", "softplus"])
def test_an_activation_is_found_as_it_was_made(class_name, activation, run):
    cell = getattr(rnn_cell, class_name)(3, activation=FUNCTIONS[activation])
    [cell] = found_in(lambda: build(cell, run)).cells
    assert (cell.class_name, cell.activation) == (class_name, activation)


def test_what_the_graph_does_not_show_is_said():
    cell = rnn_cell.BasicRNNCell(3, activation=tf.identity)
    found = found_in(lambda: build(cell))
    assert "does not show: rnn/basic_rnn_cell (activation tanh)." in repr(found)


def test_what_you_say_counts_but_a_contradiction_is_said():
    agreeing = {"forget_bias": 0.3, "activation": "tanh"}
    found = found_in(lambda: build(rnn_cell.BasicLSTMCell(3, forget_bias=0.3)), **agreeing)
    assert "you give" not in repr(found)
    told = {"forget_bias": {"rnn": 1.0}, "activation": "tanh"}
    found = found_in(lambda: build(rnn_cell.BasicLSTMCell(3, forget_bias=0.5)), **told)
    assert found.cells[0].forget_bias == 1.0
    said = "rnn/basic_lstm_cell: you give forget_bias 1.0, but the graph has 0.5."
    assert said in repr(found)
    assert "activation tanh, but" not in repr(found)


@pytest.mark.parametrize("function", [tf.nn.leaky_relu, lambda x: tf.tanh(2 * x)])
def test_an_activation_that_keras_has_not_alike_is_no_cell(function):
    found = found_in(lambda: build(rnn_cell.BasicLSTMCell(3, activation=function)))
    assert found.cells == []
    assert "called BasicLSTMCell, but its activation in the graph is" in found.unplaced[0].why


class OtherOrder(rnn_cell.BasicLSTMCell):
    """An LSTM of somebody's own, with the gates i, f, o, j."""

    def call(self, inputs, state):
        c, h = state
        joined = tf.matmul(tf.concat([inputs, h], 1), self._kernel)
        i, f, o, j = tf.split(tf.nn.bias_add(joined, self._bias), 4, axis=1)
        c = c * tf.sigmoid(f + 1.0) + tf.sigmoid(i) * tf.tanh(j)
        h = tf.tanh(c) * tf.sigmoid(o)
        return h, rnn_cell.LSTMStateTuple(c, h)


def test_gates_in_another_order_are_no_cell_of_that_name():
    found = found_in(lambda: build(OtherOrder(3, name="basic_lstm_cell")))
    assert found.cells == []
    assert "its graph does not use four gates as BasicLSTMCell does" in found.unplaced[0].why


@pytest.mark.parametrize("run", ["static", "dynamic"])
@pytest.mark.parametrize("class_name", ["BasicLSTMCell", "BasicRNNCell"])
def test_a_cell_under_a_name_of_its_own_is_known_by_its_graph(class_name, run):
    cell = getattr(rnn_cell, class_name)(3, name="memory")
    [cell] = found_in(lambda: build(cell, run)).cells
    assert (cell.class_name, cell.seen_by) == (class_name, "graph")


def dense_layers():
    x = tf.placeholder(tf.float32, [2, 4, 5])
    outputs, _ = tf.nn.dynamic_rnn(rnn_cell.LSTMCell(4), x, dtype=tf.float32)
    with tf.variable_scope("rnn"):
        tf.layers.dense(outputs, 12, name="lstm_out")
        last = tf.layers.dense(outputs[:, -1], 4, tf.tanh, name="lstm_last")
        tf.layers.dense(tf.concat([last, last], 1), 4, tf.tanh, name="lstm_joined")


def test_a_dense_layer_is_no_cell_whatever_its_shape_and_name():
    found = found_in(dense_layers)
    assert [cell.name for cell in found.cells] == ["rnn/lstm_cell"]
    why = {entry.name: entry.why for entry in found.unplaced}
    assert why["rnn/lstm_out/kernel"] == "a dense layer, as the graph shows"
    assert why["rnn/lstm_joined/kernel"].startswith("perhaps a cell with another name, or a dense")


def test_the_graph_beside_a_checkpoint_or_a_saved_model_is_read(tmp_path, capsys):
    with fresh_session(seed=1) as session:
        outputs = build(rnn_cell.BasicLSTMCell(3, forget_bias=0.125, activation=tf.nn.relu))
        session.run(tf.global_variables_initializer())
        path = tf.train.Saver().save(session, str(tmp_path / "model"))
        served = tmp_path / "served"
        tensors = {"outputs": outputs}
        tf.saved_model.simple_save(session, str(served), tensors, tensors)
    for given in (path, served):
        [cell] = convert.find_cells(convert.read_checkpoint(given)).cells
        assert (cell.forget_bias, cell.activation) == (0.125, "relu")
    assert main(["convert", path, "--list", "--forget-bias=1"]) == 0
    assert "you give forget_bias 1.0, but the graph has 0.125" in capsys.readouterr().out


@pytest.mark.parametrize("content", [None, b"junk" * 9])
def test_without_a_graph_that_can_be_read_it_is_said(content, tmp_path):
    with fresh_session(seed=1) as session:
        build(rnn_cell.BasicLSTMCell(3, forget_bias=0.5))
        session.run(tf.global_variables_initializer())
        saver = tf.train.Saver()
        path = saver.save(session, str(tmp_path / "model"), write_meta_graph=False)
    if content:
        (tmp_path / "model.meta").write_bytes(content)
    found = convert.find_cells(convert.read_checkpoint(path))
    assert found.cells[0].forget_bias == 1.0
    assert "Your values or the default values are used" in repr(found)
