"""The exercises of lesson 04, and the mistakes that people make in them."""

import numpy as np

from utils import reference
from utils.checks.in_graph import in_graph, require_tensors
from utils.exercise import Exercise, Mistake, WrongAnswer, progress_of
from utils.tf1 import tf

random = np.random.default_rng(4)


def _ids(batch_size, num_steps, vocab_size):
    return random.integers(0, vocab_size, size=(batch_size, num_steps)).astype(np.int32)


def _one_hot_product(embeddings, ids):
    one_hot = np.zeros((*ids.shape, len(embeddings)), embeddings.dtype)
    np.put_along_axis(one_hot, ids[..., np.newaxis], 1.0, axis=-1)
    return one_hot


one_hot = Exercise(
    name="one_hot",
    oracle=lambda ids, vocab_size: _one_hot_product(np.zeros((vocab_size, 1)), ids),
    cases=[
        # The last characters of the vocabulary do not occur.
        {"ids": _ids(batch_size, num_steps, used), "vocab_size": vocab_size}
        for batch_size, num_steps, used, vocab_size in ((2, 3, 4, 5), (4, 4, 4, 7), (1, 6, 8, 9))
    ],
    mistakes=[
        Mistake(
            "the vocabulary ends with the largest id of the batch",
            lambda ids, vocab_size: np.eye(ids.max() + 1)[ids],
            (
                "How long are your vectors, and how many characters has the vocabulary?",
                "A character has its place whether it occurs in this batch or not.",
            ),
        ),
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


def _looked_up(embeddings, ids):
    return tf.nn.embedding_lookup(embeddings, ids)


def _steps(vectors, axis=0, squeezed=(0,), count=None):
    parts = tf.split(vectors, count or int(vectors.shape[axis]), axis=axis)
    return [tf.squeeze(part, axis=squeezed) for part in parts]


steps_of = Exercise(
    name="steps_of",
    oracle=lambda embeddings, ids: [np.stack([embeddings[i] for i in step]) for step in ids],
    cases=[
        {
            "embeddings": random.normal(size=(vocab_size, size)).astype(np.float32),
            "ids": _ids(num_steps, batch_size, vocab_size),
        }
        for num_steps, batch_size, vocab_size, size in ((4, 3, 7, 5), (5, 1, 6, 3), (2, 2, 4, 2))
    ],
    mistakes=[
        Mistake(
            "every axis of length one is squeezed",
            lambda embeddings, ids: _steps(_looked_up(embeddings, ids), squeezed=None),
            (
                "It went well with a batch of three. What is different in the case that failed?",
                "`tf.squeeze` without an axis removes every axis of length one.",
                "Name the one axis that `tf.split` left behind.",
            ),
        ),
        Mistake(
            "nothing is split",
            _looked_up,
            (
                "How many tensors did you return?",
                "A list is wanted, with one tensor for each step.",
            ),
        ),
        Mistake(
            "the slices are not squeezed",
            lambda embeddings, ids: tf.split(
                _looked_up(embeddings, ids), int(ids.shape[0]), axis=0
            ),
            (
                "How many axes has each tensor of your list?",
                "A cell takes `[batch, size]`. Which axis is one too many?",
            ),
        ),
        Mistake(
            "the batch is split instead of the steps",
            lambda embeddings, ids: _steps(_looked_up(embeddings, ids), axis=1, squeezed=(1,)),
            (
                "How long is your list, and how many steps are there?",
                "Each tensor should hold one step of all rows. Which axis counts the steps here?",
                "These ids are time-major: their axes stand in another order than in the lesson.",
            ),
        ),
        Mistake(
            "the number of steps is the notebook's",
            lambda embeddings, ids: _steps(_looked_up(embeddings, ids), count=5),
            (
                "Where does the number of steps come from, in your function?",
                "The notebook's `num_steps` is 5. The check has ids of other lengths too.",
                "A tensor knows its own shape.",
            ),
        ),
        Mistake(
            "the steps stand in reverse order",
            lambda embeddings, ids: _steps(_looked_up(embeddings, ids))[::-1],
            (
                "Which step of `ids` does the first tensor of your list belong to?",
                "The list begins with the first step.",
            ),
        ),
    ],
    minutes=7,
    difficulty=2,
    call=in_graph,
)


class _TellingCell(tf.nn.rnn_cell.BasicRNNCell):
    """A cell whose output is not its state, so that taking one for the other shows."""

    def call(self, inputs, state):
        _, new_state = super().call(inputs, state)
        return 2.0 * new_state, new_state


def _run_on_a_cell(answer, steps, state, kernel, bias):
    """Let an answer run a cell with known weights over a list of steps."""
    with tf.Graph().as_default(), tf.Session() as session:
        cell = _TellingCell(len(bias))
        cell.build((None, steps[0].shape[1]))
        count = len(tf.global_variables())
        returned = answer(cell, [tf.constant(step) for step in steps], tf.constant(state))
        require_tensors(returned)
        made = len(tf.global_variables()) - count
        if made:
            raise WrongAnswer(f"it made {made} new variables: call the one cell that it was given.")
        for variable, value in zip(cell.variables, (kernel, bias), strict=True):
            variable.load(value, session)
        return session.run(returned)


def _run_backwards_oracle(steps, state, kernel, bias):
    outputs, final_state = reference.unroll(
        lambda inputs, state: reference.rnn_step(inputs, state, kernel, bias),
        np.stack(steps[::-1], axis=1),
        state,
    )
    return [2 * outputs[:, step] for step in reversed(range(len(steps)))], final_state


def _loop(step, reading=reversed):
    """Make an answer out of what it does in one turn: `step(cell, inputs, state, first_state)`.

    Its outputs stand in the order in which the steps were read.
    """

    def answer(cell, steps, state):
        outputs, first_state = [], state
        for inputs in reading(steps):
            output, state = step(cell, inputs, state, first_state)
            outputs.append(output)
        return outputs, state

    return answer


def _call_cell(cell, inputs, state, first_state):
    return cell(inputs, state)


def _new_cell(cell, inputs, state, first_state):
    return type(cell)(cell.state_size)(inputs, state)


def _first_state_again(cell, inputs, state, first_state):
    return cell(inputs, first_state)


def _in_order_of_steps(answer):
    def turned(cell, steps, state):
        outputs, state = answer(cell, steps, state)
        return outputs[::-1], state

    return turned


def _outputs_turned_alone(cell, steps, state):
    outputs, state = _loop(_call_cell, reading=list)(cell, steps, state)
    return outputs[::-1], state


def _output_fed_back(cell, steps, state):
    outputs = []
    for inputs in reversed(steps):
        state, _ = cell(inputs, state)
        outputs.insert(0, state)
    return outputs, state


def _from_zeros(cell, steps, state):
    return _in_order_of_steps(_loop(_call_cell))(cell, steps, tf.zeros_like(state))


def _last_output_as_state(cell, steps, state):
    outputs, _ = _loop(_call_cell)(cell, steps, state)
    return outputs[::-1], outputs[0]


def _normal(*shape, scale=1.0):
    return random.normal(scale=scale, size=shape).astype(np.float32)


def _steps_case(batch_size, num_steps, input_size, num_units):
    return {
        "steps": [_normal(batch_size, input_size) for _ in range(num_steps)],
        "state": _normal(batch_size, num_units, scale=0.5),
        "kernel": _normal(input_size + num_units, num_units, scale=0.3),
        "bias": _normal(num_units, scale=0.3),
    }


run_backwards = Exercise(
    name="run_backwards",
    oracle=_run_backwards_oracle,
    cases=[_steps_case(2, 3, 4, 3), _steps_case(1, 5, 2, 4)],
    mistakes=[
        Mistake(
            "the outputs stand in the order of reading",
            _loop(_call_cell),
            (
                "Which step does your first output belong to?",
                "`outputs[0]` must belong to `steps[0]`, which was read last.",
            ),
        ),
        Mistake(
            "the steps are read forwards",
            _loop(_call_cell, reading=list),
            (
                "Which step does your loop read first?",
                "Nothing may reach the last step's output from the steps before it.",
            ),
        ),
        Mistake(
            "the outputs are turned round, the reading is not",
            _outputs_turned_alone,
            (
                "Which step does your loop read first?",
                "Turning the list at the end does not change what each step has seen.",
            ),
        ),
        Mistake(
            "the output is taken for the state",
            _output_fed_back,
            (
                "Which of the two things that the cell returns do you hand to the next turn?",
                "In this cell they differ: the output first, then the new state.",
            ),
        ),
        Mistake(
            "the given state is not used",
            _from_zeros,
            (
                "Does your result depend on `state`?",
                "The reading begins with the state that you are given, not with zeros.",
            ),
        ),
        Mistake(
            "each step begins with the first state",
            _in_order_of_steps(_loop(_first_state_again)),
            (
                "Does the output for the first step depend on the last step's input?",
                "What does your loop do with the state that the cell returns?",
                "The new state of one turn is the state of the next.",
            ),
        ),
        Mistake(
            "a new cell at each step",
            _in_order_of_steps(_loop(_new_cell)),
            (
                "How many variables has one cell, and how many has your graph?",
                "Each new cell object makes a kernel of its own, silently.",
                "Call the one cell that you were given, again and again.",
            ),
        ),
        Mistake(
            "the final state is that of the last step",
            _last_output_as_state,
            (
                "After which step does the reading end?",
                "Read backwards, the final state is the state after `steps[0]`.",
            ),
        ),
    ],
    minutes=8,
    difficulty=2,
    arguments=("cell", "steps", "state"),
    call=_run_on_a_cell,
    tolerance=1e-5,
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
        for length, batch_size, num_steps in ((13, 3, 4), (50, 4, 7), (9, 2, 4))
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
            "the last label is the first character",
            lambda ids, batch_size, num_steps: (
                _character_rows(ids, batch_size, num_steps),
                np.roll(_character_rows(ids, batch_size, num_steps), -1),
            ),
            (
                "Which character of the text follows the last one that you use?",
                "The very last label lies just behind the last input, and the text has it.",
            ),
        ),
        Mistake(
            "the rows lie apart in the text",
            lambda ids, batch_size, num_steps: tuple(
                ids[shift : shift + (len(ids) - 1) // batch_size * batch_size].reshape(
                    batch_size, -1
                )[:, :num_steps]
                for shift in (0, 1)
            ),
            (
                "Which character follows the last one of your first row, in the text and in row 1?",
                "Here each row goes on where the row before it ended; spare ids stay at the end.",
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

progress = progress_of(one_hot, steps_of, run_backwards, inputs_and_labels)
