"""Cells of `tf.contrib.rnn` that TensorFlow never had elsewhere, with their variables' names."""

from utils.revive.reading.era import Era
from utils.revive.rnn_cells.cell_wrappers import dense
from utils.revive.rnn_cells.cells import _EitherState
from utils.revive.rnn_cells.layer_norm import normalized
from utils.tf1 import tf

LSTMStateTuple = tf.nn.rnn_cell.LSTMStateTuple


class _OneState(tf.nn.rnn_cell.RNNCell):
    """A cell whose state is one tensor [batch, num_units]."""

    def __init__(self, num_units, name, reuse):
        super().__init__(_reuse=reuse, name=name)
        self._num_units = num_units

    @property
    def state_size(self):
        """The number of units."""
        return self._num_units

    @property
    def output_size(self):
        """The number of units."""
        return self._num_units


class UGRNNCell(_OneState):
    """One gate, which decides how much of the state is kept; Collins et al. (2017).

    Arguments:
        num_units: int.
        initializer: of the variables.
        forget_bias: what is added to the gate before its sigmoid.
        activation: the function of the candidate.
    """

    def __init__(
        self, num_units, initializer=None, forget_bias=1.0, activation=tf.tanh, reuse=None
    ):
        super().__init__(num_units, "ugrnn_cell", reuse)
        self._initializer, self._forget_bias = initializer, forget_bias
        self._activation = activation

    def call(self, inputs, state):
        """One time step."""
        with tf.variable_scope(tf.get_variable_scope(), initializer=self._initializer):
            gate, candidate = tf.split(
                dense(tf.concat([inputs, state], 1), 2 * self._num_units), 2, 1
            )
        gate = tf.sigmoid(gate + self._forget_bias)
        state = gate * state + (1 - gate) * self._activation(candidate)
        return state, state


class IntersectionRNNCell(_OneState):
    """One gate for the state and one between input and output; Collins et al. (2017).

    Arguments:
        num_units: int, which is the size of the input too, unless `num_in_proj` is given.
        num_in_proj: whether the input is projected to num_units first.
        initializer: of the variables.
        forget_bias: what is added to both gates before their sigmoids.
        y_activation: the function of the candidate for the output.

    Raises ValueError in its first step where the input has another size and is not projected.
    """

    def __init__(
        self,
        num_units,
        num_in_proj=None,
        initializer=None,
        forget_bias=1.0,
        y_activation=tf.nn.relu,
        reuse=None,
    ):
        super().__init__(num_units, "intersection_rnn_cell", reuse)
        self._projects, self._initializer = num_in_proj, initializer
        self._forget_bias, self._y_activation = forget_bias, y_activation

    def call(self, inputs, state):
        """One time step."""
        with tf.variable_scope(tf.get_variable_scope(), initializer=self._initializer):
            if int(inputs.shape[1]) != self._num_units:
                if not self._projects:
                    raise ValueError(
                        f"IntersectionRNNCell: the input has size {int(inputs.shape[1])} and the "
                        f"output {self._num_units}; set num_in_proj={self._num_units}."
                    )
                with tf.variable_scope("in_projection"):
                    inputs = dense(inputs, self._num_units)
            parts = dense(tf.concat([inputs, state], 1), 4 * self._num_units)
        gate_h, h, gate_y, y = tf.split(parts, 4, 1)
        gate_h = tf.sigmoid(gate_h + self._forget_bias)
        gate_y = tf.sigmoid(gate_y + self._forget_bias)
        new_state = gate_h * state + (1 - gate_h) * tf.tanh(h)
        return gate_y * inputs + (1 - gate_y) * self._y_activation(y), new_state


class SRUCell(_OneState):
    """A cell whose gates see the input alone; Lei, Zhang, Artzi (2017)."""

    def __init__(self, num_units, activation=None, reuse=None, name=None):
        super().__init__(num_units, name or "sru_cell", reuse)
        self._activation = activation or tf.tanh

    def call(self, inputs, state):
        """One time step."""
        shape = [int(inputs.shape[1]), 4 * self._num_units]
        zeros = tf.zeros_initializer()
        bias = tf.get_variable("bias", [2 * self._num_units], inputs.dtype, zeros)
        product = tf.matmul(inputs, tf.get_variable("kernel", shape, inputs.dtype))
        candidate, forget, reset, passed = tf.split(product, 4, 1)
        forget, reset = tf.split(tf.sigmoid(tf.concat([forget, reset], 1) + bias), 2, 1)
        state = forget * state + (1 - forget) * candidate
        return reset * self._activation(state) + (1 - reset) * passed, state


class _Projected(tf.nn.rnn_cell.RNNCell):
    """A cell with a state (c, m), whose output m may be projected to another size."""

    def __init__(self, num_units, num_proj, name, reuse):
        super().__init__(_reuse=reuse, name=name)
        self._num_units, self._num_proj = num_units, num_proj

    @property
    def output_size(self):
        """The size of m."""
        return self._num_proj or self._num_units

    @property
    def state_size(self):
        """The sizes of c and m."""
        return LSTMStateTuple(self._num_units, self.output_size)

    def _project(self, values, name):
        if not self._num_proj:
            return values
        shape = [self._num_units, self._num_proj]
        return tf.matmul(values, tf.get_variable(name, shape, values.dtype))


