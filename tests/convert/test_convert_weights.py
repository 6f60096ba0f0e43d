from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from utils.convert import (
    Cell,
    ConversionError,
    KerasLayer,
    state_to_keras,
    state_to_tf1,
    to_keras,
    to_tf1,
)

FLOATS = ["float32", "float64"]
sizes = st.integers(1, 7)
quickly = settings(max_examples=40, deadline=None, derandomize=True)


def random_cell(class_name, input_size, num_units, num_proj=None, dtype="float32", seed=1, **made):
    random = np.random.default_rng(seed)
    rows = input_size + (num_proj or num_units)

    def kernel(*shape):
        return random.uniform(-0.8, 0.8, shape).astype(dtype)

    if class_name == "GRUCell":
        weights = {
            "gates/kernel": kernel(rows, 2 * num_units),
            "gates/bias": kernel(2 * num_units),
            "candidate/kernel": kernel(rows, num_units),
            "candidate/bias": kernel(num_units),
        }
    else:
        columns = num_units * (1 if class_name == "BasicRNNCell" else 4)
        weights = {"kernel": kernel(rows, columns), "bias": kernel(columns)}
    if num_proj:
        weights["projection/kernel"] = kernel(num_units, num_proj)
    return Cell("some/scope", class_name, weights, **made)


def lstm(**made):
    return random_cell("BasicLSTMCell", 3, 2, **made)


@quickly
@given(
    class_name=st.sampled_from(["BasicRNNCell", "BasicLSTMCell", "LSTMCell", "GRUCell"]),
    input_size=sizes,
    num_units=sizes,
    dtype=st.sampled_from(FLOATS),
    forget_bias=st.sampled_from([0.0, 0.5, 1.0]),
)
def test_there_and_back_nothing_changes_but_the_rounding_of_a_forget_bias(
    class_name, input_size, num_units, dtype, forget_bias
):
    cell = random_cell(
        class_name, input_size, num_units, dtype=dtype, forget_bias=forget_bias, activation="relu"
    )
    back = to_tf1(to_keras(cell), forget_bias, cell.name, class_name)

    assert (back.name, back.class_name, back.activation) == (cell.name, class_name, "relu")
    assert back.weights.keys() == cell.weights.keys()
    for role, weight in cell.weights.items():
        same = weight == back.weights[role]
        if "LSTM" in class_name and role == "bias":
            forget = slice(2 * num_units, 3 * num_units)
            rounding = np.abs(back.weights[role][forget] - weight[forget]).max()
            assert rounding <= np.finfo(dtype).eps, rounding
            same[forget] = True
        assert same.all(), role
        assert back.weights[role].dtype == dtype


@quickly
@given(sizes, sizes, sizes, st.sampled_from(FLOATS))
def test_a_projection_comes_back_and_with_it_the_same_function(
    input_size, num_units, num_proj, dtype
):
    cell = random_cell("LSTMCell", input_size, num_units, num_proj, dtype)
    layers = to_keras(cell)
    back = to_tf1(layers, name=cell.name)

    P, U = (cell.weights[role] for role in ("projection/kernel", "kernel"))
    np.testing.assert_array_equal(back.weights["projection/kernel"], P)
    product, again = (P @ kernel[input_size:] for kernel in (U, back.weights["kernel"]))
    np.testing.assert_allclose(again, product, rtol=0, atol=200 * np.finfo(dtype).eps)
    np.testing.assert_array_equal(back.weights["kernel"][:input_size], U[:input_size])
    assert (back.class_name, back.output_size) == ("LSTMCell", num_proj)
    assert [layer.weights[0].dtype for layer in layers] == [dtype, dtype]


def test_a_projection_that_narrows_gives_its_own_kernel_back():
    cell = random_cell("LSTMCell", 5, 7, num_proj=3)
    back = to_tf1(to_keras(cell))
    np.testing.assert_allclose(back.weights["kernel"], cell.weights["kernel"], rtol=0, atol=1e-5)


