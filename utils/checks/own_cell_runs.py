"""How the cells that answers of lesson 14 make are run, and their oracles."""

import numpy as np

from utils import reference
from utils.checks.cells import gradients_of, run_made_cell
from utils.tf1 import tf


def run_leaky(answer, num_units, rate, inputs, state, kernel, bias, thorough):
    """Run the leaky cell that an answer makes, with known weights."""
    with tf.Graph().as_default():
        weights = {"kernel": kernel, "bias": bias}
        return run_made_cell(answer(num_units, rate), inputs, state, weights, thorough=thorough)


def leaky_oracle(num_units, rate, inputs, state, kernel, bias, thorough):
    """Return what `run_leaky` is to return, by NumPy."""

    def step(x, h, kernel, bias):
        h = (1 - rate) * h + rate * reference.rnn_step(x, h, kernel, bias)[0]
        return h, h

    return _unrolled(step, inputs, state, [kernel, bias], thorough)


def run_layer_norm(answer, num_units, epsilon, inputs, state, kernel, gain, bias, thorough):
    """Run the normalising cell that an answer makes, with known weights."""
    with tf.Graph().as_default():
        weights = {"kernel": kernel, "gain": gain, "bias": bias}
        begins = {"gain": 1, "bias": 0}
        cell = answer(num_units, epsilon)
        return run_made_cell(cell, inputs, state, weights, begins, thorough)


def layer_norm_oracle(num_units, epsilon, inputs, state, kernel, gain, bias, thorough):
    """Return what `run_layer_norm` is to return, by NumPy."""

    def step(x, h, kernel, gain, bias):
        rows = []
        for a in np.hstack([x, h]) @ kernel:
            away = a - a.sum() / num_units
            rows.append(away / (away @ away / num_units + epsilon) ** 0.5 * gain + bias)
        return (np.tanh(rows),) * 2

    return _unrolled(step, inputs, state, [kernel, gain, bias], thorough)


def _unrolled(step, inputs, state, weights, thorough):
    """Return what `run_made_cell` is to return, by NumPy."""
    weights = [weight.astype(np.float64) for weight in weights]
    outputs, final_state = reference.unroll(lambda x, h: step(x, h, *weights), inputs, state)
    gradients = gradients_of(step, inputs, state, weights) if thorough else []
    return outputs.astype(np.float32), final_state.astype(np.float32), gradients
