import pytest

from utils.figures.graph_diagram import computation_graph
from utils.figures.graph_parts import graph_edges
from utils.graph import fresh_session
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
