"""Fused cells of `tf.contrib.rnn`, which take all time steps at once: [steps, batch, n]."""

from utils.revive.rnn_cells.cells import LSTMCell
from utils.tf1 import tf


class FusedRNNCell:
    """What a fused cell of one's own is made of: it is called with all time steps."""


class FusedRNNCellAdaptor(FusedRNNCell):
    """A cell as a fused one.

    Arguments:
        cell: an `RNNCell`.
        use_dynamic_rnn: whether `dynamic_rnn` runs it, or `static_rnn`.
    """

    def __init__(self, cell, use_dynamic_rnn=False):
        self._cell, self._is_dynamic = cell, use_dynamic_rnn

    def __call__(self, inputs, initial_state=None, dtype=None, sequence_length=None, scope=None):
        """Run the cell.

        Arguments:
            inputs: [steps, batch, input_size], or a list of tensors [batch, input_size].
            initial_state, dtype, sequence_length, scope: as in `dynamic_rnn`.

        Returns:
            The outputs, in the form of the inputs, and the last state.
        """
        is_list = isinstance(inputs, list)
        settings = {
            "initial_state": initial_state,
            "dtype": dtype,
            "sequence_length": sequence_length,
            "scope": scope,
        }
        if self._is_dynamic:
            inputs = tf.stack(inputs) if is_list else inputs
            outputs, state = tf.nn.dynamic_rnn(self._cell, inputs, time_major=True, **settings)
            return (tf.unstack(outputs) if is_list else outputs), state
        inputs = inputs if is_list else tf.unstack(inputs)
        outputs, state = tf.nn.static_rnn(self._cell, inputs, **settings)
        return (outputs if is_list else tf.stack(outputs)), state


class TimeReversedFusedRNN(FusedRNNCell):
    """A fused cell that reads the time steps from the last to the first."""

    def __init__(self, cell):
        self._cell = cell

    def __call__(self, inputs, initial_state=None, dtype=None, sequence_length=None, scope=None):
        """Run the cell; see `FusedRNNCellAdaptor`."""
        outputs, state = self._cell(
            reversed_in_time(inputs, sequence_length), initial_state, dtype, sequence_length, scope
        )
        return reversed_in_time(outputs, sequence_length), state


class LSTMBlockFusedCell(FusedRNNCellAdaptor):
    """An LSTM over all time steps that was one operation; gates i, j, f, o, as `LSTMBlockCell`.

    Arguments:
        num_units: int.
        forget_bias: what is added to the forget gate before its sigmoid.
        cell_clip: where the cell state is cut off; None or a negative number: nowhere.
        use_peephole: whether the gates see the cell state.
    """

    def __init__(
        self,
        num_units,
        forget_bias=1.0,
        cell_clip=None,
        use_peephole=False,
        reuse=None,
        dtype=None,
        name="lstm_fused_cell",
    ):
        cell_clip = cell_clip if cell_clip and cell_clip > 0 else None
        cell = _InScope(
            num_units, use_peephole, cell_clip, forget_bias=forget_bias, state_is_tuple=True
        )
        super().__init__(cell, use_dynamic_rnn=True)
        self.num_units, self._name, self._reuse = num_units, name, reuse

    def __call__(self, inputs, initial_state=None, dtype=None, sequence_length=None, scope=None):
        """Run the LSTM; see `FusedRNNCellAdaptor`. The state is a pair (c, h)."""
        if self._cell.scope is None:
            given = scope or (self._name if self._reuse else None)
            with tf.variable_scope(given, self._name, reuse=self._reuse or None) as opened:
                self._cell.scope = opened
        if initial_state is not None:
            initial_state = tf.nn.rnn_cell.LSTMStateTuple(*initial_state)
        scope = self._cell.scope
        return super().__call__(inputs, initial_state, dtype, sequence_length, scope)


class _InScope(LSTMCell):
    """An LSTM cell whose variables stand in a scope without one of its own between."""

    def __init__(self, num_units, use_peephole, cell_clip, **settings):
        super().__init__(num_units, use_peepholes=use_peephole, cell_clip=cell_clip, **settings)
        self.scope = None

    def _set_scope(self, scope=None):
        self._scope = self.scope


def reversed_in_time(values, lengths):
    """Values [steps, batch, n], or a list of them, with their time steps in the other order."""
    if isinstance(values, list):
        return values[::-1]
    if lengths is None:
        return tf.reverse(values, [0])
    return tf.reverse_sequence(values, lengths, seq_axis=0, batch_axis=1)


def transpose_batch_time(inputs):
    """Swap the first two axes: [batch, steps, ...] to [steps, batch, ...], and back."""
    return tf.transpose(inputs, [1, 0, *range(2, inputs.shape.rank)])
