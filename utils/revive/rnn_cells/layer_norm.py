"""`LayerNormBasicLSTMCell`: an LSTM whose gates and cell state are normalized over the units."""

from utils.tf1 import tf

EPSILON = 1e-12  # that of contrib's layer_norm


class LayerNormBasicLSTMCell(tf.nn.rnn_cell.RNNCell):
    """An LSTM with layer normalization, and dropout of its candidate.

    The state is an `LSTMStateTuple` (c, h), each [batch, num_units]. Variables: `kernel`
    [input_size + num_units, 4 * num_units], and for each of "input", "transform", "forget",
    "output" and "state" a `gamma` and a `beta` [num_units]; a `bias` without normalization.

    Arguments:
        num_units: int, the number of units.
        forget_bias: what is added to the forget gate before its sigmoid.
        input_size: not used, as in TensorFlow 1.
        activation: the function of the candidate and of the cell state.
        layer_norm: whether anything is normalized.
        norm_gain: the first value of each gamma.
        norm_shift: the first value of each beta.
        dropout_keep_prob: the share of the candidate that is kept, a number or a tensor.
        dropout_prob_seed: the seed of the dropout.

    Source: Ba, Kiros, Hinton (2016); Semeniuta, Severyn, Barth (2016) for the dropout.
    """

    def __init__(
        self,
        num_units,
        forget_bias=1.0,
        input_size=None,
        activation=tf.tanh,
        layer_norm=True,
        norm_gain=1.0,
        norm_shift=0.0,
        dropout_keep_prob=1.0,
        dropout_prob_seed=None,
        reuse=None,
    ):
        super().__init__(_reuse=reuse, name="layer_norm_basic_lstm_cell")
        self._num_units = num_units
        self._forget_bias = forget_bias
        self._activation = activation
        self._layer_norm = layer_norm
        self._gain, self._shift = norm_gain, norm_shift
        self._keep_prob, self._seed = dropout_keep_prob, dropout_prob_seed

    @property
    def state_size(self):
        """The sizes of c and h."""
        return tf.nn.rnn_cell.LSTMStateTuple(self._num_units, self._num_units)

    @property
    def output_size(self):
        """The number of units."""
        return self._num_units

    def call(self, inputs, state):
        """One time step: inputs [batch, input_size] and a state to an output and a new state."""
        c, h = state
        joined = tf.concat([inputs, h], 1)
        shape = [int(joined.shape[1]), 4 * self._num_units]
        gates = tf.matmul(joined, tf.get_variable("kernel", shape, inputs.dtype))
        if not self._layer_norm:
            zeros = tf.zeros_initializer()
            gates += tf.get_variable("bias", shape[1:], inputs.dtype, zeros)
        i, j, f, o = tf.split(gates, 4, axis=1)
        i = self._normalized(i, "input")
        j = self._normalized(j, "transform")
        f = self._normalized(f, "forget")
        o = self._normalized(o, "output")

        candidate = self._activation(j)
        if not isinstance(self._keep_prob, float) or self._keep_prob < 1:
            candidate = tf.nn.dropout(candidate, self._keep_prob, seed=self._seed)
        new_c = c * tf.sigmoid(f + self._forget_bias) + tf.sigmoid(i) * candidate
        new_c = self._normalized(new_c, "state")
        new_h = self._activation(new_c) * tf.sigmoid(o)
        return new_h, tf.nn.rnn_cell.LSTMStateTuple(new_c, new_h)

    def _normalized(self, values, scope):
        if not self._layer_norm:
            return values
        return normalized(values, scope, self._gain, self._shift)


def normalized(values, scope, gain, shift):
    """Values [batch, n] with mean beta and standard deviation gamma in each row.

    Arguments:
        values: the tensor.
        scope: that of the variables `gamma` and `beta` [n].
        gain, shift: their first values.
    """
    shape, first = [int(values.shape[1])], tf.constant_initializer
    with tf.variable_scope(scope):
        gamma = tf.get_variable("gamma", shape, values.dtype, first(gain))
        beta = tf.get_variable("beta", shape, values.dtype, first(shift))
    mean, variance = tf.nn.moments(values, [1], keep_dims=True)
    return tf.nn.batch_normalization(values, mean, variance, beta, gamma, EPSILON)
