import numpy as np
import pytest

from utils.convert import BothDirections, Cell, ConversionError, find_cells

SLOTS = ["beta1_power", "beta2_power", "global_step", "opt/beta1_power_1"]


def variables(shapes):
    return {name: np.zeros(shape, np.float32) for name, shape in shapes.items()}


def basic(scope, input_size, num_units, gates=4):
    rows, columns = input_size + num_units, gates * num_units
    return {f"{scope}/kernel": [rows, columns], f"{scope}/bias": [columns]}


def gru(scope, input_size, num_units):
    gates = basic(f"{scope}/gates", input_size, num_units, 2)
    return gates | basic(f"{scope}/candidate", input_size, num_units, 1)


def projected(scope, input_size, num_units, num_proj):
    kernel = {f"{scope}/kernel": [input_size + num_proj, 4 * num_units]}
    return basic(scope, input_size, num_units) | kernel | {
        f"{scope}/projection/kernel": [num_units, num_proj]
    }  # fmt: skip


def summary(found):
    return [(c.name, c.class_name, c.input_size, c.num_units, c.seen_by) for c in found.cells]


def whys(found):
    return {entry.name: entry.why for entry in found.unplaced}


@pytest.mark.parametrize(
    ("shapes", "expected"),
    [
        (
            basic("rnn/basic_rnn_cell", 5, 3, 1),
            ("rnn/basic_rnn_cell", "BasicRNNCell", 5, 3, "name"),
        ),
        (
            basic("a/b/basic_lstm_cell_1", 5, 3),
            ("a/b/basic_lstm_cell_1", "BasicLSTMCell", 5, 3, "name"),
        ),
        (basic("rnn/lstm_cell", 28, 2), ("rnn/lstm_cell", "LSTMCell", 28, 2, "name")),
        (gru("rnn/gru_cell", 5, 3), ("rnn/gru_cell", "GRUCell", 5, 3, "name")),
        (projected("rnn/lstm_cell", 5, 4, 3), ("rnn/lstm_cell", "LSTMCell", 5, 4, "name")),
        (gru("my/reader", 5, 3), ("my/reader", "GRUCell", 5, 3, "shape")),
        (projected("my/writer", 5, 4, 3), ("my/writer", "LSTMCell", 5, 4, "shape")),
    ],
)
def test_a_cell_is_known_by_its_name_or_by_its_shapes(shapes, expected):
    found = find_cells(variables(shapes))
    assert summary(found) == [expected]
    assert found.unplaced == []
    assert [network.name for network in found.networks] == [expected[0]]


@pytest.mark.parametrize(
    ("kernel", "bias", "class_name"),
    [
        ("rnn/basic_lstm_cell/weights", "rnn/basic_lstm_cell/biases", "BasicLSTMCell"),
        ("RNN/BasicLSTMCell/Linear/Matrix", "RNN/BasicLSTMCell/Linear/Bias", "BasicLSTMCell"),
        ("RNN/BasicRNNCell/Linear/Matrix", "RNN/BasicRNNCell/Linear/Bias", "BasicRNNCell"),
    ],
)
def test_a_cell_of_an_older_tensorflow_is_known_too(kernel, bias, class_name):
    columns = 12 if "LSTM" in class_name else 3
    found = find_cells(variables({kernel: [8, columns], bias: [columns]}))
    assert [(c.class_name, c.input_size, c.seen_by) for c in found.cells] == [
        (class_name, 5, "name")
    ]
    assert found.unplaced == []


def test_an_older_gru_is_known_too():
    names = {"gates/kernel": "Gates/Linear/Matrix", "gates/bias": "Gates/Linear/Bias"}
    names |= {
        "candidate/kernel": "Candidate/Linear/Matrix",
        "candidate/bias": "Candidate/Linear/Bias",
    }
    shapes = {
        "RNN/GRUCell" + "/" + names[name.removeprefix("x/")]: shape
        for name, shape in gru("x", 5, 3).items()
    }
    assert summary(find_cells(variables(shapes))) == [("RNN/GRUCell", "GRUCell", 5, 3, "name")]


def test_what_an_optimizer_keeps_is_left_out_under_any_scope():
    cell = basic("model/rnn/basic_lstm_cell", 5, 3)
    slots = {}
    for name, shape in cell.items():
        for slot in ("Adam", "Adam_1", "opt/Momentum", "ExponentialMovingAverage"):
            scope, _, last = slot.rpartition("/")
            slots[f"{scope}/{name}/{last}".lstrip("/")] = shape
    slots |= {name: [] for name in SLOTS}
    found = find_cells(variables(cell | slots))
    assert summary(found) == [("model/rnn/basic_lstm_cell", "BasicLSTMCell", 5, 3, "name")]
    assert {*found.slots, *found.averages} == slots.keys()
    assert len(found.averages) == 2
    assert found.unplaced == []
    assert "The variables of the optimizer were left out (10 variables)." in repr(found)


