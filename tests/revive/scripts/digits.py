"""Digits row by row, in the style of the examples for 0.12."""
import sys

import numpy as np
import tensorflow as tf
from first_weights import give_weights
from tensorflow.examples.tutorials.mnist import input_data
from tensorflow.python.ops import rnn, rnn_cell

np.random.seed(1)
mnist = input_data.read_data_sets("MNIST_data/", one_hot=True, validation_size=6)
learning_rate = 0.01
n_input, n_steps, n_hidden, n_classes = 28, 28, 5, 10

x = tf.placeholder("float", [None, n_steps, n_input])
y = tf.placeholder("float", [None, n_classes])
weights = {"hidden": tf.Variable(tf.random_normal([n_input, n_hidden])),
           "out": tf.Variable(tf.random_normal([2 * n_hidden, n_classes]))}
biases = {"hidden": tf.Variable(tf.random_normal([n_hidden])),
          "out": tf.Variable(tf.random_normal([n_classes]))}


def BiRNN(x):
    x = tf.reshape(tf.transpose(x, [1, 0, 2]), [-1, n_input])
    x = tf.nn.relu(tf.matmul(x, weights["hidden"]) + biases["hidden"])
    x = tf.split(0, n_steps, x)
    forward = rnn_cell.BasicLSTMCell(n_hidden, forget_bias=1.0)
    backward = rnn_cell.GRUCell(n_hidden, input_size=n_hidden)
    outputs, _, _ = rnn.bidirectional_rnn(forward, backward, x, dtype=tf.float32)
    return tf.matmul(outputs[-1], weights["out"]) + biases["out"]


pred = BiRNN(x)
cost = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(pred, y))
sparse = tf.nn.sparse_softmax_cross_entropy_with_logits(pred, tf.argmax(y, 1))
sigmoid = tf.nn.sigmoid_cross_entropy_with_logits(tf.sub(pred, 1.0), y)
cost = cost + tf.reduce_mean(sparse) + 0.1 * tf.reduce_mean(sigmoid)
optimizer = tf.train.AdamOptimizer(learning_rate).minimize(cost)
correct = tf.select(tf.equal(tf.argmax(pred, 1), tf.argmax(y, 1)), tf.ones([8]), tf.zeros([8]))


def train(sess, word):
    for _ in range(10):
        batch_x, batch_y = mnist.train.next_batch(mnist.train.num_examples)
        feed = {x: batch_x.reshape((-1, n_steps, n_input)), y: batch_y.astype(np.float)}
        loss, _ = sess.run([cost, optimizer], feed_dict=feed)
        print("%s %.9g" % (word, loss))


with tf.Session() as sess:
    sess.run(tf.initialize_all_variables())
    give_weights(sess)
    train(sess, "loss")
    saver = tf.train.Saver()
    saver.save(sess, "./model.ckpt")
    saver.restore(sess, sys.argv[1] if len(sys.argv) > 1 else "./model.ckpt")
    test = {x: mnist.test.images[:8].reshape((-1, 28, 28)), y: mnist.test.labels[:8]}
    print("output " + " ".join("%.9g" % p for p in sess.run(pred, test).ravel()))
    print("correct", sess.run(correct, test), mnist.validation.num_examples)
    train(sess, "again")
