"""The exercises of lesson 12, and the mistakes that people make in them."""

import numpy as np

from utils import reference
from utils.checks.in_graph import require_tensors
from utils.exercise import Exercise, Mistake, WrongAnswer, progress_of
from utils.tf1 import tf

random = np.random.default_rng(12)


def _gru_case(batch_size, input_size, num_units):
    rows = input_size + num_units
    return {
        "inputs": random.normal(size=(batch_size, input_size)),
        "state": random.uniform(-1, 1, size=(batch_size, num_units)),
        "gate_kernel": random.normal(scale=0.6, size=(rows, 2 * num_units)),
        "gate_bias": random.normal(size=2 * num_units),
        "candidate_kernel": random.normal(scale=0.6, size=(rows, num_units)),
        "candidate_bias": random.normal(size=num_units),
    }


def _before(x, h, r, kernel, bias):
    return np.tanh(np.hstack([x, r * h]) @ kernel + bias)


def _behind(x, h, r, kernel, bias):
    W, U = kernel[: x.shape[1]], kernel[x.shape[1] :]
    return np.tanh(x @ W + r * (h @ U) + bias)


def _turned_round(x, h, r, kernel, bias):
    return np.tanh(np.hstack([r * h, x]) @ kernel + bias)


def _no_reset(x, h, r, kernel, bias):
    return np.tanh(np.hstack([x, h]) @ kernel + bias)


def _linear(x, h, r, kernel, bias):
    return np.hstack([x, r * h]) @ kernel + bias


def _squashed_wrongly(x, h, r, kernel, bias):
    return reference.sigmoid(np.hstack([x, r * h]) @ kernel + bias)


def _like_the_step(
    split=lambda gates: np.split(gates, 2, axis=1),
    squash=reference.sigmoid,
    candidate=_before,
    mix=lambda u, h, c: u * h + (1 - u) * c,
    returns=lambda h, new: (new, new),
    biased=True,
):
    """Make a mistake: a step that goes wrong where a setting differs from the default."""

    def answer(inputs, state, gate_kernel, gate_bias, candidate_kernel, candidate_bias):
        r, u = split(squash(np.hstack([inputs, state]) @ gate_kernel + biased * gate_bias))
        c = candidate(inputs, state, r, candidate_kernel, biased * candidate_bias)
        return returns(state, mix(u, state, c))

    return answer


gru_step = Exercise(
    name="gru_step",
    oracle=reference.gru_step,
    cases=[_gru_case(3, 4, 2), _gru_case(1, 2, 5), _gru_case(4, 3, 3)],
    mistakes=[
        Mistake(
            "the gates are taken in the order u, r",
            _like_the_step(split=lambda gates: np.split(gates, 2, axis=1)[::-1]),
            (
                "Which columns of the gates' kernel are the reset gate?",
                "Read the square brackets of the formula from the left.",
            ),
        ),
        Mistake(
            "r stands behind the product",
            _like_the_step(candidate=_behind),
            (
                "What does the reset gate multiply: the state, or what U has made of it?",
                "This is Keras's way, `reset_after=True`. TensorFlow 1 resets first.",
            ),
        ),
        Mistake(
            "u and 1 - u are exchanged",
            _like_the_step(mix=lambda u, h, c: (1 - u) * h + u * c),
            (
                "When u is 1, is the state kept or replaced?",
                "Other texts write it so. Here u is the share of the old state.",
            ),
        ),
        Mistake(
            "the reset gate is not used",
            _like_the_step(candidate=_no_reset),
            (
                "Which of the two gates have you not used?",
                "The candidate does not see the state as it is.",
            ),
        ),
        Mistake(
            "the candidate lacks tanh",
            _like_the_step(candidate=_linear),
            (
                "Can your new state be larger than 1?",
                "Gates go through a sigmoid. What does the candidate go through?",
            ),
        ),
        Mistake(
            "the candidate goes through a sigmoid",
            _like_the_step(candidate=_squashed_wrongly),
            (
                "Can your candidate be below zero?",
                "Only gates go through a sigmoid, and the candidate is none.",
            ),
        ),
        Mistake(
            "the candidate is let in whole",
            _like_the_step(mix=lambda u, h, c: u * h + c),
            (
                "Can your new state be larger than 1?",
                "What is kept and what is let in share one gate: together they are 1.",
            ),
        ),
        Mistake(
            "the state stands before the inputs in the candidate",
            _like_the_step(candidate=_turned_round),
            (
                "Which rows of the candidate's kernel meet your first columns?",
                "In both kernels the rows of the inputs come first.",
            ),
        ),
        Mistake(
            "the biases are missing",
            _like_the_step(biased=False),
            (
                "Which of the six arguments have you not used?",
                "Each of the two products has a bias.",
            ),
        ),
        Mistake(
            "the candidate is returned as it is",
            _like_the_step(mix=lambda u, h, c: c),
            (
                "Which of the two gates have you not used?",
                "The last line of the formula keeps a part of the old state.",
            ),
        ),
        Mistake(
            "the old state is handed back",
            _like_the_step(returns=lambda h, new: (new, h)),
            (
                "What would the next step receive as its state?",
                "A GRU returns one array twice: as output, and as new state.",
            ),
        ),
        Mistake(
            "the output alone is returned",
            _like_the_step(returns=lambda h, new: new),
            (
                "How many things does `cell(x, state)` return?",
                "A pair is wanted: the output, and the new state.",
            ),
        ),
    ],
    minutes=8,
    difficulty=2,
)


