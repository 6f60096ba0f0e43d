import numpy as np
import pytest

from utils.checks import leaving_graph_mode as check
from utils.checks.engine.result import FAILED, PASSED
from utils.tf1 import tf


def first_found(*found, otherwise):
    """Look for words in a whole name: triples of a word, a class and how many blocks."""

    def layer_for(name, rows, columns):
        kind, blocks = next((rest for word, *rest in found if word in name), otherwise)
        return kind, rows - columns // blocks, columns // blocks

    return layer_for


LSTM, GRU = ("lstm", "LSTM", 4), ("gru", "GRU", 2)
GATES, CANDIDATE = ("gates", "GRU", 2), ("candidate", "GRU", 1)
SIMPLE = "SimpleRNN", 1


def by_the_last_scope(name, rows, columns):
    scope = name.split("/")[-2]
    kind = {"gates": "GRU", "candidate": "GRU", "basic_rnn_cell": "SimpleRNN"}.get(scope, "LSTM")
    units = columns // {"gates": 2, "candidate": 1, "basic_rnn_cell": 1}.get(scope, 4)
    return kind, rows - units, units


def lines(read):
    def port_lines(cell, inputs, labels, W, b):
        num_units, num_classes = W.shape
        logits = tf.matmul(tf.reshape(read(cell, inputs), [-1, num_units]), W) + b
        labels = tf.reshape(labels, [-1, num_classes])
        return tf.nn.softmax_cross_entropy_with_logits(labels=labels, logits=logits)

    return port_lines


def as_time_major(cell, inputs):
    return tf.nn.dynamic_rnn(cell, inputs, dtype=tf.float32, time_major=True)[0]


def step_by_step(cell, inputs):
    outputs, _ = tf.nn.static_rnn(cell, tf.unstack(inputs, axis=1), dtype=tf.float32)
    return tf.stack(outputs, axis=1)


def by_columns(kernel, bias, forget_bias, num_units=None):
    num_units = num_units or len(bias) // 4
    order = np.arange(len(bias)).reshape(4, -1)[[0, 2, 1, 3]].ravel()
    new_bias = bias[order]
    new_bias[len(bias) // 4 : len(bias) // 2] += forget_bias
    return kernel[:-num_units, order], kernel[-num_units:, order], new_bias


def added_in_place(kernel, bias, forget_bias):
    num_units = len(bias) // 4
    bias[2 * num_units : 3 * num_units] += forget_bias
    return by_columns(kernel, bias, 0.0)


def subtracted(kernel, bias, forget_bias):
    return by_columns(kernel, bias, -forget_bias)


def added_to_the_columns(kernel, bias, forget_bias):
    num_units = len(bias) // 4
    kernel = kernel.copy()
    kernel[:, 2 * num_units : 3 * num_units] += forget_bias
    return by_columns(kernel, bias, 0.0)


def joined(*order, bias_order=None, rows=None):
    """An answer to `gru_to_keras` with these blocks: 0 is r, 1 is u, 2 is the candidate."""

    def gru_to_keras(gate_kernel, gate_bias, candidate_kernel, candidate_bias):
        num_units = len(candidate_bias)
        kernels = [*np.split(gate_kernel, 2, axis=1), candidate_kernel]
        biases = [*np.split(gate_bias, 2), candidate_bias]
        kernel = np.hstack([kernels[block] for block in order])
        bias = np.hstack([biases[block] for block in bias_order or order])
        bias = np.stack([bias] * rows) if rows else bias
        return kernel[:-num_units], kernel[-num_units:], bias

    return gru_to_keras


def by_ends(ends):
    def layer_for(name, rows, columns):
        found = [rest for end, *rest in ends if name.endswith(end)]
        kind, blocks = found[0] if found else ("SimpleRNN", 1)
        return kind, rows - columns // blocks, columns // blocks

    return layer_for


ENDS = [
    ("lstm_cell/kernel", "LSTM", 4),
    ("gates/kernel", "GRU", 2),
    ("candidate/kernel", "GRU", 1),
]


def reshaped(cell, inputs):
    batch_size, num_steps, size = inputs.shape.as_list()
    steps = tf.unstack(tf.reshape(inputs, [num_steps, batch_size, size]))
    outputs, _ = tf.nn.static_rnn(cell, steps, dtype=tf.float32)
    return tf.stack(outputs, axis=1)


def last_step(cell, inputs, labels, W, b):
    outputs, _ = tf.nn.dynamic_rnn(cell, inputs, dtype=tf.float32)
    return tf.nn.softmax_cross_entropy_with_logits(
        labels=labels[:, -1], logits=tf.matmul(outputs[:, -1], W) + b
    )


def three_axes(loss):
    def port_lines(cell, inputs, labels, W, b):
        outputs, _ = tf.nn.dynamic_rnn(cell, inputs, dtype=tf.float32)
        return loss(labels, tf.tensordot(outputs, W, 1) + b)

    return port_lines


def softmax_loss(labels, logits):
    return tf.nn.softmax_cross_entropy_with_logits(labels=labels, logits=logits)


def sigmoid_loss(labels, logits):
    losses = tf.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=logits)
    return tf.reshape(losses, [-1, labels.shape[2]])