def test_everything_else_is_named_with_its_shape_and_a_reason():
    shapes = basic("rnn/basic_lstm_cell", 5, 3) | {
        "dense/kernel": [3, 8],
        "dense/bias": [8],
        "rnn/output_projection_wrapper/kernel": [9, 8],
        "rnn/output_projection_wrapper/bias": [8],
        "embedding_matrix": [65, 5],
        "softmax/W": [3, 65],
        "rnn/lstm_cell/kernel": [8, 10],
        "rnn/lstm_cell/bias": [10],
        "words": [],
    }
    found = find_cells(variables(shapes) | {"words": np.array(b"text")})
    assert len(found.cells) == 1
    assert {entry.name: entry.shape for entry in found.unplaced} == {
        name: shape for name, shape in shapes.items() if "basic" not in name
    }
    why = whys(found)
    assert why["dense/kernel"] == "probably a dense layer, by its name"
    assert why["rnn/output_projection_wrapper/kernel"] == "probably a dense layer, by its name"
    assert why["rnn/lstm_cell/kernel"] == "called LSTMCell, but its kernel has the shape [8, 10]"
    assert why["embedding_matrix"] == why["words"] == "not part of a cell"


def test_peepholes_are_refused_by_name():
    shapes = basic("rnn/lstm_cell", 5, 3) | {f"rnn/lstm_cell/w_{gate}_diag": [3] for gate in "fio"}
    found = find_cells(variables(shapes))
    assert found.cells == []
    assert set(whys(found).values()) == {"an LSTM with peepholes, which Keras does not have"}
    assert len(found.unplaced) == 5


@pytest.mark.parametrize("name", ["rnn/out", "fw/hidden", "rnn/prediction", "rnn/lstm_output"])
@pytest.mark.parametrize(("rows", "columns"), [(128, 256), (7, 8), (7, 16)])
def test_a_dense_layer_in_the_scope_of_a_network_is_no_cell(name, rows, columns):
    shapes = basic("rnn/basic_lstm_cell", 64, 128)
    shapes |= {f"{name}/kernel": [rows, columns], f"{name}/bias": [columns]}
    found = find_cells(variables(shapes))
    assert [cell.name for cell in found.cells] == ["rnn/basic_lstm_cell"]
    assert all("a dense layer" in why or "not part" in why for why in whys(found).values())
    told = find_cells(variables(basic(name, 5, 3)), classes={name: "BasicLSTMCell"})
    assert summary(told) == [(name, "BasicLSTMCell", 5, 3, "you")]


@pytest.mark.parametrize(
    ("scope", "gates", "class_name"),
    [
        ("rnn/cell_0/memory", 4, "BasicLSTMCell"),
        ("rnn/my_lstm_1", 4, "BasicLSTMCell"),
        ("rnn/my_rnn", 1, "BasicRNNCell"),
    ],
)
def test_a_kernel_of_fitting_shape_is_not_taken_for_a_cell_until_you_say(scope, gates, class_name):
    shapes = basic(scope, 5, 3, gates)
    found = find_cells(variables(shapes))
    assert found.cells == []
    told = f"or a dense layer. If it is a cell, use --cell {scope}={class_name}"
    assert all(why.endswith(told) for why in whys(found).values())
    found = find_cells(variables(shapes), classes={scope: class_name})
    assert summary(found) == [(scope, class_name, 5, 3, "you")]


def test_how_to_say_that_it_is_a_cell_stands_beside_it():
    why = whys(find_cells(variables(basic("rnn/out", 64, 64))))
    assert (
        why["rnn/out/kernel"]
        == "perhaps a dense layer. If it is a cell, use --cell rnn/out=BasicLSTMCell"
    )


@pytest.mark.parametrize(
    "name", ["ugrnn_cell", "nas_cell_1", "intersection_rnn_cell", "UGRNNCell", "phased_lstm_cell"]
)
@pytest.mark.parametrize("gates", [1, 2, 4])
def test_a_cell_of_contrib_is_refused_by_name(name, gates):
    found = find_cells(variables(basic(f"rnn/{name}", 3, 4, gates)))
    assert found.cells == []
    assert set(whys(found).values()) == {"a cell of contrib that Keras does not have"}


def test_a_cell_of_an_unknown_kind_is_not_taken_by_its_shapes():
    found = find_cells(variables(basic("rnn/my_cell", 5, 3)))
    assert found.cells == []
    assert set(whys(found).values()) == {
        "perhaps a custom cell. If not, use --cell rnn/my_cell=BasicLSTMCell"
    }


