import re

from figure_text import assert_readable
from matplotlib.colors import to_rgb

from utils.figures.gru_diagram import TITLE, gru_cell_diagram
from utils.figures.picture import BLUE, GREEN, PURPLE, VERMILION


def test_the_cell_can_be_read():
    assert_readable(gru_cell_diagram())


def test_each_gate_the_candidate_and_the_state_have_a_color():
    patches = gru_cell_diagram().figure.axes[0].patches
    edges = {to_rgb(patch.get_edgecolor()) for patch in patches}
    assert {to_rgb(color) for color in (BLUE, GREEN, PURPLE, VERMILION)} <= edges


def test_the_cell_is_described_with_all_that_the_candidate_reads():
    alt = gru_cell_diagram().alt
    assert "The candidate (tanh) reads x_t and h_(t-1) times r." in alt
    assert len(re.findall("sigmoid", alt)) == 2


def test_the_title_is_the_finding_or_given():
    assert gru_cell_diagram().figure.texts[0].get_text() == TITLE
    assert gru_cell_diagram(title="A finding").figure.texts[0].get_text() == "A finding"
