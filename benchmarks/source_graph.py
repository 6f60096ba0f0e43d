"""The graphs of the old posts, and training in a session: for TensorFlow 2, and for 1.15.

Python 3.7 reads this file too, so TensorFlow is an argument.
"""

import numpy as np

from benchmarks.shared import ADAM_EPSILON, LONGEST_GRADIENT, RATE, SEED, Library, write_text


def source_digits(tf, task, images, labels):
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


def source_characters(tf, task, inputs, state):
    """The network of the post *RNN and LSTM implementation*, unrolled as in lesson 05.

    Returns logits [batch * num_steps, vocab_size] and the final state.
    """
    steps = embedded(tf, task, inputs)
    cell = tf.nn.rnn_cell.BasicRNNCell(task.num_units)
    outputs, final_state = tf.nn.static_rnn(cell, tf.unstack(steps, axis=1), initial_state=state)
    return character_logits(tf, task, tf.stack(outputs, axis=1)), final_state


def embedded(tf, task, ids):
    """The vectors of characters: int32 of any shape -> the same shape and an axis more."""
    matrix = tf.get_variable("embedding", [task.vocab_size, task.embedding_size])
    return tf.nn.embedding_lookup(matrix, ids)


def character_logits(tf, task, outputs):
    """The softmax layer: [batch, num_steps, num_units] -> [batch * num_steps, vocab_size]."""
    return tf.layers.dense(tf.reshape(outputs, [-1, task.num_units]), task.vocab_size)


def sparse_loss(tf, logits, labels):
    """The mean cross-entropy of logits [rows, classes] and labels int32 [rows]."""
    losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)
    return tf.reduce_mean(losses)


SOURCE = {"digits": source_digits, "characters": source_characters}


class GraphMode(Library):
    """A network in a graph and session of its own; the last one is closed by the next."""

    def __init__(self, tf, networks, config=None):
        """Take TensorFlow, the functions that build, by kind of task, and the session's settings.

        `networks` may have a function for "writing" that builds the whole text. Without one, the
        network of "characters" runs once for each character.
        """
        self.tf, self.networks, self.config, self.session = tf, networks, config, None

    def prepare(self, task):
        """Build a task's network, and load the task's weights."""
        tf = self.tf
        if self.session is not None:
            self.session.close()
        with tf.Graph().as_default():
            self.step = getattr(self, "_" + task.kind)(task)
            self.session = tf.Session(config=self.config)
            self.session.run(tf.global_variables_initializer())
            by_shape = {value.shape: value for value in task.weights.values()}
            for variable in tf.trainable_variables():
                variable.load(by_shape[tuple(variable.shape.as_list())], self.session)

    def _digits(self, task):
        tf = self.tf
        self.images = tf.placeholder(tf.uint8, [None, task.num_steps, 28])
        labels = tf.placeholder(tf.int32, [None])
        self.logits, loss = self.networks["digits"](tf, task, self.images, labels)
        fetches = [loss, _train_op(tf, loss, task.updates)]
        return lambda *batch: self.session.run(fetches, {self.images: batch[0], labels: batch[1]})[
            0
        ]

    def _reading(self, task):
        images = self.tf.placeholder(self.tf.uint8, [task.batch_size, task.num_steps, 28])
        labels = self.tf.placeholder(self.tf.int32, [task.batch_size])
        logits, _ = self.networks["digits"](self.tf, task, images, labels)
        return lambda batch: self.session.run(logits, {images: batch})

    def _characters(self, task):
        tf = self.tf
        inputs, labels, state, logits, final_state = self._character_network(task)
        loss = sparse_loss(tf, logits, tf.reshape(labels, [-1]))
        fetches = [loss, final_state, _train_op(tf, loss, task.updates)]

        def step(ids, next_ids, begins):
            feed = {inputs: ids, labels: next_ids}
            if not begins:
                feed[state] = self.carried
            value, self.carried, _ = self.session.run(fetches, feed)
            return value

        return step

    def _writing(self, task):
        if "writing" in self.networks:
            noise = self.tf.placeholder(self.tf.float32, [task.length, task.vocab_size])
            ids = self.networks["writing"](self.tf, task, noise)
            return lambda numbers: self.session.run(ids, {noise: numbers})
        inputs, _, state, logits, final_state = self._character_network(task)

        def read(one):
            feed = {inputs: [[one]], state: self.carried}
            values, self.carried = self.session.run([logits, final_state], feed)
            return values[0]

        def write(noise):
            self.carried = np.zeros([1, task.num_units])
            return write_text(read, noise)

        return write

    def _character_network(self, task):
        tf, shape = self.tf, [task.batch_size, task.num_steps]
        inputs, labels = tf.placeholder(tf.int32, shape), tf.placeholder(tf.int32, shape)
        state = tf.zeros([task.batch_size, task.num_units])
        logits, final_state = self.networks["characters"](tf, task, inputs, state)
        return inputs, labels, state, logits, final_state

    def guesses(self, images):
        """Return the class of the largest logit for uint8 [batch, 28, 28]."""
        return self.session.run(self.logits, {self.images: images}).argmax(axis=1)

    def multiplication(self, rows, inner, columns):
        """Return a function that multiplies two float32 matrices of these sizes."""
        tf, random = self.tf, np.random.default_rng(SEED)
        with tf.Graph().as_default():
            a, b = (
                tf.Variable(random.normal(size=shape).astype(np.float32))
                for shape in ((rows, inner), (inner, columns))
            )
            session = tf.Session(config=self.config)
            session.run(tf.global_variables_initializer())
            run = session.make_callable(tf.matmul(a, b).op)
        return run


def _train_op(tf, loss, updates):
    step = tf.train.get_or_create_global_step()
    rate = tf.train.cosine_decay(RATE, step, updates)
    optimizer = tf.train.AdamOptimizer(rate, epsilon=ADAM_EPSILON)
    variables = tf.trainable_variables()
    # An embedding's gradient comes in slices, whose common length is not that of their sum.
    gradients = [tf.convert_to_tensor(gradient) for gradient in tf.gradients(loss, variables)]
    gradients, _ = tf.clip_by_global_norm(gradients, LONGEST_GRADIENT)
    pairs = zip(gradients, variables)  # noqa: B905 (older than strict=)
    return optimizer.apply_gradients(pairs, step)
