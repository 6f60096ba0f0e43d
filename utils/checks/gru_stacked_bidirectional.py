"""The exercises of lesson 12: what each is tried on; the mistakes stand in modules by exercise."""

import numpy as np

from utils import reference
from utils.checks import dropout_runs, gru_steps, moved_halves, stacked_cells, whole_sequences
from utils.checks.in_graph import require_tensors
from utils.exercise import Exercise, WrongAnswer, progress_of
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


gru_step = Exercise(
    name="gru_step",
    oracle=reference.gru_step,
    cases=[_gru_case(3, 4, 2), _gru_case(1, 2, 5), _gru_case(4, 3, 3)],
    mistakes=gru_steps.GRU_STEP,
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


def _stack_case(batch_size, num_steps, input_size, num_units, num_layers):
    inputs = random.normal(size=(batch_size, num_steps, input_size)).astype(np.float32)
    return {"inputs": inputs, "num_units": num_units, "num_layers": num_layers}


run_stack = Exercise(
    name="run_stack",
    oracle=_stack_oracle,
    call=_run_with_weights,
    cases=[_stack_case(3, 5, 4, 4, 2), _stack_case(2, 4, 3, 5, 3)],
    mistakes=stacked_cells.RUN_STACK,
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
    mistakes=whole_sequences.WHOLE_SEQUENCE,
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
        weight = tf.get_variable("weight", initializer=0.0)
        train_op = weight.assign_add(keep_prob * tf.reduce_mean(x)).op
        accuracy = keep_prob * weight * tf.reduce_mean(x)
        session.run(tf.global_variables_initializer())
        weight.load(0.5, session)  # as after some training
        session.together = train_op, accuracy
        return answer(session, train_op, accuracy, keep_prob, {x: batch}, {x: held_out})


def _shares(*shape):
    return random.uniform(0.3, 0.9, size=shape).astype(np.float32)


update_then_measure = Exercise(
    name="update_then_measure",
    oracle=lambda batch, held_out: float((0.5 + 0.7 * batch.mean()) * held_out.mean()),
    call=_on_a_network,
    arguments=("session", "train_op", "accuracy", "keep_prob", "batch", "held_out"),
    cases=[{"batch": _shares(4), "held_out": _shares(7)} for _ in range(2)],
    mistakes=dropout_runs.UPDATE_THEN_MEASURE,
    minutes=4,
    difficulty=1,
)


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
    mistakes=moved_halves.WITHOUT_ITSELF,
    minutes=5,
    difficulty=2,
)

progress = progress_of(gru_step, run_stack, whole_sequence, update_then_measure, without_itself)
