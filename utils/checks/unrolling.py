"""The exercises of lesson 04, and the mistakes that people make in them."""

import numpy as np

from utils import reference
from utils.checks.in_graph import in_graph
from utils.exercise import Exercise, Mistake, WrongAnswer, progress_of
from utils.tf1 import tf

random = np.random.default_rng(4)


def _ids(batch_size, num_steps, vocab_size):
    return random.integers(0, vocab_size, size=(batch_size, num_steps)).astype(np.int32)


def _looked_up(embeddings, ids):
    return tf.nn.embedding_lookup(embeddings, ids)


def _steps(vectors, axis=1, squeezed=(1,)):
    parts = tf.split(vectors, int(vectors.shape[axis]), axis=axis)
    return [tf.squeeze(part, axis=squeezed) for part in parts]


steps_of = Exercise(
    name="steps_of",
    oracle=lambda embeddings, ids: [
        np.stack([embeddings[row[step]] for row in ids]) for step in range(ids.shape[1])
    ],
    cases=[
        {
            "embeddings": random.normal(size=(vocab_size, size)).astype(np.float32),
            "ids": _ids(batch_size, num_steps, vocab_size),
        }
        for batch_size, num_steps, vocab_size, size in ((3, 4, 7, 5), (1, 5, 6, 3), (2, 2, 4, 2))
    ],
    mistakes=[
        Mistake(
            "every axis of length one is squeezed",
            lambda embeddings, ids: _steps(_looked_up(embeddings, ids), squeezed=None),
            (
                "It went well with a batch of three. What was different in the case that failed?",
                "`tf.squeeze` without an axis removes every axis of length one.",
                "Name the one axis that `tf.split` left behind.",
            ),
        ),
        Mistake(
            "the slices are not squeezed",
            lambda embeddings, ids: tf.split(
                _looked_up(embeddings, ids), int(ids.shape[1]), axis=1
            ),
            (
                "How many axes has each tensor of your list?",
                "A cell takes `[batch, size]`. Which axis is one too many?",
            ),
        ),
        Mistake(
            "the batch is split instead of the steps",
            lambda embeddings, ids: _steps(_looked_up(embeddings, ids), axis=0, squeezed=(0,)),
            (
                "How long is your list, and how many steps are there?",
                "Each tensor should hold one step of all rows, not all steps of one row.",
                "Look at the axis along which you split.",
            ),
        ),
        Mistake(
            "the steps stand in reverse order",
            lambda embeddings, ids: _steps(_looked_up(embeddings, ids))[::-1],
            (
                "Which column of `ids` does the first tensor of your list belong to?",
                "The list begins with the first step.",
            ),
        ),
    ],
    minutes=7,
    difficulty=2,
    call=in_graph,
)


def _one_hot_product(embeddings, ids):
    one_hot = np.zeros((*ids.shape, len(embeddings)), embeddings.dtype)
    np.put_along_axis(one_hot, ids[..., np.newaxis], 1.0, axis=-1)
    return one_hot


one_hot = Exercise(
    name="one_hot",
    oracle=lambda ids, vocab_size: _one_hot_product(np.zeros((vocab_size, 1)), ids),
    cases=[
        {"ids": _ids(batch_size, num_steps, vocab_size), "vocab_size": vocab_size}
        for batch_size, num_steps, vocab_size in ((2, 3, 5), (4, 4, 4), (1, 6, 9))
    ],
    mistakes=[
        Mistake(
            "the ids are counted from one",
            lambda ids, vocab_size: np.eye(vocab_size)[ids - 1],
            (
                "Where is the one for id 0?",
                "Ids count from 0: the first column belongs to id 0.",
            ),
        ),
        Mistake(
            "one row for each character of the vocabulary",
            lambda ids, vocab_size: np.moveaxis(np.eye(vocab_size)[ids], -1, 0),
            (
                "Which axis of your array counts the vocabulary?",
                "`[batch, num_steps, vocab_size]` is wanted: the vocabulary's axis is the last.",
            ),
        ),
        Mistake(
            "the ids of a row share one vector",
            lambda ids, vocab_size: np.eye(vocab_size)[ids].sum(axis=1),
            (
                "How many axes has your array?",
                "Each id has a vector of its own; added up, their order is lost.",
            ),
        ),
    ],
    minutes=5,
    difficulty=1,
)


def _run_steps(answer, steps, state, kernel, bias):
    """Let an answer run a cell with known weights over a list of steps."""
    num_units = len(bias)
    weights = tf.constant_initializer(kernel)

    def build(state, *steps):
        with tf.variable_scope("rnn", initializer=weights):
            cell = tf.nn.rnn_cell.BasicRNNCell(num_units, dtype=tf.float64)
            returned = answer(cell, list(steps), state)
        if not isinstance(returned, tuple) or len(returned) != 2:
            raise WrongAnswer("A pair is wanted: the list of outputs, and the final state.")
        outputs, final_state = returned
        return outputs, final_state, tf.constant(len(tf.global_variables()))

    return in_graph(build, state, *steps)


