import numpy as np
import pytest

from utils.graph import fresh_session, graph_edges, operation_table, variable_table
from utils.graph_diagram import computation_graph
from utils.table import LEFT, Table
from utils.tf1 import tf


def names_and_kinds(graph):
    return {node.name: node.kind for node in graph_edges(graph).nodes}


def links(graph):
    return [(edge.source, edge.target, edge.shape) for edge in graph_edges(graph).edges]


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


def test_every_operation_is_listed():
    with fresh_session() as session:
        tf.add(tf.placeholder(tf.float32, [None, 2], name="x"), 1.0, name="more")
        table = operation_table(session.graph)
    assert table.headings == ["operation", "type", "output shape", "inputs"]
    assert table.rows == [
        ["x", "Placeholder", "[?, 2]", ""],
        ["more/y", "Const", "[]", ""],
        ["more", "AddV2", "[?, 2]", "x:0, more/y:0"],
    ]


# Nodes and edges


def test_a_cells_graph_is_its_variables_and_four_operations():
    with fresh_session() as session:
        call_cell()
        tf.global_variables_initializer()
        assert names_and_kinds(session.graph) == {
            "x": "placeholder",
            "m": "placeholder",
            "basic_rnn_cell/kernel": "variable",
            "basic_rnn_cell/bias": "variable",
            "basic_rnn_cell/concat": "operation",
            "basic_rnn_cell/MatMul": "operation",
            "basic_rnn_cell/BiasAdd": "operation",
            "basic_rnn_cell/Tanh": "operation",
        }
        assert links(session.graph) == [
            ("x", "basic_rnn_cell/concat", (3, 4)),
            ("m", "basic_rnn_cell/concat", (3, 2)),
            ("basic_rnn_cell/concat", "basic_rnn_cell/MatMul", (3, 6)),
            ("basic_rnn_cell/kernel", "basic_rnn_cell/MatMul", (6, 2)),
            ("basic_rnn_cell/MatMul", "basic_rnn_cell/BiasAdd", (3, 2)),
            ("basic_rnn_cell/bias", "basic_rnn_cell/BiasAdd", (2,)),
            ("basic_rnn_cell/BiasAdd", "basic_rnn_cell/Tanh", (3, 2)),
        ]


def test_constants_that_are_computed_with_stay_and_those_that_only_set_something_go():
    with fresh_session() as session:
        x = tf.placeholder(tf.float32, [2, 3], name="x")
        tf.reduce_sum(tf.reshape(x + 2.0, [3, 2]), axis=1, name="sum")
        tf.constant(5, name="alone")
        assert names_and_kinds(session.graph) == {
            "x": "placeholder",
            "add/y": "constant",
            "add": "operation",
            "Reshape": "operation",
            "sum": "operation",
            "alone": "constant",
        }


def test_a_variables_first_value_is_part_of_it_but_a_later_assignment_is_not():
    with fresh_session() as session:
        count = tf.Variable(tf.zeros([2]), name="count")
        tf.assign_add(count, tf.placeholder(tf.float32, [2], name="x"), name="more")
        assert list(names_and_kinds(session.graph)) == ["count", "x", "more"]
        assert links(session.graph) == [("count", "more", (2,)), ("x", "more", (2,))]


def test_a_resource_variable_is_one_node_too():
    with fresh_session() as session:
        kernel = tf.get_variable("kernel", [4, 2], use_resource=True)
        tf.matmul(tf.placeholder(tf.float32, [None, 4], name="x"), kernel, name="product")
        assert list(names_and_kinds(session.graph)) == ["kernel", "x", "product"]
        assert links(session.graph)[1] == ("kernel", "product", (4, 2))


def test_an_embedding_lookup_and_a_zero_state_are_one_node_each():
    with fresh_session() as session:
        ids = tf.placeholder(tf.int32, [3], name="ids")
        table = tf.get_variable("embedding", [10, 4])
        state = tf.nn.rnn_cell.BasicRNNCell(2).zero_state(3, tf.float32)
        tf.concat([tf.nn.embedding_lookup(table, ids), state], 1, name="joined")
        assert list(names_and_kinds(session.graph)) == [
            "ids",
            "embedding",
            "BasicRNNCellZeroState/zeros",
            "embedding_lookup",
            "joined",
        ]


def test_an_edge_that_only_orders_is_marked():
    with fresh_session() as session:
        first = tf.constant(1, name="first")
        with tf.control_dependencies([first]):
            tf.constant(2, name="second")
        (edge,) = graph_edges(session.graph).edges
    assert edge == ("first", "second", None, True)


def test_an_unknown_rank_has_no_shape():
    with fresh_session() as session:
        tf.negative(tf.placeholder(tf.float32, name="x"), name="y")
        assert links(session.graph) == [("x", "y", None)]


def test_tensors_operations_and_variables_can_be_fetched_and_fed():
    with fresh_session() as session:
        cell, output = call_cell()
        parts = graph_edges(session.graph)
        assert "needs 8 of 8" in computation_graph(parts, fetch=output).alt
        assert "needs 1 of 8" in computation_graph(parts, fetch=cell.variables[0]).alt
        joined = session.graph.get_operation_by_name("basic_rnn_cell/concat")
        assert "needs 3 of 8" in computation_graph(parts, fetch=joined).alt
        fed = computation_graph(parts, fetch=[output], feeds={joined.outputs[0]: None})
        assert "needs 6 of 8" in fed.alt


def test_a_loop_in_a_graph_is_named_as_such():
    with fresh_session() as session:
        tf.while_loop(lambda step: step < 3, lambda step: step + 1, [tf.constant(0)])
        with pytest.raises(ValueError, match="must have no loop"):
            computation_graph(graph_edges(session.graph))
