"""An LSTM whose units are open for a part of a period, against NumPy."""

import numpy as np
import pytest

from utils.reference import sigmoid
from utils.revive.rnn_cells.contrib_rnn import PhasedLSTMCell
from utils.tf1 import tf

LEAK, RANDOM = 0.05, np.random.default_rng(4)


def step(time, x, c, h, values, peepholes):
    """One step, unit by unit where it is about the openness."""

    def linear(name, seen):
        parts = [x, h, seen] if peepholes and seen is not None else [x, h]
        return np.concatenate(parts, 1) @ values[f"{name}/kernel"] + values[f"{name}/bias"]

    in_gate, forget = np.split(sigmoid(linear("mask_gates", c)), 2, axis=1)
    open_c = forget * c + in_gate * np.tanh(linear("new_input", None))
    open_h = sigmoid(linear("output_gate", open_c)) * np.tanh(open_c)
    openness = np.zeros_like(c)
    for row, unit in np.ndindex(*c.shape):
        period, part = values["period"][unit], values["ratio_on"][unit]
        place = (time[row, 0] - values["phase"][unit]) % period / period
        if place < part / 2:
            openness[row, unit] = 2 * place / part
        elif place < part:
            openness[row, unit] = 2 - 2 * place / part
        else:
            openness[row, unit] = LEAK * place
    return [openness * new + (1 - openness) * old for new, old in ((open_c, c), (open_h, h))]


@pytest.mark.parametrize("peepholes", [False, True])
def test_a_phased_lstm_opens_and_closes_with_the_time(peepholes):
    times = np.cumsum(RANDOM.uniform(0, 3, (2, 7, 1)), axis=1).astype("f4")
    features = RANDOM.normal(size=(2, 7, 3)).astype("f4")
    with tf.Graph().as_default(), tf.Session() as session:
        cell = PhasedLSTMCell(4, peepholes, LEAK, ratio_on=0.4)
        inputs = (tf.constant(times), tf.constant(features))
        outputs, _ = tf.nn.dynamic_rnn(cell, inputs, dtype=tf.float32)
        session.run(tf.global_variables_initializer())
        values = {}
        for variable in tf.global_variables():
            name = variable.op.name.removeprefix("rnn/phased_lstm_cell/")
            first = session.run(variable)
            values[name] = RANDOM.uniform(0.2, 0.6, first.shape).astype("f4")
            if name == "period":
                assert first.min() >= 1 and first.max() <= 1000
                values[name] *= 10
            variable.load(values[name], session)
        found = session.run(outputs)
    c = h = np.zeros((2, 4))
    for number in range(7):
        c, h = step(times[:, number], features[:, number], c, h, values, peepholes)
        np.testing.assert_allclose(found[:, number], h, rtol=1e-4, atol=1e-5)