@pytest.mark.parametrize("wrapper", ["attention_wrapper", "attention_cell_wrapper_1"])
def test_a_cell_in_an_attention_wrapper_is_not_converted_as_if_it_were_whole(wrapper):
    scope = f"dec/{wrapper}/multi_rnn_cell/cell_0/lstm_cell"
    shapes = basic(scope, 7, 4) | gru(f"dec/{wrapper}/gru_cell", 7, 4)
    found = find_cells(variables(shapes))
    assert found.cells == []
    assert set(whys(found).values()) == {"in an attention wrapper, which is not converted"}
    told = find_cells(variables(shapes), classes={scope: "LSTMCell"})
    assert summary(told) == [(scope, "LSTMCell", 7, 4, "you")]


def test_of_a_projection_the_listing_says_that_keras_holds_it_twice():
    said = repr(find_cells(variables(projected("rnn/lstm_cell", 5, 4, 3))))
    assert "rnn/lstm_cell: Keras stores the projection P twice" in said
    assert "twice" not in repr(find_cells(variables(basic("rnn/lstm_cell", 5, 3))))


def test_a_dense_layer_that_is_called_projection_is_none():
    shapes = basic("rnn/lstm_cell", 5, 3) | {
        "rnn/lstm_cell/projection/kernel": [3, 2], "rnn/lstm_cell/projection/bias": [2],
    }  # fmt: skip
    found = find_cells(variables(shapes))
    assert [(c.class_name, c.output_size) for c in found.cells] == [("LSTMCell", 3)]
    assert len(found.unplaced) == 2


def test_where_two_classes_fit_none_is_guessed_until_you_say():
    shapes = basic("rnn/my_rnn", 28, 2)  # [30, 8]: 2 units with four gates, or 8 with one
    found = find_cells(variables(shapes))
    assert found.cells == []
    assert set(whys(found).values()) == {
        "perhaps a cell with another name, or a dense layer. If it is a cell, use "
        "--cell rnn/my_rnn=BasicRNNCell or --cell rnn/my_rnn=BasicLSTMCell"
    }
    for class_name, size in [("BasicRNNCell", (22, 8)), ("LSTMCell", (28, 2))]:
        told = find_cells(variables(shapes), classes={"rnn/my_rnn": class_name})
        assert summary(told) == [("rnn/my_rnn", class_name, *size, "you")]


def test_a_name_of_its_own_outside_of_rnn_is_not_guessed_until_you_say():
    shapes = basic("encoder/memory", 5, 3)
    found = find_cells(variables(shapes))
    assert found.cells == []
    assert "--cell encoder/memory=BasicLSTMCell" in repr(found)
    told = find_cells(variables(shapes), classes={"encoder/memory": "BasicLSTMCell"})
    assert summary(told) == [("encoder/memory", "BasicLSTMCell", 5, 3, "you")]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (
            {"classes": {"encoder": "LSTMCell"}},
            r"no cell in the scope 'encoder'\. Use one of these scopes: rnn/x",
        ),
        (
            {"classes": {"rnn/old": "LSTMCell"}},
            r"'rnn/old' has W and b, but .* Rename them in a dict",
        ),
        (
            {"classes": {"rnn/x": "GRUCell"}},
            r"not of the class GRUCell: candidate/bias is missing",
        ),
        (
            {"classes": {"rnn/x": "RNN"}},
            r"not of the class RNN: the cells that can be converted",
        ),
        (
            {"forget_bias": {"decoder": 0.0}},
            r"the scope 'decoder'\. Use one of these scopes: rnn/x",
        ),
        ({"activation": {"": "hard_sigmoid"}}, r"an activation 'hard_sigmoid'"),
    ],
)
def test_what_is_said_of_cells_that_do_not_exist_is_refused(settings, message):
    shapes = basic("rnn/x", 5, 3) | {"rnn/old/W": [8, 12], "rnn/old/b": [12]}
    settings = {"classes": {"rnn/x": "BasicLSTMCell"}} | settings
    with pytest.raises(ConversionError, match=message):
        find_cells(variables(shapes), **settings)


def test_the_longest_scope_says_what_a_cell_was_made_with():
    shapes = {}
    for scope in ("a/rnn/basic_lstm_cell", "a/b/lstm_cell", "c/lstm_cell", "ab/lstm_cell"):
        shapes |= basic(scope, 5, 3)
    shapes |= basic("d/cudnn_compatible_lstm_cell", 5, 3)
    found = find_cells(
        variables(shapes),
        forget_bias={"": 2.0, "a": 0.5, "a/b": 0.0},
        activation={"c/lstm_cell": "relu"},
    )
    assert {cell.name: (cell.forget_bias, cell.activation) for cell in found.cells} == {
        "a/b/lstm_cell": (0.0, "tanh"),
        "a/rnn/basic_lstm_cell": (0.5, "tanh"),
        "ab/lstm_cell": (2.0, "tanh"),
        "c/lstm_cell": (2.0, "relu"),
        "d/cudnn_compatible_lstm_cell": (0.0, "tanh"),
    }


