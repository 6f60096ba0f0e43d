from figure_text import assert_readable
from matplotlib.colors import to_rgb
from matplotlib.patches import Circle

from utils.figures.mgu_diagram import (
    CANDIDATE,
    GATE,
    INPUT_LINE,
    READ_LINE,
    STATE_LINE,
    TAPPED,
    TITLE,
    mgu_cell_diagram,
)
from utils.figures.picture import BLUE, PURPLE, VERMILION


def test_the_cell_can_be_read():
    assert_readable(mgu_cell_diagram())


def test_the_gate_the_candidate_and_the_state_have_a_color():
    patches = mgu_cell_diagram().figure.axes[0].patches
    edges = {to_rgb(patch.get_edgecolor()) for patch in patches}
    assert {to_rgb(color) for color in (BLUE, PURPLE, VERMILION)} <= edges


def test_the_cell_is_described_with_all_that_the_gate_does():
    alt = mgu_cell_diagram().alt
    assert "h_(t-1) is multiplied by 1 - f, and then the candidate times f is added" in alt
    assert "The candidate (tanh) reads x_t and h_(t-1) times f." in alt


def test_the_title_is_the_finding_or_given():
    assert mgu_cell_diagram().figure.texts[0].get_text() == TITLE
    assert mgu_cell_diagram(title="A finding").figure.texts[0].get_text() == "A finding"


def test_dots_show_where_lines_join():
    patches = mgu_cell_diagram().figure.axes[0].patches
    dots = {p.center for p in patches if isinstance(p, Circle) and p.radius < 0.1}
    input_and_state_at_the_gate = (GATE, INPUT_LINE), (GATE, READ_LINE)
    assert dots >= {*input_and_state_at_the_gate, (TAPPED, STATE_LINE), (CANDIDATE, READ_LINE)}
