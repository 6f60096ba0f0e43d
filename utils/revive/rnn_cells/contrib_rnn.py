"""`tf.contrib.rnn`: the cells of `tf.nn.rnn_cell`, and what was in contrib alone."""

from utils.revive.rnn_cells import cells
from utils.revive.rnn_cells.attention_cell import AttentionCellWrapper as AttentionCellWrapper
from utils.revive.rnn_cells.attention_cell import HighwayWrapper as HighwayWrapper
from utils.revive.rnn_cells.cell_parts import _BIAS_VARIABLE_NAME as _BIAS_VARIABLE_NAME
from utils.revive.rnn_cells.cell_parts import _WEIGHTS_VARIABLE_NAME as _WEIGHTS_VARIABLE_NAME
from utils.revive.rnn_cells.cell_parts import (
    ASSERT_LIKE_RNNCELL_ERROR_REGEXP as ASSERT_LIKE_RNNCELL_ERROR_REGEXP,
)
from utils.revive.rnn_cells.cell_parts import _checked_scope as _checked_scope
from utils.revive.rnn_cells.cell_parts import _concat as _concat
from utils.revive.rnn_cells.cell_parts import _like_rnncell as _like_rnncell
from utils.revive.rnn_cells.cell_parts import _Linear as _Linear
from utils.revive.rnn_cells.cell_parts import _state_size_with_prefix as _state_size_with_prefix
from utils.revive.rnn_cells.cell_parts import _zero_state_tensors as _zero_state_tensors
from utils.revive.rnn_cells.cell_parts import assert_like_rnncell as assert_like_rnncell
from utils.revive.rnn_cells.cells import BasicLSTMCell as BasicLSTMCell
from utils.revive.rnn_cells.cells import BasicRNNCell as BasicRNNCell
from utils.revive.rnn_cells.cells import DeviceWrapper as DeviceWrapper
from utils.revive.rnn_cells.cells import EmbeddingWrapper as EmbeddingWrapper
from utils.revive.rnn_cells.cells import GRUCell as GRUCell
from utils.revive.rnn_cells.cells import InputProjectionWrapper as InputProjectionWrapper
from utils.revive.rnn_cells.cells import LSTMCell as LSTMCell
from utils.revive.rnn_cells.cells import MultiRNNCell as MultiRNNCell
from utils.revive.rnn_cells.cells import OutputProjectionWrapper as OutputProjectionWrapper
from utils.revive.rnn_cells.contrib_cells import (
    CoupledInputForgetGateLSTMCell as CoupledInputForgetGateLSTMCell,
)
from utils.revive.rnn_cells.contrib_cells import IntersectionRNNCell as IntersectionRNNCell
from utils.revive.rnn_cells.contrib_cells import NASCell as NASCell
from utils.revive.rnn_cells.contrib_cells import SRUCell as SRUCell
from utils.revive.rnn_cells.contrib_cells import UGRNNCell as UGRNNCell
from utils.revive.rnn_cells.conv_lstm import Conv1DLSTMCell as Conv1DLSTMCell
from utils.revive.rnn_cells.conv_lstm import Conv2DLSTMCell as Conv2DLSTMCell
from utils.revive.rnn_cells.conv_lstm import Conv3DLSTMCell as Conv3DLSTMCell
from utils.revive.rnn_cells.conv_lstm import ConvLSTMCell as ConvLSTMCell
from utils.revive.rnn_cells.fused_cells import FusedRNNCell as FusedRNNCell
from utils.revive.rnn_cells.fused_cells import FusedRNNCellAdaptor as FusedRNNCellAdaptor
from utils.revive.rnn_cells.fused_cells import LSTMBlockFusedCell as LSTMBlockFusedCell
from utils.revive.rnn_cells.fused_cells import TimeReversedFusedRNN as TimeReversedFusedRNN
from utils.revive.rnn_cells.fused_cells import transpose_batch_time as transpose_batch_time
from utils.revive.rnn_cells.layer_norm import LayerNormBasicLSTMCell as LayerNormBasicLSTMCell
from utils.revive.rnn_cells.phased_lstm import PhasedLSTMCell as PhasedLSTMCell
from utils.tf1 import tf


def _linear(args, output_size, bias, bias_start=0.0, scope=None, **settings):
    """`cells._linear`, whose scope from 1.0 on is by default the one that is open."""
    scope = scope or tf.get_variable_scope()
    return cells._linear(args, output_size, bias, bias_start, scope, **settings)


