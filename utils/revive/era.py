"""What was the custom when a script was written, as far as its text says."""


class Era:
    """Whether the state of an LSTM is a tuple; up to 0.10 it was one tensor.

    And how much `dynamic_decode` returns: up to 1.1 the outputs and the state, then lengths too.
    And whether Python 2 ran it: one file that Python 3 cannot read tells so of all the others.
    `has_python_2` tells of any file that was read as Python 2, by its names alone for example.
    """

    state_is_tuple = True
    number_decoded = 3
    is_python_2 = False
    has_python_2 = False
