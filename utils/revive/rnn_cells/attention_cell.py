"""Cells of `tf.contrib.rnn` around another cell: attention to its last outputs, and a highway."""

from utils.revive.reading.era import Era
from utils.revive.rnn_cells.cell_wrappers import _Wrapper, dense
from utils.tf1 import tf


class AttentionCellWrapper(_Wrapper):
    """A cell that attends to its own last outputs; Cheng, Dong, Lapata (2016).

    The state is (that of the cell, the attention [batch, attn_size], the last outputs
    [batch, attn_length * attn_size]).

    Arguments:
        cell: the cell inside.
        attn_length: how many outputs it remembers.
        attn_size: the size of an output; by default that of the cell.
        attn_vec_size: the size in which state and outputs are compared; by default attn_size.
        input_size: the size of what the cell reads; by default that of the input.
        state_is_tuple: whether the states are a tuple, or stand beside each other in one tensor; by
            default a tuple if the cell's state is one, and else as for the script's other cells.
        reuse: whether the variables are those of an earlier cell.

    Raises:
        ValueError: attn_length is not above 0, or the cell's state is a tuple and this one is not.
    """

    def __init__(
        self,
        cell,
        attn_length,
        attn_size=None,
        attn_vec_size=None,
        input_size=None,
        state_is_tuple=None,
        reuse=None,
    ):
        if attn_length <= 0:
            raise ValueError(f"attn_length: wanted a number above 0, got {attn_length}.")
        if state_is_tuple is None:
            state_is_tuple = Era.state_is_tuple or isinstance(cell.state_size, tuple)
        if isinstance(cell.state_size, tuple) and not state_is_tuple:
            raise ValueError(f"state_is_tuple: the cell's state is a tuple, {cell.state_size}.")
        super().__init__(cell, "attention_cell_wrapper", reuse)
        self._length, self._size = attn_length, attn_size or cell.output_size
        self._vector_size, self._input_size = attn_vec_size or self._size, input_size
        self._state_is_tuple = state_is_tuple

    @property
    def state_size(self):
        """The sizes of the three parts, or their sum."""
        sizes = (self._inner.state_size, self._size, self._size * self._length)
        return sizes if self._state_is_tuple else sum(sizes)

    @property
    def output_size(self):
        """The size of an output."""
        return self._size

    def zero_state(self, batch_size, dtype):
        """Zeros for all parts."""
        return tf.nn.rnn_cell.RNNCell.zero_state(self, batch_size, dtype)

    def call(self, inputs, state):
        """One time step."""
        sizes = (self._inner.state_size, self._size, self._size * self._length)
        inner, attention, memory = state if self._state_is_tuple else tf.split(state, sizes, 1)
        memory = tf.reshape(memory, [-1, self._length, self._size])
        read = dense(tf.concat([inputs, attention], 1), self._input_size or int(inputs.shape[1]))
        output, inner = self._inner(read, inner)
        query = tf.concat(tf.nest.flatten(inner), 1)
        attention = self._attention(query, memory)
        with tf.variable_scope("attn_output_projection"):
            output = dense(tf.concat([output, attention], 1), self._size)
        memory = tf.concat([memory[:, 1:], output[:, tf.newaxis]], 1)
        memory = tf.reshape(memory, [-1, self._length * self._size])
        new_state = (inner, attention, memory)
        return output, new_state if self._state_is_tuple else tf.concat(new_state, 1)

    def _attention(self, query, memory):
        """What is read from the memory [batch, attn_length, attn_size]: [batch, attn_size]."""
        with tf.variable_scope("attention"):
            shape = [1, 1, self._size, self._vector_size]
            weights = tf.get_variable("attn_w", shape, memory.dtype)[0, 0]
            vector = tf.get_variable("attn_v", shape[3:], memory.dtype)
            keys = tf.tensordot(memory, weights, 1)
            scores = vector * tf.tanh(keys + dense(query, self._vector_size)[:, tf.newaxis])
            shares = tf.nn.softmax(tf.reduce_sum(scores, 2))
        return tf.reduce_sum(shares[:, :, tf.newaxis] * memory, 1)


class HighwayWrapper(_Wrapper):
    """A cell whose output is mixed with its input, both [batch, n], by a gate.

    Arguments:
        cell: the cell inside.
        couple_carry_transform_gates: whether the output's gate is what the input's leaves.
        carry_bias_init: the first bias of the input's gate.

    Source: Srivastava, Greff, Schmidhuber (2015).
    """

    def __init__(self, cell, couple_carry_transform_gates=True, carry_bias_init=1.0):
        super().__init__(cell, "highway_wrapper")
        self._couples, self._bias = couple_carry_transform_gates, carry_bias_init

    def __call__(self, inputs, state, scope=None):
        """One time step, in the scope that is open."""
        output, state = self._inner(inputs, state, scope=scope)
        carry = self._gate("carry", inputs, self._bias)
        transform = 1 - carry if self._couples else self._gate("transform", inputs, -self._bias)
        return inputs * carry + output * transform, state

    def _gate(self, name, inputs, bias):
        size = int(inputs.shape[1])
        weights = tf.get_variable(f"{name}_w", [size, size], inputs.dtype)
        first = tf.constant_initializer(bias)
        return tf.sigmoid(
            tf.nn.xw_plus_b(
                inputs, weights, tf.get_variable(f"{name}_b", [size], inputs.dtype, first)
            )
        )
