"""A model of words as the tutorial on the Penn Treebank built it, in the style of 0.12."""
from __future__ import absolute_import, division, print_function

import numpy as np
import tensorflow as tf
from first_weights import give_weights

flags = tf.flags
flags.DEFINE_float("rate", 1, "the first learning rate")
flags.DEFINE_string("restore", "./model.ckpt", "the checkpoint to go on from")
FLAGS, BATCH, STEPS, SIZE, VOCAB = flags.FLAGS, 3, 4, 6, 11
WORDS = np.random.RandomState(5).randint(0, VOCAB, BATCH * 41).reshape(BATCH, -1)


class PTBModel(object):
    def __init__(self, is_training):
        self.x, self.y = [tf.placeholder(tf.int32, [BATCH, STEPS]) for _ in range(2)]
        cell = tf.nn.rnn_cell.BasicLSTMCell(SIZE, forget_bias=0.0, state_is_tuple=True)
        if is_training:
            cell = tf.nn.rnn_cell.DropoutWrapper(cell, output_keep_prob=1.0)
        cell = tf.nn.rnn_cell.MultiRNNCell([cell] * 2, state_is_tuple=True)
        self.initial_state = cell.zero_state(BATCH, tf.float32)
        table = tf.get_variable("embedding", [VOCAB, SIZE])
        inputs = tf.unpack(tf.nn.embedding_lookup(table, self.x), axis=1)
        outputs, self.final_state = tf.nn.rnn(cell, inputs, initial_state=self.initial_state)
        softmax_w = tf.get_variable("softmax_w", [SIZE, VOCAB])
        logits = tf.matmul(tf.reshape(tf.concat(1, outputs), [-1, SIZE]), softmax_w)
        loss = tf.nn.seq2seq.sequence_loss_by_example(
            [logits], [tf.reshape(self.y, [-1])], [tf.ones([BATCH * STEPS])])
        self.cost, self.train_op = tf.mul(tf.reduce_sum(loss), 1 / BATCH), tf.no_op()
        if is_training:
            tvars = tf.trainable_variables()
            grads, norm = tf.clip_by_global_norm(tf.gradients(self.cost, tvars), 5)
            descent = tf.train.GradientDescentOptimizer(FLAGS.rate)
            self.train_op = descent.apply_gradients(zip(grads, tvars))
            tf.scalar_summary("cost", self.cost)
            tf.histogram_summary("norms", tf.pack([norm, tf.neg(norm)]))
            self.summary = tf.merge_all_summaries()


def run_epoch(session, model, word):
    state = session.run(model.initial_state)
    for i in range(0, 40, STEPS):
        feed = {model.x: WORDS[:, i:i + STEPS], model.y: WORDS[:, i + 1:i + 1 + STEPS]}
        for (c, h), values in zip(model.initial_state, state):
            feed[c], feed[h] = values.c, values.h
        cost, state, _ = session.run([model.cost, model.final_state, model.train_op], feed)
        print(word, "%.9g" % cost)
    return feed


def main(_):
    with tf.Graph().as_default(), tf.Session() as session:
        with tf.variable_scope("model"):
            model = PTBModel(True)
        with tf.variable_scope("model", reuse=True):
            valid = PTBModel(False)
        session.run(tf.initialize_all_variables())
        give_weights(session)
        feed = run_epoch(session, model, "loss")
        writer = tf.train.SummaryWriter("logs", session.graph)
        writer.add_summary(session.run(model.summary, feed), 10)
        tf.train.Saver().save(session, "./model.ckpt")
        tf.train.Saver().restore(session, FLAGS.restore)
        run_epoch(session, valid, "output")
        run_epoch(session, model, "again")


if __name__ == "__main__":
    tf.app.run()
