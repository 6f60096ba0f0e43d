"""Candidates in today's TensorFlow in graph mode: the source's graphs, and the course's."""

import time

import numpy as np

from benchmarks.shared import FIRST_CHARACTER
from benchmarks.source_graph import SOURCE, GraphMode, character_logits, embedded, sparse_loss
from utils.fast_lstm import fast_lstm
from utils.lessons import find_scripts
from utils.lessons.functions import lesson_functions
from utils.tf1 import tf
from utils.training import in_two_towers


def course_digits(tf, task, images, labels):
    """The network of lesson 07, or one of another size; returns logits [batch, 10], the loss."""
    if task.num_units == 128:
        _, _, logits = lesson("07").build_network(images)
    else:
        inputs = tf.layers.dense(tf.cast(images, tf.float32) / 255, task.num_units)
        cell = tf.nn.rnn_cell.BasicLSTMCell(task.num_units)
        _, final_state = tf.nn.dynamic_rnn(cell, inputs, dtype=tf.float32)
        logits = tf.layers.dense(final_state.h, 10)
    return logits, sparse_loss(tf, logits, labels)


def towers_digits(tf, task, images, labels):
    """The network of lesson 07 in two towers."""
    logits = in_two_towers(lesson("07").build_network, images)
    return logits, sparse_loss(tf, logits, labels)


def fast_digits(tf, task, images, labels):
    """The network of lesson 07 in two towers, each with the LSTM of lesson 18's last section."""
    units = task.num_units

    def network(some_images):
        # Time-major from the beginning: bytes are a quarter of what numbers are.
        rows = tf.cast(tf.transpose(some_images, [1, 0, 2]), tf.float32) / 255
        inputs = tf.layers.dense(rows, units, name="first")
        kernel = tf.get_variable("kernel", [2 * units, 4 * units])
        bias = tf.get_variable("bias", [4 * units])
        outputs = fast_lstm(inputs, kernel, bias, parts=1)
        return (tf.layers.dense(outputs[-1], 10, name="last"),)

    logits = in_two_towers(network, images) if task.batch_size > 1 else network(images)[0]
    return logits, sparse_loss(tf, logits, labels)


def course_characters(tf, task, inputs, state):
    """The network of lesson 05 in the loop of `dynamic_rnn`; see `source_characters`."""
    cell = tf.nn.rnn_cell.BasicRNNCell(task.num_units)
    vectors = embedded(tf, task, inputs)
    outputs, final_state = tf.nn.dynamic_rnn(cell, vectors, initial_state=state)
    return character_logits(tf, task, outputs), final_state


def course_writing(tf, task, noise):
    """A text inside the graph, in a `while_loop` as in lesson 10; returns the ids int32 [length].

    Arguments:
        noise: float32 [length, vocab_size]; see `benchmarks.shared.write_text`.
    """
    cell = tf.nn.rnn_cell.BasicRNNCell(task.num_units)

    def body(step, one, state, written):
        with tf.variable_scope("characters", reuse=tf.AUTO_REUSE):
            output, state = cell(embedded(tf, task, one), state)
            logits = character_logits(tf, task, output)
        one = tf.argmax(logits + noise[step], axis=1, output_type=tf.int32)
        return step + 1, one, state, written.write(step, one[0])

    written = tf.TensorArray(tf.int32, size=task.length)
    first_values = [0, tf.fill([1], FIRST_CHARACTER), tf.zeros([1, task.num_units]), written]
    *_, written = tf.while_loop(lambda step, *_: step < task.length, body, first_values)
    return written.stack()


def fast_writing(tf, task, noise):
    """The same loop compiled by XLA, with the multiplication by W before it.

    A character is one of few, so x W + b has few values: a row for each character.
    """
    units, size = task.num_units, task.vocab_size
    shapes = {"embedding": [size, task.embedding_size], "softmax/kernel": [units, size]}
    shapes |= {"kernel": [task.embedding_size + units, units], "bias": [units]}
    shapes["softmax/bias"] = [size]
    weights = {name: tf.get_variable(name, shape) for name, shape in shapes.items()}

    def text(noise, embedding, kernel, bias, softmax_kernel, softmax_bias):
        W, U = tf.split(kernel, [task.embedding_size, units])
        from_inputs = tf.matmul(embedding, W) + bias  # [vocab_size, num_units]

        def body(step, one, state, written):
            state = tf.tanh(tf.gather(from_inputs, one) + tf.matmul(state, U))
            logits = tf.matmul(state, softmax_kernel) + softmax_bias
            one = tf.argmax(logits + noise[step], axis=1, output_type=tf.int32)
            return step + 1, one, state, written.write(step, one[0])

        written = tf.TensorArray(tf.int32, size=task.length, element_shape=[])
        first_values = [0, tf.fill([1], FIRST_CHARACTER), tf.zeros([1, units]), written]
        *_, written = tf.while_loop(lambda step, *_: step < task.length, body, first_values)
        return written.stack()

    names = ["embedding", "kernel", "bias", "softmax/kernel", "softmax/bias"]
    values = [tf.convert_to_tensor(weights[name]) for name in names]
    return tf.compat.v2.function(text, jit_compile=True)(noise, *values)


NETWORKS = {
    "source": SOURCE,
    "course": {"digits": course_digits, "characters": course_characters},
    "course, towers": {"digits": towers_digits},
    "course, fast": {"digits": fast_digits, "writing": fast_writing},
    "course, in graph": {"writing": course_writing},
}


def lesson(number):
    """Return the functions of a lesson."""
    [script] = find_scripts([number])
    return lesson_functions(script)


class GraphModeToday(GraphMode):
    """A candidate in today's TensorFlow, by its name in `NETWORKS`."""

    def __init__(self, name):
        """Take the networks of a candidate."""
        # The post's session has TensorFlow's own settings; without any, those of `utils.tf1` hold.
        super().__init__(tf, NETWORKS[name], tf.ConfigProto() if name == "source" else None)

    def build(self, way, steps):
        """Build an LSTM over some time steps with its training, and make one training step.

        Arguments:
            way: "static" or "dynamic".
            steps: the number of time steps.

        Returns:
            (seconds to build, seconds of the first training step, operations in the graph).
        """
        started = time.perf_counter()
        with tf.Graph().as_default() as graph, tf.Session() as session:
            inputs = tf.placeholder(tf.float32, [8, steps, 28])
            cell = tf.nn.rnn_cell.BasicLSTMCell(32)
            if way == "static":
                unstacked = tf.unstack(inputs, axis=1)
                outputs, _ = tf.nn.static_rnn(cell, unstacked, dtype=tf.float32)
            else:
                outputs, _ = tf.nn.dynamic_rnn(cell, inputs, dtype=tf.float32)
            loss = tf.reduce_mean(tf.square(outputs))
            train_op = tf.train.GradientDescentOptimizer(0.01).minimize(loss)
            initializer = tf.global_variables_initializer()
            built = time.perf_counter() - started
            session.run(initializer)
            session.run(train_op, {inputs: np.zeros([8, steps, 28])})
            first = time.perf_counter() - started - built
            return built, first, len(graph.get_operations())
