"""`tf.contrib.cudnn_rnn`: LSTMs of a graphics card, as the same mathematics on the processor.

Variables have the names under which the old ones were saved, one kernel and one bias a layer and
direction.
"""

from utils.revive.rnn_cells.cell_wrappers import dense
from utils.revive.rnn_cells.cells import BasicRNNCell, GRUCell, LSTMCell
from utils.revive.rnn_cells.fused_cells import reversed_in_time, transpose_batch_time
from utils.tf1 import tf

CUDNN_RNN_UNIDIRECTION, CUDNN_RNN_BIDIRECTION = "unidirectional", "bidirectional"
INPUT_MODES = ("linear_input", "auto_select")


class CudnnCompatibleLSTMCell(LSTMCell):
    """An LSTM cell without a forget bias, gates i, j, f, o."""

    def __init__(self, num_units, reuse=None):
        super().__init__(num_units, forget_bias=0, reuse=reuse, name="cudnn_compatible_lstm_cell")


class CudnnCompatibleGRUCell(GRUCell):
    """A GRU cell whose reset gate works on the product of the state, not on the state."""

    def __init__(self, num_units, reuse=None, kernel_initializer=None):
        name = "cudnn_compatible_gru_cell"
        super().__init__(num_units, reuse=reuse, kernel_initializer=kernel_initializer, name=name)

    def build(self, inputs_shape):
        """Make no variable yet: the first step does."""
        self.built = True

    def call(self, inputs, state):
        """One time step."""
        ones = tf.constant_initializer(1.0)
        with tf.variable_scope(tf.get_variable_scope(), initializer=self._kernel_initializer):
            with tf.variable_scope("gates"):
                joined = tf.concat([inputs, state], 1)
                gates = tf.sigmoid(dense(joined, 2 * self._num_units, ones))
            with tf.variable_scope("candidate"):
                with tf.variable_scope("input_projection"):
                    from_inputs = dense(inputs, self._num_units)
                with tf.variable_scope("hidden_projection"):
                    from_state = dense(state, self._num_units)
        reset, update = tf.split(gates, 2, 1)
        candidate = tf.tanh(from_inputs + reset * from_state)
        new_state = (1 - update) * candidate + update * state
        return new_state, new_state