def _weights(number, shape):
    return np.random.default_rng([12, number]).normal(scale=0.5, size=shape).astype(np.float32)


def _run_with_weights(answer, inputs, num_units, num_layers):
    """Let an answer draw its stack, and run it with weights that the oracle knows."""
    with tf.Graph().as_default(), tf.Session() as session:
        returned = answer(tf.constant(inputs), num_units, num_layers)
        require_tensors(returned)
        variables = tf.trainable_variables()
        if len(variables) != 4 * num_layers:
            raise WrongAnswer(
                f"it made {len(variables)} variables where {4 * num_layers} are wanted, "
                f"4 for each of {num_layers} GRUs."
            )
        for number, variable in enumerate(variables):
            variable.load(_weights(number, variable.shape.as_list()), session)
        return session.run(returned)


def _stack_oracle(inputs, num_units, num_layers):
    below, states = inputs, []
    for layer in range(num_layers):
        width = below.shape[2]
        shapes = (width + num_units, 2 * num_units), (2 * num_units,)
        shapes += (width + num_units, num_units), (num_units,)
        weights = [_weights(4 * layer + place, shape) for place, shape in enumerate(shapes)]
        below, last = reference.unroll(
            lambda x, h, weights=weights: reference.gru_step(x, h, *weights),
            below,
            np.zeros((len(inputs), num_units), np.float32),
        )
        states.append(last)
    return below, tuple(states)


def _stacks(
    cells=lambda num_units, count: [tf.nn.rnn_cell.GRUCell(num_units) for _ in range(count)],
    returns=lambda outputs, state: (outputs, state),
):
    """Make a mistake out of the list of cells, or of what is returned."""

    def answer(inputs, num_units, num_layers):
        stack = tf.nn.rnn_cell.MultiRNNCell(cells(num_units, num_layers))
        outputs, state = tf.nn.dynamic_rnn(stack, inputs, dtype=tf.float32)
        return returns(outputs, state)

    return answer


def _side_by_side(inputs, num_units, num_layers):
    states = []
    for layer in range(num_layers):
        cell = tf.nn.rnn_cell.GRUCell(num_units)
        outputs, state = tf.nn.dynamic_rnn(cell, inputs, dtype=tf.float32, scope=f"layer_{layer}")
        states.append(state)
    return outputs, tuple(states)


def _stack_case(batch_size, num_steps, input_size, num_units, num_layers):
    inputs = random.normal(size=(batch_size, num_steps, input_size)).astype(np.float32)
    return {"inputs": inputs, "num_units": num_units, "num_layers": num_layers}


run_stack = Exercise(
    name="run_stack",
    oracle=_stack_oracle,
    call=_run_with_weights,
    cases=[_stack_case(3, 5, 4, 4, 2), _stack_case(2, 4, 3, 5, 3)],
    mistakes=[
        Mistake(
            "one cell, listed several times",
            _stacks(lambda num_units, count: [tf.nn.rnn_cell.GRUCell(num_units)] * count),
            (
                "How many cell objects does your code make?",
                "A list that holds one object several times has one set of weights.",
                "Each entry of the list needs a call of `GRUCell` of its own.",
            ),
        ),
        Mistake(
            "one layer, whatever is asked for",
            _stacks(lambda num_units, count: [tf.nn.rnn_cell.GRUCell(num_units)]),
            (
                "Does your answer use `num_layers`?",
                "`MultiRNNCell` makes as many layers as its list has entries.",
            ),
        ),
        Mistake(
            "the cells are not GRUs",
            _stacks(lambda n, count: [tf.nn.rnn_cell.BasicLSTMCell(n) for _ in range(count)]),
            (
                "Which cell is asked for?",
                "A `BasicRNNCell` and an LSTM have two variables, a GRU has four.",
            ),
        ),
        Mistake(
            "every layer reads the inputs",
            _side_by_side,
            (
                "What does the second layer read?",
                "In a stack only the bottom layer sees the inputs.",
            ),
        ),
        Mistake(
            "the state of the top layer alone is returned",
            _stacks(returns=lambda outputs, state: (outputs, state[-1])),
            (
                "How many states has a stack?",
                "Each layer has a state; `dynamic_rnn` returns them in a tuple.",
            ),
        ),
        Mistake(
            "the last outputs alone are returned",
            _stacks(returns=lambda outputs, state: (outputs[:, -1], state)),
            (
                "How many axes have your outputs?",
                "The outputs of all steps are wanted.",
            ),
        ),
        Mistake(
            "state and outputs are exchanged",
            _stacks(returns=lambda outputs, state: (state, outputs)),
            (
                "In which order does `dynamic_rnn` return its two results?",
                "The outputs stand first.",
            ),
        ),
    ],
    minutes=6,
    difficulty=2,
    tolerance=1e-5,
)


