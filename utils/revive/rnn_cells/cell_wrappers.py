"""Cells around a cell that project its inputs or outputs, or look its inputs up in a table."""

from utils.revive.arguments import on_processor
from utils.tf1 import tf


def dense(inputs, size, bias_initializer=None):
    """A dense layer with variables `kernel` and `bias`: [batch, n] -> [batch, size]."""
    kernel = tf.get_variable("kernel", [int(inputs.shape[1]), size], inputs.dtype)
    first = bias_initializer or tf.zeros_initializer()
    bias = tf.get_variable("bias", [size], inputs.dtype, first)
    return tf.matmul(inputs, kernel) + bias


class _Wrapper(tf.nn.rnn_cell.RNNCell):
    """A cell around another cell, with its state."""

    def __init__(self, cell, name, reuse=None):
        super().__init__(_reuse=reuse, name=name)
        self._inner = cell

    @property
    def state_size(self):
        """That of the cell inside."""
        return self._inner.state_size

    @property
    def output_size(self):
        """That of the cell inside."""
        return self._inner.output_size

    def zero_state(self, batch_size, dtype):
        """That of the cell inside."""
        return self._inner.zero_state(batch_size, dtype)


class OutputProjectionWrapper(_Wrapper):
    """A cell whose output, [batch, n], goes through a dense layer to [batch, output_size]."""

    def __init__(self, cell, output_size, activation=None, reuse=None):
        super().__init__(cell, "output_projection_wrapper", reuse)
        self._size, self._activation = output_size, activation

    @property
    def output_size(self):
        """The size after the dense layer."""
        return self._size

    def call(self, inputs, state):
        """One time step."""
        output, state = self._inner(inputs, state)
        projected = dense(output, self._size)
        return (self._activation(projected) if self._activation else projected), state


class InputProjectionWrapper(_Wrapper):
    """A cell whose input goes through a dense layer to [batch, num_proj]."""

    def __init__(self, cell, num_proj, activation=None, input_size=None, reuse=None):
        super().__init__(cell, "input_projection_wrapper", reuse)
        self._size = num_proj
        self._activation = activation if callable(activation) else None

    def call(self, inputs, state):
        """One time step."""
        projected = dense(inputs, self._size)
        return self._inner(self._activation(projected) if self._activation else projected, state)


class EmbeddingWrapper(_Wrapper):
    """A cell whose input are ids, int [batch] or [batch, 1], with a table of their vectors."""

    def __init__(self, cell, embedding_classes, embedding_size, initializer=None, reuse=None):
        super().__init__(cell, "embedding_wrapper", reuse)
        self._shape, self._initializer = [embedding_classes, embedding_size], initializer

    def call(self, inputs, state):
        """One time step."""
        initializer = self._initializer or tf.get_variable_scope().initializer
        uniform = tf.random_uniform_initializer(-(3.0**0.5), 3.0**0.5)  # a variance of 1
        dtype = tf.nest.flatten(state)[0].dtype
        table = tf.get_variable("embedding", self._shape, dtype, initializer or uniform)
        return self._inner(tf.nn.embedding_lookup(table, tf.reshape(inputs, [-1])), state)


class DeviceWrapper(tf.nn.rnn_cell.DeviceWrapper):
    """A cell on a device, which is the processor where a graphics card is asked for."""

    def __init__(self, cell, device):
        super().__init__(cell, on_processor(device, "tf.nn.rnn_cell.DeviceWrapper"))
