"""A written prediction is shown, and an empty one is not."""

import pytest

from utils.prediction import Prediction, show_prediction


@pytest.mark.parametrize("nothing", ["", "  \n"])
def test_nothing_is_shown_where_nothing_was_written(nothing, capsys):
    show_prediction(nothing)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("prediction", "words"),
    [("4 by 5", "4 by 5"), ("  0 < x ", "0 < x"), (0, "0"), ((4, 5), "(4, 5)"), ("维度", "维度")],
)
def test_what_was_written_is_shown(prediction, words, capsys):
    show_prediction(prediction)
    assert capsys.readouterr().out == f"Your prediction: {words}\n"


def test_in_a_notebook_the_words_stand_in_a_box_and_are_no_html():
    box = Prediction("0 < x")._repr_html_()
    assert box.startswith("<div")
    assert "0 &lt; x" in box
