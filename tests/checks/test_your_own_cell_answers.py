import pytest

from utils.checks import your_own_cell as check
from utils.checks.engine.result import FAILED, PASSED
from utils.tf1 import tf


class Normalizing(tf.nn.rnn_cell.RNNCell):
    def __init__(self, num_units, step):
        super().__init__()
        self.num_units, self.step = num_units, step

    state_size = output_size = property(lambda self: self.num_units)

    def build(self, input_shape):
        shape = [input_shape[-1] + self.num_units, self.num_units]
        self.kernel = self.add_weight("kernel", shape)
        self.gain = self.add_weight("gain", shape[1:], initializer=tf.ones_initializer())
        self.bias = self.add_weight("bias", shape[1:], initializer=tf.zeros_initializer())
        super().build(input_shape)

    def call(self, inputs, state):
        product = tf.matmul(tf.concat([inputs, state], axis=1), self.kernel)
        mean, variance = tf.nn.moments(product, axes=[1], keep_dims=True)
        new_state = self.step(self, product, mean, variance)
        return new_state, new_state


def scaled_after_the_tanh(num_units, epsilon):
    def step(cell, product, mean, variance):
        normalized = (product - mean) / tf.sqrt(variance + epsilon)
        return tf.tanh(normalized) * cell.gain + cell.bias

    return Normalizing(num_units, step)


def bias_after_the_tanh(num_units, epsilon):
    def step(cell, product, mean, variance):
        normalized = (product - mean) / tf.sqrt(variance + epsilon)
        return tf.tanh(normalized * cell.gain) + cell.bias

    return Normalizing(num_units, step)


def by_batch_normalization(num_units, epsilon):
    def step(cell, product, mean, variance):
        return tf.tanh(
            tf.nn.batch_normalization(product, mean, variance, cell.bias, cell.gain, epsilon)
        )

    return Normalizing(num_units, step)


def leaky_cell_of_a_basic_cell(weigh):
    class LeakyCell(tf.nn.rnn_cell.BasicRNNCell):
        rate = None

        def call(self, inputs, state):
            new_state = weigh(state, super().call(inputs, state)[0], self.rate)
            return new_state, new_state

    def answer(num_units, rate):
        cell = LeakyCell(num_units)
        cell.rate = rate
        return cell

    return answer


def read_row_by_row(end, stops=lambda output, threshold: output[:, 0] > threshold):
    def answer(cell, inputs, state, threshold):
        def body(step, c, h, running, steps_read):
            output, (new_c, new_h) = cell(inputs[:, step], type(state)(c, h))
            steps_read += tf.cast(running, tf.int32)
            c, h = tf.where(running, new_c, c), tf.where(running, new_h, h)
            return step + 1, c, h, running & ~stops(output, threshold), steps_read

        batch = tf.shape(inputs)[:1]
        _, c, h, _, steps_read = tf.while_loop(
            lambda step, c, h, running, _: tf.reduce_any(running) & (step < tf.shape(inputs)[1]),
            body,
            [0, *state, tf.ones(batch, tf.bool), tf.zeros(batch, tf.int32)],
        )
        return end(c, h), steps_read

    return answer


def sizes_in_front(state_size, batch_size):
    if isinstance(state_size, int):
        return (batch_size, state_size)
    return (batch_size, *state_size)


def outermost_sizes(state_size, batch_size):
    if isinstance(state_size, int):
        return (batch_size, state_size)
    return tuple((batch_size, part) for part in state_size)


LSTMStateTuple = tf.nn.rnn_cell.LSTMStateTuple


@pytest.mark.parametrize(
    ("name", "answer", "mistake"),
    [
        ("layer_norm_cell", scaled_after_the_tanh, "gain and bias come after tanh"),
        (
            "leaky_cell",
            leaky_cell_of_a_basic_cell(lambda old, new, rate: (1 - rate) * old + new),
            "the tanh has no factor",
        ),
        ("layer_norm_cell", bias_after_the_tanh, "the bias is added after tanh"),
        (
            "leaky_cell",
            leaky_cell_of_a_basic_cell(lambda old, new, rate: tf.tanh(old + rate * (new - old))),
            "tanh is applied twice",
        ),
        ("state_shapes", outermost_sizes, "only the outermost level is looked at"),
        ("state_shapes", lambda size, batch: (batch, size), "a tuple is taken for a size"),
        ("state_shapes", sizes_in_front, "the batch size is joined to the tuple"),
        ("read_until", read_row_by_row(lambda c, h: (c, h)), "the final state is a plain tuple"),
        ("read_until", read_row_by_row(lambda c, h: [c, h]), None),
        ("read_until", read_row_by_row(lambda c, h: tf.stack([c, h])), None),
        (
            "read_until",
            read_row_by_row(LSTMStateTuple, lambda output, threshold: output[:, -1] > threshold),
            "the last unit decides",
        ),
        (
            "read_until",
            read_row_by_row(LSTMStateTuple, lambda output, threshold: output[:, 0] <= threshold),
            "a row continues while it is sure",
        ),
    ],
)
def test_a_wrong_answer_fails_by_its_name(name, answer, mistake):
    result = getattr(check, name)(answer)
    assert (result.status, result.mistake) == (FAILED, mistake), result


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("layer_norm_cell", by_batch_normalization),
        ("leaky_cell", leaky_cell_of_a_basic_cell(lambda old, new, rate: old + rate * (new - old))),
        (
            "state_shapes",
            lambda size, batch: tf.nest.map_structure(lambda part: (batch, part), size),
        ),
        ("read_until", read_row_by_row(LSTMStateTuple)),
    ],
)
def test_another_way_to_the_right_answer_passes(name, answer):
    assert getattr(check, name)(answer).status == PASSED