def multi(scope, *cells):
    shapes = {}
    for level, (input_size, num_units) in enumerate(cells):
        shapes |= basic(f"{scope}/multi_rnn_cell/cell_{level}/lstm_cell", input_size, num_units)
    return shapes


def test_a_stack_is_one_network_in_the_order_of_its_levels():
    found = find_cells(variables(multi("rnn", (5, 3), *[(3, 3)] * 10, (3, 2))))
    [network] = found.networks
    assert network.name == "rnn/multi_rnn_cell"
    assert [part.name.split("/")[2] for part in network.parts] == [f"cell_{k}" for k in range(12)]
    assert (network.input_size, network.output_size) == (5, 2)
    assert found.remarks == []
    assert "LSTMCell -> LSTMCell" in repr(found)


def test_both_directions_are_one_network():
    shapes = basic("enc/bidirectional_rnn/bw/lstm_cell", 5, 2)
    shapes |= basic("enc/bidirectional_rnn/fw/lstm_cell", 5, 3)
    [network] = find_cells(variables(shapes)).networks
    [part] = network.parts
    assert isinstance(part, BothDirections)
    assert network.name == "enc/bidirectional_rnn"
    assert [cell.name for cell in part.forward] == ["enc/bidirectional_rnn/fw/lstm_cell"]
    assert [cell.name for cell in part.backward] == ["enc/bidirectional_rnn/bw/lstm_cell"]
    assert (network.input_size, network.output_size) == (5, 5)


def test_a_stack_of_both_directions_and_both_directions_of_stacks():
    shapes = {}
    for level, input_size in enumerate([5, 7]):
        scope = f"stack_bidirectional_rnn/cell_{level}/bidirectional_rnn"
        shapes |= basic(f"{scope}/fw/lstm_cell", input_size, 3)
        shapes |= basic(f"{scope}/bw/lstm_cell", input_size, 4)
    shapes |= multi("two/fw", (5, 3), (3, 2)) | multi("two/bw", (5, 4), (4, 6))
    stack, two = find_cells(variables(shapes)).networks
    assert (stack.name, two.name) == ("stack_bidirectional_rnn", "two")
    assert [part.output_size for part in stack.parts] == [7, 7]
    [part] = two.parts
    assert [len(way) for way in (part.forward, part.backward)] == [2, 2]
    assert two.output_size == 8


@pytest.mark.parametrize(
    ("shapes", "remark"),
    [
        (
            multi("rnn", (5, 3), (4, 2)),
            "input size 4, but rnn/multi_rnn_cell/cell_0/lstm_cell has the output size 3",
        ),
        (
            basic("a/cell_0/lstm_cell", 5, 3) | basic("a/cell_2/lstm_cell", 3, 2),
            "not a complete stack",
        ),
        (
            basic("a/fw/lstm_cell", 5, 3) | basic("a/bw/lstm_cell", 4, 3),
            "have the input sizes 5 and 4",
        ),
        (basic("a/fw/lstm_cell", 5, 3) | basic("a/fw/gru/lstm_cell", 4, 3), "two directions"),
    ],
)
def test_what_does_not_go_together_is_left_apart_and_said(shapes, remark):
    found = find_cells(variables(shapes))
    assert len(found.networks) == 2
    assert all(isinstance(network.parts[0], Cell) for network in found.networks)
    [said] = found.remarks
    assert remark in said
    assert said in repr(found)


def test_one_level_may_be_one_cell_used_many_times():
    [said] = find_cells(variables(multi("rnn", (3, 3)))).remarks
    assert "[cell] * n" in said
    assert find_cells(variables(multi("rnn", (4, 3)))).remarks == []


def test_nothing_is_found_in_nothing():
    found = find_cells({})
    assert (found.cells, found.networks, found.unplaced, found.slots) == ([], [], [], [])
    assert repr(found).startswith("cell")
    assert find_cells({}, forget_bias=0.5).cells == []


def test_the_listing_is_the_same_in_a_notebook():
    found = find_cells(variables(gru("rnn/gru_cell", 5, 3) | {"<b>": [1]}))
    assert "GRU(3, reset_after=False)" in repr(found)
    assert "GRU(3, reset_after=False)" in found._repr_html_()
    assert "&lt;b&gt;" in found._repr_html_()
    assert "Forget biases and activations" in found._repr_html_()
