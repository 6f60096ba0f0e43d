"""What people get wrong in layer_for (lesson 15, the layer that a kernel's name asks for)."""

from utils.exercise import Mistake

ENDS = {
    "basic_rnn_cell/kernel": ("SimpleRNN", 1),
    "basic_lstm_cell/kernel": ("LSTM", 4),
    "lstm_cell/kernel": ("LSTM", 4),
    "gru_cell/gates/kernel": ("GRU", 2),
    "gru_cell/candidate/kernel": ("GRU", 1),
}

CELLS = {"SimpleRNN": "BasicRNNCell", "LSTM": "BasicLSTMCell", "GRU": "GRUCell"}


def _by_the_end(name):
    return next(found for end, found in ENDS.items() if name.endswith(end))


def like_the_reader(
    kind=lambda name: _by_the_end(name)[0],
    blocks=lambda name: _by_the_end(name)[1],
    returns=lambda kind, rows, columns, units: (kind, rows - units, units),
):
    """Make an answer that goes wrong where a setting differs from the default."""

    def answer(name, rows, columns):
        return returns(kind(name), rows, columns, columns // blocks(name))

    return answer


def _anywhere(name):
    words = {"lstm": "LSTM", "gru": "GRU", "rnn": "SimpleRNN"}
    return next(kind for word, kind in words.items() if word in name)


def _anywhere_in(order):
    """Make an answer that looks for cells and parts in a whole name, one after the other."""
    all_found = {
        "lstm_cell": ("LSTM", 4),
        "gates": ("GRU", 2),
        "candidate": ("GRU", 1),
        "gru_cell": ("GRU", 2),
        "basic_rnn_cell": ("SimpleRNN", 1),
    }

    def found(name):
        return next((all_found[word] for word in order if word in name), ("SimpleRNN", 1))

    return like_the_reader(lambda name: found(name)[0], lambda name: found(name)[1])


def _blocks_but(**others):
    def blocks(name):
        return next(
            (count for part, count in others.items() if f"{part}/kernel" in name),
            _by_the_end(name)[1],
        )

    return blocks


ANYWHERE = (
    "Which part of the name does the cell give, and which part the script?",
    "A scope may be called after a cell that it does not hold. Ask for the end of the name.",
)


LAYER_FOR = [
    Mistake(
        "every column is counted as a unit",
        like_the_reader(blocks=lambda name: 1),
        (
            "How many blocks has the kernel of an LSTM?",
            "Each unit has a column in every block.",
        ),
    ),
    Mistake(
        "rows and columns are returned as they are",
        like_the_reader(returns=lambda kind, rows, columns, units: (kind, rows, columns)),
        (
            "What do the last rows of a kernel multiply?",
            "The rows are those of W and those of U; the columns are those of all blocks.",
        ),
    ),
    Mistake(
        "the cell's class is returned",
        like_the_reader(
            kind=lambda name: CELLS[_by_the_end(name)[0]],
        ),
        (
            "Whose class is wanted, the cell's or the layer's?",
            "Keras's layers are called SimpleRNN, LSTM and GRU.",
        ),
    ),
    Mistake(
        "the columns of a GRU's gates are counted as units",
        like_the_reader(blocks=_blocks_but(gates=1)),
        (
            "Which gates share the kernel called `gates`?",
            "Each unit has a column for r and one for u.",
        ),
    ),
    Mistake(
        "both kernels of a GRU are counted as three blocks",
        like_the_reader(blocks=_blocks_but(gates=3, candidate=3)),
        (
            "Where does TF 1 keep the kernel of the candidate?",
            "Three blocks side by side is Keras's layout; here the third is a variable alone.",
        ),
    ),
    Mistake(
        "a GRU's candidate is counted as two blocks",
        like_the_reader(blocks=_blocks_but(candidate=2)),
        (
            "How many blocks has the kernel of the candidate?",
            "Only the kernel of the gates has more than one.",
        ),
    ),
    Mistake(
        "all rows are counted as the input's",
        like_the_reader(returns=lambda kind, rows, columns, units: (kind, rows, units)),
        (
            "What do the last rows of a kernel multiply?",
            "The rows are those of W and those of U; U has one for each unit.",
        ),
    ),
    Mistake(
        "the columns are taken from the rows",
        like_the_reader(returns=lambda kind, rows, columns, units: (kind, rows - columns, units)),
        (
            "Can `input_size` be below zero?",
            "U has a row for each unit, not for each column.",
        ),
    ),
    Mistake(
        "input_size and units are exchanged",
        like_the_reader(returns=lambda kind, rows, columns, units: (kind, units, rows - units)),
        (
            "Which of your two numbers comes first?",
            "The class, then what the layer reads, then how wide it is.",
        ),
    ),
    Mistake(
        "the class is read anywhere in the name",
        like_the_reader(kind=_anywhere),
        (
            "Which part of the name does the cell give, and which part the script?",
            "Scopes are named by people, and may be called anything. Look at the end.",
        ),
    ),
    Mistake(
        "cells and parts are looked for anywhere, the LSTM first",
        _anywhere_in(["lstm_cell", "gates", "candidate"]),
        ANYWHERE,
    ),
    Mistake(
        "cells and parts are looked for anywhere, the gates first",
        _anywhere_in(["gates", "candidate", "lstm_cell"]),
        ANYWHERE,
    ),
    Mistake(
        "cells and parts are looked for anywhere, the simple cell first",
        _anywhere_in(["basic_rnn_cell", "lstm_cell", "gates", "candidate"]),
        ANYWHERE,
    ),
    Mistake(
        "gates get three blocks",
        like_the_reader(blocks=_blocks_but(gates=3)),
        (
            "How many gates share the kernel called `gates`?",
            "The candidate has a kernel of its own, so two blocks are left.",
        ),
    ),
    Mistake(
        "only a scope called `lstm_cell` is an LSTM",
        like_the_reader(
            lambda name: "SimpleRNN" if "/basic_lstm_cell/" in name else _by_the_end(name)[0],
            lambda name: 1 if "/basic_lstm_cell/" in name else _by_the_end(name)[1],
        ),
        (
            "How do the names of a `BasicLSTMCell` end?",
            "`/lstm_cell/` is not in `/basic_lstm_cell/`: the slash stands elsewhere.",
        ),
    ),
    Mistake(
        "the class is called RNN",
        like_the_reader(
            kind=lambda name: _by_the_end(name)[0].removeprefix("Simple"),
        ),
        (
            "What is Keras's name for the layer of a `BasicRNNCell`?",
            "`RNN` is another of Keras's layers, which takes a cell.",
        ),
    ),
    Mistake(
        "the notebook's three columns are taken for the input",
        like_the_reader(returns=lambda kind, rows, columns, units: (kind, 3, units)),
        (
            "Where does your `input_size` come from?",
            "The notebook's is 3. Here it is what the rows leave, without those of U.",
        ),
    ),
    Mistake(
        "every basic cell is a SimpleRNN",
        like_the_reader(
            kind=lambda name: "SimpleRNN" if "/basic" in name else _by_the_end(name)[0]
        ),
        (
            "Which cells have *basic* in their names?",
            "Two of TF 1's cells do, one of them an LSTM.",
        ),
    ),
]
