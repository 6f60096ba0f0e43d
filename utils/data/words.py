"""The words of an English text, for lessons 05 and 06."""

import re

import numpy as np

WORD = re.compile("[a-z']+")
VOWELS = "aeiou"


def share_of_words(written, text):
    """Compute the fraction of the words of a text that also occur in another text. Lesson 05.

    Arguments:
        written: the string whose words are counted.
        text: the string in which these words are searched. Upper and lower case are the same.

    Returns:
        A number from 0 to 1. It is 0 if `written` does not contain words.
    """
    known = set(WORD.findall(text.lower()))
    words = WORD.findall(written.lower())
    return float(np.mean([word in known for word in words])) if words else 0.0


def inside_words(text):
    """Find the characters that are letters after a letter. Lesson 06.

    Arguments:
        text: a string.

    Returns:
        bool [len(text)], True where a letter follows another letter.
    """
    is_letter = np.array([character.isalpha() for character in text], bool)
    after_letter = np.concatenate([[False], is_letter[:-1]])
    return is_letter & after_letter


def inside_vowel_words(text):
    """Find the characters that are inside a word that begins with a vowel. Lesson 06.

    Arguments:
        text: a string.

    Returns:
        bool [len(text)], True for every character of such a word.
    """
    inside = np.zeros(len(text), bool)
    for word in WORD.finditer(text.lower()):
        inside[word.start() : word.end()] = word[0][0] in VOWELS
    return inside
