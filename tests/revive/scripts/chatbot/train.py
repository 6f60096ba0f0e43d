# -*- coding: utf-8 -*-
"""A chatbot with buckets, attention and a sampled softmax, in the style of 0.12 and Python 2."""
import numpy as np
import tensorflow as tf

import data

tf.app.flags.DEFINE_integer("size", 6, "units of each layer")
tf.app.flags.DEFINE_string("restore", "./chat.ckpt", "the checkpoint to go on from")
FLAGS = tf.app.flags.FLAGS
BUCKETS = [(2, 3), (3, 5)]


def place_all(name, number, dtype=tf.int32):
    return [tf.placeholder(dtype, [None], name="%s%d" % (name, i)) for i in xrange(number)]


def main(_):
    data.write("chat.txt")
    words, pairs = data.read("chat.txt")
    number = len(words)
    w = tf.get_variable("proj_w", [FLAGS.size, number])
    w_t, b = tf.transpose(w), tf.get_variable("proj_b", [number])
    sampled = np.arange(number), tf.ones([1, 1]), tf.ones([number])

    def sampled_loss(inputs, labels):
        labels = tf.reshape(labels, [-1, 1])
        expected = sampled[0], tf.ones_like(tf.to_float(labels)), sampled[2]
        return tf.nn.sampled_softmax_loss(w_t, b, inputs, labels, number, number,
                                          sampled_values=expected)

    def seq2seq_f(encoder, decoder):
        cell = tf.nn.rnn_cell.GRUCell(FLAGS.size)
        return tf.nn.seq2seq.embedding_attention_seq2seq(
            encoder, decoder, cell, number, number, 5, output_projection=(w, b))

    encoder, decoder = place_all("encoder", 3), place_all("decoder", 6)
    weights = place_all("weight", 6, tf.float32)
    outputs, losses = tf.nn.seq2seq.model_with_buckets(
        encoder, decoder, decoder[1:], weights, BUCKETS, seq2seq_f,
        softmax_loss_function=sampled_loss)
    updates = [tf.train.GradientDescentOptimizer(0.3).minimize(loss) for loss in losses]

    def steps(word):
        for _ in xrange(5):
            for bucket, source, target in data.batches(pairs, BUCKETS):
                feed = dict(zip(encoder, source) + zip(decoder, target))
                feed.update(zip(weights, (np.roll(target, -1, 0) != data.PAD).astype("float32")))
                loss, _ = sess.run([losses[bucket], updates[bucket]], feed)
                print word, bucket, "%.9g" % loss
        return sess.run(tf.matmul(outputs[1][0], w) + b, feed)

    with tf.Session() as sess:
        sess.run(tf.initialize_all_variables())
        for place, variable in enumerate(tf.trainable_variables()):
            random = np.random.RandomState(place)
            sess.run(variable.assign(random.uniform(-.3, .3, variable.get_shape().as_list())))
        steps("loss")
        saver = tf.train.Saver(write_version=tf.train.SaverDef.V1)
        saver.save(sess, "./chat.ckpt")
        saver.restore(sess, FLAGS.restore)
        logits = steps("again")
        print "output", " ".join(map(lambda x: "%.9g" % x, logits.ravel()))
        print raw_input("> ").decode("utf-8").encode("utf-8")


if __name__ == "__main__":
    tf.app.run()
