"""Functions that run cells over time, by their names of up to 0.12."""

from utils.revive.rnn_cells.cell_parts import _like_rnncell as _like_rnncell
from utils.revive.rnn_cells.cell_parts import _state_size_with_prefix as _state_size_with_prefix
from utils.revive.rnn_cells.cell_parts import assert_like_rnncell as assert_like_rnncell
from utils.tf1 import tf


def rnn(cell, inputs, initial_state=None, dtype=None, sequence_length=None, scope=None):
    """`tf.nn.static_rnn`, with variables under "RNN" as they were.

    Arguments:
        cell: an `RNNCell`.
        inputs: a list of tensors [batch, input_size], one a time step.
        initial_state: the state before the first time step; zeros of `dtype` without it.
        dtype: the type of the state, if there is no `initial_state`.
        sequence_length: int [batch], or None where all steps count.
        scope: the variables' scope.

    Returns:
        A list of outputs [batch, num_units], and the last state.
    """
    return tf.nn.static_rnn(cell, inputs, initial_state, dtype, sequence_length, scope or "RNN")


def bidirectional_rnn(
    cell_fw,
    cell_bw,
    inputs,
    initial_state_fw=None,
    initial_state_bw=None,
    dtype=None,
    sequence_length=None,
    scope=None,
):
    """`tf.nn.static_bidirectional_rnn`: a list of outputs, and the last state of each direction."""
    return tf.nn.static_bidirectional_rnn(
        cell_fw, cell_bw, inputs, initial_state_fw, initial_state_bw, dtype, sequence_length, scope
    )


def state_saving_rnn(cell, inputs, state_saver, state_name, sequence_length=None, scope=None):
    """`tf.nn.static_state_saving_rnn`: a list of outputs, and the last state."""
    return tf.nn.static_state_saving_rnn(
        cell, inputs, state_saver, state_name, sequence_length, scope
    )