def _halves_case(num_steps, num_units, lengths):
    lengths = np.array(lengths, np.int32)
    valid = np.arange(num_steps) < lengths[:, np.newaxis]
    shape = (len(lengths), num_steps, num_units)
    halves = (random.uniform(-1, 1, size=shape) * valid[:, :, np.newaxis] for _ in range(2))
    return dict(zip(("forward", "backward"), halves, strict=True), lengths=lengths)


def _at(outputs, steps):
    return outputs[np.arange(len(outputs)), steps]


def _joins(take):
    """Make a mistake out of what it takes of each half: `take(forward, backward, lengths)`."""
    return lambda *arguments: np.concatenate(take(*arguments), axis=1)


whole_sequence = Exercise(
    name="whole_sequence",
    oracle=lambda forward, backward, lengths: np.array(
        [[*f[n - 1], *b[0]] for f, b, n in zip(forward, backward, lengths, strict=True)]
    ),
    cases=[
        _halves_case(6, 3, [2, 5, 3, 1]),
        _halves_case(4, 5, [4, 2, 3]),
        _halves_case(3, 2, [2]),
    ],
    mistakes=[
        Mistake(
            "the last column is taken of both halves",
            _joins(lambda forward, backward, lengths: (forward[:, -1], backward[:, -1])),
            (
                "Which step does the backward half read last?",
                "And what stands in the last column of a row that ended before?",
            ),
        ),
        Mistake(
            "the last column is taken of the forward half",
            _joins(lambda forward, backward, lengths: (forward[:, -1], backward[:, 0])),
            (
                "What stands in the last column of a row that ended before?",
                "A row of length 3 has its last output at step 2.",
            ),
        ),
        Mistake(
            "the last valid step is taken of both halves",
            _joins(lambda f, b, lengths: (_at(f, lengths - 1), _at(b, lengths - 1))),
            (
                "How many steps has the backward half seen when it puts out the last valid one?",
                "It reads from the right: the last valid step is its first.",
            ),
        ),
        Mistake(
            "the last column is taken of the backward half",
            _joins(lambda f, b, lengths: (_at(f, lengths - 1), b[:, -1])),
            (
                "Which step does the backward half read last?",
                "Its outputs stand in the order of the steps, not in the order of its reading.",
            ),
        ),
        Mistake(
            "the first step is taken of both halves",
            _joins(lambda forward, backward, lengths: (forward[:, 0], backward[:, 0])),
            (
                "How many steps has the forward half seen at step 0?",
                "Each half has seen everything at the end of its own reading.",
            ),
        ),
        Mistake(
            "each half is taken where it begins",
            _joins(lambda f, b, lengths: (f[:, 0], _at(b, lengths - 1))),
            (
                "How many steps has each half seen where you take it?",
                "Each half has seen everything at the end of its own reading.",
            ),
        ),
        Mistake(
            "the step behind the last is taken",
            _joins(lambda f, b, lengths: (_at(f, lengths), b[:, 0])),
            (
                "Which index has the last step of a row of length 3?",
                "Steps are counted from 0, and lengths from 1.",
            ),
        ),
        Mistake(
            "the backward half stands on the left",
            _joins(lambda f, b, lengths: (b[:, 0], _at(f, lengths - 1))),
            (
                "Which half do your first columns belong to?",
                "The numbers are right; the forward half is wanted first.",
            ),
        ),
        Mistake(
            "all rows end with the longest",
            _joins(lambda f, b, lengths: (f[:, lengths.max() - 1], b[:, 0])),
            (
                "Is the step that you take the same in every row?",
                "Each row has a length of its own.",
            ),
        ),
        Mistake(
            "every row is taken at every length",
            _joins(lambda f, b, lengths: (f[:, lengths - 1], b[:, 0])),
            (
                "What shape has `forward[:, lengths - 1]`?",
                "The colon takes all rows for each length. Count the rows beside the lengths.",
                "Two index arrays of one length are walked through together.",
            ),
        ),
        Mistake(
            "the halves are added",
            lambda f, b, lengths: _at(f, lengths - 1) + b[:, 0],
            (
                "How wide is your result, and how wide should it be?",
                "Side by side, nothing of either half is lost.",
            ),
        ),
        Mistake(
            "the halves stand below each other",
            lambda f, b, lengths: np.concatenate([_at(f, lengths - 1), b[:, 0]]),
            (
                "How many rows has your result, and how many the batch?",
                "`np.concatenate` joins along axis 0 unless it is told otherwise.",
            ),
        ),
    ],
    minutes=6,
    difficulty=2,
)


