"""The words of an English text, for lessons 05 and 06."""

import re

import numpy as np

WORD = re.compile("[a-z']+")
VOWELS = "aeiou"


def share_of_words(written, text):
    """Share of the words of a text that also occur in another text. Lesson 05.

    Arguments:
        written: a string, whose words are judged.
        text: the string that they are looked for in.

    Returns:
        A number from 0 to 1; capitals do not count, and 0 stands for a text without words.
    """
    known = set(WORD.findall(text.lower()))
    words = WORD.findall(written.lower())
    return float(np.mean([word in known for word in words])) if words else 0.0


def inside_words(text):
    """For each character: is it a letter that follows a letter? bool [len(text)]. Lesson 06."""
    is_letter = np.array([character.isalpha() for character in text], bool)
    after_letter = np.concatenate([[False], is_letter[:-1]])
    return is_letter & after_letter


def inside_vowel_words(text):
    """For each character: is it in a word that begins with a vowel? bool [len(text)]. Lesson 06."""
    inside = np.zeros(len(text), bool)
    for word in WORD.finditer(text.lower()):
        inside[word.start() : word.end()] = word[0][0] in VOWELS
    return inside
