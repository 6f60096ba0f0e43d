import re
from itertools import pairwise

import pytest
from figure_text import assert_readable
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.patches import Rectangle

from utils.figures import diagrams, multiplication
from utils.figures.drawing.graph_layout import Edge, GraphParts, Node, lay_out, needed
from utils.figures.graph_diagram import IDLE, computation_graph
from utils.figures.picture import to_rgb


def stages(batch_size, num_steps, size):
    return [
        ("ids", (batch_size, num_steps), "int32"),
        ("embedding", (batch_size, num_steps, size)),
        ("split", [(batch_size, 1, size)] * num_steps),
        ("squeeze", [(batch_size, size)] * num_steps),
    ]


def words_of(picture):
    return [text.get_text() for axes in picture.figure.axes for text in axes.texts]


# One step of the cell, and all steps in a row


@pytest.mark.parametrize("sizes", [(1, 1, 1), (3, 4, 2), (128, 1024, 512)])
def test_one_step_of_the_cell_can_be_read(sizes):
    assert_readable(diagrams.cell_step(*sizes))


def test_one_step_of_the_cell_shows_and_describes_each_shape():
    picture = diagrams.cell_step(batch_size=3, input_size=4, num_units=2)
    shapes = {"[3, 4]", "[3, 2]", "[3, 6]", "[2]", "kernel [6, 2]", "$W$ [4, 2]", "$U$ [2, 2]"}
    assert shapes <= set(words_of(picture))
    assert picture.alt == (
        "One step: inputs x_t [3, 4] and state h_(t-1) [3, 2] are joined to [3, 6]; times the "
        "kernel [6, 2] (W: 4 rows, U: 2 rows), plus the bias [2], gives [3, 2]; tanh of it is "
        "h_t [3, 2], returned twice, as output and as new state."
    )


X, H, W, U = [[1, 2, 0]], [[3, 1]], [[1, 0], [2, 1], [0, 4]], [[1, 2], [0, 1]]


@pytest.mark.parametrize(
    "numbers",
    [
        (X, H, W, U),
        ([[9]], [[1]], [[9]], [[-9]]),
        ([[1] * 3], [[-1] * 3], [[-22] * 3] * 3, [[11] * 3] * 3),
        ([[1] * 5], [[4]], [[-19]] * 5, [[-1]]),
    ],
)
def test_a_joined_multiplication_can_be_read(numbers):
    assert_readable(multiplication.joined_multiplication(*numbers))


def test_a_joined_multiplication_shows_both_parts_and_their_sum():
    picture = multiplication.joined_multiplication(X, H, W, U)
    words = words_of(picture)
    shown = [text for text in words if text]
    assert shown[-11:] == ["5", "2", "$x W$", "+", "3", "7", "$h U$", "=", "8", "9", "sum"]
    assert {"kernel [5, 2]", "$W$ [3, 2]", "$U$ [2, 2]", "$x$ [1, 3]", "$h$ [1, 2]"} <= set(words)
    assert picture.alt == (
        "[x, h] = [1 2 0 3 1] times the kernel [5, 2] is x W + h U = [5 2] + [3 7] = [8 9]. "
        "The 3 values of x meet the rows of W, the 2 values of h meet the rows of U."
    )


@pytest.mark.parametrize(
    ("numbers", "message"),
    [
        ((X, H, W, W), r"must fit together.*got \[1, 3\], \[1, 2\], \[3, 2\], \[3, 2\]"),
        ((X[0], H, W, U), "x must be finite numbers on 2 axes"),
        (([[0.5, 0, 0]], H, W, U), "every number must be an integer of at most 99"),
        (([[1, 50, 0]], H, W, U), "every number must be an integer of at most 99"),
        (([[1]], [[1] * 4], [[1] * 4], [[1] * 4] * 4), "num_units must be .* 1 to 3, got 4"),
        (([[1] * 6], [[1]], [[1]] * 6, [[1]]), "num_units must be .* 1 to 6, got 7"),
    ],
)
def test_a_multiplication_that_cannot_be_drawn_is_named(numbers, message):
    with pytest.raises(ValueError, match=message):
        multiplication.joined_multiplication(*numbers)


@pytest.mark.parametrize("num_steps", [2, 3, 5, 8])
@pytest.mark.parametrize("sizes", [(3, 4, 2), (128, 1024, 512)])
def test_an_unrolled_network_can_be_read(num_steps, sizes):
    assert_readable(diagrams.unrolled(num_steps, *sizes))