@pytest.mark.parametrize(
    ("name", "answer", "mistake"),
    [
        ("lstm_to_keras", subtracted, "the forget bias is subtracted"),
        ("lstm_to_keras", added_to_the_columns, "the forget bias is added to the kernel"),
        ("gru_to_keras", joined(0, 2, 1), "the candidate is in the middle, and r is first"),
        ("gru_to_keras", joined(2, 0, 1), "the blocks are in the opposite order"),
        (
            "gru_to_keras",
            joined(1, 0, 2, bias_order=(1, 2, 0)),
            "the bias alone has the candidate in the middle",
        ),
        ("gru_to_keras", joined(1, 0), "the candidate is left out"),
        ("gru_to_keras", joined(1, 0, 2, rows=2), "the bias has two equal rows"),
        (
            "layer_for",
            by_ends([("basic_lstm_cell/kernel", "LSTM", 4), *ENDS[1:]]),
            "only `basic_lstm_cell` is an LSTM",
        ),
        ("layer_for", by_ends(ENDS[:2]), "a GRU's candidate is taken for a SimpleRNN"),
        ("layer_for", by_ends(ENDS[:1]), "no GRU is recognized"),
        ("port_lines", lines(reshaped), "the inputs are reshaped and not transposed"),
        ("port_lines", last_step, "only the last time step is used"),
        ("port_lines", three_axes(softmax_loss), "the losses have two axes"),
        ("port_lines", three_axes(sigmoid_loss), "the cross-entropy is the one with sigmoids"),
        (
            "layer_for",
            first_found(LSTM, GRU, otherwise=SIMPLE),
            "a GRU's candidate is counted as two blocks",
        ),
        (
            "layer_for",
            first_found(LSTM, GATES, CANDIDATE, otherwise=SIMPLE),
            "cells and parts are looked for anywhere, the LSTM first",
        ),
        (
            "layer_for",
            first_found(("basic_rnn", *SIMPLE), GATES, CANDIDATE, otherwise=("LSTM", 4)),
            "cells and parts are looked for anywhere, the gates first",
        ),
        (
            "layer_for",
            first_found(("rnn", *SIMPLE), LSTM, GRU, otherwise=SIMPLE),
            "every kernel with `rnn` in its name is a SimpleRNN's",
        ),
        (
            "port_lines",
            lines(as_time_major),
            "the sequences are taken for steps, and put back in their order",
        ),
        (
            "lstm_to_keras",
            lambda kernel, bias, forget_bias: by_columns(kernel, bias, forget_bias, len(bias)),
            "the columns are counted as units",
        ),
        ("lstm_to_keras", added_in_place, "the forget bias is added to the array that was given"),
    ],
)
def test_a_wrong_answer_fails_by_its_name(name, answer, mistake):
    result = getattr(check, name)(answer)
    assert (result.status, result.mistake) == (FAILED, mistake), result


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("layer_for", by_the_last_scope),
        ("port_lines", lines(step_by_step)),
        ("lstm_to_keras", by_columns),
        ("layer_for", by_ends(ENDS)),
        ("gru_to_keras", joined(1, 0, 2)),
    ],
)
def test_another_way_to_the_right_answer_passes(name, answer):
    assert getattr(check, name)(answer).status == PASSED