def test_states_go_there_and_back():
    c, h = np.float32([[1, 2], [3, 4]]), np.float32([[5, 6], [7, 8]])
    for cell in (lstm(), random_cell("LSTMCell", 3, 2)):
        assert [part.tolist() for part in state_to_keras(cell, (c, h))] == [h.tolist(), c.tolist()]
        assert [part.tolist() for part in state_to_tf1(cell, [h, c])] == [c.tolist(), h.tolist()]
    gru = random_cell("GRUCell", 3, 2)
    assert np.array_equal(state_to_keras(gru, h), [h])
    assert state_to_tf1(gru, [h]) is h


def test_a_state_that_a_projection_has_made_has_its_like_in_keras():
    cell = random_cell("LSTMCell", 3, 4, num_proj=6)
    m, c = np.random.default_rng(2).normal(size=[2, 5, 4]).astype(np.float32)
    h = m @ cell.weights["projection/kernel"]

    states = state_to_keras(cell, (c, h))
    back = state_to_tf1(cell, states)

    np.testing.assert_allclose(states[0], m, rtol=0, atol=1e-5)
    np.testing.assert_allclose(back[1], h, rtol=0, atol=1e-5)
    with pytest.raises(ConversionError, match=r"not m P for any m\. Start from a state of zeros"):
        state_to_keras(cell, (c, h + np.arange(6, dtype=np.float32)))


def test_an_lstm_is_a_basic_lstm_cell_unless_you_ask():
    [layer] = to_keras(lstm())
    assert to_tf1(layer).class_name == "BasicLSTMCell"
    assert to_tf1(layer, class_name="LSTMCell").class_name == "LSTMCell"


def test_where_keras_has_no_bias_a_cell_gets_zeros():
    [layer] = to_keras(lstm(forget_bias=0.0))
    cell = to_tf1(replace(layer, weights=layer.weights[:2]), forget_bias=1.0)
    assert cell.weights["bias"].tolist() == [0, 0, 0, 0, -1, -1, 0, 0]


def test_what_goes_in_is_not_changed_and_what_comes_out_is_not_shared():
    for cell in (lstm(), random_cell("BasicRNNCell", 3, 2), random_cell("GRUCell", 3, 2)):
        before = {role: weight.copy() for role, weight in cell.weights.items()}
        layers = to_keras(cell)
        back = to_tf1(layers)
        for array in [*layers[0].weights, *back.weights.values()]:
            array += 1
        for role, weight in cell.weights.items():
            np.testing.assert_array_equal(weight, before[role])


def gru(**config):
    [layer] = to_keras(random_cell("GRUCell", 3, 2))
    return replace(layer, config=layer.config | config)


def projected():
    return to_keras(random_cell("LSTMCell", 3, 4, num_proj=2))


def trained_on():
    rnn, dense = projected()
    rnn.weights[1][0] += 1
    return [rnn, dense]


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        (gru(reset_after=True), r"multiplies by r after U.*reset_after=True.*reset_after=False"),
        (replace(gru(), config={"units": 2}), r"reset_after=True"),
        (
            gru(recurrent_activation="hard_sigmoid"),
            r"gates of this GRU use 'hard_sigmoid'.*sigmoid",
        ),
        (gru(activation="mish"), r"an activation 'mish'.*Choose one of tanh"),
        (KerasLayer("Dense", {"units": 2}, []), r"A Dense layer is not a recurrent layer.*LSTM"),
        (
            replace(gru(), weights=gru().weights[1:]),
            r"A GRU of 2 units cannot have weights .*\[2, 6\]",
        ),
        (replace(gru(), weights=[]), r"cannot have weights of the shapes \[\]"),
        (trained_on(), r"recurrent kernel is not P U for any U\. Train the projection"),
        (
            [projected()[0], KerasLayer("Dense", {"units": 2}, [np.ones([4, 2]), np.ones(2)])],
            "bias",
        ),
        ([*projected(), projected()[1]], r"is not a projection\. Give one Dense layer"),
    ],
)
def test_what_no_cell_does_is_refused_with_a_reason(layers, message):
    with pytest.raises(ConversionError, match=message):
        to_tf1(layers)