def test_an_unrolled_network_names_every_step_and_one_kernel():
    picture = diagrams.unrolled(num_steps=3, batch_size=3, input_size=4, num_units=2)
    words = words_of(picture)
    for step in (1, 2, 3):
        assert f"$x_{step}$" in words and f"output$_{step}$" in words
    assert words.count("cell") == 3 and words.count("$W$") == 1
    assert "unrolled over 3 steps" in picture.alt and "one kernel [6, 2]" in picture.alt
    assert "x_t [3, 4]" in picture.alt and "output_t [3, 2]" in picture.alt
    assert picture.alt.endswith("The final state h_3 is output_3.")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: diagrams.cell_step(0, 4, 2),
            "batch_size must be an integer, 1 or more, got 0",
        ),
        (lambda: diagrams.cell_step(3, 4.0, 2), "input_size must be an integer.*got 4.0"),
        (lambda: diagrams.unrolled(1, 3, 4, 2), "num_steps must be an integer, 2 to 8, got 1"),
        (lambda: diagrams.unrolled(9, 3, 4, 2), "num_steps must be an integer, 2 to 8, got 9"),
        (lambda: diagrams.unrolled(3, 3, 4, None), "num_units must be an integer.*got None"),
        (lambda: diagrams.last_outputs(1, 28), "batch_size must be an integer, 2 to 6, got 1"),
        (lambda: diagrams.last_outputs(3, 31), "num_steps must be an integer, 8 to 30, got 31"),
    ],
)
def test_sizes_that_cannot_be_drawn_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize("sizes", [(2, 8), (3, 28), (6, 30)])
def test_the_last_outputs_can_be_read_and_are_named(sizes):
    picture = diagrams.last_outputs(*sizes)
    assert_readable(picture)
    batch_size, num_steps = sizes
    words = words_of(picture)
    assert {"outputs[-1]", "outputs[:, -1]", f"time step {num_steps - 1}"} <= set(words)
    assert f"digit {batch_size - 1}" in words and f"digit {batch_size}" not in words
    assert f"{batch_size} digits as rows of {num_steps} fields" in picture.alt


def test_the_last_outputs_have_one_field_in_common():
    axes = diagrams.last_outputs(batch_size=3, num_steps=28).figure.axes[0]
    column, row = (patch for patch in axes.patches if isinstance(patch, Rectangle))
    field = column.get_width(), row.get_height()
    assert column.get_height() == pytest.approx(3 * field[1])
    assert row.get_width() == pytest.approx(28 * field[0])
    assert column.get_y() == row.get_y()
    assert column.get_x() + field[0] == pytest.approx(row.get_x() + row.get_width())


# Shapes


@pytest.mark.parametrize("sizes", [(4, 5, 8), (3, 5, 8), (1, 2, 3), (128, 50, 200), (1, 1, 1)])
@pytest.mark.parametrize("count", [2, 4])
def test_stages_of_shapes_can_be_read(sizes, count):
    assert_readable(diagrams.shape_steps(stages(*sizes)[:count]))


def test_stages_are_described_with_their_axes():
    picture = diagrams.shape_steps(stages(4, 5, 8))
    assert picture.alt == (
        "Shapes of ids: int32 [4, 5]; embedding: [4, 5, 8]; split: list of 5, each [4, 1, 8]; "
        "squeeze: list of 5, each [4, 8]. Axes: batch 4, num_steps 5, size 8."
    )


def test_an_axis_has_one_color_in_every_stage():
    axes = diagrams.shape_steps(stages(4, 5, 8)).figure.axes[0]
    colors = {}
    for text in axes.texts:
        match = re.fullmatch(r"(batch|num_steps|size) \d+", text.get_text())
        if match:
            colors.setdefault(match[1], set()).add(text.get_color())
    assert set(colors) == {"batch", "num_steps", "size"}
    assert len(set.union(*colors.values())) == 3


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ([], "stages must be 2 to 5, got 0"),
        (stages(4, 5, 8) * 2, "stages must be 2 to 5, got 8"),
        ([("a", (1, 2, 3, 4)), ("b", (1, 2))], r"a must have 2 or 3 axes, got \[1, 2, 3, 4\]"),
        ([("a", [(1, 2), (1, 3)]), ("b", (1, 2))], "a must be a shape or a list of equal shapes"),
        ([("a", []), ("b", (1, 2))], "a must be a shape or a list of equal shapes"),
        ([("a", (0, 2)), ("b", (1, 2))], "batch of a must be an integer, 1 or more, got 0"),
    ],
)
def test_stages_that_cannot_be_drawn_are_named(wrong, message):
    with pytest.raises(ValueError, match=message):
        diagrams.shape_steps(wrong)


