"""The learner counts what an `LSTMCell` learns, with a projection and without."""

from utils.checks.engine import Exercise
from utils.tf1 import tf


def _count(values):
    """Make an answer of a formula: x is the size of the input, c and h the widths of the state,
    p the width of the projection or 0.
    """
    return lambda x, c, num_proj: values(x, c, num_proj or c, num_proj or 0)


def _values_of_cell(input_size, num_units, num_proj):
    with tf.Graph().as_default():
        cell = tf.nn.rnn_cell.LSTMCell(num_units, num_proj=num_proj)
        cell.build((None, input_size))
        return sum(variable.shape.num_elements() for variable in cell.variables)


lstm_weights = Exercise(
    name="lstm_weights",
    oracle=_values_of_cell,
    cases=[
        {"input_size": input_size, "num_units": num_units, "num_proj": num_proj}
        for input_size, num_units, num_proj in ((3, 4, None), (28, 128, 32), (5, 6, 2))
    ],
    mistakes={
        "the kernel has one block": (
            _count(lambda x, c, h, p: (x + h + 1) * c + c * p),
            "Your kernel has one column for each unit. How many blocks does an LSTM kernel have?",
            "There are three gates and a candidate.",
        ),
        "the kernel has three blocks": (
            _count(lambda x, c, h, p: (x + h + 1) * 3 * c + c * p),
            "You count three blocks. Which part besides the three gates needs weights?",
            "The candidate is the fourth block.",
        ),
        "the bias has one block": (
            _count(lambda x, c, h, p: (x + h) * 4 * c + c + c * p),
            "Your bias has one number for each unit. What shape does the table in section 5 show?",
            "Each of the four sums has its own bias.",
        ),
        "the projection is not counted": (
            _count(lambda x, c, h, p: (x + h + 1) * 4 * c),
            "You do not count the matrix of the projection. Which variable is new in the "
            "last row of the table?",
            "It multiplies `num_units` values and gives `num_proj` values.",
        ),
        "U has too many rows": (
            _count(lambda x, c, h, p: (x + c + 1) * 4 * c + c * p),
            "Your U has one row for each unit. How many values does h have with a projection?",
            "U multiplies h, and h has `num_proj` values.",
        ),
        "the projection has four blocks": (
            _count(lambda x, c, h, p: (x + h + 1) * 4 * c + 4 * c * p),
            "You count the projection four times. How many matrices does the table show for it?",
            "It multiplies h only once, after the output gate.",
        ),
        "the projection has a bias": (
            _count(lambda x, c, h, p: (x + h + 1) * 4 * c + c * p + p),
            "You count a bias for the projection. Is there a second bias in the table?",
            "The projection adds only one matrix.",
        ),
        "the bias is missing": (
            _count(lambda x, c, h, p: (x + h) * 4 * c + c * p),
            "You count only matrices. Which other variable does the table in section 5 show?",
            "Each of the four sums also has a bias for each unit.",
        ),
        "U is missing": (
            _count(lambda x, c, h, p: (x + 1) * 4 * c + c * p),
            "You count only rows for the input. What else does the kernel multiply?",
            "The kernel consists of W and U, one above the other.",
        ),
        "`num_proj` is not used": (
            _count(lambda x, c, h, p: (x + c + 1) * 4 * c),
            "Your result is the same for every `num_proj`. Where do you use this argument?",
            "It changes the rows of the kernel and adds a matrix. See the last row of the table.",
        ),
        "the blocks have the size of the projection": (
            _count(lambda x, c, h, p: (x + h + 1) * 4 * h + c * p),
            "Your blocks have `num_proj` columns. Does a projection change the size of c?",
            "Each unit of c needs its own gates, so a block has `num_units` columns.",
        ),
        "None is used as a number": (
            lambda x, c, num_proj: (x + num_proj + 1) * 4 * c + c * num_proj,
            "Your function raises an error for one case. What is `num_proj` without a projection?",
            "It is None. Then h has `num_units` values.",
        ),
    },
    minutes=5,
    difficulty=2,
)
