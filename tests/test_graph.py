import numpy as np
import pytest
from child import run_python

from utils import backward
from utils.graph import count_multiplications, fresh_session, run_cell, variable_table
from utils.table import LEFT, Table
from utils.tf1 import tf


def call_cell():
    inputs = tf.placeholder(tf.float32, [3, 4], name="x")
    state = tf.placeholder(tf.float32, [3, 2], name="m")
    cell = tf.nn.rnn_cell.BasicRNNCell(2)
    output, _ = cell(inputs, state)
    return cell, output


# Sessions


def test_a_fresh_session_has_an_empty_graph_of_its_own_and_gives_the_old_one_back():
    before = tf.get_default_graph()
    with fresh_session() as session:
        assert session.graph is tf.get_default_graph() is not before
        assert session.graph.get_operations() == []
        assert tf.get_default_session() is session
        assert session.run(tf.constant(3) + 4) == 7
    assert tf.get_default_graph() is before and tf.get_default_session() is None


def test_the_same_seed_gives_the_same_values():
    def value(seed):
        with fresh_session(seed) as session:
            return session.run(tf.random_uniform([5]))

    np.testing.assert_array_equal(value(3), value(3))
    assert (value(3) != value(4)).any()


def test_a_session_is_closed_also_when_its_block_raises():
    before = tf.get_default_graph()
    with pytest.raises(ZeroDivisionError), fresh_session() as session:
        constant = tf.constant(1)
        raise ZeroDivisionError
    assert tf.get_default_graph() is before
    with pytest.raises(RuntimeError, match="closed Session"):
        session.run(constant)


# Tables


def test_variables_are_listed_with_the_number_of_their_values():
    with fresh_session():
        cell, _ = call_cell()
        table = variable_table(cell.variables)
    assert repr(table) == (
        "variable                 shape   dtype    how many values\n"
        "-----------------------  ------  -------  ---------------\n"
        "basic_rnn_cell/kernel:0  [6, 2]  float32  12\n"
        "basic_rnn_cell/bias:0    [2]     float32  2\n"
        "total                                     14"
    )


def test_a_session_tells_which_variables_are_initialized_and_the_graph_stays_as_it_was():
    with fresh_session() as session:
        first, second = tf.Variable(1.0, name="a"), tf.Variable([2, 3], name="b")
        session.run(first.initializer)
        operations = len(session.graph.get_operations())
        table = variable_table([first, second], session)
        assert len(session.graph.get_operations()) == operations
    assert [row[-1] for row in table.rows] == ["yes", "no", ""]
    assert table.headings[-1] == "initialized"


def test_no_variables_make_a_table_too():
    assert variable_table([]).rows == [["total", "", "", "0"]]


def test_a_table_in_jupyter_holds_what_its_text_holds():
    table = Table(["name", "count"], [["<a>", 3]])
    assert table._repr_html_() == (
        f"<table>\n<tr><th {LEFT}>name</th><th {LEFT}>count</th></tr>\n"
        f"<tr><td {LEFT}>&lt;a&gt;</td><td {LEFT}>3</td></tr>\n</table>"
    )


def test_a_long_name_in_scopes_may_be_broken_where_a_scope_ends():
    name = "tutorial/rnn/multi_rnn_cell/cell_0/basic_lstm_cell"
    shown = Table(["cell"], [[name], ["rnn/kernel:0"]])._repr_html_()
    assert name.replace("/", "/<wbr>") in shown
    assert "rnn/kernel:0" in shown


def test_opening_a_session_loads_no_matplotlib(tmp_path):
    code = "import sys; from utils.graph import fresh_session; print('matplotlib' in sys.modules)"
    ended = run_python("-c", code, cwd=tmp_path)
    assert ended.stdout == "False\n", ended.stderr


def test_multiplications_are_counted_inside_of_loops_and_outside():
    with fresh_session() as session:
        matrix = tf.ones([2, 2])
        tf.matmul(matrix, matrix)
        tf.while_loop(
            lambda step, value: step < 3,
            lambda step, value: (step + 1, tf.matmul(value, matrix)),
            [tf.constant(0), matrix],
        )
        assert count_multiplications(session.graph) == (1, 1)


# A cell over time


@pytest.mark.parametrize("way", ["dynamic_rnn", "static_rnn"])
def test_a_cell_runs_over_time_with_the_given_weights(way):
    random = np.random.default_rng(seed=5)
    inputs, state = random.normal(size=[3, 5, 4]), random.normal(size=[3, 2])
    weights = [random.normal(size=[6, 2]), random.normal(size=[2])]
    outputs, gradients = run_cell(tf.nn.rnn_cell.BasicRNNCell(2), way, inputs, state, weights)
    expected = backward.rnn_of_squares(inputs.swapaxes(0, 1), state, *weights)
    np.testing.assert_allclose(outputs, expected[0].swapaxes(0, 1), atol=1e-12)
    for gradient, array in zip(gradients, expected[1:3], strict=True):
        np.testing.assert_allclose(gradient, array, atol=1e-12)


def test_a_cell_runs_in_the_way_that_is_asked_for(monkeypatch):
    def refuse(*arguments, **settings):
        raise NotImplementedError

    arguments = np.ones([3, 5, 4]), np.ones([3, 2]), [np.ones([6, 2]), np.ones(2)]
    monkeypatch.setattr(tf.nn, "dynamic_rnn", refuse)
    run_cell(tf.nn.rnn_cell.BasicRNNCell(2), "static_rnn", *arguments)
    with pytest.raises(NotImplementedError):
        run_cell(tf.nn.rnn_cell.BasicRNNCell(2), "dynamic_rnn", *arguments)
    with pytest.raises(
        ValueError, match=r"^way must be 'dynamic_rnn' or 'static_rnn', got 'other'$"
    ):
        run_cell(tf.nn.rnn_cell.BasicRNNCell(2), "other", *arguments)