# Graphs

KINDS = {"placeholder": "Placeholder", "constant": "Const", "variable": "VariableV2"}


def graph_of(text, shape=(3, 4)):
    """`a:placeholder b:constant c:Add=a,b` as nodes and edges."""
    nodes, edges = [], []
    for word in text.split():
        name, kind, sources = re.fullmatch(r"(.+?):(\w+)=?(.*)", word).groups()
        known = kind in KINDS
        nodes.append(Node(name, kind if known else "operation", KINDS.get(kind, kind), shape))
        edges += [Edge(source, name, shape) for source in sources.split(",") if source]
    return GraphParts(nodes, edges)


SUM = graph_of("a:placeholder b:constant c:AddV2=a,b d:Mul=c,c e:Neg=a")
CELL = graph_of(
    "x:placeholder m:placeholder basic_rnn_cell/kernel:variable basic_rnn_cell/bias:variable "
    "basic_rnn_cell/concat:ConcatV2=x,m "
    "basic_rnn_cell/MatMul:MatMul=basic_rnn_cell/concat,basic_rnn_cell/kernel "
    "basic_rnn_cell/BiasAdd:BiasAdd=basic_rnn_cell/MatMul,basic_rnn_cell/bias "
    "basic_rnn_cell/Tanh:Tanh=basic_rnn_cell/BiasAdd"
)
LARGE = graph_of(
    "a:placeholder b:placeholder c:variable d:variable e:constant f:AddV2=a,b g:MatMul=f,c "
    "h:Mul=g,d i:Sub=h,a j:Neg=e k:AddV2=i,j l:Tanh=k m:Sum=l,b n:Sigmoid=f"
)


@pytest.mark.parametrize(
    "parts",
    [
        graph_of("alone:constant"),
        SUM,
        CELL,
        LARGE,
        graph_of("a:placeholder b:Add=a,a", (128, 1024)),
    ],
)
def test_a_graph_can_be_read(parts):
    assert_readable(computation_graph(parts))
    assert_readable(
        computation_graph(parts, fetch=parts.nodes[-1].name, feeds=[parts.nodes[0].name])
    )


@st.composite
def graphs(draw):
    names = [f"node_{number}" for number in range(draw(st.integers(1, 14)))]
    nodes = [Node(name, "operation", "Add", (3, 4)) for name in names]
    edges = []
    for number, name in enumerate(names[1:], 1):
        for source in draw(st.lists(st.integers(0, number - 1), max_size=3)):
            edges.append(Edge(names[source], name, (3, 4)))
    return GraphParts(nodes, edges)


@settings(derandomize=True, deadline=None, max_examples=60)
@given(graphs())
def test_nodes_stand_below_what_they_need_and_beside_their_neighbors(parts):
    widths = {node.name: 1.0 + number / 10 for number, node in enumerate(parts.nodes)}
    places, ways = lay_out(*parts, widths, gap=0.3)
    for edge, way in zip(parts.edges, ways, strict=True):
        assert way[0] == places[edge.source] and way[-1] == places[edge.target]
        layers = [layer for _, layer in way]
        assert layers == list(range(layers[0], layers[-1] + 1)) and len(layers) > 1
    spots = sorted((layer, x, name) for name, (x, layer) in places.items())
    for (layer, x, name), (other_layer, other_x, other) in pairwise(spots):
        if layer == other_layer:
            assert other_x - x >= (widths[name] + widths[other]) / 2 + 0.3 - 1e-9
    for edge, way in zip(parts.edges, ways, strict=True):
        for x, layer in way[1:-1]:  # no edge runs through a node
            for name, (node_x, node_layer) in places.items():
                assert layer != node_layer or abs(x - node_x) > widths[name] / 2, (edge, name)


@settings(derandomize=True, deadline=None, max_examples=8)
@given(graphs())
def test_any_small_graph_keeps_its_words_apart(parts):
    assert_readable(computation_graph(parts, title="A graph"))


def test_only_what_the_fetch_needs_is_dark():
    picture = computation_graph(SUM, fetch="c:0")
    idle = {}
    for frame in picture.figure.axes[0].patches:
        if hasattr(frame, "get_boxstyle") or hasattr(frame, "get_closed"):
            idle.setdefault(to_rgb(frame.get_edgecolor()) == to_rgb(IDLE), []).append(frame)
    assert len(idle[False]) == 3 and len(idle[True]) == 2
    assert picture.alt.startswith("Session.run(c) needs 3 of 5 nodes, not d, e. ")
    assert picture.figure.texts[0].get_text() == "Session.run(c) needs 3 of 5 nodes"