@pytest.mark.parametrize(
    ("class_name", "shapes", "message"),
    [
        (
            "BasicLSTMCell",
            {"kernel": [5, 9], "bias": [9]},
            r"class BasicLSTMCell: its kernel has .*\[5, 9\]",
        ),
        ("BasicLSTMCell", {"kernel": [5, 8], "bias": [7]}, r"its bias has the shape \[7\]"),
        ("BasicLSTMCell", {"kernel": [2, 8], "bias": [8]}, r"its kernel has the shape \[2, 8\]"),
        ("BasicRNNCell", {"kernel": [5, 2]}, r"bias is missing"),
        (
            "BasicRNNCell",
            {"kernel": [5, 2, 1], "bias": [2]},
            r"its kernel has the shape \[5, 2, 1\]",
        ),
        ("BasicRNNCell", {"kernel": [5, 2], "bias": [2, 2]}, r"its bias has the shape \[2, 2\]"),
        (
            "keras.LSTM",
            {"kernel": [3, 8], "recurrent_kernel": [2, 8], "bias": [2, 8]},
            r"its bias has the shape \[2, 8\]",
        ),
        ("BasicRNNCell", {"kernel": [5], "bias": [2]}, r"its kernel has the shape \[5\]"),
        ("BasicRNNCell", {"kernel": [5, 0], "bias": [0]}, r"its kernel has the shape \[5, 0\]"),
        (
            "GRUCell",
            {"kernel": [5, 2], "bias": [2]},
            r"candidate/bias is missing.*the class has no kernel",
        ),
        (
            "LSTMCell",
            {"kernel": [5, 8], "bias": [8], "w_f_diag": [2]},
            r"class has no w_f_diag",
        ),
        *(
            (
                "LSTMCell",
                {"kernel": [5, 8], "bias": [8], "projection/kernel": [rows, 1]},
                r"projection/kernel has",
            )
            for rows in (1, 3)
        ),
        (
            "BasicLSTMCell",
            {"kernel": [5, 8], "bias": [8], "projection/kernel": [2, 1]},
            r"has no proj",
        ),
        ("UGRNNCell", {"kernel": [5, 4], "bias": [4]}, r"can be converted are BasicRNNCell, Basic"),
    ],
)
def test_weights_that_are_not_those_of_the_class_are_refused(class_name, shapes, message):
    weights = {role: np.zeros(shape, np.float32) for role, shape in shapes.items()}
    with pytest.raises(ConversionError, match=message) as refused:
        Cell("rnn/cell", class_name, weights)
    assert refused.value.what.startswith("rnn/cell is no")
    assert refused.value.how


@pytest.mark.parametrize(
    "made",
    [{"activation": "hard_sigmoid"}, {"forget_bias": np.nan}],
)
def test_settings_that_cannot_be_are_refused(made):
    with pytest.raises(ConversionError):
        lstm(**made)


def test_weights_of_two_kinds_or_of_integers_are_refused():
    with pytest.raises(ConversionError, match="float32 and float64"):
        Cell("c", "BasicRNNCell", {"kernel": np.zeros([3, 2], "f"), "bias": np.zeros(2)})
    with pytest.raises(ConversionError, match="int64"):
        Cell("c", "BasicRNNCell", {"kernel": np.zeros([3, 2], int), "bias": np.zeros(2, int)})


def test_a_layer_shows_itself_as_the_call_that_makes_it():
    assert repr(gru()) == (
        "GRU(2, activation='tanh', recurrent_activation='sigmoid', reset_after=False)"
    )
