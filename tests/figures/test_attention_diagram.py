import pytest
from figure_text import assert_readable
from matplotlib.colors import to_rgb
from matplotlib.patches import Circle

from utils.figures import attention_diagram
from utils.figures.attention_diagram import (
    MEAN,
    MEMORY_LINE,
    SCORES,
    STATE_LINE,
    TAPPED,
    TITLE,
    attention_cell_diagram,
)
from utils.figures.drawing.boxes import arrow
from utils.figures.picture import BLUE, GREEN, PURPLE, VERMILION


@pytest.fixture(scope="module")
def picture():
    return attention_cell_diagram()


def test_the_cell_can_be_read(picture):
    assert_readable(picture)


def test_the_parts_are_named_as_in_the_lesson(picture):
    shown = {text.get_text().replace("\n", " ") for text in picture.figure.axes[0].texts}
    parts = {"character", "last attention vector", "GRU", "query $q$", "scores", "softmax"}
    assert shown >= parts | {"attention weights $w_j$", "context", "attention vector"}


def test_the_state_the_memory_the_weights_and_the_output_have_a_color(picture):
    edges = {to_rgb(patch.get_edgecolor()) for patch in picture.figure.axes[0].patches}
    assert {to_rgb(color) for color in (BLUE, GREEN, PURPLE, VERMILION)} <= edges


def test_the_memory_and_h_are_read_twice(picture, monkeypatch):
    ways = []

    def remembered(axes, points, *style, **more):
        ways.append(points)
        arrow(axes, points, *style, **more)

    monkeypatch.setattr(attention_diagram, "arrow", remembered)
    attention_cell_diagram()
    from_memory = [way[-1][0] for way in ways if way[0][1] == MEMORY_LINE]
    assert from_memory == [SCORES, MEAN]
    from_h = {way[0] for way in ways if way[0][1] == STATE_LINE < way[-1][1]}
    dots = {p.center for p in picture.figure.axes[0].patches if isinstance(p, Circle)}
    assert from_h == dots == {(TAPPED, STATE_LINE), (MEAN, STATE_LINE)}


def test_the_cell_is_described_from_its_inputs_to_its_output(picture):
    assert "A GRU reads the character, the last attention vector and the old h" in picture.alt
    assert picture.alt.endswith("A matrix turns h and the context into the attention vector.")


def test_the_title_is_the_finding_or_given(picture):
    assert picture.figure.texts[0].get_text() == TITLE
    assert attention_cell_diagram(title="A finding").figure.texts[0].get_text() == "A finding"
