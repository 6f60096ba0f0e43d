"""What people get wrong in lstm_weights (lesson 06, section 10)."""

from utils.exercise import Mistake


def _count(blocks=4, biases=4, rows="h", wide="c", projection=True, projection_bias=False):
    """Make an answer that counts the values of an `LSTMCell` in one way or another."""

    def answer(input_size, num_units, num_proj):
        widths = {"h": num_proj or num_units, "c": num_units, "none": 0}
        count = ((input_size + widths[rows]) * blocks + biases) * widths[wide]
        count += num_units * (num_proj or 0) * projection
        return count + (num_proj or 0) * projection_bias

    return answer


LSTM_WEIGHTS = [
    Mistake(
        "the kernel has one block",
        _count(blocks=1, biases=1),
        (
            "How many columns has the kernel of an LSTM?",
            "There are three gates, and what they let in.",
        ),
    ),
    Mistake(
        "the bias has one block",
        _count(biases=1),
        (
            "What shape has the bias in the table of section 1?",
            "Each of the four sums has a bias of its own.",
        ),
    ),
    Mistake(
        "the projection has no weights",
        _count(projection=False),
        (
            "What takes `num_units` numbers to `num_proj` numbers?",
            "The table of section 10 has one variable more than that of section 1.",
        ),
    ),
    Mistake(
        "U has a row for each unit all the same",
        _count(rows="c"),
        (
            "How wide is h when there is a projection?",
            "U multiplies what was put out, and that is `num_proj` wide.",
        ),
    ),
    Mistake(
        "the projection has a bias",
        _count(projection_bias=True),
        (
            "How many variables does the projection bring?",
            "Look for a second bias in the table of section 10.",
        ),
    ),
    Mistake(
        "there is no bias",
        _count(biases=0),
        (
            "How many variables has the cell of section 1?",
            "Each of the four sums has a kernel and a bias.",
        ),
    ),
    Mistake(
        "U is left out",
        _count(rows="none"),
        (
            "What is multiplied by the kernel besides the input?",
            "The kernel has two parts, one above the other.",
        ),
    ),
    Mistake(
        "the projection is not noticed",
        _count(rows="c", projection=False),
        (
            "What does your function do with `num_proj`?",
            "It changes the kernel and brings a variable: see the last row of section 10's table.",
        ),
    ),
    Mistake(
        "the blocks are as wide as the projection",
        _count(wide="h"),
        (
            "Does c become narrower with a projection?",
            "There is a gate for each unit of c, however narrow h is.",
        ),
    ),
]
