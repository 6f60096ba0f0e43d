"""The exercises of lesson 15, and the mistakes that people make in them."""

import numpy as np

from utils import reference
from utils.checks.in_graph import require_tensors
from utils.exercise import Exercise, Mistake, WrongAnswer, progress_of
from utils.tf1 import tf

random = np.random.default_rng(15)


def _either_float(answer, *values):
    """Call an answer whose arrays may be float32 or float64."""

    def widened(value):
        if type(value) in (tuple, list):
            return tuple(widened(part) for part in value)
        single = type(value) is np.ndarray and value.dtype == np.float32
        return value.astype(np.float64) if single else value

    return widened(answer(*values))


def _columns(weights, old, new):
    """Columns in blocks named by the letters of `old`, picked one by one in the order of `new`."""
    size = weights.shape[-1] // len(old)
    picked = [old.index(name) * size + place for name in new for place in range(size)]
    return weights[..., picked]


def _lstm_case(input_size, num_units, forget_bias):
    return {
        "kernel": random.normal(size=(input_size + num_units, 4 * num_units)),
        "bias": random.normal(size=4 * num_units),
        "forget_bias": forget_bias,
    }


def _cut(kernel, num_units):
    return kernel[:-num_units], kernel[-num_units:]


def _like_the_lstm(
    order="ifjo",
    recurrent_order=None,
    bias_order=None,
    biased="f",
    amount=lambda forget_bias: forget_bias,
    cut=_cut,
):
    """Make an answer that goes wrong where a setting differs from the default."""

    def answer(kernel, bias, forget_bias):
        num_units = len(bias) // 4
        added = np.repeat([name in biased for name in "ijfo"], num_units)
        bias = bias + amount(forget_bias) * added
        W, U = cut(kernel, num_units)
        return (
            _columns(W, "ijfo", order),
            _columns(U, "ijfo", recurrent_order or order),
            _columns(bias, "ijfo", bias_order or order),
        )

    return answer


def _exchanged(answer):
    """Make an answer that returns W and U in each other's place."""

    def with_u_first(*arguments):
        W, U, bias = answer(*arguments)
        return U, W, bias

    return with_u_first


def _interleaved(kernel, bias, forget_bias):
    num_units = len(bias) // 4
    bias = bias + np.repeat([0, 0, forget_bias, 0], num_units)
    parts = (*_cut(kernel, num_units), bias)
    return tuple(
        part.reshape(*part.shape[:-1], num_units, 4)[..., [0, 2, 1, 3]].reshape(part.shape)
        for part in parts
    )


def _with_only_the_forget_bias(kernel, bias, forget_bias):
    bias = bias.copy()
    bias.reshape(4, -1)[2] = forget_bias
    return _like_the_lstm(biased="")(kernel, bias, forget_bias)


def _not_cut(answer):
    """Make an answer that leaves W above U."""

    def whole(*arguments):
        W, U, bias = answer(*arguments)
        return np.concatenate([W, U]), bias

    return whole


NOT_CUT = (
    "How many weights has a Keras layer?",
    "Keras keeps W and U apart: three arrays are wanted.",
)
KERNELS_STAY = (
    "Which of your three results are in Keras's order?",
    "The columns of both kernels belong to the same blocks as the numbers of the bias.",
)
CUT_AT_INPUT_SIZE = (
    "How many rows of your recurrent kernel are there for each unit of the state?",
    "U has one row for each unit, and its rows are the last of the kernel.",
)
WHICH_IS_W = (
    "Which rows of TF 1's kernel meet the input, the first or the last?",
    "Keras's `kernel` is W and comes first; its recurrent kernel is U.",
)

