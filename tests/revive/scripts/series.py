"""The next value of a series, with a cell of one's own, in the style of 1.0."""
import sys

import numpy as np
import tensorflow as tf
from first_weights import give_weights
from tensorflow.contrib import layers, rnn
from tensorflow.contrib.rnn.python.ops.core_rnn_cell_impl import _linear

STEPS, SIZE = 6, 5
t = np.arange(60, dtype=np.float32)
SERIES = np.sin(t / 4) + 0.1 * np.cos(t)


class Gated(rnn.RNNCell):
    def __init__(self, num_units):
        self._num_units = num_units

    @property
    def state_size(self):
        return rnn.LSTMStateTuple(self._num_units, self._num_units)

    @property
    def output_size(self):
        return self._num_units

    def __call__(self, inputs, state, scope=None):
        with tf.variable_scope(scope or "gated"):
            c, h = state
            i, j = tf.split(_linear([inputs, h], 2 * self._num_units, True, 1.0), 2, 1)
            c = c * tf.sigmoid(i) + tf.tanh(j) * (1 - tf.sigmoid(i))
            return tf.tanh(c), rnn.LSTMStateTuple(c, tf.tanh(c))


x = tf.placeholder(tf.float32, [None, STEPS])
y = tf.placeholder(tf.float32, [None])
with tf.variable_scope("encoder"):
    gated, _ = rnn.static_rnn(Gated(SIZE), tf.split(x, STEPS, 1), dtype=tf.float32)
with tf.variable_scope("decoder"):
    cell = rnn.OutputProjectionWrapper(rnn.BasicLSTMCell(SIZE), 3)
    outputs, state = rnn.static_rnn(cell, gated, dtype=tf.float32)
hidden = layers.fully_connected(tf.concat([outputs[-1], state.h], 1), SIZE)
hidden = layers.fully_connected(hidden, 4, tf.nn.elu, weights_regularizer=layers.l2_regularizer(.1))
forecast = tf.squeeze(layers.linear(hidden, 1), [1])
loss = tf.reduce_mean(tf.square(forecast - y)) + layers.apply_regularization(
    layers.l1_regularizer(0.01), tf.trainable_variables()[:1])
step = tf.contrib.framework.get_or_create_global_step()
train_op = layers.optimize_loss(
    loss, step, learning_rate=0.05, optimizer="Adagrad", clip_gradients=1.0,
    learning_rate_decay_fn=lambda rate, at: tf.train.exponential_decay(rate, at, 5, 0.9))
tf.contrib.deprecated.scalar_summary("mean loss", loss)
summary = tf.contrib.deprecated.merge_all_summaries()
rows = np.array([SERIES[at:at + STEPS] for at in range(50)])
feed = {x: rows, y: SERIES[STEPS:STEPS + 50]}
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    give_weights(sess)
    for word in ("loss", "again"):
        for _ in range(10):
            print(word, "%.9g" % sess.run(train_op, feed))
        if word == "loss":
            saver = tf.train.Saver(max_to_keep=1)
            saver.save(sess, "model.ckpt", global_step=step)
            saver.restore(sess, (sys.argv + [tf.train.latest_checkpoint(".")])[1])
            print("output", " ".join("%.9g" % one for one in sess.run(forecast, feed)))
            print(sess.run(step), len(sess.run(summary, feed)) > 9)
