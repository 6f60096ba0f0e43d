"""Candidates in TensorFlow's graph mode: the old posts' graphs, and the course's."""

import time

import numpy as np

from benchmarks.tasks import ADAM_EPSILON, LONGEST_GRADIENT, RATE, SEED
from utils.fast_lstm import fast_lstm
from utils.lessons import find_scripts
from utils.lessons.functions import lesson_functions
from utils.tf1 import tf


def source_digits(task, images, labels):
    """The network of the post *RNN and LSTM*; returns logits [batch, 10] and the loss.

    Its batch size is in the graph, its layers are flattened, and its labels are one-hot.
    """
    units, batch_size = task.num_units, task.batch_size
    rows = tf.reshape(tf.cast(images, tf.float32) / 255, [-1, 28])
    first = tf.Variable(tf.zeros([28, units])), tf.Variable(tf.zeros([units]))
    last = tf.Variable(tf.zeros([units, 10])), tf.Variable(tf.zeros([10]))
    inputs = tf.reshape(tf.matmul(rows, first[0]) + first[1], [-1, 28, units])
    cell = tf.nn.rnn_cell.BasicLSTMCell(units)
    state = cell.zero_state(batch_size, tf.float32)
    _, final_state = tf.nn.dynamic_rnn(cell, inputs, initial_state=state)
    logits = tf.matmul(final_state[1], last[0]) + last[1]
    losses = tf.nn.softmax_cross_entropy_with_logits(labels=tf.one_hot(labels, 10), logits=logits)
    return logits, tf.reduce_mean(losses)


def course_digits(task, images, labels):
    """The network of lesson 07, or one of another size; returns logits [batch, 10], the loss."""
    if task.num_units == 128:
        _, _, logits = lesson("07").build_network(images)
    else:
        inputs = tf.layers.dense(tf.cast(images, tf.float32) / 255, task.num_units)
        cell = tf.nn.rnn_cell.BasicLSTMCell(task.num_units)
        _, final_state = tf.nn.dynamic_rnn(cell, inputs, dtype=tf.float32)
        logits = tf.layers.dense(final_state.h, 10)
    return logits, _sparse_loss(logits, labels)


def towers_digits(task, images, labels):
    """The network of lesson 07 as that lesson trains it, in two towers."""
    logits = lesson("07").in_two_towers(images)
    return logits, _sparse_loss(logits, labels)


def fast_digits(task, images, labels):
    """The network of lesson 07 with the LSTM of lesson 18's last section."""
    units = task.num_units
    inputs = tf.layers.dense(tf.cast(images, tf.float32) / 255, units)
    kernel = tf.get_variable("kernel", [2 * units, 4 * units])
    bias = tf.get_variable("bias", [4 * units])
    outputs = fast_lstm(tf.transpose(inputs, [1, 0, 2]), kernel, bias)
    logits = tf.layers.dense(outputs[-1], 10)
    return logits, _sparse_loss(logits, labels)


def source_characters(task, inputs, labels, state):
    """The network of the post *RNN and LSTM implementation*, unrolled as in lesson 05."""
    steps = _embedded(task, inputs)
    cell = tf.nn.rnn_cell.BasicRNNCell(task.num_units)
    outputs, final_state = tf.nn.static_rnn(cell, tf.unstack(steps, axis=1), initial_state=state)
    return _characters_loss(task, tf.stack(outputs, axis=1), labels), final_state


def course_characters(task, inputs, labels, state):
    """The same network in the loop of `dynamic_rnn`."""
    cell = tf.nn.rnn_cell.BasicRNNCell(task.num_units)
    outputs, final_state = tf.nn.dynamic_rnn(cell, _embedded(task, inputs), initial_state=state)
    return _characters_loss(task, outputs, labels), final_state


def _embedded(task, inputs):
    matrix = tf.get_variable("embedding", [task.vocab_size, task.embedding_size])
    return tf.nn.embedding_lookup(matrix, inputs)


