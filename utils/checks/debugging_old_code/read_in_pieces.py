"""The learner reads a long sequence piece by piece, and feeds an LSTM's state back each time."""

from functools import partial

import numpy as np

from utils import reference
from utils.checks.cases import normal
from utils.checks.debugging_old_code.shared import load, rnn_weights
from utils.checks.engine import Exercise
from utils.tf1 import tf

random = np.random.default_rng(16)


def _with_an_lstm(answer, pieces, c, h, kernel, bias):
    """Let an answer read pieces with an LSTM that starts from c and h, both not zero."""
    with tf.Graph().as_default(), tf.Session() as session:
        inputs = tf.placeholder(tf.float32, pieces[0].shape)
        cell = tf.nn.rnn_cell.BasicLSTMCell(c.shape[1])
        state = tf.nn.rnn_cell.LSTMStateTuple(tf.constant(c), tf.constant(h))
        steps = tf.unstack(inputs, axis=1)  # unrolled, since this is quicker for two or three steps
        found, final_state = tf.nn.static_rnn(cell, steps, initial_state=state)
        outputs = tf.stack(found, axis=1)
        load(session, cell.variables, (kernel, bias))
        return answer(session, inputs, state, outputs, final_state, pieces)


def _in_one_go_by_numpy(pieces, c, h, kernel, bias):
    step = partial(reference.lstm_step, kernel=kernel, bias=bias)
    return reference.unroll(step, np.concatenate(pieces, axis=1), (c, h))[0]


def _joined(found):
    return np.concatenate(found, axis=1)


def _zeros(state):
    return [np.zeros_like(part) for part in state]


def _pieces(feed=lambda state, last: {state: last}, joined=_joined, from_zeros=False):
    """Make an answer: what it feeds after each piece, what it makes of all outputs, its start."""

    def answer(session, inputs, state, outputs, final_state, pieces):
        found, feeds = [], {state: _zeros(session.run(state))} if from_zeros else {}
        for piece in pieces:
            output, last = session.run([outputs, final_state], {inputs: piece, **feeds})
            found.append(output)
            feeds = feed(state, last)
        return joined(found)

    return answer


def _after(before):
    """Make an answer that reads each piece after one other alone, or None: `before(pieces)`."""

    def answer(session, inputs, state, outputs, final_state, pieces):
        found = []
        for other, piece in zip(before(pieces), pieces, strict=True):
            feeds = {} if other is None else {state: session.run(final_state, {inputs: other})}
            found.append(session.run(outputs, {inputs: piece, **feeds}))
        return _joined(found)

    return answer


def _first_piece_read_twice(session, inputs, state, outputs, final_state, pieces):
    answer = _pieces(joined=lambda found: _joined(found[1:]))
    return answer(session, inputs, state, outputs, final_state, [pieces[0], *pieces])


def _fed_with_its_tensor(session, inputs, state, outputs, final_state, pieces):
    return session.run(outputs, {inputs: pieces[0], state: state})


def _case(batch_size, num_pieces, steps, input_size, num_units):
    return {
        "pieces": [normal(random, batch_size, steps, input_size) for _ in range(num_pieces)],
        "c": normal(random, batch_size, num_units),
        "h": normal(random, batch_size, num_units, scale=0.5),
        **rnn_weights(random, input_size, num_units, gates=4),
    }


