"""The exercises of lesson 06: what each is tried on; the mistakes stand in modules by section."""

import numpy as np

from utils import reference
from utils.checks import gates_counted, gates_in_steps, gates_that_hold
from utils.compare import difference, is_sequence
from utils.exercise import Exercise, WrongAnswer, progress_of
from utils.tf1 import tf

random = np.random.default_rng(6)


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


lstm_step = Exercise(
    name="lstm_step",
    oracle=_lstm_oracle,
    cases=[_step_case(3, 4, 2, 1.0), _step_case(1, 2, 5, 0.5), _step_case(4, 3, 3, 2.0)],
    mistakes=gates_in_steps.LSTM_STEP,
    minutes=8,
    difficulty=2,
)


fold_forget_bias = Exercise(
    name="fold_forget_bias",
    oracle=lambda bias, forget_bias: (
        bias.reshape(4, -1) + np.outer([0.0, 0.0, forget_bias, 0.0], np.ones(len(bias) // 4))
    ).ravel(),
    cases=[
        {"bias": random.normal(size=4 * num_units), "forget_bias": forget_bias}
        for num_units, forget_bias in ((3, 1.0), (5, 2.5), (2, -0.5))
    ],
    mistakes=gates_in_steps.FOLD_FORGET_BIAS,
    minutes=4,
    difficulty=1,
)


def _in_float64(weights):
    """Whole numbers and float32, which do as well, in float64; anything else as it is."""
    if isinstance(weights, np.ndarray) and (
        weights.dtype.kind in "iu" or weights.dtype == "float32"
    ):
        return weights.astype(float)
    return weights


def _outputs_of_weights(answer, num_units, inputs):
    """Run `BasicLSTMCell` with the weights that an answer gives; return its outputs."""
    weights = answer(num_units)
    wanted = np.zeros((2 * num_units + 1, 4 * num_units)), np.zeros(4 * num_units)
    parts = [("the answer", wanted, weights)]
    if is_sequence(weights) and len(weights) == 2:
        weights = [_in_float64(part) for part in weights]
        parts = zip(("the kernel", "the bias"), wanted, weights, strict=True)
    for name, wanted_part, part in parts:
        complaint = difference(wanted_part, part, np.inf, name)
        if complaint:
            raise WrongAnswer(f"{complaint}.")
    with tf.Graph().as_default(), tf.Session() as session:
        cell = tf.nn.rnn_cell.BasicLSTMCell(num_units, dtype=tf.float64)
        outputs, _ = tf.nn.dynamic_rnn(cell, tf.constant(inputs), dtype=tf.float64)
        for variable, value in zip(cell.variables, weights, strict=True):
            variable.load(value, session)
        return session.run(outputs)


def _last_marked_values(num_units, inputs):
    held = np.zeros((*inputs.shape[:2], num_units))
    for row, sequence in enumerate(inputs):
        value = np.zeros(num_units)
        for step, (*now, mark) in enumerate(sequence):
            value = np.array(now) if mark else value
            held[row, step] = np.tanh(np.tanh(value))
    return held


def _marked_case(marks, num_units, num_steps):
    inputs = random.uniform(0.2, 1, size=(len(marks), num_steps, num_units + 1))
    inputs *= random.choice([-1, 1], size=inputs.shape)
    inputs[:, :, -1] = 0
    for row, steps in enumerate(marks):
        inputs[row, list(steps), -1] = 1
    return {"num_units": num_units, "inputs": inputs}


hold_weights = Exercise(
    name="hold_weights",
    oracle=_last_marked_values,
    cases=[
        _marked_case([(0, 12, 20), (3, 25)], num_units=2, num_steps=30),
        _marked_case([(4, 5), (0, 29)], num_units=1, num_steps=30),
        _marked_case([(0,), (9, 14)], num_units=5, num_steps=201),
    ],
    mistakes=gates_that_hold.HOLD_WEIGHTS,
    minutes=10,
    difficulty=3,
    tolerance=0.02,
    arguments=("num_units",),
    call=_outputs_of_weights,
    place="outputs",
)


def _lstm_cell_values(input_size, num_units, num_proj):
    with tf.Graph().as_default():
        cell = tf.nn.rnn_cell.LSTMCell(num_units, num_proj=num_proj)
        cell.build((None, input_size))
        return sum(variable.shape.num_elements() for variable in cell.variables)


lstm_weights = Exercise(
    name="lstm_weights",
    oracle=_lstm_cell_values,
    cases=[
        {"input_size": input_size, "num_units": num_units, "num_proj": num_proj}
        for input_size, num_units, num_proj in ((3, 4, None), (28, 128, 32), (5, 6, 2))
    ],
    mistakes=gates_counted.LSTM_WEIGHTS,
    minutes=5,
    difficulty=2,
)

progress = progress_of(lstm_step, fold_forget_bias, hold_weights, lstm_weights)