def _run_steps_oracle(steps, state, kernel, bias):
    outputs, final_state = reference.unroll(
        lambda inputs, state: reference.rnn_step(inputs, state, kernel, bias),
        np.stack(steps, axis=1),
        state,
    )
    return [outputs[:, step] for step in range(len(steps))], final_state, np.int32(2)


def _loop(step):
    """Make an answer out of what it does in one turn: `step(cell, inputs, state, first_state)`."""

    def answer(cell, steps, state):
        outputs, first_state = [], state
        for inputs in steps:
            output, state = step(cell, inputs, state, first_state)
            outputs.append(output)
        return outputs, state

    return answer


def _new_cell(cell, inputs, state, first_state):
    return tf.nn.rnn_cell.BasicRNNCell(cell.state_size, dtype=tf.float64)(inputs, state)


def _first_state_again(cell, inputs, state, first_state):
    return cell(inputs, first_state)


def _last_output_only(cell, steps, state):
    outputs, final_state = _loop(lambda cell, inputs, state, _: cell(inputs, state))(
        cell, steps, state
    )
    return outputs[-1], final_state


def _steps_case(batch_size, num_steps, input_size, num_units):
    return {
        "steps": [random.normal(size=(batch_size, input_size)) for _ in range(num_steps)],
        "state": random.uniform(-1, 1, size=(batch_size, num_units)),
        "kernel": random.normal(scale=0.5, size=(input_size + num_units, num_units)),
        "bias": np.zeros(num_units),
    }


run_steps = Exercise(
    name="run_steps",
    oracle=_run_steps_oracle,
    cases=[_steps_case(2, 3, 4, 3), _steps_case(1, 5, 2, 4)],
    mistakes=[
        Mistake(
            "each step begins with the first state",
            _loop(_first_state_again),
            (
                "Does the second output depend on the first input?",
                "What does your loop do with the state that the cell returns?",
                "The new state of one step is the state of the next.",
            ),
        ),
        Mistake(
            "a new cell at each step",
            _loop(_new_cell),
            (
                "How many variables are in the graph after three steps?",
                "Each new cell object makes a kernel of its own, silently.",
                "Call the one cell that you were given, again and again.",
            ),
        ),
        Mistake(
            "the last output alone is returned",
            _last_output_only,
            (
                "How many outputs are wanted?",
                "Collect the output of each step in a list.",
            ),
        ),
    ],
    minutes=8,
    difficulty=2,
    arguments=("cell", "steps", "state"),
    call=_run_steps,
)


def _character_rows(ids, batch_size, num_steps):
    usable = batch_size * num_steps
    return ids[:usable].reshape(batch_size, num_steps)


inputs_and_labels = Exercise(
    name="inputs_and_labels",
    oracle=lambda ids, batch_size, num_steps: tuple(
        np.array(
            [
                [ids[row * num_steps + step + shift] for step in range(num_steps)]
                for row in range(batch_size)
            ],
            dtype=ids.dtype,
        )
        for shift in (0, 1)
    ),
    cases=[
        {
            "ids": random.integers(0, 50, size=length).astype(np.int32),
            "batch_size": batch_size,
            "num_steps": num_steps,
        }
        for length, batch_size, num_steps in ((13, 3, 4), (30, 4, 7), (9, 2, 4))
    ],
    mistakes=[
        Mistake(
            "the labels are the inputs",
            lambda ids, batch_size, num_steps: (
                _character_rows(ids, batch_size, num_steps),
                _character_rows(ids, batch_size, num_steps),
            ),
            (
                "What would a network have to do to guess your labels without a fault?",
                "The label of a character is the character that follows it.",
                "Begin the labels one character later than the inputs.",
            ),
        ),
        Mistake(
            "the labels are the characters before",
            lambda ids, batch_size, num_steps: (
                _character_rows(ids[1:], batch_size, num_steps),
                _character_rows(ids, batch_size, num_steps),
            ),
            (
                "Read your first input and its label in the order of the text. Which comes first?",
                "The network is to guess what follows, not what went before.",
            ),
        ),
        Mistake(
            "the labels are rolled within each row",
            lambda ids, batch_size, num_steps: (
                _character_rows(ids, batch_size, num_steps),
                np.roll(_character_rows(ids, batch_size, num_steps), -1, axis=1),
            ),
            (
                "Look at the last label of a row. Which character of the text is it?",
                "After a row's last character comes the text's next one, not the row's first.",
                "Cut the rows of the labels from the text itself, one character later.",
            ),
        ),
        Mistake(
            "the text runs down the columns",
            lambda ids, batch_size, num_steps: tuple(
                ids[shift : shift + batch_size * num_steps].reshape(num_steps, batch_size).T
                for shift in (0, 1)
            ),
            (
                "Read your first row aloud: is it a piece of the text?",
                "A row holds `num_steps` characters that follow one another.",
            ),
        ),
    ],
    minutes=6,
    difficulty=2,
)

progress = progress_of(steps_of, one_hot, run_steps, inputs_and_labels)
