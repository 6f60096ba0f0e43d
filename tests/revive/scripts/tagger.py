"""Names in sentences: both directions and a CRF, in the style of 1.0."""
import sys

import numpy as np
import tensorflow as tf
from first_weights import give_weights
from tensorflow.contrib.rnn.python.ops import core_rnn_cell

SENTENCES = [[1, 4, 2, 5], [3, 5], [2, 1, 6]]
TAGS = [[1, 0, 0, 2], [0, 2], [0, 1, 2]]


class Tagger(object):
    def __init__(self, num_words, num_tags, size):
        self.words = tf.placeholder(tf.int32, [None, None])
        self.tags = tf.placeholder(tf.int32, [None, None])
        self.lengths = tf.placeholder(tf.int32, [None])
        self.mask = tf.placeholder(tf.bool, [None, None])
        xavier = tf.contrib.layers.xavier_initializer()
        decay = tf.contrib.layers.l2_regularizer(0.01)
        table = tf.get_variable("words", [num_words, size], initializer=xavier, regularizer=decay)
        inputs = tf.nn.embedding_lookup(table, self.words)
        with tf.variable_scope("both"):
            forward = core_rnn_cell.LSTMCell(size, use_peepholes=True)
            backward = core_rnn_cell.LSTMCell(size, num_proj=4)
            outputs, _ = tf.nn.bidirectional_dynamic_rnn(
                forward, backward, inputs, self.lengths, dtype=tf.float32)
        outputs = tf.concat(outputs, axis=-1)
        flat = tf.reshape(outputs, [-1, size + 4])
        with tf.variable_scope("tags", regularizer=decay):
            flat = tf.contrib.layers.fully_connected(flat, size, activation_fn=tf.tanh)
            w = tf.get_variable("w", [size, num_tags], initializer=xavier)
        self.scores = tf.reshape(tf.matmul(flat, w), [-1, tf.shape(inputs)[1], num_tags])
        likelihood, self.transitions = tf.contrib.crf.crf_log_likelihood(
            self.scores, self.tags, self.lengths)
        norms = tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES)
        self.loss = tf.reduce_mean(-likelihood) + tf.add_n(norms)
        self.size = tf.reduce_mean(tf.boolean_mask(self.scores, self.mask))
        self.train = tf.train.RMSPropOptimizer(0.01).minimize(self.loss)


sentences, tags = np.array(SENTENCES), np.array(TAGS, dtype=np.object)
lengths = np.array([len(one) for one in sentences])
pad = [[(list(one) + [0] * 4)[:4] for one in rows] for rows in (sentences, tags)]
mask = (np.arange(4)[None, :] < lengths[:, None]).astype(np.bool)
model = Tagger(7, 3, 5)
feed = {model.words: pad[0], model.tags: pad[1], model.lengths: lengths, model.mask: mask}
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    give_weights(sess)
    saver = tf.train.Saver()
    for word in ("loss", "again"):
        for _ in range(10):
            print(word, "%.9g" % sess.run([model.loss, model.train], feed)[0])
        if word == "loss":
            saver.save(sess, "model.ckpt")
            saver.restore(sess, (sys.argv + ["./model.ckpt"])[1])
        scores, transitions, size = sess.run([model.scores, model.transitions, model.size], feed)
        for score, length in zip(scores, lengths):
            best, value = tf.contrib.crf.viterbi_decode(score[:length], transitions)
            print("output", best, "%.9g %.9g" % (value, size))