def _characters_loss(task, outputs, labels):
    flat = tf.reshape(outputs, [-1, task.num_units])
    return _sparse_loss(tf.layers.dense(flat, task.vocab_size), tf.reshape(labels, [-1]))


def _sparse_loss(logits, labels):
    losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)
    return tf.reduce_mean(losses)


NETWORKS = {
    "source": {"digits": source_digits, "characters": source_characters},
    "course": {"digits": course_digits, "characters": course_characters},
    "course, towers": {"digits": towers_digits},
    "course, fast": {"digits": fast_digits},
}


def lesson(number):
    """Return the functions of a lesson."""
    [script] = find_scripts([number])
    return lesson_functions(script)


class GraphMode:
    """A network in a graph and session of its own; the last one is closed by the next."""

    def __init__(self, name):
        """Take the networks of a candidate by its name in `NETWORKS`."""
        self.networks, self.session = NETWORKS[name], None
        # The post's session has TensorFlow's own settings; without any, those of `utils.tf1` hold.
        self.config = tf.ConfigProto() if name == "source" else None

    def prepare(self, task):
        """Build a task's network and its training, and load the task's weights."""
        if self.session is not None:
            self.session.close()
        with tf.Graph().as_default():
            self._build_network(task)
            self.train_op = _train_op(self.loss, task.updates)
            self.session = tf.Session(config=self.config)
            self.session.run(tf.global_variables_initializer())
            by_shape = {value.shape: value for value in task.weights.values()}
            for variable in tf.trainable_variables():
                variable.load(by_shape[tuple(variable.shape.as_list())], self.session)

    def _build_network(self, task):
        build = self.networks[task.kind]
        if task.kind == "digits":
            self.feeds = [
                tf.placeholder(tf.uint8, [None, task.num_steps, 28]),
                tf.placeholder(tf.int32, [None]),
            ]
            self.logits, self.loss = build(task, *self.feeds)
            return
        shape = [task.batch_size, task.num_steps]
        self.feeds = [tf.placeholder(tf.int32, shape) for _ in range(2)]
        self.state = tf.zeros([task.batch_size, task.num_units])
        self.loss, self.final_state = build(task, *self.feeds, self.state)
        self.carried = None

    def step(self, inputs, labels, begins=None):
        """Make one training step with a batch, and return its loss."""
        feed = dict(zip(self.feeds, (inputs, labels), strict=True))
        if begins is None:
            return self.session.run([self.loss, self.train_op], feed)[0]
        if not begins:
            feed[self.state] = self.carried
        loss, self.carried, _ = self.session.run([self.loss, self.final_state, self.train_op], feed)
        return loss

    def guesses(self, images):
        """Return the class of the largest logit for uint8 [batch, 28, 28]."""
        return self.session.run(self.logits, {self.feeds[0]: images}).argmax(axis=1)

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

    def multiplication(self, rows, inner, columns):
        """Return a function that multiplies two float32 matrices of these sizes."""
        random = np.random.default_rng(SEED)
        with tf.Graph().as_default():
            a, b = (
                tf.Variable(random.normal(size=shape).astype(np.float32))
                for shape in ((rows, inner), (inner, columns))
            )
            session = tf.Session(config=self.config)
            session.run(tf.global_variables_initializer())
            run = session.make_callable(tf.matmul(a, b).op)
        return run


def _train_op(loss, updates):
    step = tf.train.get_or_create_global_step()
    rate = tf.train.cosine_decay(RATE, step, updates)
    optimizer = tf.train.AdamOptimizer(rate, epsilon=ADAM_EPSILON)
    gradients, variables = zip(*optimizer.compute_gradients(loss), strict=True)
    # An embedding's gradient comes in slices, whose common length is not that of their sum.
    gradients = [tf.convert_to_tensor(gradient) for gradient in gradients]
    gradients, _ = tf.clip_by_global_norm(gradients, LONGEST_GRADIENT)
    return optimizer.apply_gradients(zip(gradients, variables, strict=True), step)