lstm_to_keras = Exercise(
    name="lstm_to_keras",
    oracle=_like_the_lstm(),
    cases=[_lstm_case(5, 2, 1.0), _lstm_case(2, 3, 0.5), _lstm_case(1, 4, 2.5)],
    mistakes=[
        Mistake("the kernel is not cut", _not_cut(_like_the_lstm()), NOT_CUT),
        Mistake(
            "nothing is done but the cut",
            _like_the_lstm(order="ijfo", biased=""),
            (
                "Would section 2's list end after its first point?",
                "The blocks have to move, and the forget bias has to be added.",
            ),
        ),
        Mistake(
            "the kernels stay in the order i, j, f, o",
            _like_the_lstm(order="ijfo", bias_order="ifjo"),
            KERNELS_STAY,
        ),
        Mistake(
            "the bias stays as it was",
            _like_the_lstm(bias_order="ijfo", biased=""),
            (
                "Does the bias have blocks?",
                "It has the same four as the kernel, and one of them gets the forget bias.",
            ),
        ),
        Mistake(
            "the blocks stay in the order i, j, f, o",
            _like_the_lstm(order="ijfo"),
            (
                "Where did the ones stand in the bias of a new Keras layer?",
                "In Keras the forget gate's block is the second one.",
            ),
        ),
        Mistake(
            "the blocks are put in the order i, f, o, j",
            _like_the_lstm(order="ifoj"),
            (
                "Which block is the last, in TF 1 and in Keras?",
                "Two blocks change places; the first and the last stay.",
            ),
        ),
        Mistake(
            "the forget bias takes the place of block f",
            _with_only_the_forget_bias,
            (
                "What became of the numbers that block f of the bias held?",
                "The forget bias is added to them.",
            ),
        ),
        Mistake(
            "the blocks are put in the order f, i, j, o",
            _like_the_lstm(order="fijo"),
            (
                "Where did the ones stand in the bias of a new Keras layer?",
                "In the second block: i stays first.",
            ),
        ),
        Mistake(
            "the bias stays in the order i, j, f, o",
            _like_the_lstm(bias_order="ijfo"),
            (
                "Do the columns of your kernel and the numbers of your bias belong together?",
                "The bias has the same four blocks, and they move too.",
            ),
        ),
        Mistake(
            "the recurrent kernel stays in the order i, j, f, o",
            _like_the_lstm(recurrent_order="ijfo"),
            (
                "Which of your three results are in Keras's order?",
                "U has the same columns as W: reorder before you cut, and both are done.",
            ),
        ),
        Mistake(
            "the forget bias is left out",
            _like_the_lstm(biased=""),
            (
                "Which of your three arguments have you not used?",
                "Keras adds nothing at run time: what TF 1 adds must lie in the bias.",
            ),
        ),
        Mistake(
            "the forget bias goes to j",
            _like_the_lstm(biased="j"),
            (
                "Is f the second block or the third, at the moment when you add to it?",
                "Before the blocks are moved f is the third, afterwards the second.",
            ),
        ),
        Mistake(
            "the forget bias goes to all blocks",
            _like_the_lstm(biased="ijfo"),
            (
                "How many of the four blocks should change their values?",
                "Only the forget gate has a bias more.",
            ),
        ),
        Mistake(
            "the forget bias is always 1",
            _like_the_lstm(amount=lambda forget_bias: 1.0),
            (
                "What does your function do when it is told another forget bias?",
                "1 is the default of TF 1; a script can say otherwise.",
            ),
        ),
        Mistake("W and U are exchanged", _exchanged(_like_the_lstm()), WHICH_IS_W),
        Mistake(
            "the kernel is cut after `num_units` rows",
            _like_the_lstm(cut=lambda kernel, n: (kernel[:n], kernel[n:])),
            CUT_AT_INPUT_SIZE,
        ),
        Mistake(
            "the kernel is cut after the notebook's three rows",
            _like_the_lstm(cut=lambda kernel, n: (kernel[:3], kernel[3:])),
            (
                "Where does your number of rows come from?",
                "The notebook's `input_size` is 3. The check has kernels of other sizes.",
                "The columns tell `num_units`, and the rows that are left are the input's.",
            ),
        ),
        Mistake(
            "the four of one unit are taken for neighbours",
            _interleaved,
            (
                "Do the columns go unit by unit, or block by block?",
                "All units of i come first, then all of j.",
            ),
        ),
    ],
    minutes=8,
    difficulty=2,
    call=_either_float,
)


