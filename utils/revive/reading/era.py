"""What was the custom when a script was written, as far as its text says."""

from typing import ClassVar


class Era:
    """Whether the state of an LSTM is a tuple; up to 0.10 it was one tensor.

    And how much `dynamic_decode` returns: up to 1.1 the outputs and the state, then lengths too.
    And which Python the program was written for, if that is known: the `sign` says by what, and
    `is_guess` that it is a name alone. `files` are those that were looked at before the program
    ran. `has_python_2` tells of any file that was read as Python 2, by its names alone for example.
    `starred` has the names that each file gets from others of the program by `import *`.
    """

    state_is_tuple = True
    number_decoded = 3
    is_python_2 = False
    is_python_3 = False
    is_guess = False
    sign = ""
    files = frozenset()
    has_python_2 = False
    starred: ClassVar = {}