def test_what_stands_above_a_fed_node_need_not_run():
    assert needed(SUM.edges, ["d"], []) == {"a", "b", "c", "d"}
    assert needed(SUM.edges, ["d"], ["c"]) == {"c", "d"}
    picture = computation_graph(SUM, fetch="d", feeds="c:0")
    assert picture.alt.startswith("Session.run(d) needs 2 of 5 nodes, not a, b, e. ")
    assert "AddV2, fed" in "".join(words_of(picture)) and "c\nAddV2, fed" in words_of(picture)


def test_a_list_is_fetched_together():
    assert computation_graph(SUM, fetch=["c", "e"]).alt.startswith("Session.run(c, e) needs 4 of 5")


def test_a_graph_is_described_with_what_its_operations_take():
    assert computation_graph(graph_of("a:placeholder b:constant c:AddV2=a,b", (2,))).alt == (
        "Graph of 3 nodes. a: placeholder [2]; b: constant [2]; c: AddV2 of a [2] and b [2]."
    )


def test_names_are_shortened_where_the_description_would_be_too_long():
    assert computation_graph(CELL).alt == (
        "Graph of 8 nodes. x: placeholder [3, 4]; m: placeholder [3, 4]; kernel: variable [3, 4]; "
        "bias: variable [3, 4]; concat: ConcatV2 of x [3, 4] and m [3, 4]; MatMul of concat [3, 4] "
        "and kernel [3, 4]; BiasAdd of MatMul [3, 4] and bias [3, 4]; Tanh of BiasAdd [3, 4]."
    )


def test_a_name_that_two_nodes_end_with_is_not_shortened():
    names = " ".join(f"{scope}/zeros:constant" for scope in ("first", "second"))
    long = " ".join(f"a_rather_long_scope/node_{n}:constant" for n in range(8))
    alt = computation_graph(graph_of(f"{names} {long}")).alt
    assert "first/zeros: constant [3, 4]; second/zeros" in alt and "; node_3: constant" in alt


def test_a_graph_too_large_to_describe_in_full_is_described_in_part():
    names = [f"a_long_name_{n}" for n in range(12)]
    many = graph_of(" ".join(f"{name}:constant" for name in names), (1000, 1000))
    assert "a_long_name_3: constant; a_long_name_4" in computation_graph(many).alt
    many = graph_of(" ".join(f"an_even_longer_name_{name}:constant" for name in names))
    assert computation_graph(many).alt == "The graph holds 12 constants."
    fetched = computation_graph(many, fetch=many.nodes[0].name)
    assert fetched.alt == ("The graph holds 12 constants. Session.run needs 1 of these 12 nodes.")


@pytest.mark.parametrize("parts", [SUM, CELL, LARGE])
def test_every_arrow_of_a_small_graph_carries_its_shape(parts):
    pairs = {(edge.source, edge.target) for edge in parts.edges}
    assert words_of(computation_graph(parts)).count("[3, 4]") == len(pairs)


def test_the_shape_of_an_edge_is_written_once_between_two_nodes():
    picture = computation_graph(graph_of("a:placeholder b:Mul=a,a"))
    assert words_of(picture).count("[3, 4]") == 1


def test_an_edge_that_only_orders_has_no_shape():
    parts = graph_of("a:constant b:Neg")
    parts.edges.append(Edge("a", "b", None, control=True))
    assert words_of(computation_graph(parts)) == ["a\nconstant", "b\nNeg"]


@pytest.mark.parametrize(
    ("parts", "options", "message"),
    [
        (GraphParts([], []), {}, "parts must hold 1 to 24 nodes to be readable, got 0"),
        (graph_of(" ".join(f"n{n}:constant" for n in range(25))), {}, "1 to 24 nodes .*, got 25"),
        (SUM, {"fetch": "z:0"}, "fetch must be in the graph: a, b, c, d, e; got 'z:0'"),
        (SUM, {"fetch": "c", "feeds": ["y"]}, "feeds must be in the graph: .*; got 'y'"),
        (graph_of("a:Merge=b b:NextIteration=a"), {}, "the graph must have no loop"),
    ],
)
def test_a_graph_that_cannot_be_drawn_is_named(parts, options, message):
    with pytest.raises(ValueError, match=message):
        computation_graph(parts, **options)
