"""The learner reads from a kernel's name and shape which Keras layer it needs."""

from utils.checks.engine import Exercise

ENDS = {
    "basic_rnn_cell/kernel": ("SimpleRNN", 1),
    "lstm_cell/kernel": ("LSTM", 4),
    "gru_cell/gates/kernel": ("GRU", 2),
    "gru_cell/candidate/kernel": ("GRU", 1),
}
CELLS = {"SimpleRNN": "BasicRNNCell", "LSTM": "BasicLSTMCell", "GRU": "GRUCell"}
ANYWHERE = (
    "Is your answer also correct where a scope has the name of another cell?",
    "Look at the end of the name: the scopes before it can have any name.",
    "Use `name.endswith(...)`.",
)


def _like_the_reader(
    found=lambda name, kind, blocks: (kind, blocks),
    sizes=lambda rows, columns, units: (rows - units, units),
):
    """Make an answer that is wrong where a setting differs from the default."""

    def answer(name, rows, columns):
        by_the_end = next(wanted for end, wanted in ENDS.items() if name.endswith(end))
        kind, blocks = found(name, *by_the_end)
        return kind, *sizes(rows, columns, columns // blocks)

    return answer


def _class_anywhere(name, kind, blocks):
    words = {"lstm": "LSTM", "gru": "GRU", "rnn": "SimpleRNN"}
    return next(kind for word, kind in words.items() if word in name), blocks


def _anywhere_in(*order):
    """Look for cells and parts in a whole name, one after the other."""
    words = {
        "lstm_cell": ("LSTM", 4),
        "gates": ("GRU", 2),
        "candidate": ("GRU", 1),
        "basic_rnn_cell": ("SimpleRNN", 1),
    }
    return lambda name, kind, blocks: next(
        (words[word] for word in order if word in name), ("SimpleRNN", 1)
    )


layer_for = Exercise(
    name="layer_for",
    oracle=_like_the_reader(),
    # Scopes may be called after cells that they do not hold.
    cases=[
        {"name": "rnn/basic_rnn_cell/kernel", "rows": 9, "columns": 4},
        {"name": "rnn/basic_lstm_cell/kernel", "rows": 11, "columns": 24},
        {"name": "reader/rnn/multi_rnn_cell/cell_1/lstm_cell/kernel", "rows": 15, "columns": 48},
        {"name": "sides/bidirectional_rnn/fw/gru_cell/gates/kernel", "rows": 17, "columns": 12},
        {"name": "sides/bidirectional_rnn/fw/gru_cell/candidate/kernel", "rows": 17, "columns": 6},
        {"name": "lstm_cell_or_gru_cell/rnn/basic_rnn_cell/kernel", "rows": 8, "columns": 6},
        {"name": "basic/rnn/gru_cell/candidate/kernel", "rows": 5, "columns": 2},
        {"name": "gates/candidate/rnn/basic_rnn_cell/kernel", "rows": 7, "columns": 3},
        {"name": "after_lstm_cell/rnn/gru_cell/gates/kernel", "rows": 9, "columns": 8},
        {"name": "gates/gru_cell/rnn/basic_lstm_cell/kernel", "rows": 5, "columns": 8},
    ],
    mistakes={
        "every column is counted as a unit": (
            _like_the_reader(lambda name, kind, blocks: (kind, 1)),
            "How many columns does the kernel of your layer have for each unit?",
            "Look at the blocks: a kernel of an LSTM has four, and each unit has a column in each.",
            "Divide the columns by the number of blocks.",
        ),
        "rows and columns are returned as they are": (
            _like_the_reader(sizes=lambda rows, columns, units: (rows, columns)),
            "Are your two sizes those of the layer or those of the kernel?",
            "Look at the rows, which are those of W and U, and at the blocks of the columns.",
            "Compute the units from the columns first, then subtract them from the rows.",
        ),
        "the cell's class is returned": (
            _like_the_reader(lambda name, kind, blocks: (CELLS[kind], blocks)),
            "Is your class that of the cell or that of the layer?",
            "Look at the right column of the table: the class of the layer is asked.",
            'Return "SimpleRNN", "LSTM" or "GRU".',
        ),
        "the columns of a GRU's gates are counted as units": (
            _like_the_reader(lambda name, kind, blocks: (kind, 1 if blocks == 2 else blocks)),
            "How many blocks does your answer count in the kernel of the gates?",
            "Look at the kernel called `gates`: it contains the blocks r and u.",
            "Divide its columns by 2.",
        ),
        "both kernels of a GRU are counted as three blocks": (
            _like_the_reader(lambda name, kind, blocks: (kind, 3 if kind == "GRU" else blocks)),
            "How many blocks does your answer count in each kernel of a GRU?",
            "Look at the names: the candidate has its own kernel in TensorFlow 1.",
            "Use two blocks for `gates` and one for `candidate`.",
        ),
        "a GRU's candidate is counted as two blocks": (
            _like_the_reader(lambda name, kind, blocks: (kind, 2 if kind == "GRU" else blocks)),
            "How many blocks does your answer count in the kernel of the candidate?",
            "Look at the last part of the name: only `gates` has two blocks.",
            "Use one block for `candidate`.",
        ),
        "all rows are counted as the input's": (
            _like_the_reader(sizes=lambda rows, columns, units: (rows, units)),
            "Do all rows of the kernel belong to the input?",
            "Look at the rows: they belong to W and to U, which has one row per unit.",
            "Subtract the units from the rows.",
        ),
        "the columns are taken from the rows": (
            _like_the_reader(sizes=lambda rows, columns, units: (rows - columns, units)),
            "Is your input size positive for every kernel?",
            "Look at the subtraction: U has one row per unit, not one per column.",
            "Subtract the units from the rows.",
        ),
        "input_size and units are swapped": (
            _like_the_reader(sizes=lambda rows, columns, units: (units, rows - units)),
            "Which of the two sizes does your answer return first?",
            "Look at the docstring: the input size comes before the number of units.",
            "Return the class, `rows - units` and the units.",
        ),
        "the class is read anywhere in the name": (
            _like_the_reader(_class_anywhere),
            "Is your class also correct where a scope has the name of another cell?",
            "Look at the end of the name: the scopes before it can have any name.",
            "Use `name.endswith(...)`.",
        ),
        "cells and parts are looked for anywhere, the LSTM first": (
            _like_the_reader(_anywhere_in("lstm_cell", "gates", "candidate")),
            *ANYWHERE,
        ),
        "cells and parts are looked for anywhere, the gates first": (
            _like_the_reader(_anywhere_in("gates", "candidate", "lstm_cell")),
            *ANYWHERE,
        ),
        "cells and parts are looked for anywhere, the simple cell first": (
            _like_the_reader(_anywhere_in("basic_rnn_cell", "lstm_cell", "gates", "candidate")),
            *ANYWHERE,
        ),
        "every kernel with `rnn` in its name is a SimpleRNN's": (
            _like_the_reader(lambda name, kind, blocks: ("SimpleRNN", 1)),
            "Which class does your answer return for `rnn/basic_lstm_cell/kernel`?",
            "Look at `rnn/`: it is the scope of `dynamic_rnn`, for any cell.",
            "Test the end of the name, for example `basic_rnn_cell/kernel`.",
        ),
        "gates get three blocks": (
            _like_the_reader(lambda name, kind, blocks: (kind, 3 if blocks == 2 else blocks)),
            "How many blocks does your answer count in the kernel of the gates?",
            "Look at the names: the candidate has its own kernel.",
            "Use two blocks for `gates`.",
        ),
        "only a scope called `lstm_cell` is an LSTM": (
            _like_the_reader(
                lambda name, kind, blocks: (
                    ("SimpleRNN", 1) if "/basic_lstm_cell/" in name else (kind, blocks)
                )
            ),
            "Which class does your answer return for `rnn/basic_lstm_cell/kernel`?",
            "Look at the slash: `/lstm_cell/` does not occur in `/basic_lstm_cell/`.",
            'Test `name.endswith("lstm_cell/kernel")`, which fits both cells.',
        ),
        "only `basic_lstm_cell` is an LSTM": (
            _like_the_reader(
                lambda name, kind, blocks: (
                    ("SimpleRNN", 1) if "/lstm_cell/" in name else (kind, blocks)
                )
            ),
            "Which class does your answer return for `rnn/lstm_cell/kernel`?",
            "Look at the second row of the table: an LSTM has two possible names.",
            'Test `name.endswith("lstm_cell/kernel")`, which fits both cells.',
        ),
        "an `lstm_cell` is taken for a GRU's kernel": (
            _like_the_reader(
                lambda name, kind, blocks: ("GRU", 1) if "/lstm_cell/" in name else (kind, blocks)
            ),
            "Which class does your answer return for `rnn/lstm_cell/kernel`?",
            "Look at the second row of the table: an LSTM has two possible names.",
            'Test `name.endswith("lstm_cell/kernel")`, which fits both cells.',
        ),
        "a GRU's candidate is taken for a SimpleRNN": (
            _like_the_reader(
                lambda name, kind, blocks: (
                    ("SimpleRNN", 1) if name.endswith("candidate/kernel") else (kind, blocks)
                )
            ),
            "Which class does your answer return for `gru_cell/candidate/kernel`?",
            "Look at the last row of the table: two kernels belong to a GRU.",
            "Test the end `candidate/kernel` too.",
        ),
        "no GRU is recognized": (
            _like_the_reader(
                lambda name, kind, blocks: ("SimpleRNN", 1) if kind == "GRU" else (kind, blocks)
            ),
            "Which class does your answer return for `gru_cell/gates/kernel`?",
            "Look at the names: after `gru_cell` comes `gates` or `candidate`.",
            "Test the ends `gates/kernel` and `candidate/kernel`.",
        ),
        "the class is called RNN": (
            _like_the_reader(lambda name, kind, blocks: (kind.removeprefix("Simple"), blocks)),
            "Which class does your answer return for a `BasicRNNCell`?",
            "Look at the first row of the table.",
            'Return "SimpleRNN" for a `BasicRNNCell`.',
        ),
        "the notebook's three columns are taken for the input": (
            _like_the_reader(sizes=lambda rows, columns, units: (3, units)),
            "Is your input size 3 for every kernel?",
            "Look at the notebook's `input_size`: the check uses kernels of other sizes.",
            "Subtract the units from the rows.",
        ),
        "every basic cell is a SimpleRNN": (
            _like_the_reader(
                lambda name, kind, blocks: ("SimpleRNN" if "/basic" in name else kind, blocks)
            ),
            "Which class does your answer return for a `BasicLSTMCell`?",
            "Look at the word *basic*: two cells have it in their names.",
            "Test the end of the name with `lstm_cell/kernel` first.",
        ),
    },
    minutes=5,
    difficulty=2,
)
