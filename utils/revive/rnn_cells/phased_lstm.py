"""`PhasedLSTMCell`: an LSTM each of whose units is open for a part of a period of its own."""

import math

from utils.revive.rnn_cells.cell_wrappers import dense
from utils.tf1 import tf


class PhasedLSTMCell(tf.nn.rnn_cell.RNNCell):
    """An LSTM whose input is a pair (time [batch, 1], features [batch, input_size]).

    The state is an `LSTMStateTuple` (c, h), each [batch, num_units]. Variables: a `kernel` and a
    `bias` in each of "mask_gates", "new_input" and "output_gate", and `period`, `phase` and
    `ratio_on` [num_units].

    Arguments:
        num_units: int, the number of units.
        use_peepholes: whether the gates see the cell state.
        leak: how much passes a unit that is closed.
        ratio_on: the part of a period in which a unit is open.
        trainable_ratio_on: whether that part is learned.
        period_init_min, period_init_max: between these are the first periods, evenly by their
            logarithms.

    Source: Neil, Pfeiffer, Liu (2016), as in TensorFlow 1.15.
    """

    def __init__(
        self,
        num_units,
        use_peepholes=False,
        leak=0.001,
        ratio_on=0.1,
        trainable_ratio_on=True,
        period_init_min=1.0,
        period_init_max=1000.0,
        reuse=None,
    ):
        super().__init__(_reuse=reuse, name="phased_lstm_cell", autocast=False)
        self._num_units = num_units
        self._use_peepholes = use_peepholes
        self._leak, self._ratio_on, self._trains_ratio = leak, ratio_on, trainable_ratio_on
        self._logarithms = math.log(period_init_min), math.log(period_init_max)

    @property
    def state_size(self):
        """The sizes of c and h."""
        return tf.nn.rnn_cell.LSTMStateTuple(self._num_units, self._num_units)

    @property
    def output_size(self):
        """The number of units."""
        return self._num_units

    def call(self, inputs, state):
        """One time step."""
        (time, features), (c, h) = inputs, state
        gates = tf.sigmoid(self._linear("mask_gates", features, h, c, 2))
        input_gate, forget_gate = tf.split(gates, 2, 1)
        candidate = tf.tanh(self._linear("new_input", features, h, None, 1))
        open_c = c * forget_gate + input_gate * candidate
        output_gate = tf.sigmoid(self._linear("output_gate", features, h, open_c, 1))
        open_h = tf.tanh(open_c) * output_gate
        openness = self._openness(time)
        new_c = openness * open_c + (1 - openness) * c
        new_h = openness * open_h + (1 - openness) * h
        return new_h, tf.nn.rnn_cell.LSTMStateTuple(new_c, new_h)

    def _linear(self, name, features, h, seen, number):
        parts = [features, h, seen] if self._use_peepholes and seen is not None else [features, h]
        with tf.variable_scope(name):
            return dense(tf.concat(parts, 1), number * self._num_units)

    def _openness(self, time):
        """How far each unit is open at a time, [batch, num_units]."""
        shape = [self._num_units]
        period = tf.get_variable("period", shape, initializer=self._first_periods)
        first = tf.random_uniform_initializer(0.0, period.initial_value)
        phase = tf.get_variable("phase", shape, initializer=first)
        constant = tf.constant_initializer(self._ratio_on)
        trains = self._trains_ratio
        ratio_on = tf.get_variable("ratio_on", shape, initializer=constant, trainable=trains)
        shifted = time - tf.cast(phase, time.dtype)
        length = tf.cast(period, time.dtype)
        # The gradient is that of the shifted time, as within a period nothing else changes.
        within = tf.stop_gradient(tf.floormod(shifted, length) - shifted) + shifted
        place = tf.cast(within / length, tf.float32)
        rising = 2 * place / ratio_on
        opened = tf.where(place < ratio_on, 2 - rising, self._leak * place)
        return tf.where(place < 0.5 * ratio_on, rising, opened)

    def _first_periods(self, shape, dtype=tf.float32, partition_info=None):
        return tf.exp(tf.random_uniform(shape, *self._logarithms, dtype))
