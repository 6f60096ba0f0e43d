"""Lines of a poem, with the decoders that became legacy, in the style of 1.4."""
import os

import numpy as np
import tensorflow as tf
from first_weights import give_weights
from tensorflow.contrib import legacy_seq2seq
from tensorflow.contrib.learn import preprocessing
from tensorflow.contrib.tensorboard.plugins import projector

flags = tf.app.flags
flags.DEFINE_string("restore", "./model.ckpt", "the checkpoint to go on from")
flags.DEFINE_boolean("legacy", True, "the loss of legacy_seq2seq")
FLAGS = flags.FLAGS
POEM = ["the moon is a boat", "the boat is on the sea", "the sea is the moon"]
SIZE, STEPS = 6, 6


def build(ids, targets, vocab):
    embedding = tf.get_variable("embedding", [vocab, SIZE])
    with tf.variable_scope("lines"):
        cells = [tf.contrib.rnn.LSTMBlockCell(SIZE), tf.contrib.rnn.GRUCell(SIZE)]
        cell = tf.contrib.rnn.MultiRNNCell([tf.contrib.rnn.DropoutWrapper(c, 1.0) for c in cells])
        inputs = tf.unstack(tf.nn.embedding_lookup(embedding, ids), axis=1)
        start = cell.zero_state(len(POEM), tf.float32)
        project = tf.layers.Dense(vocab, name="project")

        def loop(previous, _):
            return tf.nn.embedding_lookup(embedding, tf.argmax(project(previous), 1))

        with tf.variable_scope("decoder"):
            outputs, _ = legacy_seq2seq.rnn_decoder(inputs, start, cell)
        logits = [project(output) for output in outputs]
        with tf.variable_scope("decoder", reuse=True):
            sampled, _ = legacy_seq2seq.rnn_decoder(inputs, start, cell, loop_function=loop)
    with tf.variable_scope("answer"):
        answers, _ = legacy_seq2seq.embedding_rnn_seq2seq(
            tf.unstack(ids, axis=1), tf.unstack(targets, axis=1),
            tf.contrib.rnn.BasicLSTMCell(SIZE), vocab, vocab, SIZE, feed_previous=False)
    weights = [tf.to_float(tf.not_equal(column, 0)) for column in tf.unstack(targets, axis=1)]
    columns = tf.unstack(targets, axis=1)
    losses = [legacy_seq2seq.sequence_loss(one, columns, weights) for one in (logits, answers)]
    return tf.add_n(losses), tf.stack([project(one) for one in sampled])


def main(_):
    words = preprocessing.VocabularyProcessor(STEPS + 1)
    rows = np.array(list(words.fit_transform(POEM)))
    ids, targets = tf.constant(rows[:, :-1]), tf.constant(rows[:, 1:], tf.int32)
    loss, sampled = build(tf.cast(ids, tf.int32), targets, len(words.vocabulary_))
    train_op = tf.train.MomentumOptimizer(0.3, 0.9).minimize(loss)
    config = projector.ProjectorConfig()
    config.embeddings.add().tensor_name = "embedding"
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        give_weights(sess)
        projector.visualize_embeddings(tf.summary.FileWriter("logs"), config)
        print("projector", os.path.exists("logs/projector_config.pbtxt"))
        saver = tf.train.Saver()
        for word in ("loss", "again"):
            for _ in range(10):
                print(word, "%.9g" % sess.run([loss, train_op])[0])
            if word == "loss":
                saver.save(sess, "./model.ckpt")
                saver.restore(sess, FLAGS.restore)
            print("output", " ".join("%.9g" % x for x in sess.run(sampled)[:2, 0].ravel()))


if __name__ == "__main__":
    tf.app.run()