class CudnnLSTM:
    """Layers of LSTMs over inputs [steps, batch, input_size].

    Arguments:
        num_layers: int.
        num_units: int, the units of each layer and direction.
        input_mode: "linear_input" or "auto_select", which mean the same here.
        direction: "unidirectional" or "bidirectional".
        dropout: the share of each layer's outputs that is dropped before the next layer.
        seed: the seed of the dropout.
        dtype: the type of the variables.
        kernel_initializer, bias_initializer: first values; without them Glorot's and zeros.
        name: the variables' scope.

    Raises:
        ValueError: a mode or a direction that there is not.
    """

    _scope = "cudnn_lstm"

    def __init__(
        self,
        num_layers,
        num_units,
        input_mode="linear_input",
        direction=CUDNN_RNN_UNIDIRECTION,
        dropout=0.0,
        seed=None,
        dtype=tf.float32,
        kernel_initializer=None,
        bias_initializer=None,
        name=None,
    ):
        if input_mode not in INPUT_MODES:
            raise ValueError(f"input_mode: wanted one of {INPUT_MODES}, got {input_mode!r}.")
        if direction not in (CUDNN_RNN_UNIDIRECTION, CUDNN_RNN_BIDIRECTION):
            raise ValueError(f"direction: wanted uni- or bidirectional, got {direction!r}.")
        self.num_layers, self.num_units, self.direction = num_layers, num_units, direction
        self._dropout, self._seed, self._dtype = dropout, seed, dtype
        self._kernel_initializer, self._name = kernel_initializer, name or self._scope
        self._bias_initializer = bias_initializer or tf.zeros_initializer()
        self._built = False
        self.built = False

    @property
    def num_dirs(self):
        """1 or 2 directions."""
        return 2 if self.direction == CUDNN_RNN_BIDIRECTION else 1

    def __call__(
        self,
        inputs,
        initial_state=None,
        sequence_lengths=None,
        time_major=True,
        training=True,
    ):
        """Run the layers.

        Arguments:
            inputs: [steps, batch, input_size].
            initial_state: (h, c), each [layers * directions, batch, num_units]; zeros without it.
                All but an LSTM have (h,) alone.
            sequence_lengths: int [batch], or None.
            time_major: whether the batch is the second axis of all these, or the first.
            training: whether outputs are dropped.

        Returns:
            The outputs [steps, batch, directions * num_units], and the last (h, c), each as
            `initial_state`.
        """
        inputs = tf.convert_to_tensor(inputs)
        if not time_major:
            inputs = transpose_batch_time(inputs)
            initial_state = initial_state and tuple(map(transpose_batch_time, initial_state))
        reuse = self._built or None
        with tf.variable_scope(self._name, reuse=reuse, custom_getter=self._with_first_bias):
            self._built = self.built = True
            states = self._states(initial_state)
            if self.num_dirs == 1:
                outputs, last = self._one_way(inputs, states, sequence_lengths, training)
            else:
                outputs, last = self._both_ways(inputs, states, sequence_lengths, training)
        last = self._stacked(last)
        if not time_major:
            return transpose_batch_time(outputs), tuple(map(transpose_batch_time, last))
        return outputs, last

    def _with_first_bias(self, getter, name, *arguments, **settings):
        """A variable of a cell, which might begin with other biases by itself."""
        if name.endswith("/bias"):
            settings["initializer"] = self._bias_initializer
        return getter(name, *arguments, **settings)

    def _cell(self):
        return CudnnCompatibleLSTMCell(self.num_units)

    def _states(self, initial_state):
        """The first state of each layer and direction."""
        count = self.num_layers * self.num_dirs
        if initial_state is None:
            return [None] * count
        return [self._state(*(part[n] for part in initial_state)) for n in range(count)]

    def _state(self, h, c):
        return tf.nn.rnn_cell.LSTMStateTuple(c, h)

    def _stacked(self, states):
        return tf.stack([one.h for one in states]), tf.stack([one.c for one in states])

    def _run(self, inputs, state, lengths, backwards=False):
        """One layer in one direction, with its variables in the scope that is open."""
        if backwards:
            inputs = reversed_in_time(inputs, lengths)
        outputs, last = tf.nn.dynamic_rnn(
            self._cell(),
            inputs,
            lengths,
            state,
            dtype=self._dtype,
            time_major=True,
            scope=tf.get_variable_scope(),
        )
        return (reversed_in_time(outputs, lengths) if backwards else outputs), last

    def _one_way(self, inputs, states, lengths, training):
        last = []
        for layer, state in enumerate(states):
            with tf.variable_scope(
                f"rnn/multi_rnn_cell/cell_{layer}", initializer=self._kernel_initializer
            ):
                inputs = self._dropped(inputs, layer, training)
                inputs, new = self._run(inputs, state, lengths)
            last.append(new)
        return inputs, last

    def _both_ways(self, inputs, states, lengths, training):
        last = []
        for layer in range(self.num_layers):
            inputs, outputs = self._dropped(inputs, layer, training), []
            for number, direction in enumerate(("fw", "bw")):
                with tf.variable_scope(
                    f"stack_bidirectional_rnn/cell_{layer}/bidirectional_rnn/{direction}",
                    initializer=self._kernel_initializer,
                ):
                    state = states[2 * layer + number]
                    output, new = self._run(inputs, state, lengths, backwards=direction == "bw")
                outputs.append(output)
                last.append(new)
            inputs = tf.concat(outputs, 2)
        return inputs, last

    def _dropped(self, inputs, layer, training):
        if layer == 0 or not self._dropout or not training:
            return inputs
        return tf.nn.dropout(inputs, rate=self._dropout, seed=self._seed)


class CudnnGRU(CudnnLSTM):
    """Layers of GRUs; arguments as those of `CudnnLSTM`."""

    _scope = "cudnn_gru"

    def _cell(self):
        return CudnnCompatibleGRUCell(self.num_units)

    def _state(self, h):
        return h

    def _stacked(self, states):
        return (tf.stack(states),)


class CudnnRNNTanh(CudnnGRU):
    """Layers of plain cells; arguments as those of `CudnnLSTM`."""

    _scope, _activation = "cudnn_rnn_tanh", tf.tanh

    def _cell(self):
        return BasicRNNCell(self.num_units, type(self)._activation)


class CudnnRNNRelu(CudnnRNNTanh):
    """Layers of plain cells with relu; arguments as those of `CudnnLSTM`."""

    _scope, _activation = "cudnn_rnn_relu", tf.nn.relu
