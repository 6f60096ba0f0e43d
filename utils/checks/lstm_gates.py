"""The exercises of lesson 06, and the mistakes that people make in them."""

import numpy as np

from utils import reference
from utils.compare import difference
from utils.exercise import Exercise, Mistake, WrongAnswer, progress_of
from utils.tf1 import tf

random = np.random.default_rng(6)
sigmoid = reference.sigmoid


def _step_case(batch_size, input_size, num_units, forget_bias):
    return {
        "inputs": random.normal(size=(batch_size, input_size)),
        "c": random.normal(size=(batch_size, num_units)),
        "h": random.uniform(-1, 1, size=(batch_size, num_units)),
        "kernel": random.normal(scale=0.5, size=(input_size + num_units, 4 * num_units)),
        "bias": random.normal(size=4 * num_units),
        "forget_bias": forget_bias,
    }


def _lstm_oracle(inputs, c, h, kernel, bias, forget_bias):
    return reference.lstm_step(inputs, (c, h), kernel, bias, forget_bias)


def _like_the_step(
    order="ijfo",
    biased="f",
    gates=lambda i, j, f, o: (sigmoid(i), np.tanh(j), sigmoid(f), sigmoid(o)),
    meets_kernel="h",
    shows=lambda c, new_c: np.tanh(new_c),
    returns=lambda c, h: (h, (c, h)),
):
    """Make a mistake: a step that goes wrong where a setting differs from the default."""

    def answer(inputs, c, h, kernel, bias, forget_bias):
        old = {"c": c, "h": h}[meets_kernel]
        sums = np.concatenate([inputs, old], axis=1) @ kernel + bias
        parts = dict(zip(order, np.split(sums, 4, axis=1), strict=True))
        if biased:
            parts[biased] = parts[biased] + forget_bias
        i, j, f, o = gates(*(parts[name] for name in "ijfo"))
        new_c = f * c + i * j
        return returns(new_c, o * shows(c, new_c))

    return answer


lstm_step = Exercise(
    name="lstm_step",
    oracle=_lstm_oracle,
    cases=[_step_case(3, 4, 2, 1.0), _step_case(1, 2, 5, 0.5), _step_case(4, 3, 3, 2.0)],
    mistakes=[
        Mistake(
            "the blocks are taken in the order i, f, j, o",
            _like_the_step(order="ifjo"),
            (
                "Which columns of the kernel are your forget gate?",
                "This is the order of Keras, where j is called c.",
                "Look at the names above the heat map.",
            ),
        ),
        Mistake(
            "the forget bias is left out",
            _like_the_step(biased=""),
            (
                "Which of the six arguments have you not used?",
                "One of the three gates gets a number more before its sigmoid.",
            ),
        ),
        Mistake(
            "the forget bias goes to the input gate",
            _like_the_step(biased="i"),
            (
                "Which gate does `forget_bias` belong to?",
                "The first block lets in; the third keeps.",
            ),
        ),
        Mistake(
            "h is made of c without tanh",
            _like_the_step(shows=lambda c, new_c: new_c),
            (
                "Can your h be larger than 1?",
                "Compare the last line with the formula: what stands around the cell state?",
            ),
        ),
        Mistake(
            "h is made of the old c",
            _like_the_step(shows=lambda c, new_c: np.tanh(c)),
            (
                "Does your h change with what comes in at this step?",
                "Which of the two cell states does the output gate show?",
            ),
        ),
        Mistake(
            "j goes through a sigmoid",
            _like_the_step(
                gates=lambda i, j, f, o: (sigmoid(i), sigmoid(j), sigmoid(f), sigmoid(o))
            ),
            (
                "Can your cell state become smaller, when all forget gates are open?",
                "Three of the four blocks are gates. What is the fourth?",
            ),
        ),
        Mistake(
            "c is joined to the inputs instead of h",
            _like_the_step(meets_kernel="c"),
            (
                "Which of the two states meets the kernel?",
                "In the formula of the four sums there is no cell state.",
            ),
        ),
        Mistake(
            "the state is returned as (h, c)",
            _like_the_step(returns=lambda c, h: (h, (h, c))),
            (
                "Which of the two stands first in an `LSTMStateTuple`?",
                "Section 3 prints it: `state[0]` is not what the cell puts out.",
            ),
        ),
    ],
    minutes=8,
    difficulty=2,
)


