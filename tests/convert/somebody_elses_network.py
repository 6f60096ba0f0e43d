"""A script that knows nothing of the course: it saves a checkpoint, and what its networks give.

python somebody_elses_network.py FOLDER
"""

import os
import sys

os.environ["TF_USE_LEGACY_KERAS"] = "1"

import numpy as np
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()
tf.set_random_seed(4)
cells = tf.nn.rnn_cell
words = tf.placeholder(tf.float32, [None, None, 7], "words")
given = {}
with tf.variable_scope("speller"):
    with tf.variable_scope("enc"):
        forward = cells.MultiRNNCell([cells.GRUCell(5, name="lower"), cells.GRUCell(4)])
        backward = cells.MultiRNNCell([cells.GRUCell(3), cells.GRUCell(6)])
        both, _ = tf.nn.bidirectional_dynamic_rnn(forward, backward, words, dtype=tf.float32)
        given["speller_enc_bidirectional_rnn"] = tf.concat(both, 2)
    bridge = tf.layers.dense(tf.concat(both, 2), 9, name="bridge")
    with tf.variable_scope("dec"):
        writer = cells.LSTMCell(8, num_proj=3, forget_bias=0.5, name="writer")
        given["speller_dec_rnn_writer"], _ = tf.nn.dynamic_rnn(writer, words, dtype=tf.float32)
    memory = cells.BasicLSTMCell(6, name="memory")
    given["speller_side_memory"], _ = tf.nn.dynamic_rnn(
        memory, words, dtype=tf.float32, scope="side"
    )
    pair = [cells.BasicLSTMCell(6, activation=tf.nn.relu) for _ in range(2)]
    both, _ = tf.nn.bidirectional_dynamic_rnn(*pair, words, dtype=tf.float32, scope="plain")
    given["speller_plain"] = tf.concat(both, 2)
    peeping = cells.LSTMCell(5, use_peepholes=True)
    peeped, _ = tf.nn.dynamic_rnn(peeping, words, dtype=tf.float32, scope="peep")
loss = sum(tf.reduce_sum(value**2) for value in [*given.values(), bridge, peeped])
with tf.variable_scope("optimizer"):
    count = tf.train.get_or_create_global_step()
    train_op = tf.train.AdamOptimizer(0.01).minimize(loss, global_step=count)
with tf.Session() as session:
    session.run(tf.global_variables_initializer())
    some = np.random.RandomState(0).randn(2, 4, 7).astype(np.float32)
    for _ in range(3):
        session.run(train_op, {words: some})
    tf.train.Saver().save(session, os.path.join(sys.argv[1], "spelling"), count)
    np.savez(os.path.join(sys.argv[1], "given"), words=some, **session.run(given, {words: some}))
