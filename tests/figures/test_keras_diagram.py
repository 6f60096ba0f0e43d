from figure_text import assert_readable

from utils.figures.keras_diagram import lstm_weights_in_keras


def test_all_words_can_be_read():
    assert_readable(lstm_weights_in_keras())


def test_both_orders_of_blocks_are_in_the_picture_and_described():
    picture = lstm_weights_in_keras()
    words = [text.get_text() for text in picture.figure.axes[0].texts]
    names = [word for word in words if word.startswith("$b_")]
    assert names == ["$b_i$", "$b_j$", "$b_f$", "$b_o$", "$b_i$", "$b_f + 1$", "$b_j$", "$b_o$"]
    assert "i, j, f, o" in picture.alt
    assert "i, f, j, o" in picture.alt