def _bias_added(to):
    """Make an answer that adds the forget bias `to` some of the blocks i, j, f, o."""

    def answer(bias, forget_bias):
        mask = np.array([name in to for name in "ijfo"], float)
        return bias + forget_bias * np.repeat(mask, len(bias) // 4)

    return answer


def _in_one_place(bias, forget_bias):
    folded = bias.copy()
    folded[2] += forget_bias
    return folded


def _instead_of_the_block(bias, forget_bias):
    folded = bias.reshape(4, -1).copy()
    folded[2] = forget_bias
    return folded.ravel()


fold_forget_bias = Exercise(
    name="fold_forget_bias",
    oracle=lambda bias, forget_bias: (
        bias.reshape(4, -1) + np.outer([0.0, 0.0, forget_bias, 0.0], np.ones(len(bias) // 4))
    ).ravel(),
    cases=[
        {"bias": random.normal(size=4 * num_units), "forget_bias": forget_bias}
        for num_units, forget_bias in ((3, 1.0), (5, 2.5), (2, -0.5))
    ],
    mistakes=[
        Mistake(
            "it is added to every block",
            _bias_added("ijfo"),
            (
                "How many gates does `forget_bias` belong to?",
                "Three of the four blocks stay as they are.",
            ),
        ),
        Mistake(
            "it is added to the second block",
            _bias_added("j"),
            (
                "In which order do the four blocks stand?",
                "The second block is the forget gate in Keras, not here.",
            ),
        ),
        Mistake(
            "it is added in one place only",
            _in_one_place,
            (
                "How many units has the cell, and how many numbers did you change?",
                "A block has a number for each unit.",
            ),
        ),
        Mistake(
            "the block is overwritten",
            _instead_of_the_block,
            (
                "What becomes of the bias that the forget gate had learned?",
                "The sum of two biases is wanted.",
            ),
        ),
        Mistake(
            "it is taken away",
            lambda bias, forget_bias: _bias_added("f")(bias, -forget_bias),
            (
                "Does your forget gate open wider, or less wide?",
                "The cell without a forget bias lacks that number: give it back.",
            ),
        ),
    ],
    minutes=4,
    difficulty=1,
)


def _is_float32(value):
    return isinstance(value, np.ndarray) and value.dtype == np.float32


def _outputs_of_weights(answer, inputs):
    """Run `BasicLSTMCell` with the weights that an answer gives; return its outputs."""
    num_units = inputs.shape[2] - 1
    weights = answer(num_units)
    if isinstance(weights, (tuple, list)):  # in float32 they would do as well
        weights = [w.astype(float) if _is_float32(w) else w for w in weights]
    wanted = np.zeros((2 * num_units + 1, 4 * num_units)), np.zeros(4 * num_units)
    complaint = difference(wanted, weights, np.inf, "the pair of kernel and bias")
    if complaint:
        raise WrongAnswer(f"{complaint}.")
    with tf.Graph().as_default(), tf.Session() as session:
        cell = tf.nn.rnn_cell.BasicLSTMCell(num_units, dtype=tf.float64)
        outputs, _ = tf.nn.dynamic_rnn(cell, tf.constant(inputs), dtype=tf.float64)
        for variable, value in zip(cell.variables, weights, strict=True):
            variable.load(value, session)
        return session.run(outputs)


def _last_marked_values(inputs):
    held = np.zeros((*inputs.shape[:2], inputs.shape[2] - 1))
    for row, sequence in enumerate(inputs):
        value = np.zeros(inputs.shape[2] - 1)
        for step, (*now, mark) in enumerate(sequence):
            value = np.array(now) if mark else value
            held[row, step] = np.tanh(np.tanh(value))
    return held


def _weights(num_units, switched=15.0, order="ijfo", **blocks):
    """The kernel and bias that hold, with some blocks made differently.

    Each of `blocks` is a tuple: what the mark adds, and the bias, as multiples of `switched`; for j
    it is the matrix of the values and what the mark adds.
    """
    values, mark_j = blocks.get("j", (np.eye(num_units), 0.0))
    made = {"j": (values, mark_j, 0.0)}
    for name, default in {"i": (2, -1), "f": (-2, 1), "o": (0, 1)}.items():
        mark, bias = blocks.get(name, default)
        made[name] = (np.zeros((num_units, num_units)), switched * mark, switched * bias)
    columns, biases = [], []
    for name in order:
        from_values, from_mark, bias = made[name]
        mark_row = np.full((1, num_units), from_mark)
        columns.append(np.concatenate([from_values, mark_row, np.zeros((num_units, num_units))]))
        biases.append(np.full(num_units, bias))
    return np.concatenate(columns, axis=1), np.concatenate(biases)


def _marked_case(marks, num_units):
    inputs = random.uniform(0.2, 1, size=(2, 30, num_units + 1))
    inputs *= random.choice([-1, 1], size=inputs.shape)
    inputs[:, :, -1] = 0
    for row, steps in enumerate(marks):
        inputs[row, list(steps), -1] = 1
    return {"inputs": inputs}


hold_weights = Exercise(
    name="hold_weights",
    oracle=_last_marked_values,
    cases=[
        _marked_case([(0, 12, 20), (3, 25)], num_units=2),
        _marked_case([(4, 5), (0, 29)], num_units=1),
        _marked_case([(1, 16), (9, 14)], num_units=5),
    ],
    mistakes=[
        Mistake(
            "the second value is added to the first",
            lambda num_units: _weights(num_units, f=(0, 1)),
            (
                "What does the cell hold after the second mark: the second value, or both?",
                "At a mark the old value must go. Which gate does that?",
                "The mark's row of the kernel can shut one gate while it opens another.",
            ),
        ),
        Mistake(
            "the forget gate is left half open",
            lambda num_units: _weights(num_units, f=(0, 0)),
            (
                "How much of the value is left after ten steps?",
                "sigmoid(1) is 0.73, and 0.73 is multiplied in at every step.",
            ),
        ),
        Mistake(
            "the input gate never shuts",
            lambda num_units: _weights(num_units, i=(0, 1)),
            (
                "What comes in where there is no mark?",
                "The input gate needs a bias that shuts it, and a mark that opens it.",
            ),
        ),
        Mistake(
            "the output gate is left half open",
            lambda num_units: _weights(num_units, o=(0, 0)),
            (
                "By which factor is your output too small?",
                "sigmoid(0) is one half. Which gate did you leave there?",
            ),
        ),
        Mistake(
            "the blocks stand in the order i, f, j, o",
            lambda num_units: _weights(num_units, order="ifjo"),
            (
                "Which columns of your kernel receive the values?",
                "The second block is j, the third is f.",
            ),
        ),
        Mistake(
            "every value reaches every unit",
            lambda num_units: _weights(num_units, j=(np.ones((num_units, num_units)), 0.0)),
            (
                "With two values, what does the first unit hold: one of them, or their sum?",
                "Each unit takes one of the values: what does such a block of W look like?",
            ),
        ),
        Mistake(
            "the mark is stored too",
            lambda num_units: _weights(num_units, j=(np.eye(num_units), 1.0)),
            (
                "Does your cell hold the value, or the value and one more?",
                "The mark works the gates. Is a gate what j is?",
            ),
        ),
    ],
    minutes=10,
    difficulty=3,
    tolerance=0.02,
    arguments=("num_units",),
    call=_outputs_of_weights,
    place="the array of outputs",
)


def _lstm_cell_values(input_size, num_units, num_proj):
    with tf.Graph().as_default():
        cell = tf.nn.rnn_cell.LSTMCell(num_units, num_proj=num_proj)
        cell.build((None, input_size))
        return sum(variable.shape.num_elements() for variable in cell.variables)


def _count(blocks=4, biases=4, rows="h", projection=True, projection_bias=False):
    """Make an answer that counts the values of an `LSTMCell` in one way or another."""

    def answer(input_size, num_units, num_proj):
        width = {"h": num_proj or num_units, "c": num_units}[rows]
        count = (input_size + width) * blocks * num_units + biases * num_units
        count += num_units * (num_proj or 0) * projection
        return count + (num_proj or 0) * projection_bias

    return answer


lstm_weights = Exercise(
    name="lstm_weights",
    oracle=_lstm_cell_values,
    cases=[
        {"input_size": input_size, "num_units": num_units, "num_proj": num_proj}
        for input_size, num_units, num_proj in ((3, 4, None), (28, 128, 32), (5, 6, 2))
    ],
    mistakes=[
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
    ],
    minutes=5,
    difficulty=2,
)

progress = progress_of(lstm_step, fold_forget_bias, hold_weights, lstm_weights)
