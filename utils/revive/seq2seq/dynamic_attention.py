"""`DynamicAttentionWrapper`: what `AttentionWrapper` was in TensorFlow 1.1."""

from typing import NamedTuple

from utils.revive.rnn_cells.cell_parts import _zero_state_tensors
from utils.tf1 import tf


class DynamicAttentionWrapperState(NamedTuple):
    """The inner cell's state, and what the last step saw, [batch, attention_size]."""

    cell_state: object
    attention: object


class DynamicAttentionWrapper(tf.nn.rnn_cell.RNNCell):
    """A cell that reads the input joined with what it last saw of a memory, and then looks again.

    As in 1.1 the layers of the mechanism have biases, positions past a row's length keep the
    score of a memory of zeros, and variables stand in the scopes that are open.

    Arguments:
        cell: an RNN cell.
        attention_mechanism: an `AttentionMechanism`.
        attention_size: the size of a layer, here with a bias, for the cell's output joined with
            the weighted mean of the memory.
        cell_input_fn: from (inputs, attention) to the inner cell's inputs; they are joined
            without it.
        probability_fn: from scores to weights; the softmax without it.
        output_attention: whether the output is the attention, or the inner cell's output.
    """

    def __init__(
        self,
        cell,
        attention_mechanism,
        attention_size,
        cell_input_fn=None,
        probability_fn=None,
        output_attention=True,
        name=None,
    ):
        super().__init__(name=name)
        self._cell, self._mechanism, self._size = cell, attention_mechanism, attention_size
        self._cell_input_fn = cell_input_fn or (lambda *parts: tf.concat(parts, -1))
        self._probability_fn = probability_fn or tf.nn.softmax
        self._output_attention = output_attention
        _give_biases(attention_mechanism, cell.output_size)
        values = attention_mechanism.values
        self._layer = tf.layers.Dense(attention_size, bias_initializer=None, dtype=values.dtype)
        self._layer.build([None, cell.output_size + int(values.shape[2])])

    @property
    def output_size(self):
        """The size of the attention, or of the inner cell's output."""
        return self._size if self._output_attention else self._cell.output_size

    @property
    def state_size(self):
        """The sizes of the parts of the state."""
        return DynamicAttentionWrapperState(self._cell.state_size, self._size)

    def zero_state(self, batch_size, dtype):
        """The state before the first step."""
        attention = _zero_state_tensors(self._size, batch_size, dtype)
        return DynamicAttentionWrapperState(self._cell.zero_state(batch_size, dtype), attention)

    def __call__(self, inputs, state, scope=None):
        """One time step: inputs [batch, input_size] and a state to an output and a new state."""
        output, cell_state = self._cell(
            self._cell_input_fn(inputs, state.attention), state.cell_state
        )
        alignments = self._probability_fn(self._mechanism._score(output))
        seen = tf.matmul(alignments[:, tf.newaxis], self._mechanism.values)[:, 0]
        attention = self._layer(tf.concat([output, seen], 1))
        state = DynamicAttentionWrapperState(cell_state, attention)
        return (attention if self._output_attention else output), state


def _give_biases(mechanism, query_size):
    """Add the biases that the layers of a mechanism had in 1.1, if it has none yet."""
    memory_layer, query_layer = mechanism.memory_layer, mechanism.query_layer
    if memory_layer.use_bias:
        return
    memory_layer.use_bias = True
    with tf.variable_scope(memory_layer._scope):
        shape, zeros = mechanism.keys.shape[2:], tf.zeros_initializer()
        mechanism.keys += tf.get_variable("bias", shape, mechanism.keys.dtype, zeros)
    if query_layer is not None:
        query_layer.use_bias = True
        query_layer.build([None, query_size])
