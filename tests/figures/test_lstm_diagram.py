import re
from itertools import combinations, permutations

import pytest
from figure_text import assert_readable
from matplotlib.colors import to_rgb

from utils.figures.lstm_diagram import COLORS, GRAY, LETTERS, TITLES, lstm_cell_diagram
from utils.figures.picture import PURPLE, VERMILION

SUBSETS = [gates for count in range(4) for gates in combinations(LETTERS, count)]
GROWING = [[], ["forget"], ["forget", "input"], ["forget", "input", "output"]]


def words_of(picture):
    return [text.get_text() for text in picture.figure.axes[0].texts]


def edges_of(picture):
    return {to_rgb(patch.get_edgecolor()) for patch in picture.figure.axes[0].patches}


@pytest.mark.parametrize("gates", SUBSETS)
def test_a_cell_with_any_gates_can_be_read(gates):
    assert_readable(lstm_cell_diagram(gates))


@pytest.mark.parametrize("gates", GROWING)
def test_only_what_is_new_is_in_color(gates):
    edges = edges_of(lstm_cell_diagram(gates))
    new = {to_rgb(COLORS[gates[-1]])} if gates else {to_rgb(VERMILION), to_rgb(PURPLE)}
    every_color = {to_rgb(color) for color in (*COLORS.values(), VERMILION, PURPLE)}
    assert edges & every_color == new
    assert to_rgb(GRAY) in edges


@pytest.mark.parametrize("gates", list(permutations(LETTERS)))
def test_a_part_has_its_place_whatever_comes_before_it(gates):
    def places(gates):
        texts = lstm_cell_diagram(gates).figure.axes[0].texts
        return {text.get_text(): text.get_position() for text in texts if "gate" in str(text)}

    assert places(gates[:1]).items() <= places(gates).items()


@pytest.mark.parametrize(
    ("gates", "formulas"),
    [
        ([], ["$c_t = c_{t-1} + j$", "$h_t = \\tanh(c_t)$"]),
        (["forget"], ["$c_t = f\\,c_{t-1} + j$", "$h_t = \\tanh(c_t)$"]),
        (
            ["forget", "input", "output"],
            ["$c_t = f\\,c_{t-1} + i\\,j$", "$h_t = o\\,\\tanh(c_t)$"],
        ),
    ],
)
def test_the_formulas_grow_with_the_gates(gates, formulas):
    assert set(formulas) <= set(words_of(lstm_cell_diagram(gates)))


def test_a_cell_is_described():
    assert lstm_cell_diagram(["forget", "input"]).alt == (
        "An LSTM cell. The cell state is a straight line from c_(t-1) to c_t. The candidate j "
        "times the input gate i is added to c_(t-1) times the forget gate f, which gives c_t. "
        "h_t is tanh of c_t. The input x_t and h_(t-1) go to the candidate (tanh), the forget "
        "gate (sigmoid) and the input gate (sigmoid). In color: the input gate."
    )


def test_the_title_is_about_what_is_new_or_given():
    for gates in GROWING:
        title = TITLES[gates[-1] if gates else "candidate"]
        assert lstm_cell_diagram(gates).figure.texts[0].get_text() == title
    assert lstm_cell_diagram([], title="A finding").figure.texts[0].get_text() == "A finding"


@pytest.mark.parametrize("gates", [["update"], ["forget", "forget"], "f"])
def test_gates_that_an_lstm_does_not_have_are_named(gates):
    message = f"gates must be of forget, input, output, each once, got {list(gates)}"
    with pytest.raises(ValueError, match=re.escape(message)):
        lstm_cell_diagram(gates)
