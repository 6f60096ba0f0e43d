"""`tf.contrib.cudnn_rnn`: LSTMs of a graphics card, as the same mathematics on the processor.

Variables have the names under which the old ones were saved, one kernel and one bias a layer and
direction.
"""

from utils.revive.cells import LSTMCell
from utils.tf1 import tf

CUDNN_RNN_UNIDIRECTION, CUDNN_RNN_BIDIRECTION = "unidirectional", "bidirectional"
INPUT_MODES = ("linear_input", "auto_select")


class CudnnCompatibleLSTMCell(LSTMCell):
    """An LSTM cell without a forget bias, gates i, j, f, o."""

    def __init__(self, num_units, reuse=None):
        super().__init__(num_units, forget_bias=0, reuse=reuse, name="cudnn_compatible_lstm_cell")


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
        self._kernel_initializer, self._name = kernel_initializer, name or "cudnn_lstm"
        self._built = False
        self.built = False

    @property
    def num_dirs(self):
        """1 or 2 directions."""
        return 2 if self.direction == CUDNN_RNN_BIDIRECTION else 1

    def __call__(
        self, inputs, initial_state=None, sequence_lengths=None, training=True, **settings
    ):
        """Run the layers.

        Arguments:
            inputs: [steps, batch, input_size].
            initial_state: (h, c), each [layers * directions, batch, num_units]; zeros without it.
            sequence_lengths: int [batch], or None.
            training: whether outputs are dropped.

        Returns:
            The outputs [steps, batch, directions * num_units], and the last (h, c), each as
            `initial_state`.
        """
        inputs = tf.convert_to_tensor(inputs)
        with tf.variable_scope(self._name, reuse=self._built or None):
            self._built = self.built = True
            states = self._states(initial_state)
            if self.num_dirs == 1:
                outputs, last = self._one_way(inputs, states, sequence_lengths, training)
            else:
                outputs, last = self._both_ways(inputs, states, sequence_lengths, training)
        return outputs, (tf.stack([s.h for s in last]), tf.stack([s.c for s in last]))

    def _states(self, initial_state):
        count = self.num_layers * self.num_dirs
        if initial_state is None:
            return [None] * count
        h, c = initial_state
        return [tf.nn.rnn_cell.LSTMStateTuple(c[n], h[n]) for n in range(count)]

    def _run(self, inputs, state, lengths, backwards=False):
        """One layer in one direction, with its variables in the scope that is open."""
        if backwards:
            inputs = _reversed(inputs, lengths)
        outputs, last = tf.nn.dynamic_rnn(
            CudnnCompatibleLSTMCell(self.num_units),
            inputs,
            lengths,
            state,
            dtype=self._dtype,
            time_major=True,
            scope=tf.get_variable_scope(),
        )
        return (_reversed(outputs, lengths) if backwards else outputs), last

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


def _reversed(values, lengths):
    """Values [steps, batch, n] with their time steps in the other order."""
    if lengths is None:
        return tf.reverse(values, [0])
    return tf.reverse_sequence(values, lengths, seq_axis=0, batch_axis=1)
