"""The words of a text: which of them another text has, and which characters are inside them."""

from utils.data.words import inside_vowel_words, inside_words, share_of_words


def test_words_are_looked_for_without_their_capitals():
    assert share_of_words("The kng, the KING!", "Now the king rises") == 0.75


def test_a_text_without_words_has_no_share():
    assert share_of_words(" ?!\n", "the king") == 0


def test_a_character_is_inside_a_word_after_a_letter_of_it():
    inside = inside_words("O, the!")
    assert "".join("^" if one else "." for one in inside) == "....^^."


def test_every_letter_of_a_word_that_begins_with_a_vowel_is_marked():
    line = "This is Ann's order; O!"
    marks = "     ^^ ^^^^^ ^^^^^  ^ "
    assert inside_vowel_words(line).tolist() == [mark == "^" for mark in marks]


def test_a_word_that_begins_with_an_apostrophe_does_not_begin_with_a_vowel():
    assert not inside_vowel_words("'tis 'ere").any()