def _gru_case(input_size, num_units):
    rows = input_size + num_units
    return {
        "gate_kernel": random.normal(size=(rows, 2 * num_units)),
        "gate_bias": random.normal(size=2 * num_units),
        "candidate_kernel": random.normal(size=(rows, num_units)),
        "candidate_bias": random.normal(size=num_units),
    }


def _like_the_gru(order="urc", recurrent_order=None, bias_order=None, more=0.0, sign=1, cut=_cut):
    """Make an answer that goes wrong where a setting differs from the default."""

    def answer(gate_kernel, gate_bias, candidate_kernel, candidate_bias):
        num_units = len(candidate_bias)
        signs = np.repeat([1, sign, 1], num_units)
        kernel = np.concatenate([gate_kernel, candidate_kernel], axis=1) * signs
        bias = np.concatenate([gate_bias + more, candidate_bias]) * signs
        W, U = cut(kernel, num_units)
        return (
            _columns(W, "ruc", order),
            _columns(U, "ruc", recurrent_order or order),
            _columns(bias, "ruc", bias_order or order),
        )

    return answer


def _two_rows(*arguments):
    W, U, bias = _like_the_gru()(*arguments)
    return W, U, np.stack([bias, np.zeros_like(bias)])


gru_to_keras = Exercise(
    name="gru_to_keras",
    oracle=_like_the_gru(),
    cases=[_gru_case(6, 2), _gru_case(2, 3), _gru_case(1, 5)],
    mistakes=[
        Mistake("the kernel is not cut", _not_cut(_like_the_gru()), NOT_CUT),
        Mistake(
            "the kernels stay in the order r, u",
            _like_the_gru(order="ruc", bias_order="urc"),
            KERNELS_STAY,
        ),
        Mistake(
            "the candidate stands in the middle",
            _like_the_gru(order="ucr"),
            (
                "What do z, r and h stand for, in this order?",
                "h is Keras's name for the candidate, and stands last.",
            ),
        ),
        Mistake(
            "the gates stay in the order r, u",
            _like_the_gru(order="ruc"),
            (
                "Which gate stands first in Keras?",
                "z is Keras's name for the update gate.",
            ),
        ),
        Mistake(
            "the candidate stands first",
            _like_the_gru(order="cur"),
            (
                "Where is the candidate's block in Keras's order z, r, h?",
                "h is its name there.",
            ),
        ),
        Mistake(
            "the bias stays in the order r, u",
            _like_the_gru(bias_order="ruc"),
            (
                "Do the columns of your kernel and the numbers of your bias belong together?",
                "The bias of the gates has two blocks, and they move too.",
            ),
        ),
        Mistake(
            "the recurrent kernel stays in the order r, u",
            _like_the_gru(recurrent_order="ruc"),
            (
                "Which of your three results are in Keras's order?",
                "Join and reorder first, and cut the rows last.",
            ),
        ),
        Mistake(
            "1 is added to the biases of the gates",
            _like_the_gru(more=1.0),
            (
                "Where are the ones of a new `GRUCell`, in a variable or at run time?",
                "Only an LSTM of TF 1 adds something that is in no variable.",
            ),
        ),
        Mistake(
            "the update gate is turned round",
            _like_the_gru(sign=-1),
            (
                "With your weights, does an open update gate keep the old state in both?",
                "Books differ in this; TF 1 and Keras agree. No sign changes.",
            ),
        ),
        Mistake(
            "the bias has two rows",
            _two_rows,
            (
                "Which setting makes a bias of two rows, and do we want it?",
                "With `reset_after=False` Keras has one bias of three blocks.",
            ),
        ),
        Mistake(
            "the kernel is cut after the notebook's three rows",
            _like_the_gru(cut=lambda kernel, n: (kernel[:3], kernel[3:])),
            (
                "Where does your number of rows come from?",
                "The notebook's `input_size` is 3. The check has kernels of other sizes.",
                "The candidate's bias tells `num_units`, and the last so many rows are U.",
            ),
        ),
        Mistake(
            "the kernel is cut for the notebook's four units",
            _like_the_gru(cut=lambda kernel, n: (kernel[:-4], kernel[-4:])),
            (
                "Where does your number of units come from?",
                "The notebook's `num_units` is 4. The check has kernels of other sizes.",
            ),
        ),
        Mistake(
            "the gates' columns are counted as units",
            _like_the_gru(cut=lambda kernel, n: (kernel[: -2 * n], kernel[-2 * n :])),
            (
                "How many units has a gate bias of six numbers?",
                "It holds a block for r and one for u; the candidate's bias holds one.",
            ),
        ),
        Mistake(
            "W alone keeps the order r, u",
            _like_the_gru(order="ruc", recurrent_order="urc", bias_order="urc"),
            (
                "Which of your three results are in Keras's order?",
                "W has the same columns as U: join and reorder first, and cut the rows last.",
            ),
        ),
        Mistake("W and U are exchanged", _exchanged(_like_the_gru()), WHICH_IS_W),
        Mistake(
            "the kernel is cut after `num_units` rows",
            _like_the_gru(cut=lambda kernel, n: (kernel[:n], kernel[n:])),
            CUT_AT_INPUT_SIZE,
        ),
    ],
    minutes=4,
    difficulty=1,
    call=_either_float,
)

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