class LSTMBlockCell(LSTMCell):
    """An LSTM that was one operation; gates i, j, f, o and variables as those of `LSTMCell`.

    Arguments:
        num_units: int, the number of units.
        forget_bias: what is added to the forget gate before its sigmoid.
        clip_cell, cell_clip: where the cell state is cut off; None or a negative number: nowhere.
        use_peephole: whether the gates see the cell state.
    """

    def __init__(
        self,
        num_units,
        forget_bias=1.0,
        cell_clip=None,
        use_peephole=False,
        dtype=None,
        reuse=None,
        name="lstm_cell",
    ):
        if isinstance(cell_clip, bool):  # up to 1.3 the third argument was use_peephole
            cell_clip, use_peephole = None, cell_clip
        super().__init__(
            num_units,
            use_peepholes=use_peephole,
            cell_clip=cell_clip if cell_clip and cell_clip > 0 else None,
            forget_bias=forget_bias,
            state_is_tuple=True,
            reuse=reuse,
            name=name,
            dtype=dtype,
        )


class GRUBlockCellV2(GRUCell):
    """A GRU that was one operation; the gates and variables are those of `GRUCell`."""

    def __init__(self, num_units=None, cell_size=None, reuse=None, name="gru_cell"):
        super().__init__(num_units or cell_size, reuse=reuse, name=name)


GRUBlockCell = GRUBlockCellV2


def stack_bidirectional_rnn(
    cells_fw,
    cells_bw,
    inputs,
    initial_states_fw=None,
    initial_states_bw=None,
    dtype=None,
    sequence_length=None,
    scope=None,
):
    """Bidirectional layers, each of which reads both directions of the one below.

    Arguments:
        cells_fw: a list of cells, one a layer, for the forward direction.
        cells_bw: as many for the backward direction.
        inputs: a list of tensors [batch, input_size], one a time step.
        initial_states_fw: a list of states, one a layer, or None.
        initial_states_bw: the same for the backward direction.
        dtype: the type of the states, if none are given.
        sequence_length: int [batch], or None.
        scope: the variables' scope.

    Returns:
        A list of outputs [batch, 2 * num_units], and a tuple of last states for each direction.
    """
    with tf.variable_scope(scope or "stack_bidirectional_rnn"):
        states_fw, states_bw = [], []
        for layer, (cell_fw, cell_bw) in enumerate(zip(cells_fw, cells_bw, strict=True)):
            with tf.variable_scope(f"cell_{layer}"):
                inputs, state_fw, state_bw = tf.nn.static_bidirectional_rnn(
                    cell_fw,
                    cell_bw,
                    inputs,
                    initial_states_fw and initial_states_fw[layer],
                    initial_states_bw and initial_states_bw[layer],
                    dtype,
                    sequence_length,
                )
            states_fw.append(state_fw)
            states_bw.append(state_bw)
    return inputs, tuple(states_fw), tuple(states_bw)


def stack_bidirectional_dynamic_rnn(
    cells_fw,
    cells_bw,
    inputs,
    initial_states_fw=None,
    initial_states_bw=None,
    dtype=None,
    sequence_length=None,
    parallel_iterations=None,
    time_major=False,
    scope=None,
    swap_memory=False,
):
    """The same over a tensor [batch, steps, input_size], or [steps, batch, input_size].

    Returns:
        The outputs [batch, steps, 2 * num_units], and a tuple of last states for each direction.
    """
    with tf.variable_scope(scope or "stack_bidirectional_rnn"):
        states_fw, states_bw = [], []
        for layer, (cell_fw, cell_bw) in enumerate(zip(cells_fw, cells_bw, strict=True)):
            with tf.variable_scope(f"cell_{layer}"):
                outputs, (state_fw, state_bw) = tf.nn.bidirectional_dynamic_rnn(
                    cell_fw,
                    cell_bw,
                    inputs,
                    sequence_length=sequence_length,
                    initial_state_fw=initial_states_fw and initial_states_fw[layer],
                    initial_state_bw=initial_states_bw and initial_states_bw[layer],
                    dtype=dtype,
                    parallel_iterations=parallel_iterations,
                    swap_memory=swap_memory,
                    time_major=time_major,
                )
                inputs = tf.concat(outputs, 2)
            states_fw.append(state_fw)
            states_bw.append(state_bw)
    return inputs, tuple(states_fw), tuple(states_bw)