class _WatchedSession(tf.Session):
    """A session that does not train and measure in one run."""

    together = ()

    def run(self, fetches, *arguments, **settings):
        asked = {id(fetch) for fetch in tf.nest.flatten(fetches)}
        if self.together and asked >= {id(part) for part in self.together}:
            raise WrongAnswer(
                "it trains and measures in one run, where `keep_prob` has one value for both."
            )
        return super().run(fetches, *arguments, **settings)


def _on_a_network(answer, batch, held_out):
    """Let an answer train and measure a network whose numbers show what it was fed, and when."""
    with tf.Graph().as_default(), _WatchedSession() as session:
        x = tf.placeholder(tf.float32, [None])
        keep_prob = tf.placeholder_with_default(1.0, [])
        weight = tf.get_variable("weight", initializer=0.5)
        train_op = weight.assign_add(keep_prob * tf.reduce_mean(x)).op
        accuracy = keep_prob * weight * tf.reduce_mean(x)
        session.run(tf.global_variables_initializer())
        session.together = train_op, accuracy
        return answer(session, train_op, accuracy, keep_prob, {x: batch}, {x: held_out})


def _runs(training=0.7, measuring=None, measured="held out"):
    """Make a mistake out of what is fed to the update, and to the measurement."""

    def answer(session, train_op, accuracy, keep_prob, batch, held_out):
        feeds = {"batch": batch, "held out": held_out}
        session.run(train_op, {**batch, keep_prob: training})
        fed = {} if measuring is None else {keep_prob: measuring}
        return session.run(accuracy, {**feeds[measured], **fed})

    return answer


def _measures_first(session, train_op, accuracy, keep_prob, batch, held_out):
    measured = session.run(accuracy, held_out)
    session.run(train_op, {**batch, keep_prob: 0.7})
    return measured


def _both_in_one_run(session, train_op, accuracy, keep_prob, batch, held_out):
    return session.run([train_op, accuracy], {**batch, keep_prob: 0.7})[1]


def _shares(*shape):
    return random.uniform(0.3, 0.9, size=shape).astype(np.float32)


update_then_measure = Exercise(
    name="update_then_measure",
    oracle=lambda batch, held_out: float((0.5 + 0.7 * batch.mean()) * held_out.mean()),
    call=_on_a_network,
    arguments=("session", "train_op", "accuracy", "keep_prob", "batch", "held_out"),
    cases=[{"batch": _shares(4), "held_out": _shares(7)} for _ in range(2)],
    mistakes=[
        Mistake(
            "dropout stays on in measuring",
            _runs(measuring=0.7),
            (
                "Which value has `keep_prob` in your second run?",
                "A network that is measured should answer with all it has.",
                "The placeholder has a default, which is meant for this.",
            ),
        ),
        Mistake(
            "it is measured as it was trained",
            _runs(measuring=0.7, measured="batch"),
            (
                "What do your two runs feed, and in what should they differ?",
                "Measure on what did not train, and with all that the network has.",
            ),
        ),
        Mistake(
            "one run trains and measures",
            _both_in_one_run,
            (
                "Which value has `keep_prob` in a run?",
                "Two runs, two feeds: first the update, then the measurement.",
            ),
        ),
        Mistake(
            "everything is dropped in measuring",
            _runs(measuring=0.0),
            (
                "What is left of a network that keeps nothing?",
                "`keep_prob` is the share that is kept, not the share that is dropped.",
            ),
        ),
        Mistake(
            "dropout is off in training",
            _runs(training=1.0),
            (
                "Which value has `keep_prob` in your first run?",
                "Unless it is fed, the placeholder has its default.",
            ),
        ),
        Mistake(
            "0.7 is dropped instead of kept",
            _runs(training=1 - 0.7),
            (
                "Is `keep_prob` what is dropped, or what stays?",
                "`tf.nn.dropout` takes a rate; here the placeholder is what is kept.",
            ),
        ),
        Mistake(
            "it is measured on the batch that trained",
            _runs(measured="batch"),
            (
                "Which feeds does your second run get?",
                "What was just trained on says little of what is new.",
            ),
        ),
        Mistake(
            "it is measured before the update",
            _measures_first,
            (
                "In which order do your two runs stand?",
                "The update comes first.",
            ),
        ),
    ],
    minutes=4,
    difficulty=1,
)


