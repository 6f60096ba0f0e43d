"""The attention of TensorFlow 1.1, against NumPy."""

import numpy as np
import pytest

from utils.revive import seq2seq
from utils.revive.old_checkpoints import canonical
from utils.tf1 import tf

BATCH, LENGTH, SIZE, UNITS, ATTENTION, STEPS = 2, 3, 4, 5, 6, 3
RANDOM = np.random.default_rng(9)
MEMORY = RANDOM.normal(size=(BATCH, LENGTH, SIZE)).astype("f4")
INPUTS = RANDOM.normal(size=(BATCH, STEPS, 2)).astype("f4")


def softmax(scores):
    powers = np.exp(scores - scores.max(1, keepdims=True))
    return powers / powers.sum(1, keepdims=True)


def decoded(kind="LuongAttention", **settings):
    """The outputs and the last state of a decoder, and the values of its variables."""
    with tf.Graph().as_default(), tf.Session() as session:
        mechanism = getattr(seq2seq, kind)(UNITS, tf.constant(MEMORY), [3, 2])
        cell = tf.nn.rnn_cell.BasicRNNCell(UNITS)
        cell = seq2seq.DynamicAttentionWrapper(cell, mechanism, ATTENTION, **settings)
        helper = seq2seq.TrainingHelper(tf.constant(INPUTS), [STEPS] * BATCH)
        first = cell.zero_state(BATCH, tf.float32)
        first = seq2seq.DynamicAttentionWrapperState(first.cell_state + 0.5, first.attention)
        outputs, last, *_ = seq2seq.dynamic_decode(seq2seq.BasicDecoder(cell, helper, first))
        values = {}
        for variable in tf.global_variables():
            value = RANDOM.normal(size=variable.shape.as_list()).astype("f4")
            variable.load(value, session)
            values[canonical(variable.op.name).removeprefix("decoder/")] = value
        assert isinstance(last, seq2seq.DynamicAttentionWrapperState)
        return *session.run([outputs.rnn_output, last]), values


def by_hand(values, weights_of, with_attention=True):
    """The outputs of the cell and what it saw, at each step."""
    memory = MEMORY * np.array([[1, 1, 1], [1, 1, 0]])[:, :, None]
    keys = memory @ values["memory_layer/kernel"] + values["memory_layer/bias"]
    h, attention, found = np.full((BATCH, UNITS), 0.5), np.zeros((BATCH, ATTENTION)), []
    for number in range(STEPS):
        parts = [INPUTS[:, number], attention, h] if with_attention else [INPUTS[:, number], h]
        kernel, bias = values["basic_rnn_cell/kernel"], values["basic_rnn_cell/bias"]
        h = np.tanh(np.concatenate(parts, 1) @ kernel + bias)
        scores = (keys @ h[:, :, None])[:, :, 0]
        if "query_layer/kernel" in values:
            query = h @ values["query_layer/kernel"] + values["query_layer/bias"]
            scores = np.tanh(keys + query[:, None]) @ values["attention_v"]
        seen = (weights_of(scores)[:, None] @ memory)[:, 0]
        layer = [values[f"dense/{kind}"] for kind in ("kernel", "bias")]
        attention = np.concatenate([h, seen], 1) @ layer[0] + layer[1]
        found.append((h, attention))
    return [np.stack(one, 1) for one in zip(*found, strict=True)]


def test_the_output_is_the_attention_with_a_bias():
    outputs, last, values = decoded()
    states, attentions = by_hand(values, softmax)
    np.testing.assert_allclose(outputs, attentions, atol=1e-4)
    np.testing.assert_allclose(last.cell_state, states[:, -1], atol=1e-5)
    np.testing.assert_allclose(last.attention, attentions[:, -1], atol=1e-4)


def test_additive_attention_has_a_bias_for_the_query_and_the_variables_of_1_1():
    outputs, _, values = decoded("BahdanauAttention")
    np.testing.assert_allclose(outputs, by_hand(values, softmax)[1], atol=1e-4)
    in_1_1 = ["attention_v", *(f"basic_rnn_cell/{part}" for part in ("weights", "biases"))]
    for layer in ("dense", "memory_layer", "query_layer"):
        in_1_1 += [f"{layer}/kernel", f"{layer}/bias"]
    assert set(values) == {canonical(name) for name in in_1_1}


def test_two_cells_of_one_mechanism_share_its_layers():
    with tf.Graph().as_default():
        mechanism = seq2seq.LuongAttention(UNITS, tf.constant(MEMORY))
        for number, reuse in enumerate((None, True)):
            with tf.variable_scope("decoder", reuse=reuse):
                inner = tf.nn.rnn_cell.BasicRNNCell(UNITS)
                cell = seq2seq.DynamicAttentionWrapper(inner, mechanism, ATTENTION)
                cell(tf.constant(INPUTS[:, number]), cell.zero_state(BATCH, tf.float32))
        names = [one.op.name for one in tf.global_variables()]
    assert len(names) == 6 and "memory_layer/bias" in names


def test_the_output_is_that_of_the_cell_if_it_is_asked_for():
    outputs, last, values = decoded(output_attention=False)
    states, attentions = by_hand(values, softmax)
    np.testing.assert_allclose(outputs, states, atol=1e-5)
    np.testing.assert_allclose(last.attention, attentions[:, -1], atol=1e-4)


@pytest.mark.parametrize("is_hard", [True, False])
def test_inputs_and_weights_are_those_of_functions(is_hard):
    outputs, _, values = decoded(
        cell_input_fn=lambda inputs, attention: inputs,
        probability_fn=seq2seq.hardmax if is_hard else tf.nn.softmax,
    )

    def weights_of(scores):
        return np.eye(LENGTH)[scores.argmax(1)] if is_hard else softmax(scores)

    _, attentions = by_hand(values, weights_of, with_attention=False)
    np.testing.assert_allclose(outputs, attentions, atol=1e-4)
