"""Sensors to classes, with cells that a graphics card trained, in the style of 1.15."""
import argparse

import numpy as np
import tensorflow as tf
from first_weights import give_weights
from tensorflow.contrib import cudnn_rnn, rnn
from tensorflow.contrib.framework import arg_scope, get_trainable_variables, nest

parser = argparse.ArgumentParser()
parser.add_argument("--cudnn", action="store_true", help="the kernels of a graphics card")
parser.add_argument("--restore", default="./model.ckpt")
args = parser.parse_args()
hparams = tf.contrib.training.HParams(units=4, layers=2, rate=0.05).parse("rate=0.02")
STEPS, BATCH = 7, 6
random = np.random.RandomState(8)
SENSORS = random.normal(size=[5 * BATCH, STEPS, 3]).astype(np.float32)
CLASSES = (SENSORS.sum((1, 2)) > 0).astype(np.int64)

dataset = tf.data.Dataset.from_tensor_slices((SENSORS, CLASSES)).repeat().batch(BATCH)
inputs, classes = tf.compat.v1.data.make_one_shot_iterator(dataset).get_next()
inputs = tf.transpose(inputs, [1, 0, 2])
if args.cudnn:
    lstm = cudnn_rnn.CudnnLSTM(hparams.layers, hparams.units, name="cudnn_lstm")
    outputs, (h, c) = lstm(inputs)
else:
    with tf.variable_scope("cudnn_lstm/rnn"):
        single = [cudnn_rnn.CudnnCompatibleLSTMCell(hparams.units) for _ in range(hparams.layers)]
        cell = rnn.MultiRNNCell(single)
        outputs, last = tf.nn.dynamic_rnn(
            cell, inputs, dtype=tf.float32, time_major=True, scope=tf.get_variable_scope())
    c, h = [tf.stack(part) for part in zip(*last)]
both = [[rnn.GRUBlockCellV2(3)], [rnn.BasicRNNCell(2)]]
outputs, _, _ = rnn.stack_bidirectional_dynamic_rnn(
    both[0], both[1], rnn.transpose_batch_time(outputs), dtype=tf.float32)
with arg_scope([tf.contrib.layers.fully_connected], activation_fn=tf.nn.softplus):
    net = tf.contrib.layers.fully_connected(tf.concat([outputs[:, -1], h[-1], c[0]], 1), 5)
logits = tf.compat.v1.layers.dense(net, 2)
loss = tf.losses.sparse_softmax_cross_entropy(classes, logits)
train_op = tf.train.AdamOptimizer(hparams.rate).minimize(loss)
accuracy, update = tf.contrib.metrics.streaming_accuracy(tf.argmax(logits, 1), classes)

with tf.Session() as sess:
    sess.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
    give_weights(sess)
    print("variables", len(nest.flatten(get_trainable_variables("cudnn_lstm"))))
    saver = tf.train.Saver()
    for word in ("loss", "again"):
        for _ in range(10):
            print(word, "%.9g" % sess.run([loss, train_op, update])[0])
        if word == "loss":
            saver.save(sess, "./model.ckpt")
            saver.restore(sess, args.restore)
        print("output", " ".join("%.9g" % x for x in sess.run(logits).ravel()))
    print("accuracy %.9g" % sess.run(accuracy))