read_in_pieces = Exercise(
    name="read_in_pieces",
    oracle=_in_one_go_by_numpy,
    call=_with_an_lstm,
    cases=[_case(2, 4, 3, 5, 4), _case(3, 3, 2, 4, 5)],
    arguments=("session", "inputs", "state", "outputs", "final_state", "pieces"),
    tolerance=1e-5,
    mistakes={
        "the state is not fed back": (
            _pieces(lambda state, last: {}),
            "Your second piece starts again from the first state. Do you feed the final state?",
            "A run keeps nothing for the next one, except in variables.",
            "Fetch the final state with the outputs, and feed it in the next run.",
        ),
        "every later piece starts from the first one's state": (
            _after(lambda pieces: [None] + pieces[:1] * (len(pieces) - 1)),
            "Your third piece starts from the state of the first one. Should it?",
            "Look at when you fetch the state.",
            "Fetch the final state again in each iteration.",
        ),
        "the state comes from a run that began again": (
            _after(lambda pieces: [None, *pieces[:-1]]),
            "Your state comes from a run that started again. Do you fetch it separately?",
            "Outputs and final state must come from the same start.",
            "Fetch the outputs and the final state in one run.",
        ),
        "each piece starts from its own final state": (
            _after(lambda pieces: pieces),
            "Each of your pieces starts from its own final state. Whose state should it be?",
            "A final state is the start of the next piece.",
            "Feed the final state in the next iteration, not in the same one.",
        ),
        "h alone is fed back": (
            _pieces(lambda state, last: {state.h: last.h}),
            "You feed h back, but not c. Does an LSTM not need both?",
            "The state of an LSTM is the pair c and h.",
            "Feed the complete final state.",
        ),
        "c alone is fed back": (
            _pieces(lambda state, last: {state.c: last.c}),
            "You feed c back, but not h. Does an LSTM not need both?",
            "The state of an LSTM is the pair c and h.",
            "Feed the complete final state.",
        ),
        "one array is fed for the pair": (
            _pieces(lambda state, last: {state: last.h}),
            "You feed one array for a pair of tensors. Should it not be a pair?",
            "The state of an LSTM is the pair c and h.",
            "Feed the final state as the run returned it.",
        ),
        "c and h are swapped": (
            _pieces(lambda state, last: {state.c: last.h, state.h: last.c}),
            "You feed h as c, and c as h. What is their order?",
            "The order in the state is `(c, h)`.",
            "Feed the complete final state, in its own order.",
        ),
        "the last output is fed as both parts": (
            _pieces(lambda state, last: {state.c: last.h, state.h: last.h}),
            "You feed the last output as c and as h. Is it both?",
            "The output is h. Only the final state contains c.",
            "Feed the complete final state.",
        ),
        "the first piece starts with zeros": (
            _pieces(from_zeros=True),
            "Your first piece starts with zeros. Is this the first state of the graph?",
            "Without a feed, the graph uses its own first state.",
            "For the first piece, feed only the inputs.",
        ),
        "every piece starts with zeros": (
            _pieces(lambda state, last: {state: _zeros(last)}, from_zeros=True),
            "Each of your pieces starts with zeros. Where did the piece before end?",
            "A piece should start where the piece before ended.",
            "Feed the final state of the piece before, not zeros.",
        ),
        "the final state is fed to itself": (
            lambda session, inputs, state, outputs, final_state, pieces: _pieces()(
                session, inputs, final_state, outputs, final_state, pieces
            ),
            "You feed a value for `final_state`. Does the loop start from this tensor?",
            "The loop starts from `state` and ends in `final_state`.",
            "Use `state` as the key of the feed.",
        ),
        "the tensor `state` is fed": (
            _fed_with_its_tensor,
            "Which value do you feed for the first piece? Is it an array?",
            "Look at the value for `state`: before the first run, it is still a tensor.",
            "For the first piece, feed only the inputs.",
        ),
        "all pieces are read in one run": (
            lambda session, inputs, state, outputs, final_state, pieces: session.run(
                outputs, {inputs: _joined(pieces)}
            ),
            "How many time steps do you feed, and how many does the placeholder expect?",
            "Look at the error: the graph reads pieces of a fixed length.",
            "Read the pieces one by one, and feed the final state back.",
        ),
        "the pieces are joined along the batch": (
            _pieces(joined=np.concatenate),
            "Your result has too many rows and too few time steps. Which axis did you join?",
            "Without `axis`, `np.concatenate` joins along axis 0, the batch.",
            "Join along axis 1, the time steps.",
        ),
        "the pieces are stacked on a new axis": (
            _pieces(joined=np.stack),
            "Your result has four axes. Should it not have three?",
            "`np.stack` makes a new axis.",
            "Use `np.concatenate` along axis 1.",
        ),
        "the last piece is left out": (
            _pieces(joined=lambda found: _joined(found[:-1])),
            "The outputs of the last piece are missing in your result. Do you keep them?",
            "Look at the end of your loop.",
            "Keep the outputs of all pieces.",
        ),
        "the first piece is read twice": (
            _first_piece_read_twice,
            "Your network reads the first piece twice. What runs before your loop?",
            "A run before the loop already reads the first piece.",
            "Read each piece exactly once.",
        ),
        "the name of the tensor now has a value": (
            lambda session, inputs, state, *others: _pieces()(
                session, inputs, session.run(state), *others
            ),
            "The name `state` is now an array. Should the key of a feed not be a tensor?",
            "The key of a feed must be a tensor of the graph.",
            "Give the fetched value another name.",
        ),
        "the last piece alone is returned": (
            _pieces(joined=lambda found: found[-1]),
            "Your result contains only the outputs of the last piece. Where are the others?",
            "Look at what you keep in each iteration.",
            "Append the outputs of each piece to a list.",
        ),
    },
    minutes=6,
    difficulty=2,
)