class NASCell(_Projected):
    """The cell that a search found; Zoph, Le (2017)."""

    def __init__(self, num_units, num_proj=None, use_bias=False, reuse=None, name=None):
        super().__init__(num_units, num_proj, name or "nas_cell", reuse)
        self._use_bias = use_bias

    def call(self, inputs, state):
        """One time step."""
        c, m = state
        width, dtype = 8 * self._num_units, inputs.dtype
        from_m = tf.matmul(m, tf.get_variable("recurrent_kernel", [self.output_size, width], dtype))
        shape = [int(inputs.shape[1]), width]
        from_x = tf.matmul(inputs, tf.get_variable("kernel", shape, dtype))
        if self._use_bias:
            from_m += tf.get_variable("bias", [width], dtype, tf.zeros_initializer())
        x, h = tf.split(from_x, 8, 1), tf.split(from_m, 8, 1)
        left = tf.tanh(tf.sigmoid(x[0] + h[0]) * tf.nn.relu(x[1] + h[1]))
        middle = tf.tanh(tf.sigmoid(x[2] + h[2]) + tf.nn.relu(x[3] * h[3]))
        right = tf.tanh(tf.tanh(x[4] + h[4]) * tf.sigmoid(x[5] + h[5]))
        last = tf.sigmoid(tf.tanh(x[6] + h[6]) + tf.sigmoid(x[7] + h[7]))
        new_c = tf.tanh(left + c) * middle
        new_m = self._project(tf.tanh(new_c * tf.tanh(right + last)), "projection_weights")
        return new_m, LSTMStateTuple(new_c, new_m)


class CoupledInputForgetGateLSTMCell(_EitherState, _Projected):
    """An LSTM whose input gate is what the forget gate leaves; Greff et al. (2015).

    Arguments:
        num_units: int.
        use_peepholes: whether the gates see the cell state.
        initializer: not used, as in TensorFlow 1.
        num_proj, proj_clip: the size of the projected output, and where it is cut off.
        num_unit_shards, num_proj_shards: not used.
        forget_bias: what is added to the forget gate before its sigmoid.
        state_is_tuple: whether the state is a pair, or one tensor [batch, c and m]; by default what
            other cells of the script have, as the default was one tensor up to 1.1.
        activation: the function of the candidate and of the cell state.
        layer_norm, norm_gain, norm_shift: whether there is layer normalization, and the first
            values of its gamma and beta.
    """

    def __init__(
        self,
        num_units,
        use_peepholes=False,
        initializer=None,
        num_proj=None,
        proj_clip=None,
        num_unit_shards=1,
        num_proj_shards=1,
        forget_bias=1.0,
        state_is_tuple=None,
        activation=tf.tanh,
        reuse=None,
        layer_norm=False,
        norm_gain=1.0,
        norm_shift=0.0,
    ):
        name = "coupled_input_forget_gate_lstm_cell"
        super().__init__(num_units, num_proj, name, reuse)
        self._use_peepholes, self._proj_clip = use_peepholes, proj_clip
        self._forget_bias, self._activation = forget_bias, activation
        self._state_is_tuple = Era.state_is_tuple if state_is_tuple is None else state_is_tuple
        self._layer_norm, self._gain, self._shift = layer_norm, norm_gain, norm_shift

    @property
    def state_size(self):
        """The sizes of c and m, or their sum."""
        sizes = LSTMStateTuple(self._num_units, self.output_size)
        return sizes if self._state_is_tuple else sum(sizes)

    def call(self, inputs, state):
        """One time step."""
        sizes = [self._num_units, self.output_size]
        c, m = state if self._state_is_tuple else tf.split(state, sizes, 1)
        joined, width, dtype = tf.concat([inputs, m], 1), 3 * self._num_units, inputs.dtype
        parts = tf.matmul(joined, tf.get_variable("W_0", [int(joined.shape[1]), width], dtype))
        bias = tf.get_variable("B", [width], dtype, tf.zeros_initializer())
        j, f, o = tf.split(parts if self._layer_norm else parts + bias, 3, 1)
        j, f = self._normalized(j, "transform"), self._normalized(f, "forget")
        o = self._normalized(o, "output")
        forget = tf.sigmoid(f + self._forget_bias + self._seen("W_F_diag", c))
        new_c = forget * c + (1 - forget) * self._activation(j)
        new_c = self._normalized(new_c, "state")
        output = tf.sigmoid(o + self._seen("W_O_diag", new_c)) * self._activation(new_c)
        new_m = self._project(output, "W_P_0")
        if self._num_proj and self._proj_clip is not None:
            new_m = tf.clip_by_value(new_m, -self._proj_clip, self._proj_clip)
        pair = LSTMStateTuple(new_c, new_m)
        return new_m, pair if self._state_is_tuple else tf.concat(pair, 1)

    def _seen(self, name, c):
        return tf.get_variable(name, [self._num_units], c.dtype) * c if self._use_peepholes else 0

    def _normalized(self, values, scope):
        if not self._layer_norm:
            return values
        return normalized(values, scope, self._gain, self._shift)