def _moved(half, by, around=False):
    moved = np.roll(half, by, axis=1)
    if not around and by > 0:
        moved[:, :by] = 0
    elif not around and by < 0:
        moved[:, by:] = 0
    return moved


def _moves(forward_by, backward_by, around=False):
    """Make a mistake out of how many steps each half is moved."""

    def answer(forward, backward):
        halves = _moved(forward, forward_by, around), _moved(backward, backward_by, around)
        return np.concatenate(halves, axis=2)

    return answer


def _without_itself_oracle(forward, backward):
    rows, num_steps, num_units = forward.shape
    joined = np.zeros((rows, num_steps, 2 * num_units))
    for step in range(num_steps):
        if step > 0:
            joined[:, step, :num_units] = forward[:, step - 1]
        if step < num_steps - 1:
            joined[:, step, num_units:] = backward[:, step + 1]
    return joined


def _two_halves(*shape):
    return {"forward": random.normal(size=shape), "backward": random.normal(size=shape)}


without_itself = Exercise(
    name="without_itself",
    oracle=_without_itself_oracle,
    cases=[_two_halves(3, 5, 2), _two_halves(2, 4, 3)],
    mistakes=[
        Mistake(
            "each step sees itself",
            _moves(0, 0),
            (
                "Has the forward output of step 3 seen the input of step 3?",
                "What the step before has seen ends just before this one.",
            ),
        ),
        Mistake(
            "both halves are moved the wrong way",
            _moves(-1, 1),
            (
                "What has the forward output of step 4 seen, which you put at step 3?",
                "From the left comes what the step before has seen.",
            ),
        ),
        Mistake(
            "both halves are moved to the right",
            _moves(1, 1),
            (
                "Which steps has the backward output of step 2 seen, which you put at step 3?",
                "The backward half reads from the right: what it knew just before stands there.",
            ),
        ),
        Mistake(
            "the backward half is not moved",
            _moves(1, 0),
            (
                "Has the backward output of step 3 seen the input of step 3?",
                "It has: it read it last.",
            ),
        ),
        Mistake(
            "the forward half is not moved",
            _moves(0, -1),
            (
                "Has the forward output of step 3 seen the input of step 3?",
                "It has: it read it last.",
            ),
        ),
        Mistake(
            "what falls out at one end comes in at the other",
            _moves(1, -1, around=True),
            (
                "What does your first step get from the left, where nothing stands?",
                "`np.roll` goes round in a circle. Nothing read yet is zeros.",
            ),
        ),
        Mistake(
            "each half is one step too short",
            lambda f, b: np.concatenate([f[:, :-1], b[:, 1:]], axis=2),
            (
                "For how many steps have you a result, and how many are there?",
                "Which step has nothing on its left? It needs a row too, of zeros.",
            ),
        ),
        Mistake(
            "the ends are cut off",
            lambda f, b: np.concatenate([f[:, :-2], b[:, 2:]], axis=2),
            (
                "For how many steps have you a result, and how many are there?",
                "The first step has zeros from the left, the last one from the right.",
            ),
        ),
        Mistake(
            "the backward half stands on the left",
            lambda f, b: np.concatenate([_moved(b, -1), _moved(f, 1)], axis=2),
            (
                "Which half do your first columns belong to?",
                "The numbers are right; the forward half is wanted first.",
            ),
        ),
        Mistake(
            "the rows are moved instead of the steps",
            lambda f, b: np.concatenate(
                [np.concatenate([0 * f[:1], f[:-1]]), np.concatenate([b[1:], 0 * b[:1]])], axis=2
            ),
            (
                "What does the first axis count?",
                "The steps are the second axis; the rows have nothing to do with each other.",
            ),
        ),
    ],
    minutes=5,
    difficulty=2,
)

progress = progress_of(gru_step, run_stack, whole_sequence, update_then_measure, without_itself)