def _like_the_reader(
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

    return _like_the_reader(lambda name: found(name)[0], lambda name: found(name)[1])


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

layer_for = Exercise(
    name="layer_for",
    oracle=_like_the_reader(),
    cases=[
        {"name": "rnn/basic_rnn_cell/kernel", "rows": 9, "columns": 4},
        {"name": "rnn/basic_lstm_cell/kernel", "rows": 11, "columns": 24},
        {"name": "reader/rnn/multi_rnn_cell/cell_1/lstm_cell/kernel", "rows": 15, "columns": 48},
        {"name": "sides/bidirectional_rnn/fw/gru_cell/gates/kernel", "rows": 17, "columns": 12},
        {"name": "sides/bidirectional_rnn/fw/gru_cell/candidate/kernel", "rows": 17, "columns": 6},
        {"name": "lstm_or_gru/rnn/basic_rnn_cell/kernel", "rows": 8, "columns": 6},
        {"name": "basic/rnn/gru_cell/candidate/kernel", "rows": 5, "columns": 2},
        {"name": "gates/candidate/rnn/basic_rnn_cell/kernel", "rows": 7, "columns": 3},
        {"name": "after_lstm_cell/rnn/gru_cell/gates/kernel", "rows": 9, "columns": 8},
        {"name": "gru_cell/rnn/basic_lstm_cell/kernel", "rows": 5, "columns": 8},
    ],
    mistakes=[
        Mistake(
            "every column is counted as a unit",
            _like_the_reader(blocks=lambda name: 1),
            (
                "How many blocks has the kernel of an LSTM?",
                "Each unit has a column in every block.",
            ),
        ),
        Mistake(
            "rows and columns are returned as they are",
            _like_the_reader(returns=lambda kind, rows, columns, units: (kind, rows, columns)),
            (
                "What do the last rows of a kernel multiply?",
                "The rows are those of W and those of U; the columns are those of all blocks.",
            ),
        ),
        Mistake(
            "the cell's class is returned",
            _like_the_reader(
                kind=lambda name: CELLS[_by_the_end(name)[0]],
            ),
            (
                "Whose class is wanted, the cell's or the layer's?",
                "Keras's layers are called SimpleRNN, LSTM and GRU.",
            ),
        ),
        Mistake(
            "the columns of a GRU's gates are counted as units",
            _like_the_reader(blocks=_blocks_but(gates=1)),
            (
                "Which gates share the kernel called `gates`?",
                "Each unit has a column for r and one for u.",
            ),
        ),
        Mistake(
            "both kernels of a GRU are counted as three blocks",
            _like_the_reader(blocks=_blocks_but(gates=3, candidate=3)),
            (
                "Where does TF 1 keep the kernel of the candidate?",
                "Three blocks side by side is Keras's layout; here the third is a variable alone.",
            ),
        ),
        Mistake(
            "a GRU's candidate is counted as two blocks",
            _like_the_reader(blocks=_blocks_but(candidate=2)),
            (
                "How many blocks has the kernel of the candidate?",
                "Only the kernel of the gates has more than one.",
            ),
        ),
        Mistake(
            "all rows are counted as the input's",
            _like_the_reader(returns=lambda kind, rows, columns, units: (kind, rows, units)),
            (
                "What do the last rows of a kernel multiply?",
                "The rows are those of W and those of U; U has one for each unit.",
            ),
        ),
        Mistake(
            "the columns are taken from the rows",
            _like_the_reader(
                returns=lambda kind, rows, columns, units: (kind, rows - columns, units)
            ),
            (
                "Can `input_size` be below zero?",
                "U has a row for each unit, not for each column.",
            ),
        ),
        Mistake(
            "input_size and units are exchanged",
            _like_the_reader(
                returns=lambda kind, rows, columns, units: (kind, units, rows - units)
            ),
            (
                "Which of your two numbers comes first?",
                "The class, then what the layer reads, then how wide it is.",
            ),
        ),
        Mistake(
            "the class is read anywhere in the name",
            _like_the_reader(kind=_anywhere),
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
            _like_the_reader(blocks=_blocks_but(gates=3)),
            (
                "How many gates share the kernel called `gates`?",
                "The candidate has a kernel of its own, so two blocks are left.",
            ),
        ),
        Mistake(
            "only a scope called `lstm_cell` is an LSTM",
            _like_the_reader(
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
            _like_the_reader(
                kind=lambda name: _by_the_end(name)[0].removeprefix("Simple"),
            ),
            (
                "What is Keras's name for the layer of a `BasicRNNCell`?",
                "`RNN` is another of Keras's layers, which takes a cell.",
            ),
        ),
        Mistake(
            "the notebook's three columns are taken for the input",
            _like_the_reader(returns=lambda kind, rows, columns, units: (kind, 3, units)),
            (
                "Where does your `input_size` come from?",
                "The notebook's is 3. Here it is what the rows leave, without those of U.",
            ),
        ),
        Mistake(
            "every basic cell is a SimpleRNN",
            _like_the_reader(
                kind=lambda name: "SimpleRNN" if "/basic" in name else _by_the_end(name)[0]
            ),
            (
                "Which cells have *basic* in their names?",
                "Two of TF 1's cells do, one of them an LSTM.",
            ),
        ),
    ],
    minutes=5,
    difficulty=2,
)


def _lines_case(batch_size, num_steps, input_size, num_units, num_classes):
    labels = random.integers(0, num_classes, size=(batch_size, num_steps))
    return {
        "inputs": random.normal(size=(batch_size, num_steps, input_size)).astype(np.float32),
        "labels": np.eye(num_classes, dtype=np.float32)[labels],
        "W": random.normal(size=(num_units, num_classes)).astype(np.float32),
        "b": random.normal(size=num_classes).astype(np.float32),
        "kernel": random.normal(scale=0.5, size=(input_size + num_units, num_units)).astype(
            np.float32
        ),
        "bias": random.normal(size=num_units).astype(np.float32),
    }


def _run_lines(answer, inputs, labels, W, b, kernel, bias):
    """Let an answer draw its part with a cell whose weights are known, and run it."""
    with tf.Graph().as_default(), tf.Session() as session:
        cell = tf.nn.rnn_cell.BasicRNNCell(len(bias))
        cell.build((None, inputs.shape[2]))
        count = len(tf.global_variables())
        losses = answer(cell, *(tf.constant(value) for value in (inputs, labels, W, b)))
        require_tensors(losses)
        made = len(tf.global_variables()) - count
        if made:
            raise WrongAnswer(f"it made {made} new variables: use the cell that it was given.")
        for variable, value in zip(cell.variables, (kernel, bias), strict=True):
            variable.load(value, session)
        return session.run(losses)


def _lines_oracle(inputs, labels, W, b, kernel, bias):
    outputs, _ = reference.unroll(
        lambda x, state: reference.rnn_step(x, state, kernel, bias),
        inputs,
        np.zeros((len(inputs), len(bias)), np.float32),
    )
    logits = outputs @ W + b  # [batch, num_steps, num_classes]
    right = (logits * labels).sum(axis=2)
    return (np.log(np.exp(logits).sum(axis=2)) - right).ravel()


def _losses(labels, logits):
    return tf.nn.softmax_cross_entropy_with_logits(labels=labels, logits=logits)


def _like_the_lines(
    losses=_losses,
    biased=True,
    read=lambda inputs: inputs,
    order=lambda outputs: outputs,
    order_labels=lambda labels: labels,
):
    """Make an answer that goes wrong where a setting differs from the default."""

    def answer(cell, inputs, labels, W, b):
        num_units, num_classes = W.shape.as_list()
        outputs, _ = tf.nn.dynamic_rnn(cell, read(inputs), dtype=tf.float32)
        logits = tf.matmul(tf.reshape(order(outputs), [-1, num_units]), W)
        logits = logits + b if biased else logits
        return losses(tf.reshape(order_labels(labels), [-1, num_classes]), logits)

    return answer


def _exchange(tensor):
    return tf.transpose(tensor, [1, 0, 2])


port_lines = Exercise(
    name="port_lines",
    oracle=_lines_oracle,
    cases=[_lines_case(3, 4, 2, 5, 6), _lines_case(2, 5, 3, 4, 3)],
    mistakes=[
        Mistake(
            "labels and logits are exchanged",
            _like_the_lines(losses=lambda labels, logits: _losses(logits, labels)),
            (
                "Which of the two does the cross-entropy take first today?",
                "It does not complain, since both have the same shape.",
                "Write the names of both arguments.",
            ),
        ),
        Mistake(
            "the outputs are joined step by step",
            _like_the_lines(order=_exchange),
            (
                "Which sequence and step does the second row of your `output` belong to?",
                "The labels go sequence by sequence. Joined along axis 0, the outputs do not.",
            ),
        ),
        Mistake(
            "the losses stand step by step",
            _like_the_lines(order=_exchange, order_labels=_exchange),
            (
                "Whose loss is your second one?",
                "Each loss is right, but all steps of the first sequence should come first.",
            ),
        ),
        Mistake(
            "the sequences are taken for steps",
            _like_the_lines(read=_exchange),
            (
                "Along which axis does your network read?",
                "`inputs` is batch-major; a list for `static_rnn` holds one step of all sequences.",
            ),
        ),
        Mistake(
            "the bias b is left out",
            _like_the_lines(biased=False),
            (
                "Which of your arguments have you not used?",
                "Compare your logits with the third of the old lines.",
            ),
        ),
        Mistake(
            "the softmax is done twice",
            _like_the_lines(losses=lambda labels, logits: _losses(labels, tf.nn.softmax(logits))),
            (
                "What does *with logits* mean, at the end of that name?",
                "The cross-entropy does the softmax itself.",
            ),
        ),
        Mistake(
            "the mean is returned",
            _like_the_lines(losses=lambda *both: tf.reduce_mean(_losses(*both))),
            (
                "How many losses are wanted?",
                "The four old lines end before any mean is taken.",
            ),
        ),
    ],
    minutes=8,
    difficulty=3,
    tolerance=1e-4,
    call=_run_lines,
    arguments=("cell", "inputs", "labels", "W", "b"),
)

progress = progress_of(lstm_to_keras, gru_to_keras, layer_for, port_lines)
