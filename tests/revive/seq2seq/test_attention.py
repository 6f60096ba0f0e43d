"""The attentions of `utils.revive`, against the same by hand in NumPy."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from utils.reference import lstm_step
from utils.revive import legacy_seq2seq, seq2seq
from utils.tf1 import tf


def softmax(scores):
    powers = np.exp(scores - scores.max(-1, keepdims=True))
    return powers / powers.sum(-1, keepdims=True)


def set_values(session, seed):
    """Give all variables random values, and return these by name."""
    random = np.random.default_rng(seed)
    values = {}
    for variable in tf.trainable_variables():
        values[variable.op.name] = random.normal(size=variable.shape.as_list())
        variable.load(values[variable.op.name], session)
    return values


def weights_by_hand(kind, option, query, memory, lengths, value):
    """The weights of an attention, [batch, max_time]; `value` finds a variable by its last name."""
    inside = np.arange(memory.shape[1]) < lengths[:, np.newaxis]
    keys = (memory * inside[:, :, np.newaxis]) @ value("memory_layer/kernel")
    if kind == "LuongAttention":
        scores = np.einsum("bts,bs->bt", keys, query)
        scores = scores * value("attention_g") if option else scores
    else:
        v, hidden = value("attention_v"), keys + (query @ value("query_layer/kernel"))[:, None]
        if option:
            v = value("attention_g") * v / np.linalg.norm(v)
            hidden = hidden + value("attention_b")
        scores = np.tanh(hidden) @ v
    return softmax(np.where(inside, scores, -np.inf))


@settings(max_examples=6, deadline=None, derandomize=True)
@given(
    st.sampled_from(["LuongAttention", "BahdanauAttention"]),
    st.booleans(),
    st.booleans(),
    *(st.integers(1, largest) for largest in (3, 4, 3, 3, 2)),
    st.integers(0, 2**32),
)
def test_a_wrapper_does_what_is_done_by_hand(
    kind, option, layer, batch, max_time, memory_size, num_units, num_steps, seed
):
    random = np.random.default_rng(seed)
    memory = random.normal(size=(batch, max_time, memory_size))
    inputs = random.normal(size=(batch, num_steps, 2))
    lengths = random.integers(1, max_time + 1, size=batch)
    options = {"scale" if kind == "LuongAttention" else "normalize": option}
    with tf.Graph().as_default(), tf.Session() as session:
        mechanism = getattr(seq2seq, kind)(
            num_units, tf.constant(memory, tf.float32), lengths, **options
        )
        cell = seq2seq.AttentionWrapper(
            tf.nn.rnn_cell.BasicLSTMCell(num_units),
            mechanism,
            attention_layer_size=4 if layer else None,
            alignment_history=True,
        )
        state = cell.zero_state(batch, tf.float32)
        helper = seq2seq.TrainingHelper(tf.constant(inputs, tf.float32), [num_steps] * batch)
        outputs, state, _ = seq2seq.dynamic_decode(seq2seq.BasicDecoder(cell, helper, state))
        session.run(tf.global_variables_initializer())
        values = set_values(session, seed)
        found, history = session.run([outputs.rnn_output, state.alignment_history.stack()])

    def value(last_name):
        (name,) = [name for name in values if name.endswith(last_name)]
        return values[name]

    c = h = np.zeros((batch, num_units))
    attention = np.zeros((batch, 4 if layer else memory_size))
    for t in range(num_steps):
        joined = np.concatenate([inputs[:, t], attention], 1)
        kernel = value("basic_lstm_cell/kernel")
        h, (c, h) = lstm_step(joined, (c, h), kernel, value("basic_lstm_cell/bias"))
        weights = weights_by_hand(kind, option, h, memory, lengths, value)
        attention = np.einsum("bt,bts->bs", weights, memory)
        if layer:
            attention = np.concatenate([h, attention], 1) @ value("attention_layer/kernel")
        np.testing.assert_allclose(history[t], weights, atol=1e-5)
        np.testing.assert_allclose(found[:, t], attention, atol=1e-5)


@settings(max_examples=3, deadline=None, derandomize=True)
@given(*(st.integers(1, largest) for largest in (3, 4, 3, 3, 2)), st.integers(0, 2**32))
def test_the_legacy_attention_does_what_is_done_by_hand(batch, length, size, steps, heads, seed):
    random = np.random.default_rng(seed)
    states = random.normal(size=(batch, length, size))
    inputs = random.normal(size=(steps, batch, 2))
    first = random.normal(size=(2, batch, 3))
    with tf.Graph().as_default(), tf.Session() as session:
        outputs, _ = legacy_seq2seq.attention_decoder(
            [tf.constant(step, tf.float32) for step in inputs],
            tf.nn.rnn_cell.LSTMStateTuple(*(tf.constant(part, tf.float32) for part in first)),
            tf.constant(states, tf.float32),
            tf.nn.rnn_cell.BasicLSTMCell(3),
            output_size=5,
            num_heads=heads,
        )
        session.run(tf.global_variables_initializer())
        values = set_values(session, seed)
        found = session.run(outputs)

    def dense(scope, *parts):
        joined = np.concatenate(parts, 1)
        return joined @ values[f"{scope}/kernel"] + values[f"{scope}/bias"]

    scope, (c, h) = "attention_decoder", first
    means = [np.zeros((batch, size)) for _ in range(heads)]
    for t in range(steps):
        cell = f"{scope}/basic_lstm_cell"
        joined = dense(scope, inputs[t], *means)
        h, (c, h) = lstm_step(joined, (c, h), values[f"{cell}/kernel"], values[f"{cell}/bias"])
        for head in range(heads):
            query = dense(f"{scope}/Attention_{head}", c, h)
            features = states @ values[f"{scope}/AttnW_{head}"][0, 0]
            scores = np.tanh(features + query[:, np.newaxis]) @ values[f"{scope}/AttnV_{head}"]
            means[head] = np.einsum("bt,bts->bs", softmax(scores), states)
        expected = dense(f"{scope}/AttnOutputProjection", h, *means)
        np.testing.assert_allclose(found[t], expected, atol=1e-5)


@pytest.fixture
def graph():
    with tf.Graph().as_default() as graph:
        yield graph


def test_sizes_that_do_not_fit_are_named(graph):
    memory = tf.zeros([2, 5, 4])
    with pytest.raises(ValueError, match="num_units is 3, and the cell's output has size 7"):
        seq2seq.LuongAttention(3, memory)(tf.zeros([2, 7]), None)
    with pytest.raises(ValueError, match="the last size of memory must be known"):
        seq2seq.LuongAttention(3, tf.placeholder(tf.float32, [None, None, None]))
    with pytest.raises(ValueError, match="2 sizes for 1 attention mechanisms"):
        cell = tf.nn.rnn_cell.GRUCell(3)
        seq2seq.AttentionWrapper(cell, seq2seq.LuongAttention(3, memory), [3, 4])
    with pytest.raises(TypeError, match="must be an AttentionMechanism, got int"):
        seq2seq.AttentionWrapper(tf.nn.rnn_cell.GRUCell(3), 3)
    with pytest.raises(ValueError, match="num_heads is 0"):
        legacy_seq2seq.attention_decoder([memory[:, 0]], None, memory, None, num_heads=0)
    with pytest.raises(ValueError, match="decoder_inputs is empty"):
        legacy_seq2seq.attention_decoder([], None, memory, None)


def test_a_state_is_cloned_with_parts_of_the_same_shape(graph):
    mechanism = seq2seq.LuongAttention(3, tf.zeros([2, 5, 4]))
    cell = seq2seq.AttentionWrapper(tf.nn.rnn_cell.GRUCell(3), mechanism)
    state = cell.zero_state(2, tf.float32)
    ones = tf.ones([2, 3])
    assert state.clone(cell_state=ones).cell_state is ones
    assert state.clone(cell_state=ones).attention is state.attention
    with pytest.raises(ValueError, match=r"\(2, 4\) cannot replace one of shape \(2, 3\)"):
        state.clone(cell_state=tf.ones([2, 4]))
    with pytest.raises(TypeError, match="the state must be an AttentionWrapperState, got"):
        cell(tf.zeros([2, 2]), ones)


@pytest.mark.parametrize(
    ("lengths", "batch", "message"),
    [([3, 0], 2, "must be above 0"), ([3, 1], 4, "tile both with tile_batch")],
)
def test_a_memory_that_does_not_fit_fails_with_a_sentence(graph, lengths, batch, message):
    memory = tf.placeholder_with_default(tf.zeros([2, 5, 4]), [None, None, 4])
    mechanism = seq2seq.LuongAttention(3, memory, tf.placeholder_with_default(lengths, [None]))
    cell = seq2seq.AttentionWrapper(tf.nn.rnn_cell.GRUCell(3), mechanism)
    output, _ = cell(tf.zeros([batch, 2]), cell.zero_state(batch, tf.float32))
    with tf.Session() as session, pytest.raises(tf.errors.InvalidArgumentError, match=message):
        session.run(tf.global_variables_initializer())
        session.run(output)
