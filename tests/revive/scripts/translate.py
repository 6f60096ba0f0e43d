"""Numbers turned round, with attention and a beam search, in the style of 1.4."""
import sys

import numpy as np
import tensorflow as tf
from first_weights import give_weights
from tensorflow.contrib import rnn, seq2seq
from tensorflow.python.layers.core import Dense

SYMBOLS, SIZE, BATCH, BEAM = 7, 6, 4, 3
GO, END = 0, 1
random = np.random.RandomState(4)
SOURCE = random.randint(2, SYMBOLS, [BATCH, 4])
LENGTHS = np.array([4, 3, 4, 2])
TARGET = np.array([np.append(row[:n][::-1], [END] * (5 - n)) for row, n in zip(SOURCE, LENGTHS)])

source = tf.placeholder(tf.int32, [None, None])
lengths = tf.placeholder(tf.int32, [None])
target = tf.placeholder(tf.int32, [None, None])
embedding = tf.get_variable("embedding", [SYMBOLS, SIZE])
cell = rnn.MultiRNNCell([rnn.GRUCell(SIZE), rnn.ResidualWrapper(rnn.GRUCell(SIZE))])
memory, last = tf.nn.dynamic_rnn(
    cell, tf.nn.embedding_lookup(embedding, source), lengths, dtype=tf.float32)
project = Dense(SYMBOLS, use_bias=False)


def decoder(beam):
    def tiled(tensor):
        return seq2seq.tile_batch(tensor, BEAM) if beam else tensor

    number = tf.shape(source)[0] * (BEAM if beam else 1)
    attention = seq2seq.BahdanauAttention(SIZE, tiled(memory), tiled(lengths), normalize=True)
    wrapped = seq2seq.AttentionWrapper(
        rnn.LSTMCell(SIZE), attention, attention_layer_size=SIZE, output_attention=True)
    first = rnn.LSTMStateTuple(tiled(last[0]), tiled(last[1]))
    state = wrapped.zero_state(number, tf.float32).clone(cell_state=first)
    go = tf.fill([tf.shape(source)[0]], GO)
    if beam:
        return seq2seq.BeamSearchDecoder(wrapped, embedding, go, END, state, BEAM, project)
    inputs = tf.nn.embedding_lookup(embedding, tf.concat([go[:, None], target[:, :-1]], 1))
    helper = seq2seq.TrainingHelper(inputs, lengths + 1)
    return seq2seq.BasicDecoder(wrapped, helper, state, project)


with tf.variable_scope("decode"):
    outputs, _, _ = seq2seq.dynamic_decode(decoder(False))
with tf.variable_scope("decode", reuse=True):
    found, _, ends = seq2seq.dynamic_decode(decoder(True), maximum_iterations=6)
mask = tf.sequence_mask(lengths + 1, dtype=tf.float32)
loss = seq2seq.sequence_loss(outputs.rnn_output, target, mask)
train_op = tf.contrib.layers.optimize_loss(loss, None, 0.05, tf.train.AdamOptimizer, name="train")
feed = {source: SOURCE, lengths: LENGTHS, target: TARGET}
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    give_weights(sess)
    saver = tf.train.Saver()
    for word in ("loss", "again"):
        for _ in range(10):
            print(word, "%.9g" % sess.run(train_op, feed))
        if word == "loss":
            saver.save(sess, "./model.ckpt")
            saver.restore(sess, (sys.argv + ["./model.ckpt"])[1])
        print("beam", " ".join(str(x) for x in sess.run(found.predicted_ids, feed)[:, :3].ravel()))
        logits = sess.run(outputs.rnn_output, feed)[0]
        print("output", " ".join("%.9g" % x for x in logits.ravel()))
