"""What is known of a program before it is looked at: nothing."""

import sys

from utils.revive.python2.files import for_owner
from utils.revive.reading.era import Era


def test_the_python_of_a_program_is_not_known_and_not_guessed():
    assert (Era.is_python_2, Era.is_python_3, Era.is_guess) == (False, False, False)


def test_bytes_are_not_text_until_a_file_of_python_2_was_met():
    assert type(for_owner(b"a", sys._getframe())) is bytes
    Era.has_python_2 = True
    assert for_owner(b"a", sys._getframe()) == "a"
