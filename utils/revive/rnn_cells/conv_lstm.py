"""`ConvLSTMCell`: an LSTM of images, whose multiplications are convolutions."""

from utils.tf1 import tf


class ConvLSTMCell(tf.nn.rnn_cell.RNNCell):
    """An LSTM over inputs [batch, ..., channels], gates i, j, f, o; Shi et al. (2015).

    Variables: `kernel` [..., input and output channels, 4 * output_channels], and `biases`.

    Arguments:
        conv_ndims: 1, 2 or 3, the number of dimensions of an image.
        input_shape: the shape of an image with its channels.
        output_channels: int.
        kernel_shape: the size of the window in each dimension.
        use_bias: whether a bias is added.
        skip_connection: whether the input's channels stand behind the output's.
        forget_bias: what is added to the forget gate before its sigmoid.
        initializers: not used, as in TensorFlow 1.

    Raises:
        ValueError: input_shape has another number of dimensions.
    """

    def __init__(
        self,
        conv_ndims,
        input_shape,
        output_channels,
        kernel_shape,
        use_bias=True,
        skip_connection=False,
        forget_bias=1.0,
        initializers=None,
        name="conv_lstm_cell",
    ):
        super().__init__(name=name)
        if conv_ndims != len(input_shape) - 1:
            raise ValueError(f"input_shape: wanted {conv_ndims} and channels, got {input_shape}.")
        *self._image, self._input_channels = input_shape
        self._channels, self._window = output_channels, list(kernel_shape)
        self._use_bias, self._skips = use_bias, skip_connection
        self._forget_bias = forget_bias

    @property
    def state_size(self):
        """The shapes of c and h."""
        shape = tf.TensorShape([*self._image, self._channels])
        return tf.nn.rnn_cell.LSTMStateTuple(shape, shape)

    @property
    def output_size(self):
        """The shape of an output."""
        skipped = self._input_channels if self._skips else 0
        return tf.TensorShape([*self._image, self._channels + skipped])

    def call(self, inputs, state):
        """One time step."""
        c, h = state
        joined = tf.concat([inputs, h], -1)
        shape = [*self._window, int(joined.shape[-1]), 4 * self._channels]
        kernel = tf.get_variable("kernel", shape, inputs.dtype)
        gates = tf.nn.convolution(joined, kernel, padding="SAME")
        if self._use_bias:
            zeros = tf.zeros_initializer()
            gates += tf.get_variable("biases", shape[-1:], inputs.dtype, zeros)
        i, j, f, o = tf.split(gates, 4, -1)
        new_c = tf.sigmoid(f + self._forget_bias) * c + tf.sigmoid(i) * tf.tanh(j)
        output = tf.tanh(new_c) * tf.sigmoid(o)
        if self._skips:
            output = tf.concat([output, inputs], -1)
        return output, tf.nn.rnn_cell.LSTMStateTuple(new_c, output)


class Conv1DLSTMCell(ConvLSTMCell):
    """A `ConvLSTMCell` over [batch, length, channels]."""

    def __init__(self, name="conv_1d_lstm_cell", **settings):
        super().__init__(1, name=name, **settings)


class Conv2DLSTMCell(ConvLSTMCell):
    """A `ConvLSTMCell` over [batch, height, width, channels]."""

    def __init__(self, name="conv_2d_lstm_cell", **settings):
        super().__init__(2, name=name, **settings)


class Conv3DLSTMCell(ConvLSTMCell):
    """A `ConvLSTMCell` over [batch, depth, height, width, channels]."""

    def __init__(self, name="conv_3d_lstm_cell", **settings):
        super().__init__(3, name=name, **settings)
